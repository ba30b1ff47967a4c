"""Activities, seen through their account; the latest first."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.entity import (
    Column,
    Entity,
    One,
    account_filter,
    by_account_name,
    enum_filter,
    identity,
    record_filters,
    record_parts,
    time,
)
from graph.resolvers.filters import ToOne, compared, same
from graph.resolvers.order import Key, Order, Through
from graph.resolvers.user import USER_NAME

ACTIVITY = Entity(
    name="Activity",
    table="activity",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("act"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "kind": Column("{a}.kind"),
        "subject": Column("{a}.subject"),
        "at": time("at"),
        "contact": One("Contact", "{x}.id = {a}.contact_id", given="{x}.account_id = {a}.account_id"),
        "owner": One("User", "{x}.id = {a}.owner_id"),
    },
    order=Order.total("Activity", [Key("{a}.at", "timestamptz", "at", descending=True)]),
    sort_keys={
        "AT": Key("{a}.at", "timestamptz", "at"),
        "KIND": Key('{a}.kind COLLATE "C"', "text", "kind"),
        "SUBJECT": Key('{a}.subject COLLATE "C"', "text", "subject"),
        "ACCOUNT_NAME": by_account_name("Activity"),
        "OWNER_NAME": Through("User", "{x}.id = {a}.owner_id", USER_NAME, (("Activity", "owner"), ("User", "name"))),
    },
    filters={
        **record_filters("Activity"),
        "account": account_filter("Activity"),
        "contact": ToOne(
            "Contact",
            "{x}.id = {a}.contact_id",
            same("Activity", "contact"),
            given="{x}.account_id = {a}.account_id",
        ),
        "owner": ToOne("User", "{x}.id = {a}.owner_id", same("Activity", "owner")),
        **compared("Activity", {"subject": ("String", "subject"), "at": ("DateTime", "at")}),
        "kind": enum_filter("Activity", "kind", "kind", "ActivityKind"),
    },
)
