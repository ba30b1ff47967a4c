"""Grants: for admins, for the owner of their account, and to each of those whom they let in."""

from graph.auth.sharing import visible_grant
from graph.resolvers.entity import Column, Entity, One, identity, time
from graph.resolvers.order import Key, Order

GRANT = Entity(
    name="Grant",
    table="account_grant",
    door=lambda w, a: visible_grant(w.viewer, w.p, a, w.form),
    parts={
        "id": identity("grt"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "user": One("User", "{x}.id = {a}.user_id"),
        "role": One("Role", "{x}.id = {a}.role_id"),
        "group": One("Group", "{x}.id = {a}.group_id"),
        "level": Column("{a}.level"),
        "cascades": Column("{a}.cascades"),
        "expiresAt": time("expires_at"),
        "createdAt": time("created_at"),
        "createdBy": One("User", "{x}.id = {a}.created_by_id"),
    },
    order=Order.total("Grant", [Key("{a}.created_at", "timestamptz", "createdAt", descending=True)]),
)
