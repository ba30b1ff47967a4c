"""Cases, seen through their account; the latest opened first."""

from graph.auth.sharing import visible_through_account
from graph.models.case import CasePriority, CaseStatus
from graph.resolvers.entity import Column, Entity, One, identity, numbered, record_parts, time
from graph.resolvers.order import Key, Order

PRIORITIES = "ARRAY[" + ", ".join(f"'{priority}'" for priority in CasePriority) + "]"
STATUSES = "ARRAY[" + ", ".join(f"'{status}'" for status in CaseStatus) + "]"

CASE = Entity(
    name="Case",
    table="support_case",
    prefix="cas",
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
        "contact": One("Contact", "{x}.id = {a}.contact_id", given="{x}.account_id = {a}.account_id"),
        "openedAt": time("opened_at"),
        "closedAt": time("closed_at"),
    },
    order=Order.total("Case", [Key("{a}.opened_at", "timestamptz", "openedAt", descending=True)]),
    sort_keys={
        "NUMBER": Key("{a}.number", "bigint", "number", unique=True),
        "STATUS": Key(f"array_position({STATUSES}, {{a}}.status::text)", "int", "status"),
        # by urgency, not by letter
        "PRIORITY": Key(f"array_position({PRIORITIES}, {{a}}.priority::text)", "int", "priority"),
        "OPENED_AT": Key("{a}.opened_at", "timestamptz", "openedAt"),
        "CLOSED_AT": Key("{a}.closed_at", "timestamptz", "closedAt", nullable=True),
    },
)
