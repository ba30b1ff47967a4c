"""Sharing rules with their conditions, which admins alone see."""

from typing import TYPE_CHECKING

from graph.errors import Forbidden
from graph.models.profile import Profile
from graph.resolvers.compiler.entity import Column, Entity, Listing, One
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.nouns.record import identity

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

NAME = Key('{a}.name COLLATE "C"', "text", "name", unique=True)


def _admin(w: "Writer", _a: str) -> str:
    return "true" if w.viewer.profile is Profile.ADMIN else "false"


SHARING_RULE = Entity(
    name="SharingRule",
    table="sharing_rule",
    door=_admin,
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
    door=_admin,
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
    x = w.p.alias(SHARING_RULE.stem)
    return w.listing(SHARING_RULE, x, chosen.shape, w.door(SHARING_RULE, x), NAME.sql.format(a=x))
