"""The group: users named together, so that rules and grants can name them at once."""

from tortoise.fields import CASCADE

from . import fields
from .base import Entity, belongs_to
from .noun import noun
from .spec import ImportSpec, Listing, RowFilter


@noun(
    prefix="grp",
    row_filter=RowFilter.STAFF,
    order=("name",),
    root_list=Listing("All groups of users, by name. Partners see none.", where=False, order=False),
    imports=ImportSpec(unique="name", lookups=("name",)),
    filtered=False,
)
class Group(Entity):
    """Users named together, so that rules and grants can name them at once."""

    name = fields.unique_name("The name, unique among groups.")

    class Meta:
        table = "user_group"  # "group" is a word of SQL


class GroupMember(Entity):
    """One user's place in one group."""

    group = belongs_to("Group", on_delete=CASCADE)
    user = belongs_to("User", on_delete=CASCADE)

    class Meta:
        table = "group_member"
        unique_together = (("group", "user"),)
