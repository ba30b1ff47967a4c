"""The root fields, and the viewer."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from graph.models.names import name_key
from tests.reference.asked import Asked, parse_id
from tests.reference.faults import Fault
from tests.reference.filters import kept
from tests.reference.order import order_of
from tests.reference.page import Page, page
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


def account(asked: Asked, _root: Any, arguments: dict[str, Any]) -> Row | None:
    column, value = parse_key(arguments["by"])
    found = [each for each in asked.rows.accounts.values() if getattr(each, column) == value]
    return asked.seen("account", found[0].id) if found else None


def parse_key(by: dict[str, str]) -> tuple[str, Any]:
    """The column and the value that name an account; Fault for what can't name one."""
    if "id" in by:
        table, account_id = parse_id(by["id"])
        if table != "account":
            raise Fault("BAD_INPUT")
        return "id", account_id
    if "number" in by:
        found = re.fullmatch(r"(?i:ACC)-([0-9]{1,18})", by["number"])
        if found is None:
            raise Fault("BAD_INPUT")
        return "number", int(found[1])
    if any(each == "\0" or "\ud800" <= each <= "\udfff" for each in by["name"]):  # no text of the database has these
        raise Fault("BAD_INPUT")
    return "name_key", name_key(by["name"])


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
    "Query.account": account,
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
