"""When an account's kept figures last changed: each change of one moves the time, nothing else does, and never back."""

import asyncio
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from .records import account, case, opportunity


async def times(connection: asyncpg.Connection, of: UUID) -> tuple[datetime, datetime, int]:
    row = await connection.fetchrow("SELECT figures_at, updated_at, version FROM account WHERE id = $1", of)
    return tuple(row)


MOVES = (
    "UPDATE opportunity SET amount = 8 WHERE account_id = $1",
    "UPDATE opportunity SET stage = 'CLOSED_WON' WHERE account_id = $1",
    "UPDATE opportunity SET probability = 11 WHERE account_id = $1",
    "DELETE FROM opportunity WHERE account_id = $1",
    "UPDATE support_case SET status = 'CLOSED' WHERE account_id = $1",
    "DELETE FROM support_case WHERE account_id = $1",
    "UPDATE account SET open_opportunity_count = 5 WHERE id = $1",
)
KEEPS = (
    "UPDATE opportunity SET name = 'Another', description = 'Other', version = version + 1 WHERE account_id = $1",
    "UPDATE support_case SET status = 'IN_PROGRESS' WHERE account_id = $1",
    "UPDATE account SET description = 'Other', version = version + 1 WHERE id = $1",
    "UPDATE account SET open_case_count = open_case_count WHERE id = $1",
)


@pytest.mark.parametrize("change", MOVES)
async def test_a_change_of_a_figure_moves_its_time_and_no_version(undone: asyncpg.Connection, change: str) -> None:
    of = await account(undone, "Acme")
    await opportunity(undone, of, Decimal(7))
    await case(undone, of)
    before = await times(undone, of)
    await undone.execute(change, of)
    after = await times(undone, of)
    assert after[0] > before[0]
    assert after[1:] == before[1:]


@pytest.mark.parametrize("change", KEEPS)
async def test_what_moves_no_figure_leaves_its_time(undone: asyncpg.Connection, change: str) -> None:
    of = await account(undone, "Acme")
    await opportunity(undone, of, Decimal(7))
    await case(undone, of)
    before = await times(undone, of)
    await undone.execute(change, of)
    assert (await times(undone, of))[0] == before[0]


async def test_a_deal_that_moves_takes_the_times_of_both_accounts_along(undone: asyncpg.Connection) -> None:
    old, new = await account(undone, "Old"), await account(undone, "New")
    deal = await opportunity(undone, old, Decimal(7))
    before = [(await times(undone, each))[0] for each in (old, new)]
    await undone.execute("UPDATE opportunity SET account_id = $2 WHERE id = $1", deal, new)
    after = [(await times(undone, each))[0] for each in (old, new)]
    assert all(late > early for late, early in zip(after, before, strict=True))


async def test_a_transaction_that_began_earlier_and_writes_later_sets_a_later_time(empty_url: str) -> None:
    early, late = await asyncio.gather(asyncpg.connect(empty_url), asyncpg.connect(empty_url))
    try:
        of = await account(late, "Acme")
        async with early.transaction():
            await early.fetchval("SELECT now()")
            await opportunity(late, of, Decimal(1))
            seen = (await times(late, of))[0]
            await opportunity(early, of, Decimal(2))
        assert (await times(late, of))[0] > seen
    finally:
        await asyncio.gather(early.close(), late.close())


async def test_a_time_is_never_set_back(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    await undone.execute("UPDATE account SET figures_at = '2190-01-01Z' WHERE id = $1", of)
    await opportunity(undone, of, Decimal(7))
    assert (await times(undone, of))[0].year == 2190
