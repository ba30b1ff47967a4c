"""Users, as the directory shows them; and the viewer, who knows a little more of themself."""

from graph.auth.sharing import visible_user
from graph.resolvers.compiler.entity import Column, Connection, Entity, One, Part
from graph.resolvers.compiler.filters import Compared, compared, shows
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.nouns.record import enum_filter, identity
from graph.sql import sql

ROLE = Column("(SELECT r.name FROM role r WHERE r.id = {a}.role_id)")

USER_NAME = Key('{a}.name COLLATE "C"', "text", "name")
BY_NAME = Order.total("User", [USER_NAME])

_SHARED: dict[str, Part] = {
    "email": Column("{a}.email"),
    "profile": Column("{a}.profile"),
    "roleName": ROLE,
}

GROUPS = Relation("Group", "{x}.id IN (SELECT m.group_id FROM group_member m WHERE m.user_id = {a}.id)")
PARTNER_ACCOUNT = by_id("Account", "partner_account_id")

USER = Entity(
    name="User",
    table="app_user",
    row_filter=lambda scope, a: visible_user(scope.subject, a),
    parts={
        **_SHARED,
        "id": identity("usr"),
        "name": Column("{a}.name"),
        "isActive": Column("{a}.is_active"),
        "role": One(by_id("Role", "role_id")),
        "groups": Connection(GROUPS),
        "partnerAccount": One(PARTNER_ACCOUNT),
        "canViewAll": Column("{a}.can_view_all"),
        "canRollUpAll": Column("{a}.can_roll_up_all"),
    },
    order=BY_NAME,
    filters={
        "id": Compared("ID", "{a}.id", shows("User", "id"), entity="User"),
        **compared(
            "User",
            {
                "name": ("String", "name"),
                "email": ("String", "email"),
                "isActive": ("Boolean", "is_active"),
                "canViewAll": ("Boolean", "can_view_all"),
                "canRollUpAll": ("Boolean", "can_roll_up_all"),
            },
        ),
        "profile": enum_filter("User", "profile", "profile", "Profile"),
        "roleName": Compared("String", ROLE.template, shows("User", "roleName")),
    },
)

VIEWER = Entity(
    name="Viewer",
    table="app_user",
    row_filter=lambda scope, a: sql("{a}.id = {me}", a=a, me=scope.subject.id),
    parts={
        **_SHARED,
        "user": One(by_id("User", "id", visible_if="true")),
        "groups": Column(
            "(SELECT coalesce(json_agg(g.name ORDER BY g.name COLLATE \"C\"), '[]') FROM group_member m"
            " JOIN user_group g ON g.id = m.group_id WHERE m.user_id = {a}.id)"
        ),
        "partnerAccount": One(PARTNER_ACCOUNT),
        "canViewAll": Column("{a}.can_view_all"),
    },
    order=BY_NAME,
)
