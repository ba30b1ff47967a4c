"""The group: users named together, so that rules and grants can name them at once."""

from tortoise import fields
from tortoise.fields import CASCADE

from .base import Entity, belongs_to


class Group(Entity):
    """A named set of users."""

    name = fields.CharField(max_length=255, unique=True)

    class Meta:
        table = "user_group"  # "group" is a word of SQL


class GroupMember(Entity):
    """One user's place in one group."""

    group = belongs_to("Group", on_delete=CASCADE)
    user = belongs_to("User", on_delete=CASCADE)

    class Meta:
        table = "group_member"
        unique_together = (("group", "user"),)
