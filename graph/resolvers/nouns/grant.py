"""Grants: for admins, for the owner of their account, and to each of those whom they let in."""

from graph.auth.sharing import visible_grant
from graph.resolvers.compiler.entity import Column, Entity, One
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import ITS_ACCOUNT, by_id
from graph.resolvers.nouns.record import identity, time

GRANT = Entity(
    name="Grant",
    table="account_grant",
    row_filter=lambda scope, a: visible_grant(scope.subject, a, scope.strategy),
    parts={
        "id": identity("grt"),
        "account": One(ITS_ACCOUNT),
        "user": One(by_id("User", "user_id")),
        "role": One(by_id("Role", "role_id")),
        "group": One(by_id("Group", "group_id")),
        "level": Column("{a}.level"),
        "cascades": Column("{a}.cascades"),
        "expiresAt": time("expires_at"),
        "createdAt": time("created_at"),
        "createdBy": One(by_id("User", "created_by_id")),
    },
    order=Order.total("Grant", [Key("{a}.created_at", "timestamptz", "createdAt", descending=True)]),
)
