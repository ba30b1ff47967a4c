"""Mutations performed: each in one transaction, again where others stood in its way, and once under one key."""

import asyncio
import hashlib
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from tortoise.exceptions import IntegrityError

from graph.auth.authenticator import TOKEN_TOO_OLD, load_viewer
from graph.auth.permissions import ADMINS, STAFF, permission
from graph.context import Context
from graph.errors import BadInput, Forbidden, TryAgain, Unauthenticated, Unavailable
from graph.faults import connection_lost, translate_errors
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserError, UserErrorCode
from graph.resolvers.node import plain_text
from graph.resolvers.nouns.registry import ENTITIES
from graph.row_security import ROLE

ATTEMPTS = 4
"""How often a transaction is tried that others stand in the way of: once, and three times more."""
LONGEST_KEY = 200
"""Letters of an idempotency key."""
UNKNOWN = (
    "The database was lost just as this was being finished, and whether it was done isn't known. Look, or send it again"
    " with the same `idempotencyKey`."
)
KEPT = "7 days"
"""For how long an idempotency key is remembered."""


@dataclass(slots=True)
class Payload:
    """What a mutation answers, before its record is read back."""

    outcome: Outcome
    errors: list[UserError] = field(default_factory=list)
    selection: Selection | None = None
    """What of it the caller wants."""


async def perform(context: Context, mutation: Mutation, given: Given) -> Payload:
    """Do it, in one transaction; again where others stood in its way. What the caller can mend is in the payload."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with translate_errors():
                return await _attempt(context, mutation, given)
        except (TryAgain, IntegrityError):
            # Others were in the way, or broke a constraint at the same moment that the rules have looked at before:
            # the next time they see it, and say so.
            if attempt == ATTEMPTS:
                raise
        await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # only so that two part ways
    raise AssertionError("the last attempt returns or raises")


async def _attempt(context: Context, mutation: Mutation, given: Given) -> Payload:
    tx: Transaction | None = None
    finished = False
    try:
        async with _transaction(context, mutation.name) as tx:
            outcome = await _once(tx, mutation, given)
            finished = True
        return Payload(outcome)
    except Refused as refused:
        outcome = Outcome()
        if tx is not None and tx.current is not None:
            outcome.type_name, outcome.row = tx.current
        return Payload(outcome, refused.errors)
    except Exception as error:
        if tx is not None and isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
            raise tx.withheld() from error
        # A commit that the server refuses is not done. One that it doesn't answer may be.
        if not finished or not (connection_lost(error) or isinstance(error, TimeoutError)):
            raise
        raise Unavailable(UNKNOWN) from error


@asynccontextmanager
async def _transaction(context: Context, mutation: str) -> AsyncIterator[Transaction]:
    """A transaction as whoever asks, with the rights they have now."""
    if context.writer is None:
        raise LookupError("this context only reads")
    # Tortoise's in_transaction() would take whichever database was opened first
    async with context.writer._in_transaction() as db:
        role = ROLE if context.statements.lock else "none"
        (opened,) = await db.execute_query_dict(
            OPEN, [str(context.viewer.id), f"{context.lock_timeout * 1000:.0f}", role]
        )
        if opened["epoch"] != context.viewer.epoch:
            now = await load_viewer(_Reading(db), context.viewer.id)
            if now.email_since != context.viewer.email_since:  # the token may speak for somebody else
                raise Unauthenticated(TOKEN_TOO_OLD)
            context.renew(now)
        if context.viewer.profile not in permission(mutation).profiles:
            raise Forbidden(
                f"Your profile, {context.viewer.profile}, may not call `{mutation}`: {_whom(mutation)} may."
            )
        yield Transaction(db, context.viewer, mutation, context.request_id, locked=context.statements.lock)


def _whom(mutation: str) -> str:
    profiles = permission(mutation).profiles
    if profiles == ADMINS:
        return "only an admin"
    if profiles == STAFF:
        return "the company's own people"
    return "the company's own people and integrations"


OPEN = """
SELECT e.value AS epoch, set_config('account_graph.user', $1, true), set_config('lock_timeout', $2, true),
    set_config('role', $3, true)
