"""External ids of records that files bring: the keys by which other systems know them."""

from graph.models.noun import NOUNS, Noun
from graph.models.rules import HIDDEN_FROM_PARTNERS
from graph.resolvers.compiler.entity import Column, Entity, Listing
from graph.resolvers.compiler.filters import ToMany, compared, shows
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.sql import FALSE

FIELD = "externalIds"

EXTERNAL_ID = Entity(
    name="ExternalId",
    table="external_id",
    # it is read through its record alone, and seen with that
    row_filter=lambda _scope, _row: FALSE,
    parts={"source": Column("{a}.source"), "key": Column("{a}.key")},
    order=Order.total("ExternalId", []),
    filters=compared("ExternalId", {"source": ("String", "source"), "key": ("String", "key")}),
)


def _external_ids(noun: Noun) -> ComputedField:
    """The external ids of a noun's records."""
    on = f"{{x}}.record_id = {{a}}.id AND {{x}}.record_type = '{noun.record_type}'"
    along = Relation("ExternalId", on, visible_if="true")
    return ComputedField(
        type="[ExternalId!]",
        description="The keys by which other systems know it, as imports brought them, by source.",
        part=Listing(along, order='{x}.source COLLATE "C", {x}.key COLLATE "C"'),
        # a user's key is often the e-mail address, which partners don't read
        rule=HIDDEN_FROM_PARTNERS,
        filter=ToMany(along, shows(noun.name, FIELD)) if noun.filtered else None,
    )


for _noun in NOUNS.values():
    if _noun.imports and _noun.imports.keyed and _noun.exposed:
        computed(_noun.name, {FIELD: _external_ids(_noun)})
