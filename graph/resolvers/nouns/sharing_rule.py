"""Sharing rules with their conditions, which admins alone see."""

from graph.errors import Forbidden
from graph.models.user import Profile
from graph.resolvers.compiler.entity import Column, Entity, Listing, One
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.plan import ListPlan, RowsPlan
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.nouns.record import identity
from graph.sql import FALSE, TRUE, Alias, Fragment

NAME = Key('{a}.name COLLATE "C"', "text", "name", unique=True)


def _admin(scope: Scope, _row: Alias) -> Fragment:
    return TRUE if scope.viewer.profile is Profile.ADMIN else FALSE


SHARING_RULE = Entity(
    name="SharingRule",
    table="sharing_rule",
    row_filter=_admin,
    parts={
        "id": identity("rul"),
        "name": Column("{a}.name"),
        "isActive": Column("{a}.is_active"),
        "level": Column("{a}.level"),
        "profile": Column("{a}.profile"),
        "role": One(by_id("Role", "role_id")),
        "includeBelow": Column("{a}.include_below"),
        "group": One(by_id("Group", "group_id")),
        "conditions": Listing(Relation("SharingCondition", "{x}.rule_id = {a}.id"), order="{x}.id"),
    },
    order=Order.total("SharingRule", [NAME]),
)

SHARING_CONDITION = Entity(
    name="SharingCondition",
    table="sharing_condition",
    row_filter=_admin,
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
    return ListPlan(
        RowsPlan(SHARING_RULE), '{x}.name COLLATE "C" ASC', planner.object(SHARING_RULE.parts, selection.below)
    )
