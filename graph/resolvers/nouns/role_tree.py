"""Roles: the places in the role tree. The company's people all see them; partners see none."""

from graph.auth.sharing import visible_to_staff
from graph.resolvers.compiler.entity import Column, Connection, Entity, One
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.nouns.record import identity

ROLE = Entity(
    name="Role",
    table="role",
    row_filter=lambda scope, _a: visible_to_staff(scope.viewer),
    parts={
        "id": identity("rol"),
        "name": Column("{a}.name"),
        # whoever sees one role sees all
        "parent": One(by_id("Role", "parent_id", visible_if="true")),
        "children": Connection(Relation("Role", "{x}.parent_id = {a}.id", visible_if="true")),
        "users": Connection(Relation("User", "{x}.role_id = {a}.id")),
    },
    order=Order.total("Role", [Key('{a}.name COLLATE "C"', "text", "name", unique=True)]),
)
