"""Activities, seen through their account; the latest first."""

from graph.resolvers.compiler.entity import Column, Entity, One
from graph.resolvers.compiler.filters import ToOne, compared, shows
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.relation import by_id, contact
from graph.resolvers.nouns.record import (
    by_account_name,
    enum_filter,
    filters_of_account,
    parts_of_account,
    through_account,
    time,
)
from graph.resolvers.nouns.user import USER_NAME

CONTACT = contact("contact_id")
OWNER = by_id("User", "owner_id")

ACTIVITY = Entity(
    name="Activity",
    table="activity",
    row_filter=through_account,
    parts={
        **parts_of_account("act"),
        "kind": Column("{a}.kind"),
        "subject": Column("{a}.subject"),
        "at": time("at"),
        "contact": One(CONTACT),
        "owner": One(OWNER),
    },
    order=Order.total("Activity", [Key("{a}.at", "timestamptz", "at", descending=True)]),
    sort_keys={
        "AT": Key("{a}.at", "timestamptz", "at"),
        "KIND": Key('{a}.kind COLLATE "C"', "text", "kind"),
        "SUBJECT": Key('{a}.subject COLLATE "C"', "text", "subject"),
        "ACCOUNT_NAME": by_account_name("Activity"),
        "OWNER_NAME": RelatedSortKey(OWNER, USER_NAME, (("Activity", "owner"), ("User", "name"))),
    },
    filters={
        **filters_of_account("Activity"),
        "contact": ToOne(CONTACT, shows("Activity", "contact")),
        "owner": ToOne(OWNER, shows("Activity", "owner")),
        **compared("Activity", {"subject": ("String", "subject"), "at": ("DateTime", "at")}),
        "kind": enum_filter("Activity", "kind", "kind", "ActivityKind"),
    },
)
