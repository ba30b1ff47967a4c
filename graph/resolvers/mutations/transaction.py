"""One mutation's transaction: as whom it runs, the errors found so far, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError, OperationalError

from graph.auth.permissions import Access, Permission
from graph.auth.viewer import Viewer
from graph.errors import RowSecurityMismatch
from graph.models.noun import NOUNS, Noun
from graph.resolvers.mutations.user_error import UserErrorCode, UserErrors
from graph.row_security import ROLE

Row = Mapping[str, Any]
"""A row of a statement's result, by the names of its columns."""

log = structlog.get_logger()

NO_ROLE = "none"
"""What PostgreSQL calls the user who signed in, in place of another role."""
SET_ROLE = "SELECT set_config('role', $1, true)"


@dataclass(slots=True)
class Remaining:
    """What stays with one user when an account is handed over to another."""

    owner_id: str
    owner_name: str
    sees_account: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    """How much of what: accounts below, and what is going on with those that are handed over."""


@dataclass(slots=True)
class Outcome:
    """What a mutation leads to: the record that it created or changed, or the id of the one that it deleted."""

    type_name: str | None = None
    row: UUID | None = None
    deleted_id: str | None = None
    note: str | None = None
    remaining: list[Remaining] = field(default_factory=list)


class Transaction(UserErrors):
    """What the rules of a mutation have at hand."""

    def __init__(
        self,
        db: BaseDBAsyncClient,
        viewer: Viewer,
        mutation: str,
        permission: Permission,
        request_id: str = "",
        *,
        row_security: bool = False,
        today: date,
        noted: bool = False,
    ) -> None:
        super().__init__()
        self._db = db
        self._role = ROLE  # it begins so, if there is row-level security
        self.viewer = viewer
        self.mutation = mutation
        self.permission = permission
        self.request_id = request_id
        self.row_security = row_security
        """Whether row-level security holds too for what is locked and written."""
        self.noted = noted
        """Whether somebody reads what an outcome tells beside its record."""
        self.today = today
        """The date in the instance's time zone."""
        self.conflict: tuple[str, UUID] | None = None
        """The record to show beside the errors: the one that someone else has changed."""
        self.locked_account: UUID | None = None
        """The account that is changed, or that the changed record belongs to."""
        self.open_to: Access | None = None
        """How far that account is open to the viewer, found out once it was locked; None for a new account."""
        self.access_changed = False
        """Whether something was written that may change what is open to the viewer."""

    async def db(self) -> BaseDBAsyncClient:
        """Returns the connection, with row-level security in force: to lock by it, to write, and to read."""
        await self._take(ROLE)
        return self._db

    async def fetch(self, text: str, *values: Any) -> list[Row]:
        """Returns the rows of a query, or those that a statement returns; row-level security is in force."""
        await self._take(ROLE)
        return await self._run(text, values)

    async def ask(self, text: str, *values: Any) -> list[Row]:
        """Returns the rows of a query that has the row filter itself, without row-level security.

        Of each row that the filter reads, such as a grant, the second lock would ask how far its account is open.
        """
        await self._take(NO_ROLE)
        return await self._run(text, values)

    async def read(self, text: str, *values: Any) -> list[Row]:
        """Returns the rows of a query of tables that row-level security lets everyone read, with or without it."""
        return await self._run(text, values)

    async def fetchrow(self, text: str, *values: Any) -> Row:
        """Returns the first row of an `ask`, as a connection of asyncpg does: to load a viewer by."""
        return (await self.ask(text, *values))[0]

    async def fetch_before_ask(self, text: str, *values: Any) -> list[Row]:
        """As `fetch`, of a statement whose last parameter is the role that it leaves for an `ask` to come."""
        rows = await self.fetch(text, *values, NO_ROLE)
        self._role = NO_ROLE
        return rows

    async def ask_before_fetch(self, text: str, *values: Any) -> list[Row]:
        """As `ask`, of a statement whose last parameter is the role that it leaves for a `fetch` to come."""
        role = ROLE if self.row_security else NO_ROLE
        rows = await self.ask(text, *values, role)
        self._role = role
        return rows

    async def _take(self, role: str) -> None:
        if self.row_security and role != self._role:
            await self._run(SET_ROLE, (role,))
            self._role = role

    async def _run(self, text: str, values: tuple[Any, ...]) -> list[Row]:
        # by asyncpg itself, with Tortoise's exceptions: its way takes as long as a short statement
        try:
            rows: list[Row] = await self._db._connection.fetch(text, *values)  # noqa: SLF001  # Tortoise's name for it
        except asyncpg.IntegrityConstraintViolationError as error:
            raise IntegrityError(error) from error
        except (asyncpg.SyntaxOrAccessError, asyncpg.DataError) as error:
            raise OperationalError(error) from error
        return rows

    def withheld(self, type_name: str | None = None, row: UUID | None = None) -> RowSecurityMismatch:
        """Logs that the row filter and row-level security disagree, and returns the error."""
        log.error(
            "row_security",
            request_id=self.request_id,
            viewer=str(self.viewer.id),
            mutation=self.mutation,
            type=type_name,
            ids=[] if row is None else [str(row)],
        )
        return RowSecurityMismatch(self.request_id)

    def check_version(self, noun: Noun, record: Any, given: Mapping[str, Any]) -> None:
        """Adds an error if the caller expects another version than the record has, which the payload then shows."""
        expected = given.get("expectedVersion")
        if expected is not None and expected != record.version:
            self.conflict = (noun.name, record.id)
            self.add_error(
                UserErrorCode.CONFLICT,
                f"This {noun.label} has changed since: its version is {record.version}, not {expected}. Read it again.",
                "expectedVersion",
            )

    def done(self, type_name: str, row: UUID, note: str | None = None) -> Outcome:
        """Returns the outcome that this record was created or changed."""
        return Outcome(type_name, row, note=note)

    def deleted(self, type_name: str, row: UUID) -> Outcome:
        """Returns the outcome that this record was deleted."""
        return Outcome(deleted_id=f"{NOUNS[type_name].prefix}_{row}")
