"""Refusals of ids: of records that are hidden from who names them, and of such as there are none."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from asyncpg.connection import LoggedQuery

from graph.models.base import uuid7
from graph.tortoise_client import LimitedTransaction
from tests.asking import Asking, data
from tests.resolvers.mutations.doing import do
from tests.resolvers.mutations.hanging import PREFIX, TABLE
from tests.resolvers.mutations.probes import PROBES, Place

HIDDEN_FROM_RON = "Acme Corp US"


@dataclass(frozen=True)
class Pair:
    """A mutation that names something hidden, and the same one with something that isn't there."""

    mutation: str
    hidden: dict[str, Any]
    missing: dict[str, Any]


def missing_like(text: str) -> str:
    """An id of the same type that no record has."""
    return f"{text.partition('_')[0]}_{uuid7()}"


async def hidden_place(writing: Asking) -> Place:
    """An account that ron doesn't see, and a record of each kind on it."""
    pool = writing.database.pool
    account = await pool.fetchval("SELECT id FROM account WHERE name = $1", HIDDEN_FROM_RON)
    records = {"account": f"acc_{account}"}
    for noun, table in TABLE.items():
        found = await pool.fetchval(f"SELECT id FROM {table} WHERE account_id = $1 LIMIT 1", account)
        assert found is not None, noun
        records[noun] = f"{PREFIX[noun]}_{found}"
    for kind, table, prefix, more in (
        ("grant", "account_grant", "grt", "false"),
        ("member", "account_team", "tea", "null"),
    ):
        column = "cascades" if kind == "grant" else "title"
        made = await pool.fetchval(
            f"INSERT INTO {table} (id, account_id, user_id, level, {column})"
            f" SELECT gen_random_uuid(), $1, id, 'READ', {more} FROM app_user WHERE email = 'sam@demo.example'"
            " RETURNING id",
            account,
        )
        records[kind] = f"{prefix}_{made}"
    return Place(records["account"], records)


def pairs(place: Place) -> list[Pair]:
    """Each mutation that names an account or a record of one, and one that refers to an account."""
    absent = Place(missing_like(place.account), {kind: missing_like(text) for kind, text in place.records.items()})
    verbs = {
        "updateTeamMember": lambda each: {"id": each.records["member"], "level": "EDIT"},
        "removeTeamMember": lambda each: {"id": each.records["member"]},
        "revokeAccess": lambda each: {"id": each.records["grant"]},
    }
    found = []
    for mutation, probe in (PROBES | verbs).items():
        hidden, missing = probe(place), probe(absent)
        if hidden != missing:
            found.append(Pair(mutation, hidden, missing))
    named = ({"name": "Another", "parentId": each.account} for each in (place, absent))
    return [*found, Pair("createAccount", *named)]


@asynccontextmanager
async def heard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The texts of all statements that mutations send meanwhile."""
    texts: list[str] = []

    def hear(query: LoggedQuery) -> None:
        texts.append(query.query)

    enter = LimitedTransaction.__aenter__

    async def entered(self: LimitedTransaction) -> Any:
        client = await enter(self)
        client._connection.add_query_logger(hear)
        return client

    with monkeypatch.context() as patched:
        patched.setattr(LimitedTransaction, "__aenter__", entered)
        yield texts


async def refused(writing: Asking, pair: Pair, given: dict[str, Any]) -> None:
    """Has ron told that there is no such record."""
    answer = await do(writing, "ron", pair.mutation.partition(":")[0], given)
    assert "NOT_FOUND" in {error["code"] for error in answer["userErrors"]}, pair


def distinguishable(hidden: list[float], missing: list[float]) -> float:
    """The area under the ROC curve of a guess by time alone: 0.5 tells nothing, 1 everything."""
    ranked = sorted([(each, 1) for each in hidden] + [(each, 0) for each in missing])
    ranks = sum(rank for rank, (_, is_hidden) in enumerate(ranked, 1) if is_hidden)
    area = (ranks - len(hidden) * (len(hidden) + 1) / 2) / (len(hidden) * len(missing))
    return max(area, 1 - area)


async def timed(writing: Asking, viewer: Any, question: str, given: dict[str, Any]) -> float:
    """Seconds that one refusal takes."""
    begun = time.perf_counter()
    result = await writing.result_as(viewer, question, {"i": given})
    taken = time.perf_counter() - begun
    assert any(each["userErrors"] for each in data(result).values())
    return taken
