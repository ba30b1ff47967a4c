"""One mutation's transaction: as whom it runs, what is wrong so far, and the records it may change, locked.

Whoever changes an account, or anything that hangs on it, locks the account's row first. So what is decided on it stays
true until the commit, and two writers never wait for each other in a circle. Access is found out before the lock, so
that nobody waits for what they don't see, and once more behind it, as things stand then.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import structlog
from cachetools import LRUCache
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from graph.auth import field_rules, sharing
from graph.auth.access_queries import access_statement
from graph.auth.permissions import Access, Needs, can_edit, can_grant, can_hand_over, permission
from graph.auth.reasons import AccessKind
from graph.auth.subject import Subject
from graph.auth.viewer import PlanKey, Viewer
from graph.errors import BadInput, Forbidden, RowSecurityMismatch
from graph.models import Account, User
from graph.models.sharing import AccessLevel
from graph.resolvers.mutations.user_error import Refused, UserError, UserErrorCode
from graph.resolvers.node import PREFIXES, parse_id
from graph.row_security import ROLE
from graph.sql import Alias, Argument, Fragment, Identifier, Statement, sql, statement

M = TypeVar("M", bound=Model)

log = structlog.get_logger()

CACHE_SIZE = 1_000
_access_statements: LRUCache[PlanKey, Statement] = LRUCache(CACHE_SIZE)

DOORS: Mapping[str, tuple[str, Callable[[Subject, Alias], Fragment]]] = {
    "User": ("app_user", sharing.visible_user),
    "Role": ("role", lambda subject, _row: sharing.visible_to_staff(subject.viewer)),
    "Group": ("user_group", lambda subject, _row: sharing.visible_to_staff(subject.viewer)),
    "Grant": ("account_grant", sharing.visible_grant),
    "AccountTeamMember": ("account_team", sharing.visible_team_member),
}
"""What has a door of its own, beside accounts: its table and that door."""

REFERRED = {**DOORS, "Contact": ("contact", sharing.visible_through_account)}
"""The same with what else a record may refer to."""

NAMES = {"AccountTeamMember": "team member"}
"""What people call records whose type isn't one word."""

PREFIX_OF = {type_name: prefix for prefix, type_name in PREFIXES.items()}

REFUSALS = {
    Needs.EDIT: "You may read this account, and not change it or what hangs on it.",
    Needs.EDIT_UNLESS_DESCRIPTION: "You may read this account; of its fields you may change the description alone.",
    Needs.HAND_OVER: "Only its owner, a manager who may edit it for good or an admin may hand an account over.",
    Needs.GRANT: "Only an account's owner or an admin may say who else it is open to.",
}


@dataclass(slots=True)
class Outcome:
    """What a mutation leads to: the record that it made or changed, or the id of the one it deleted."""

    type_name: str | None = None
    row: UUID | None = None
    deleted_id: str | None = None
    note: str | None = None