FROM sharing_epoch e
"""


class _Reading:
    """Tortoise's connection as what reads a viewer expects."""

    def __init__(self, db: Any) -> None:
        self._db = db

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        rows = await self._db.execute_query_dict(sql, list(values))
        return rows[0]


async def _once(tx: Transaction, mutation: Mutation, given: Given) -> Outcome:
    """The mutation, or what came of it when it was done under this key before."""
    key = given.get("idempotencyKey")
    before = None if key is None else await _reserve(tx, mutation, given, _fit_key(tx, key))
    if before is not None:
        await _tell_if_gone(tx, before)
        return before
    outcome = await mutation.run(tx, given)
    await _tell_if_lost(tx, outcome)
    if key is not None:
        await tx.fetch(
            "UPDATE idempotency_key SET outcome = $3::jsonb WHERE user_id = $1 AND key = $2",
            tx.viewer.id,
            key,
            orjson.dumps([outcome.type_name, outcome.row, outcome.deleted_id, outcome.note], default=str).decode(),
        )
    return outcome


async def _tell_if_lost(tx: Transaction, outcome: Outcome) -> None:
    """Tell a viewer who has changed away their own access: the record will read as null."""
    if tx.touched is not None and outcome.note is None and await tx.access(tx.touched) is None:
        outcome.note = "It is done, and the account isn't open to you now."


async def _tell_if_gone(tx: Transaction, before: Outcome) -> None:
    """Tell whoever sends a key again that what was made or changed under it can't be shown: it will read as null."""
    if before.type_name is None or before.row is None:
        return
    table = ENTITIES[before.type_name].table
    if not await tx.fetch(f'SELECT FROM "{table}" WHERE id = $1', before.row):
        before.note = "It was done before, under this key; what it was done to is gone, or isn't open to you now."


def _fit_key(tx: Transaction, key: str) -> str:
    try:
        plain_text(key, "idempotencyKey")
    except BadInput as error:
        tx.wrong(UserErrorCode.INVALID, error.message, "idempotencyKey")
    if not key.strip():
        tx.wrong(
            UserErrorCode.INVALID,
            "`idempotencyKey` is empty: send a text of your own, such as a UUID.",
            "idempotencyKey",
        )
    if len(key) > LONGEST_KEY:
        tx.wrong(
            UserErrorCode.TOO_LONG,
            f"`idempotencyKey` has {len(key):,} letters: at most {LONGEST_KEY}.",
            "idempotencyKey",
        )
    tx.require_right()
    return key


async def _reserve(tx: Transaction, mutation: Mutation, given: Given, key: str) -> Outcome | None:
    """Take the key for this transaction, or find what was done under it. Waits for whoever is about to do so."""
    # of texts, too, that no text may have: the mutation says so
    asked = hashlib.sha256(json.dumps([mutation.name, given], sort_keys=True, default=str).encode()).hexdigest()
    await tx.fetch(
        f"DELETE FROM idempotency_key WHERE user_id = $1 AND created_at < now() - interval '{KEPT}'", tx.viewer.id
    )
    taken = await tx.fetch(
        "INSERT INTO idempotency_key (user_id, key, asked) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key",
        tx.viewer.id,
        key,
        asked,
    )
    if taken:
        return None
    (before,) = await tx.fetch(
        "SELECT asked, outcome FROM idempotency_key WHERE user_id = $1 AND key = $2", tx.viewer.id, key
    )
    if before["asked"] != asked:
        tx.wrong(
            UserErrorCode.KEY_REUSED,
            "This `idempotencyKey` was used for another request: a new one needs a key of its own.",
            "idempotencyKey",
        )
        tx.require_right()
    type_name, row, deleted_id, note = orjson.loads(before["outcome"])
    return Outcome(type_name, None if row is None else UUID(row), deleted_id, note)
