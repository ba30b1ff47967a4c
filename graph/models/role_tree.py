"""The role tree: who reports to whom. Not the account tree."""

from tortoise import fields

from .base import Entity, belongs_to


class Role(Entity):
    """A place in the role tree. Who stands above sees what those below own."""

    name = fields.CharField(max_length=255, unique=True)
    parent = belongs_to("Role", null=True)

    class Meta:
        table = "role"
