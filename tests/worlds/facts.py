"""All that one viewer may know of a world, in plain Python: two worlds in which it is the same must answer the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType

from tests.oracle import Oracle
from tests.reference.asked import TYPES
from tests.reference.order import snake
from tests.reference.sdl import SCHEMA, hidden_field
from tests.rows import TABLES, Row, Rows

from .draw import Records
from .records import OF_ACCOUNTS

REFERENCES = {
    "owner_id": "app_user",
    "created_by_id": "app_user",
    "updated_by_id": "app_user",
    "changed_by_id": "app_user",
    "partner_id": "account",
    "contact_id": "contact",
    "signed_by_id": "contact",
    "opportunity_id": "opportunity",
    "case_id": "support_case",
    "user_id": "app_user",
    "role_id": "role",
    "group_id": "user_group",
}
REFERRING = {"Account.owner": "app_user", "Account.partner": "account", "Case.contact": "contact"}
"""The fields of generated changes that name records, beside the parent."""


def rows_of(tables: dict[str, Records]) -> Rows:
    """The rows of a world that isn't stored, without what the database keeps."""
    return Rows({table: {row["id"]: Row(table=table, **row) for row in tables.get(table, [])} for table in TABLES})


def hidden_columns(table: str, profile: str) -> set[str]:
    """The columns that only fields hidden from this profile show."""
    type_ = SCHEMA.type_map.get(TYPES.get(table, ""))
    if not isinstance(type_, GraphQLObjectType):
        return set()
    hidden = [snake(field) for field in type_.fields if hidden_field(str(type_), field, profile)]
    return {column for name in hidden for column in (name, f"{name}_id")} | (
        {"role_id"} if "role_name" in hidden else set()
    )


class Known:
    """What a viewer may know, as a set of facts: of all columns that they read but those that it is ``without``."""

    def __init__(
        self, tables: dict[str, Records], viewer_id: UUID, now: datetime, *, without: frozenset[str] = frozenset()
    ) -> None:
        self._without = without
        self.viewer_id = viewer_id
        self.now = now
        self.rows = rows_of(tables)
        self.oracle = Oracle(self.rows, viewer_id, now)
        self.accounts = self.oracle.visible_accounts()
        self.users = self.oracle.visible_users()
        self._profile = str(self.oracle.viewer.profile)
        self.facts = {self._text(fact) for fact in self._all()}

    def _all(self) -> list[Any]:
        viewer = self.oracle.viewer
        found: list[Any] = [vars(viewer), sorted(map(str, self.oracle.group_ids))]
        hidden = hidden_columns("app_user", self._profile)
        found += [self._cells(self.rows.users[user_id], hidden) for user_id in self.users]
        for account_id in self.accounts:
            account = self.rows.accounts[account_id]
            reasons = sorted(map(str, self.oracle.reasons(account_id)))
            owner = account.owner_id  # an account is shown with its owner
            found.append([self._of(account), owner, self.oracle.parent(account_id), reasons])
            for table in OF_ACCOUNTS:
                found += map(self._of, self.rows.of_account(table, account_id))
            found += [
                self._of(row)
                for table in ("account_team", "account_grant")
                for row in self.rows.of_account(table, account_id)
                if self.oracle.sees(row)
            ]
            found += filter(None, map(self._change, self.rows.of_account("field_change", account_id)))
        found += [self._of(each) for each in self.rows.tables["external_id"].values() if self.oracle.sees(each)]
        return found

    def _of(self, row: Row) -> dict[str, Any]:
        return self._cells(row, {"parent_id", *hidden_columns(row.table, self._profile)})

    def _cells(self, row: Row, hidden: set[str]) -> dict[str, Any]:
        return {
            column: self._seen(REFERENCES[column], value) if column in REFERENCES else value
            for column, value in vars(row).items()
            if column not in hidden and column not in self._without
        }

    def _seen(self, table: str, row_id: UUID | None) -> UUID | None:
        row = None if row_id is None else self.rows.tables[table].get(row_id)
        return row_id if row is not None and self.oracle.sees(row) else None

    def _change(self, change: Row) -> Any:
        """What is told of a change; nothing where it is of a hidden field, or the same before and after."""
        if hidden_field(change.record_type, change.field, self._profile):
            return None
        values = [
            self._value(f"{change.record_type}.{change.field}", each) for each in (change.old_value, change.new_value)
        ]
        named = f"{change.record_type}.{change.field}"
        if (named == "Account.parent" or named in REFERRING) and values[0] == values[1]:
            return None
        by = None if self._profile == "PARTNER" else change.changed_by_id
        return [change.id, change.changed_at, by, change.record_type, change.record_id, change.field, values]

    def _value(self, field: str, value: str | None) -> Any:
        if value is None or (field not in REFERRING and field != "Account.parent"):
            return value
        if field != "Account.parent":
            return self._seen(REFERRING[field], UUID(value))
        if UUID(value) not in self.rows.accounts:
            return None
        return UUID(value) if UUID(value) in self.accounts else self.oracle.parent(UUID(value))

    @staticmethod
    def _text(fact: Any) -> str:
        return str(fact)
