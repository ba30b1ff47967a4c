"""The role tree: who reports to whom. Not the account tree."""

from tortoise import fields
from tortoise.fields import NO_ACTION

from .base import Entity


class Role(Entity):
    """A place in the role tree. Who stands above sees what those below own."""

    name = fields.CharField(max_length=255, unique=True)
    parent = fields.ForeignKeyField("models.Role", null=True, related_name=False, on_delete=NO_ACTION)

    class Meta:
        table = "role"
