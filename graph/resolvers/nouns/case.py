"""Cases, seen through their account; the latest opened first."""

from graph.models.case import CasePriority, CaseStatus
from graph.resolvers.compiler.entity import Column, Entity, One
from graph.resolvers.compiler.filters import Compared, ToOne, compared, shows
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.relation import contact
from graph.resolvers.nouns.record import (
    by_account_name,
    enum_filter,
    filters_of_account,
    number_filter,
    numbered,
    parts_of_account,
    through_account,
    time,
)

PRIORITIES = "ARRAY[" + ", ".join(f"'{priority}'" for priority in CasePriority) + "]"
STATUSES = "ARRAY[" + ", ".join(f"'{status}'" for status in CaseStatus) + "]"
CLOSED = f"('{CaseStatus.RESOLVED}', '{CaseStatus.CLOSED}')"
OPEN = f"({{a}}.status NOT IN {CLOSED})"
CONTACT = contact("contact_id")

CASE = Entity(
    name="Case",
    table="support_case",
    row_filter=through_account,
    parts={
        **parts_of_account("cas"),
        "number": numbered("CASE"),
        "subject": Column("{a}.subject"),
        "description": Column("{a}.description"),
        "internalNotes": Column("{a}.internal_notes"),
        "status": Column("{a}.status"),
        "isOpen": Column(OPEN),
        "priority": Column("{a}.priority"),
        "origin": Column("{a}.origin"),
        "contact": One(CONTACT),
        "openedAt": time("opened_at"),
        "closedAt": time("closed_at"),
    },
    order=Order.total("Case", [Key("{a}.opened_at", "timestamptz", "openedAt", descending=True)]),
    sort_keys={
        "ACCOUNT_NAME": by_account_name("Case"),
        "CONTACT_NAME": RelatedSortKey(
            CONTACT, Key("{a}.name_key", "text"), (("Case", "contact"), ("Contact", "name"))
        ),
        "NUMBER": Key("{a}.number", "bigint", "number", unique=True),
        "STATUS": Key(f"array_position({STATUSES}, {{a}}.status::text)", "int", "status"),
        # by urgency, not by letter
        "PRIORITY": Key(f"array_position({PRIORITIES}, {{a}}.priority::text)", "int", "priority"),
        "OPENED_AT": Key("{a}.opened_at", "timestamptz", "openedAt"),
        "CLOSED_AT": Key("{a}.closed_at", "timestamptz", "closedAt", nullable=True),
    },
    filters={
        **filters_of_account("Case"),
        "number": number_filter("Case", "CASE"),
        "contact": ToOne(CONTACT, shows("Case", "contact")),
        **compared(
            "Case",
            {
                "subject": ("String", "subject"),
                "description": ("String", "description"),
                "internalNotes": ("String", "internal_notes"),
                "openedAt": ("DateTime", "opened_at"),
                "closedAt": ("DateTime", "closed_at"),
            },
        ),
        "status": enum_filter("Case", "status", "status", "CaseStatus"),
        "priority": enum_filter("Case", "priority", "priority", "CasePriority"),
        "origin": enum_filter("Case", "origin", "origin", "CaseOrigin"),
        "isOpen": Compared("Boolean", OPEN, shows("Case", "status")),
    },
)
