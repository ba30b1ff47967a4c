"""The fields of users, roles and groups that are more than a column."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.reference.asked import Asked
from tests.reference.order import order_of
from tests.reference.page import Page, page
from tests.rows import Row

Arguments = dict[str, Any]


def listed(type_name: str, found: Callable[[Asked, Row], list[Row]]) -> Callable[[Asked, Row, Arguments], Page]:
    """A list of those rows that the viewer sees."""

    def resolve(asked: Asked, row: Row, arguments: Arguments) -> Page:
        rows = [each for each in found(asked, row) if asked.oracle.sees(each)]
        return page(asked.cursors, order_of(type_name, None, None, asked), rows, arguments)

    return resolve


def having(table: str, column: str) -> Callable[[Asked, Row], list[Row]]:
    """The rows of a table that name this one."""
    return lambda asked, row: [each for each in asked.rows.tables[table].values() if getattr(each, column) == row.id]


def through_membership(table: str, here: str, there: str) -> Callable[[Asked, Row], list[Row]]:
    """The members of this group, or the groups of this member."""
    return lambda asked, row: [
        asked.rows.tables[table][getattr(each, there)]
        for each in asked.rows.tables["group_member"].values()
        if getattr(each, here) == row.id
    ]


def one(table: str, column: str) -> Callable[[Asked, Row, Arguments], Row | None]:
    """The row that this one names, where the viewer sees it."""

    def resolve(asked: Asked, row: Row, _arguments: Arguments) -> Row | None:
        row_id: UUID | None = getattr(row, column)
        return asked.seen(table, row_id)

    return resolve


PEOPLE: dict[str, Callable[[Asked, Any, Arguments], Any]] = {
    "Role.parent": one("role", "parent_id"),
    "Role.children": listed("Role", having("role", "parent_id")),
    "Role.users": listed("User", having("app_user", "role_id")),
    "Group.members": listed("User", through_membership("app_user", "group_id", "user_id")),
    "User.role": one("role", "role_id"),
    "User.groups": listed("Group", through_membership("user_group", "user_id", "group_id")),
    "User.partnerAccount": one("account", "partner_account_id"),
}
