"""Cases, seen through their account; the latest opened first."""

from graph.auth.sharing import visible_through_account
from graph.models.case import CasePriority, CaseStatus
from graph.resolvers.entity import (
    Column,
    Entity,
    One,
    account_filter,
    by_account_name,
    enum_filter,
    identity,
    number_filter,
    numbered,
    record_filters,
    record_parts,
    time,
)
from graph.resolvers.filters import Compared, ToOne, compared, same
from graph.resolvers.order import Key, Order, Through

PRIORITIES = "ARRAY[" + ", ".join(f"'{priority}'" for priority in CasePriority) + "]"
STATUSES = "ARRAY[" + ", ".join(f"'{status}'" for status in CaseStatus) + "]"
CLOSED = f"('{CaseStatus.RESOLVED}', '{CaseStatus.CLOSED}')"
OF_CONTACT = "{x}.id = {a}.contact_id"
OF_SAME_ACCOUNT = "{x}.account_id = {a}.account_id"

CASE = Entity(
    name="Case",
    table="support_case",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("cas"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "number": numbered("CASE"),
        "subject": Column("{a}.subject"),
        "description": Column("{a}.description"),
        "internalNotes": Column("{a}.internal_notes"),
        "status": Column("{a}.status"),
        "priority": Column("{a}.priority"),
        "origin": Column("{a}.origin"),
        # nothing in the database keeps a contact of another account out
        "contact": One("Contact", OF_CONTACT, given=OF_SAME_ACCOUNT),
        "openedAt": time("opened_at"),
        "closedAt": time("closed_at"),
    },
    order=Order.total("Case", [Key("{a}.opened_at", "timestamptz", "openedAt", descending=True)]),
    sort_keys={
        "ACCOUNT_NAME": by_account_name("Case"),
        "CONTACT_NAME": Through(
            "Contact",
            OF_CONTACT,
            Key("{a}.name_key", "text"),
            (("Case", "contact"), ("Contact", "name")),
            given=OF_SAME_ACCOUNT,
        ),
        "NUMBER": Key("{a}.number", "bigint", "number", unique=True),
        "STATUS": Key(f"array_position({STATUSES}, {{a}}.status::text)", "int", "status"),
        # by urgency, not by letter
        "PRIORITY": Key(f"array_position({PRIORITIES}, {{a}}.priority::text)", "int", "priority"),
        "OPENED_AT": Key("{a}.opened_at", "timestamptz", "openedAt"),
        "CLOSED_AT": Key("{a}.closed_at", "timestamptz", "closedAt", nullable=True),
    },
    filters={
        **record_filters("Case"),
        "account": account_filter("Case"),
        "number": number_filter("Case", "CASE"),
        "contact": ToOne("Contact", OF_CONTACT, same("Case", "contact"), given=OF_SAME_ACCOUNT),
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
        "isOpen": Compared("Boolean", f"({{a}}.status NOT IN {CLOSED})", same("Case", "status")),
    },
)
