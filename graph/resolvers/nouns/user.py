"""Users: the groups that they are in; and the viewer, who knows a little more of themself."""

from graph.models.noun import NOUNS
from graph.models.rules import HIDDEN_FROM_PARTNERS
from graph.resolvers.compiler.entity import Column, Connection, Entity, One
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.resolvers.nouns.derive import column_part, key, relation
from graph.resolvers.nouns.lists import PAGES
from graph.sql import sql

USER = NOUNS["User"]
GROUPS = Relation("Group", "{x}.id IN (SELECT m.group_id FROM group_member m WHERE m.user_id = {a}.id)")

computed(
    "User",
    {
        "groups": ComputedField(
            type="GroupConnection",
            description="The groups that the user is in, by name.",
            part=Connection(GROUPS),
            arguments=PAGES,
            rule=HIDDEN_FROM_PARTNERS,
        ),
    },
)

VIEWER = Entity(
    name="Viewer",
    table=USER.table,
    row_filter=lambda scope, row: sql("{a}.id = {me}", a=row, me=scope.subject.id),
    parts={
        "user": One(by_id("User", "id", visible_if="true")),
        "email": column_part(USER, "email"),
        "profile": column_part(USER, "profile"),
        "roleName": column_part(USER, "role_name"),
        "groups": Column(
            "(SELECT coalesce(json_agg(g.name ORDER BY g.name COLLATE \"C\"), '[]') FROM group_member m"
            " JOIN user_group g ON g.id = m.group_id WHERE m.user_id = {a}.id)"
        ),
        "partnerAccount": One(relation(USER, "partner_account")),
        "canViewAll": column_part(USER, "can_view_all"),
    },
    order=Order.total(USER.name, [key(USER, "name")]),
)