class Transaction:
    """What a mutation's rules have at hand. What they find wrong is collected, so that all is told at once."""

    def __init__(
        self, db: BaseDBAsyncClient, viewer: Viewer, mutation: str, request_id: str = "", *, locked: bool = False
    ) -> None:
        self.db = db
        self.request_id = request_id
        self.locked = locked
        """Whether row-level security holds too for what is read and written."""
        self.viewer = viewer
        self.mutation = mutation
        self.errors: list[UserError] = []
        self.current: tuple[str, UUID] | None = None
        """The record to show beside the errors: the one that someone else has changed."""
        self.touched: UUID | None = None
        """The account that is changed, or that what is changed hangs on."""

    async def fetch(self, text: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of a query, or those that a statement returns."""
        return await self.db.execute_query_dict(text, list(values))

    def wrong(self, code: UserErrorCode, message: str, *path: str) -> None:
        """Note something that the caller can mend."""
        error = UserError(code, message, path)
        if error not in self.errors:
            self.errors.append(error)

    def require_right(self) -> None:
        """Stop here if anything is wrong so far."""
        if self.errors:
            raise Refused(self.errors)

    def not_found(self, what: str, *path: str) -> Refused:
        """The refusal of what isn't there, or isn't for this viewer: both read the same."""
        self.wrong(UserErrorCode.NOT_FOUND, f"There is no such {what}.", *path)
        return Refused(self.errors)

    def row(self, text: str, type_name: str, *path: str) -> UUID:
        """The row that an id names; refused where it can't name one of this type."""
        try:
            return parse_id(text, only=type_name)[1]
        except BadInput as error:
            self.wrong(UserErrorCode.INVALID, error.message, *path)
            raise Refused(self.errors) from None

    async def access(self, account: UUID) -> Access | None:
        """How far this account is open to the viewer as things stand; None where it isn't there for them."""
        asked = _access_statements.get(self.viewer.plan_key)
        if asked is None:
            asked = _access_statements[self.viewer.plan_key] = access_statement(self.viewer)
        rows = await self.fetch(asked.text, *asked.values(self.viewer, {"account": account}))
        if not rows:
            return None
        (found,) = rows
        return Access(AccessLevel(found["level"]), frozenset(map(AccessKind, found["kinds"])), found["for_good"])

    async def account(self, row: UUID, *path: str, reading: bool = False) -> Account:
        """The account, locked, if the mutation's policy lets this viewer change it.

        ``reading``: seeing it is enough. Refused for what the viewer doesn't see, Forbidden for what they may not do.
        """
        if await self.access(row) is None:
            await self._require_one_mind("Account", row, row)
            raise self.not_found("account", *path)
        account = await Account.filter(id=row).using_db(self.db).select_for_update(no_key=True).get_or_none()
        access = await self.access(row)
        if account is None or access is None:
            raise self.not_found("account", *path)
        self.touched = row
        if not reading:
            self._require(permission(self.mutation).needs, access)
        return account

    @asynccontextmanager
    async def _by_the_door_alone(self) -> AsyncIterator[None]:
        """Within, the door alone holds, and not the second lock."""
        if self.locked:
            await self.fetch("SELECT set_config('role', 'none', true)")
        yield
        if self.locked:
            await self.fetch("SELECT set_config('role', $1, true)", ROLE)

    async def _require_one_mind(self, type_name: str, row: UUID, account: UUID) -> None:
        """Stop loudly where the door opens what the second lock keeps shut: one of them is wrong."""
        if not self.locked:
            return
        async with self._by_the_door_alone():
            opened = await self.access(account)
        if opened is not None and await self.access(account) is None:
            raise self.withheld(type_name, row)

    def withheld(self, type_name: str | None = None, row: UUID | None = None) -> RowSecurityMismatch:
        """The error of what one lock opened and the other did not; the log tells of it."""
        log.error(
            "row_security",
            request_id=self.request_id,
            viewer=str(self.viewer.id),
            mutation=self.mutation,
            type=type_name,
            ids=[] if row is None else [str(row)],
        )
        return RowSecurityMismatch(self.request_id)

    def _require(self, needs: Needs, access: Access) -> None:
        allowed = {
            Needs.NOTHING: True,
            Needs.EDIT: can_edit(access),
            Needs.EDIT_UNLESS_DESCRIPTION: can_edit(access),
            Needs.HAND_OVER: can_hand_over(self.viewer, access),
            Needs.GRANT: can_grant(access),
        }
        if not allowed[needs]:
            raise Forbidden(REFUSALS[needs])

    async def record(self, model: type[M], type_name: str, text: str, *path: str) -> tuple[M, Account]:
        """The record of this id, which hangs on an account, and that account: both locked, and open for change."""
        row = self.row(text, type_name, *path)
        if type_name in DOORS and not await self.sees(type_name, row):
            raise self.not_found(name_of(type_name), *path)
        found = await model.filter(id=row).using_db(self.db).get_or_none()
        if found is None:
            async with self._by_the_door_alone():
                kept = await model.filter(id=row).using_db(self.db).get_or_none() if self.locked else None
            if kept is not None:
                await self._require_one_mind(type_name, row, kept.account_id)  # type: ignore[attr-defined]  # likewise
            raise self.not_found(name_of(type_name), *path)
        noted = len(self.errors)
        try:
            account = await self.account(found.account_id, *path)  # type: ignore[attr-defined]  # these models have one
        except Refused:
            del self.errors[noted:]  # it spoke of the account
            raise self.not_found(name_of(type_name), *path) from None
        locked = await model.filter(id=row).using_db(self.db).select_for_update(no_key=True).get_or_none()
        if locked is None:
            raise self.not_found(name_of(type_name), *path)
        return locked, account

    async def sees(self, type_name: str, row: UUID) -> bool:
        """Is this record there for the viewer?"""
        if type_name == "Account":
            return await self.access(row) is not None
        table, row_filter = REFERRED[type_name]
        t = Alias("t")
        found = sql(
            "{table} {t} WHERE {t}.id = {row} AND {seen}",
            table=Identifier(table),
            t=t,
            row=Argument("uuid", "row"),
            seen=row_filter(Subject(self.viewer), t),
        )
        asked = statement(sql("{t}.id", t=t), found)
        return bool(await self.fetch(asked.text, *asked.values(self.viewer, {"row": row})))

    async def refer(self, type_name: str, row: UUID, *path: str) -> bool:
        """Whether an input may name this record, which the viewer has to see; of users, an active one. Noted if not."""
        seen = await self.sees(type_name, row)
        inactive = None
        if seen and type_name == "User":
            inactive = await User.filter(id=row, is_active=False).using_db(self.db).get_or_none()
        if inactive is not None and not field_rules.hidden(self.viewer, "User", "isActive"):
            self.wrong(UserErrorCode.INVALID, f"{inactive.name} is inactive: name an active user.", *path)
        elif inactive is not None or not seen:
            self.wrong(UserErrorCode.NOT_FOUND, f"There is no such {name_of(type_name)}.", *path)
        else:
            return True
        return False

    def expect(self, record: Any, type_name: str, given: Mapping[str, Any]) -> None:
        """Note where the caller has seen another version of the record than the one that stands; show that one."""
        expected = given.get("expectedVersion")
        if expected is not None and expected != record.version:
            self.current = (type_name, record.id)
            self.wrong(
                UserErrorCode.CONFLICT,
                f"This {name_of(type_name)} has changed since: its version is {record.version}, not {expected}. Read it"
                " again.",
                "expectedVersion",
            )

    def done(self, type_name: str, row: UUID, note: str | None = None) -> Outcome:
        """The outcome that this record was made or changed."""
        return Outcome(type_name, row, note=note)

    def deleted(self, type_name: str, row: UUID) -> Outcome:
        """The outcome that this record is gone."""
        return Outcome(deleted_id=f"{PREFIX_OF[type_name]}_{row}")


def name_of(type_name: str) -> str:
    """What people call a record of this type."""
    return NAMES.get(type_name, type_name.lower())


async def active_user(tx: Transaction, row: UUID) -> User | None:
    """The user of this id who may sign in, if there is one."""
    return await User.filter(id=row, is_active=True).using_db(tx.db).get_or_none()
