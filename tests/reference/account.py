"""The fields of accounts that are more than a column."""

from collections.abc import Callable
from typing import Any

from tests.reference.asked import Asked
from tests.reference.filters import kept
from tests.reference.order import order_of
from tests.reference.page import Page, page
from tests.rows import Row

Arguments = dict[str, Any]


def hanging_off(table: str, type_name: str) -> Callable[[Asked, Row, Arguments], Page]:
    """A list of what hangs off an account."""

    def listed(asked: Asked, account: Row, arguments: Arguments) -> Page:
        order = order_of(type_name, arguments.get("orderBy"), None, asked)
        rows = kept(asked, type_name, arguments.get("where"), asked.rows.of_account(table, account.id))
        return page(asked.cursors, order, rows, arguments)

    return listed


def children(asked: Asked, account: Row, arguments: Arguments) -> Page:
    order = order_of("Account", arguments.get("orderBy"), None, asked)
    below = asked.accounts(asked.oracle.children(account.id))
    return page(asked.cursors, order, kept(asked, "Account", arguments.get("where"), below), arguments)


def descendants(asked: Asked, account: Row, arguments: Arguments) -> Page:
    order = order_of("Account", arguments.get("orderBy"), None, asked)
    below = asked.accounts(asked.oracle.descendants(account.id, arguments.get("maxDepth")))
    return page(asked.cursors, order, kept(asked, "Account", arguments.get("where"), below), arguments)


def billing_address(_asked: Asked, account: Row, _arguments: Arguments) -> Row | None:
    parts = ("street", "city", "state", "postal_code", "country")
    found = {part: getattr(account, f"billing_{part}") for part in parts}
    return None if set(found.values()) == {None} else Row(**found)


def primary_contact(asked: Asked, account: Row, _arguments: Arguments) -> Row | None:
    return next((each for each in asked.rows.of_account("contact", account.id) if each.is_primary), None)


def team(asked: Asked, account: Row, _arguments: Arguments) -> list[Row]:
    members = asked.rows.of_account("account_team", account.id)
    return sorted(
        (member for member in members if asked.oracle.sees(member)),
        key=lambda member: (member.level, member.id),
    )


def grants(asked: Asked, account: Row, arguments: Arguments) -> Page:
    rows = [grant for grant in asked.rows.of_account("account_grant", account.id) if asked.oracle.sees(grant)]
    return page(asked.cursors, order_of("Grant", None, None, asked), rows, arguments)


ACCOUNT: dict[str, Callable[[Asked, Row, Arguments], Any]] = {
    "Account.number": lambda asked, account, _: f"ACC-{account.number:06}",
    "Account.billingAddress": billing_address,
    "Account.officeLocation": lambda asked, account, _: None if account.latitude is None else account,
    "Account.parent": lambda asked, account, _: asked.seen("account", asked.oracle.parent(account.id)),
    "Account.ultimateParent": lambda asked, account, _: asked.seen("account", asked.oracle.ultimate_parent(account.id)),
    "Account.ancestors": lambda asked, account, _: [
        asked.rows.accounts[each] for each in asked.oracle.ancestors(account.id)
    ],
    "Account.depth": lambda asked, account, _: asked.oracle.depth(account.id),
    "Account.children": children,
    "Account.descendants": descendants,
    "Account.primaryContact": primary_contact,
    "Account.contacts": hanging_off("contact", "Contact"),
    "Account.opportunities": hanging_off("opportunity", "Opportunity"),
    "Account.cases": hanging_off("support_case", "Case"),
    "Account.contracts": hanging_off("contract", "Contract"),
    "Account.activities": hanging_off("activity", "Activity"),
    "Account.files": hanging_off("file", "File"),
    "Account.team": team,
    "Account.grants": grants,
}
