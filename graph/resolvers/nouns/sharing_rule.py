"""Sharing rules with their conditions, which only admins see."""

from typing import TYPE_CHECKING

from graph.errors import Forbidden
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.spec import RowFilter
from graph.resolvers.compiler.entity import Column, Entity, Listing
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.resolvers.nouns.derive import ROW_FILTERS, key

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

NAME = key(NOUNS["SharingRule"], "name")

computed(
    "SharingRule",
    {
        "conditions": ComputedField(
            type="[SharingCondition!]!",
            description="The conditions, all of which an account must meet.",
            part=Listing(Relation("SharingCondition", "{x}.rule_id = {a}.id"), order="{x}.id"),
        ),
    },
)

SHARING_CONDITION = Entity(
    name="SharingCondition",
    table="sharing_condition",
    door=ROW_FILTERS[RowFilter.ADMINS],
    parts={
        "column": Column('{a}."column"'),
        "operator": Column("{a}.operator"),
        "values": Column("{a}.values"),
    },
    order=Order.total("SharingCondition", []),
)


def sharing_rules(w: "Writer", chosen: Chosen) -> str:
    """All rules, by name."""
    if w.viewer.profile is not Profile.ADMIN:
        raise Forbidden("Only an admin may read the sharing rules. `access` says why you see an account.")
    rule = w.entity("SharingRule")
    x = w.p.alias(rule.stem)
    return w.listing(rule, x, chosen.shape, w.door(rule, x), NAME.sql.format(a=x))
