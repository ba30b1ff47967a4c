"""Runs mutations: each in one transaction, again where another was in its way, and once for each idempotency key."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from tortoise.exceptions import IntegrityError

from graph.auth.authenticator import load_viewer
from graph.auth.claims import TOKEN_TOO_OLD, Claims
from graph.auth.viewer import Viewer
from graph.errors import Forbidden, TryAgain, Unauthenticated, Unavailable
from graph.faults import connection_lost, translate_errors
from graph.instance import Instance
from graph.models.profile import ADMINS, INTERNAL, STAFF, Profiles
from graph.resolvers.mutations.account_name import count_refusal
from graph.resolvers.mutations.idempotency import remember, reserve
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.refusal_time import round_up
from graph.resolvers.mutations.transaction import NO_ROLE, Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserError
from graph.resolvers.mutations.visibility import access
from graph.row_security import ROLE
from graph.tortoise_client import LimitedClient

ATTEMPTS = 4
"""How often a transaction is tried that others are in the way of: once, and three times more."""
UNKNOWN = (
    "The connection to the database was lost during the commit, so whether this was done isn't known. Look, or send it"
    " again with the same `idempotencyKey`."
)

AS_VIEWER = """
SELECT set_config('account_graph.user', '{user}', true), set_config('lock_timeout', '{milliseconds:.0f}', true),
    set_config('role', '{role}', true)
"""
IN_EPOCH = "{as_viewer} FROM sharing_epoch WHERE value = {epoch}"
"""What a transaction begins with: nothing is set, and no row returned, where the epoch has moved on."""
EPOCH_MET = "SELECT 1"

CALLERS: Mapping[Profiles, str] = {
    ADMINS: "only an admin",
    STAFF: "the company's own people",
    INTERNAL: "the company's own people and integrations",
}
"""Who may call a mutation, for people, by the profiles of its permission."""


@dataclass(slots=True)
class Session:
    """As whom the mutations of one request run, and by which connections."""

    viewer: Viewer
    connections: LimitedClient
    instance: Instance
    lock_timeout: float
    """Seconds that a mutation waits for what another one has locked."""
    row_security: bool
    """Whether row-level security holds too for what is read and written."""
    request_id: str = ""
    claims: Claims | None = None
    """What the caller's token says; None: there is no token."""


@dataclass(slots=True)
class Result:
    """What came of a mutation: its outcome, or the errors that the caller can correct."""

    outcome: Outcome
    errors: list[UserError] = field(default_factory=list)


async def perform(session: Session, mutation: Mutation, given: Given, *, note_shown: bool) -> Result:
    """Runs the mutation in one transaction, and again where others were in its way.

    The session has the viewer as they are now. ``note_shown``: the caller reads the outcome's note.
    """
    # an outcome that is kept is told again to whoever sends the key again, who may read its note then
    noted = note_shown or given.get("idempotencyKey") is not None
    begun = asyncio.get_running_loop().time()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with translate_errors():
                result = await _attempt(session, mutation, given, noted=noted)
            await round_up(begun, result.errors)
            return result
        except (TryAgain, IntegrityError):
            # Others were in the way, or broke a constraint at the same moment that the rules have checked before:
            # the next time the rules see it, and say so.
            if attempt == ATTEMPTS:
                raise
        await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # only so that two part ways
    raise AssertionError("the last attempt returns or raises")


async def _attempt(session: Session, mutation: Mutation, given: Given, *, noted: bool) -> Result:
    tx: Transaction | None = None
    finished = False
    try:
        async with _transaction(session, mutation, noted=noted) as tx:
            outcome = await reserve(tx, mutation, given)
            if outcome is None:
                outcome = await mutation.run(tx, given)
                if noted:
                    await _add_note_if_access_lost(tx, outcome)
                await remember(tx, given, outcome)
            finished = True
        return Result(outcome)
    except Refused as refused:
        await count_refusal(
            session.connections,
            session.viewer,
            mutation.name,
            session.request_id,
            refused,
            row_security=session.row_security,
        )
        outcome = Outcome()
        if tx is not None and tx.conflict is not None:
            outcome.type_name, outcome.row = tx.conflict
        return Result(outcome, refused.errors)
    except Exception as error:
        if tx is not None and isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
            raise tx.withheld() from error
        # A commit that the server refuses is not done. One that it doesn't answer may be.
        if not finished or not (connection_lost(error) or isinstance(error, TimeoutError)):
            raise
        raise Unavailable(UNKNOWN) from error


@asynccontextmanager
async def _transaction(session: Session, mutation: Mutation, *, noted: bool) -> AsyncIterator[Transaction]:
    """A transaction as the viewer, with the permissions they have now."""
    as_viewer = AS_VIEWER.format(
        user=session.viewer.id,
        milliseconds=session.lock_timeout * 1000,
        role=ROLE if session.row_security else NO_ROLE,
    )
    transaction = session.connections.transaction(IN_EPOCH.format(as_viewer=as_viewer, epoch=session.viewer.epoch))
    async with transaction as db:
        if transaction.opened != EPOCH_MET:
            await db.execute_script(as_viewer)
            now = await load_viewer(_Reader(db), session.viewer.id)
            if now.email_since != session.viewer.email_since:  # the token may name somebody else
                raise Unauthenticated(TOKEN_TOO_OLD)
            if session.claims is not None:
                session.claims.admit(now)
            session.viewer = now
        profiles = mutation.permission.profiles
        if session.viewer.profile not in profiles:
            callers = CALLERS.get(profiles, ", ".join(sorted(profiles)))
            raise Forbidden(f"Your profile, {session.viewer.profile}, may not call `{mutation.name}`: {callers} may.")
        yield Transaction(
            db,
            session.viewer,
            mutation.name,
            mutation.permission,
            session.request_id,
            row_security=session.row_security,
            today=session.instance.today(),
            noted=noted,
        )


class _Reader:
    """Tortoise's connection with the one method of asyncpg's that reading a viewer needs."""

    def __init__(self, db: Any) -> None:
        self._db = db

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        rows = await self._db.execute_query_dict(sql, list(values))
        return rows[0]


async def _add_note_if_access_lost(tx: Transaction, outcome: Outcome) -> None:
    """Notes that the viewer has changed away their own access: the record will read as null."""
    if not tx.access_changed or tx.locked_account is None:
        return
    if await access(tx, tx.locked_account) is None:
        outcome.note = " ".join(filter(None, ["Saved. You no longer have access to this account.", outcome.note]))
