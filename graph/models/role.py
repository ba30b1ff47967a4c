"""The role: a place in the role tree, which says who reports to whom. It is not the account tree."""

from . import fields
from .base import Entity
from .noun import noun
from .spec import ImportSpec, Listing, RowFilter, Written


@noun(
    prefix="rol",
    row_filter=RowFilter.STAFF,
    order=("name",),
    root_list=Listing("The whole role tree, by name. Partners see none of it.", where=False, order=False),
    imports=ImportSpec(unique="name", lookups=("name",)),
    filtered=False,
)
class Role(Entity):
    """A place in the role tree. Whoever has it sees what the users of the roles below own."""

    name = fields.unique_name("The name, unique among roles.")
    # whoever sees one role sees all
    parent = fields.reference("Role", "The role above it.", visible_if="true", written=Written.ONCE)

    class Meta:
        table = "role"
