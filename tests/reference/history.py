"""What a viewer is told of the changes of an account, row by row."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.oracle import Oracle
from tests.reference.asked import PREFIXES, TYPES, Asked
from tests.reference.order import order_of
from tests.reference.page import Page, page
from tests.reference.sdl import hidden_field
from tests.rows import Row, above
from tests.worlds.history import PLAIN, REFERENCES

PARTS = {"billingAddress": "Address", "officeLocation": "GeoPoint"}
TABLES = {type_name: table for table, type_name in TYPES.items()}


def value(oracle: Oracle, change: Row, text: str | None) -> str | None:
    """What a viewer is shown of one value."""
    table = REFERENCES.get((change.record_type, change.field))
    if table is None or text is None:
        return text
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        return None
    if sees_all(oracle):
        return f"{PREFIXES[table]}_{text}"
    row_id = UUID(text)
    rows = oracle.rows.tables[table]
    if row_id not in rows:
        return None
    line = [row_id, *above(rows, row_id)] if change.field == "parent" else [row_id]
    return next((f"{PREFIXES[table]}_{each}" for each in line if oracle.sees(rows[each])), None)


def sees_all(oracle: Oracle) -> bool:
    viewer = oracle.viewer
    return bool(viewer.profile == "ADMIN" or (viewer.profile == "INTEGRATION" and viewer.can_view_all))


def governing(type_name: str, field: str) -> list[tuple[str, str]]:
    """The fields whose rules say who reads of a change: the field's own, and its part's."""
    whole, _, part = field.partition(".")
    return [(type_name, whole), *([(PARTS[whole], part)] if part else [])]


def is_there(oracle: Oracle, change: Row) -> bool:
    if sees_all(oracle):
        return change.record_type not in ("Grant", "AccountTeamMember")
    named = (change.record_type, change.field)
    if named not in (*REFERENCES, *PLAIN) or any(
        hidden_field(*each, oracle.viewer.profile) for each in governing(*named)
    ):
        return False
    before, after = (value(oracle, change, each) for each in (change.old_value, change.new_value))
    return named not in REFERENCES or before != after


def record_id(change: Row) -> str | None:
    table = TABLES.get(change.record_type)
    return f"{PREFIXES[table]}_{change.record_id}" if table else None


def history(asked: Asked, account: Row, arguments: dict[str, Any]) -> Page:
    rows = [row for row in asked.rows.of_account("field_change", account.id) if is_there(asked.oracle, row)]
    return page(asked.cursors, order_of("Change", None, None, asked), rows, arguments)


HISTORY: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    "Account.history": history,
    "Change.at": lambda asked, change, _: change.changed_at,
    "Change.by": lambda asked, change, _: asked.seen("app_user", change.changed_by_id),
    "Change.recordId": lambda asked, change, _: record_id(change),
    "Change.from": lambda asked, change, _: value(asked.oracle, change, change.old_value),
    "Change.to": lambda asked, change, _: value(asked.oracle, change, change.new_value),
}
