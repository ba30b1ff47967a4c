"""Roles: the places in the role tree. The company's people all see them; partners see none."""

from graph.auth.sharing import visible_to_staff
from graph.resolvers.entity import Column, Entity, identity
from graph.resolvers.order import Key, Order

ROLE = Entity(
    name="Role",
    table="role",
    door=lambda w, _a: visible_to_staff(w.viewer),
    parts={"id": identity("rol"), "name": Column("{a}.name")},
    order=Order.total("Role", [Key('{a}.name COLLATE "C"', "text", "name", unique=True)]),
)
