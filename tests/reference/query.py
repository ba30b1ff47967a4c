"""The root fields, and the viewer."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from graph.models.names import name_key
from tests.reference.asked import TYPES, Asked, parse_id
from tests.reference.faults import Fault
from tests.reference.filters import NUMBERS, kept
from tests.reference.order import order_of
from tests.reference.page import Page, page
from tests.reference.sdl import hidden_field
from tests.rows import Row

MOST_IDS = 100


def parse_ids(texts: list[str]) -> list[tuple[str, UUID]]:
    if len(texts) > MOST_IDS:
        raise Fault("BAD_INPUT")
    return [parse_id(text) for text in texts]


def node(asked: Asked, _root: Any, arguments: dict[str, Any]) -> Row | None:
    return asked.seen(*parse_id(arguments["id"]))


def nodes(asked: Asked, _root: Any, arguments: dict[str, Any]) -> list[Row | None]:
    return [asked.seen(table, row_id) for table, row_id in parse_ids(arguments["ids"])]


KEYED = {
    "account": "account",
    "contact": "contact",
    "opportunity": "opportunity",
    "case": "support_case",
    "contract": "contract",
    "activity": "activity",
    "user": "app_user",
    "role": "role",
    "group": "user_group",
}
"""The root fields that find a row by its key, and the tables of their rows."""


def keyed(table: str) -> Callable[[Asked, Any, dict[str, Any]], Row | None]:
    """The row that a key names, where the viewer sees it."""

    def found(asked: Asked, _root: Any, arguments: dict[str, Any]) -> Row | None:
        is_named = parse_key(asked, table, arguments["by"])
        named = [row.id for row in asked.rows.tables[table].values() if is_named(row)]
        return asked.seen(table, named[0]) if named else None

    return found


def parse_key(asked: Asked, table: str, by: dict[str, Any]) -> Callable[[Row], bool]:
    """Whether a key names a row; Fault for what can't name one, and for a key that the viewer may not know."""
    [(name, given)] = by.items()
    if hidden_field(TYPES[table], {"external": "externalIds"}.get(name, name), asked.profile):
        raise Fault("FIELD_HIDDEN")
    if name == "id":
        of, row_id = parse_id(given)
        if of != table:
            raise Fault("BAD_INPUT")
        return lambda row: bool(row.id == row_id)
    if name == "number":
        found = re.fullmatch(rf"(?i:{NUMBERS[TYPES[table]]})-([0-9]{{1,18}})", given)
        if found is None:
            raise Fault("BAD_INPUT")
        number = int(found[1])
        return lambda row: bool(row.number == number)
    texts = list(given.values()) if name == "external" else [given]
    if any(each == "\0" or "\ud800" <= each <= "\udfff" for text in texts for each in text):  # no text has these
        raise Fault("BAD_INPUT")
    if name == "external":
        wanted = (given["source"], given["key"])
        return lambda row: wanted in [(each.source, each.key) for each in asked.rows.external_ids(row)]
    if table == "account":
        return lambda row: bool(row.name_key == name_key(given))
    if name == "email":
        return lambda row: bool(row.email == given.strip().lower())
    return lambda row: bool(getattr(row, name) == " ".join(given.split()))


VIEWS: dict[str, Callable[[Asked, Row], bool]] = {
    "MY_ACCOUNTS": lambda asked, each: bool(each.owner_id == asked.oracle.viewer.id),
    "ALL_CUSTOMERS": lambda asked, each: bool(each.type == "CUSTOMER" and each.is_active),
    "INACTIVE": lambda asked, each: not each.is_active,
}


def accounts(asked: Asked, _root: Any, arguments: dict[str, Any]) -> Page:
    view = arguments.get("view")
    order = order_of("Account", arguments.get("orderBy"), view, asked)
    rows = asked.accounts(asked.oracle.visible_accounts())
    if view in VIEWS:
        rows = [row for row in rows if VIEWS[view](asked, row)]
    return page(asked.cursors, order, kept(asked, "Account", arguments.get("where"), rows), arguments)


def everything(table: str, type_name: str) -> Callable[[Asked, Any, dict[str, Any]], Page]:
    """A list of all rows of a table that the viewer sees."""

    def listed(asked: Asked, _root: Any, arguments: dict[str, Any]) -> Page:
        order = order_of(type_name, arguments.get("orderBy"), None, asked)
        rows = [row for row in asked.rows.tables[table].values() if asked.oracle.sees(row)]
        return page(asked.cursors, order, kept(asked, type_name, arguments.get("where"), rows), arguments)

    return listed


def require_admin(asked: Asked) -> None:
    """Fault for anyone else."""
    if asked.profile != "ADMIN":
        raise Fault("FORBIDDEN")


def sharing_rules(asked: Asked, _root: Any, _arguments: dict[str, Any]) -> list[Row]:
    return sorted(asked.rows.rules.values(), key=lambda rule: rule.name)


def role_name(asked: Asked, user: Row, _arguments: dict[str, Any]) -> str | None:
    return None if user.role_id is None else str(asked.rows.roles[user.role_id].name)


QUERY: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    "Query.viewer": lambda asked, _root, _: asked.oracle.viewer,
    "Query.currency": lambda asked, _root, _: asked.currency,
    "Query.node": node,
    "Query.nodes": nodes,
    **{f"Query.{field}": keyed(table) for field, table in KEYED.items()},
    "Query.accounts": accounts,
    "Query.contacts": everything("contact", "Contact"),
    "Query.opportunities": everything("opportunity", "Opportunity"),
    "Query.cases": everything("support_case", "Case"),
    "Query.contracts": everything("contract", "Contract"),
    "Query.activities": everything("activity", "Activity"),
    "Query.users": everything("app_user", "User"),
    "Query.roles": everything("role", "Role"),
    "Query.groups": everything("user_group", "Group"),
    "Query.sharingRules": sharing_rules,
    "Viewer.user": lambda asked, viewer, _: viewer,
    "Viewer.roleName": role_name,
    "Viewer.groups": lambda asked, viewer, _: sorted(asked.rows.groups[each].name for each in asked.oracle.group_ids),
    "Viewer.partnerAccount": lambda asked, viewer, _: asked.seen("account", viewer.partner_account_id),
    "User.roleName": role_name,
}
