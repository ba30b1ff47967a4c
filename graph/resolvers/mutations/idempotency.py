"""Idempotency keys: a mutation sent again under its key does nothing more, and answers its first outcome."""

import hashlib
import json
from uuid import UUID

import orjson

from graph.errors import BadInput
from graph.models.noun import NOUNS
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.transaction import Outcome, Remaining, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.node import plain_text

MAX_KEY_LENGTH = 200
REMEMBERED_FOR = "7 days"


async def reserve(tx: Transaction, mutation: Mutation, given: Given) -> Outcome | None:
    """Reserves the input's key for this transaction, if it has one, or returns the outcome that stands under it.

    Waits for another transaction that has reserved the key and isn't committed yet.
    """
    key = given.get("idempotencyKey")
    if key is None:
        return None
    _check_key(tx, key)
    # of texts, too, that can't be stored: the mutation says so
    asked = hashlib.sha256(json.dumps([mutation.name, given], sort_keys=True, default=str).encode()).hexdigest()
    await tx.fetch(
        "DELETE FROM idempotency_key WHERE user_id = $1 AND created_at < now() - $2::text::interval",
        tx.viewer.id,
        REMEMBERED_FOR,
    )
    reserved = await tx.fetch(
        "INSERT INTO idempotency_key (user_id, key, asked) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key",
        tx.viewer.id,
        key,
        asked,
    )
    return None if reserved else await _first_outcome(tx, key, asked)


async def remember(tx: Transaction, given: Given, outcome: Outcome) -> None:
    """Stores the outcome under the input's key, if it has one."""
    key = given.get("idempotencyKey")
    if key is not None:
        await tx.fetch(
            "UPDATE idempotency_key SET outcome = $3::jsonb WHERE user_id = $1 AND key = $2",
            tx.viewer.id,
            key,
            orjson.dumps(
                [outcome.type_name, outcome.row, outcome.deleted_id, outcome.note, outcome.remaining], default=str
            ).decode(),
        )


async def _first_outcome(tx: Transaction, key: str, asked: str) -> Outcome:
    (before,) = await tx.fetch(
        "SELECT asked, outcome FROM idempotency_key WHERE user_id = $1 AND key = $2", tx.viewer.id, key
    )
    if before["asked"] != asked:
        tx.add_error(
            UserErrorCode.KEY_REUSED,
            "This `idempotencyKey` was used for another request: send a new key for a new request.",
            "idempotencyKey",
        )
        tx.raise_if_errors()
    # an outcome that was kept by a version before this one doesn't tell what remains
    type_name, row, deleted_id, note, *remaining = orjson.loads(before["outcome"])
    outcome = Outcome(type_name, None if row is None else UUID(row), deleted_id, note)
    outcome.remaining = [Remaining(**each) for listed in remaining for each in listed]
    # the record will read as null
    if outcome.type_name is not None and outcome.row is not None:
        table = NOUNS[outcome.type_name].table
        if not await tx.fetch(f'SELECT FROM "{table}" WHERE id = $1', outcome.row):
            outcome.note = (
                "It was done before, under this key. The record has been deleted since, or you no longer have access"
                " to it."
            )
    return outcome


def _check_key(tx: Transaction, key: str) -> None:
    try:
        plain_text(key, "idempotencyKey")
    except BadInput as error:
        tx.add_error(UserErrorCode.INVALID, error.message, "idempotencyKey")
    if not key.strip():
        tx.add_error(
            UserErrorCode.INVALID,
            "`idempotencyKey` is empty: send a text of your own, such as a UUID.",
            "idempotencyKey",
        )
    if len(key) > MAX_KEY_LENGTH:
        tx.add_error(
            UserErrorCode.TOO_LONG,
            f"`idempotencyKey` has {len(key):,} characters: at most {MAX_KEY_LENGTH}.",
            "idempotencyKey",
        )
    tx.raise_if_errors()
