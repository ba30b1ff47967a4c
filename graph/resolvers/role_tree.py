"""Roles: the places in the role tree. The company's people all see them; partners see none."""

from graph.auth.sharing import visible_to_staff
from graph.resolvers.entity import Column, Connection, Entity, One, identity
from graph.resolvers.order import Key, Order

ROLE = Entity(
    name="Role",
    table="role",
    door=lambda w, _a: visible_to_staff(w.viewer),
    parts={
        "id": identity("rol"),
        "name": Column("{a}.name"),
        # whoever sees one role sees all
        "parent": One("Role", "{x}.id = {a}.parent_id", given="true"),
        "children": Connection("Role", "{x}.parent_id = {a}.id", given="true"),
        "users": Connection("User", "{x}.role_id = {a}.id"),
    },
    order=Order.total("Role", [Key('{a}.name COLLATE "C"', "text", "name", unique=True)]),
)
