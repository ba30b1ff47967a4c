"""Sharing rules with their conditions, which only admins see."""

from graph.errors import Forbidden
from graph.models.profile import Profile
from graph.models.spec import RowFilter
from graph.resolvers.compiler.entity import Column, Entity, Listing
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.plan import ListPlan, RowsPlan
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.resolvers.nouns.derive import row_filter

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
    row_filter=row_filter(RowFilter.ADMINS, "SharingCondition"),
    parts={
        "column": Column('{a}."column"'),
        "operator": Column("{a}.operator"),
        "values": Column("{a}.values"),
    },
    order=Order.total("SharingCondition", []),
)


def sharing_rules(planner: Planner, selection: Selection) -> ListPlan:
    """Plans the list of all rules, by name; Forbidden but for admins."""
    if planner.scope.viewer.profile is not Profile.ADMIN:
        raise Forbidden("Only an admin may read the sharing rules. `access` says why you see an account.")
    rule = planner.entity("SharingRule")
    return ListPlan(RowsPlan(rule), '{x}.name COLLATE "C"', planner.object(rule.parts, selection.below))
