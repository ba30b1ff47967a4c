"""The rows of a database, as plain and slow Python has them: by table and id, as they stand at one moment."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg

TABLES: tuple[str, ...] = (
    "role",
    "user_group",
    "app_user",
    "group_member",
    "account",
    "contact",
    "opportunity",
    "support_case",
    "contract",
    "invoice",
    "activity",
    "file",
    "account_team",
    "account_grant",
    "sharing_rule",
    "sharing_condition",
    "field_change",
    "external_id",
)

IDENTIFIED = {
    "role": "role",
    "group": "user_group",
    "user": "app_user",
    "account": "account",
    "contact": "contact",
    "opportunity": "opportunity",
    "case": "support_case",
    "contract": "contract",
    "activity": "activity",
}
"""The tables whose records have external ids, by what these call them."""

NUMBERS = {"ANNUAL_REVENUE", "NUMBER_OF_EMPLOYEES"}

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": lambda cell, value: bool(cell == value),
    "NE": lambda cell, value: bool(cell != value),
    "GT": lambda cell, value: bool(cell > value),
    "GTE": lambda cell, value: bool(cell >= value),
    "LT": lambda cell, value: bool(cell < value),
    "LTE": lambda cell, value: bool(cell <= value),
}


class Row(SimpleNamespace):
    """One row: a column an attribute, and the name of its table."""

    table: str


class Rows:
    """Every row of every table, by its id, as it stands at one moment."""

    def __init__(self, tables: dict[str, dict[UUID, Row]]) -> None:
        self.tables = tables
        self.users = tables["app_user"]
        self.roles = tables["role"]
        self.groups = tables["user_group"]
        self.accounts = tables["account"]
        self.contacts = tables["contact"]
        self.opportunities = tables["opportunity"]
        self.cases = tables["support_case"]
        self.contracts = tables["contract"]
        self.activities = tables["activity"]
        self.files = tables["file"]
        self.rules = tables["sharing_rule"]

    @classmethod
    async def load(cls, connection: asyncpg.Connection) -> "Rows":
        tables: dict[str, dict[UUID, Row]] = {}
        for table in TABLES:
            records = await connection.fetch(f"SELECT * FROM {table} ORDER BY id")
            tables[table] = {record["id"]: Row(table=table, **record) for record in records}
        return cls(tables)

    def of_account(self, table: str, account_id: UUID) -> list[Row]:
        """The rows of a table that hang off one account, by id."""
        return self._of_account[table].get(account_id, [])

    def external_ids(self, row: Row) -> list[Row]:
        """The external ids of a row, by source and key."""
        return sorted(self._external_ids.get((row.table, row.id), []), key=lambda each: (each.source, each.key))

    def identified(self, external_id: Row) -> Row | None:
        """The row that an external id names; the company's own mark names none."""
        table = IDENTIFIED.get(external_id.record_type)
        return None if table is None else self.tables[table].get(external_id.record_id)

    @cached_property
    def _external_ids(self) -> dict[tuple[str, UUID], list[Row]]:
        found: dict[tuple[str, UUID], list[Row]] = defaultdict(list)
        for each in self.tables["external_id"].values():
            if (row := self.identified(each)) is not None:
                found[row.table, row.id].append(each)
        return found

    @cached_property
    def _of_account(self) -> dict[str, dict[UUID, list[Row]]]:
        found: dict[str, dict[UUID, list[Row]]] = {table: defaultdict(list) for table in TABLES}
        for table in TABLES:
            for row in self.tables[table].values():
                if hasattr(row, "account_id"):
                    found[table][row.account_id].append(row)
        return found

    @cached_property
    def matched(self) -> dict[UUID, set[UUID]]:
        """For each rule, the accounts it matches, whoever it is for."""
        conditions = defaultdict(list)
        for condition in self.tables["sharing_condition"].values():
            conditions[condition.rule_id].append(condition)
        return {
            rule.id: {
                account.id
                for account in self.accounts.values()
                if rule.is_active and conditions[rule.id] and all(meets(account, c) for c in conditions[rule.id])
            }
            for rule in self.rules.values()
        }


def meets(account: Row, condition: Row) -> bool:
    """Does the account meet the condition? An empty column meets IS_NULL and nothing else."""
    cell = getattr(account, condition.column.lower())
    if condition.operator == "IS_NULL":
        return cell is None
    if condition.operator == "NOT_NULL":
        return cell is not None
    if cell is None or not condition.values:
        return False
    values: list[Any]
    if condition.column in NUMBERS:
        cell, values = Decimal(cell), [Decimal(value) for value in condition.values]
    elif condition.column == "IS_ACTIVE":
        cell, values = "true" if cell else "false", condition.values
    else:
        values = condition.values
    if condition.operator == "IN":
        return cell in values
    if condition.operator == "NOT_IN":
        return cell not in values
    return COMPARISONS[condition.operator](cell, values[0])


def above(rows: dict[UUID, Row], row_id: UUID) -> list[UUID]:
    """The ancestors of a row by ``parent_id``, nearest first, without the row itself."""
    path = []
    parent = rows[row_id].parent_id
    while parent is not None:
        path.append(parent)
        parent = rows[parent].parent_id
    return path
