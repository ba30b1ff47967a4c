"""Groups: users named together. The company's people all see them; partners see none."""

from graph.auth.sharing import visible_to_staff
from graph.resolvers.compiler.entity import Column, Connection, Entity
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns.record import identity

MEMBERS = Relation("User", "{x}.id IN (SELECT m.user_id FROM group_member m WHERE m.group_id = {a}.id)")

GROUP = Entity(
    name="Group",
    table="user_group",
    row_filter=lambda scope, _a: visible_to_staff(scope.viewer),
    parts={
        "id": identity("grp"),
        "name": Column("{a}.name"),
        "members": Connection(MEMBERS),
    },
    order=Order.total("Group", [Key('{a}.name COLLATE "C"', "text", "name", unique=True)]),
)
