"""Kept totals: right at once, in the transaction of what changes them, and under concurrent transactions too."""

import asyncio
import random
from decimal import Decimal
from uuid import UUID

import asyncpg

from .records import account, case, opportunity

KEPT = """
SELECT id, total_opportunity_amount, won_opportunity_amount, open_case_count, open_opportunity_count,
       open_opportunity_amount, weighted_opportunity_amount
FROM account
"""
COUNTED = """
SELECT account.id,
       coalesce((SELECT sum(amount) FROM opportunity WHERE account_id = account.id), 0),
       coalesce((SELECT sum(amount) FROM opportunity WHERE account_id = account.id AND stage = 'CLOSED_WON'), 0),
       (SELECT count(*) FROM support_case WHERE account_id = account.id AND status NOT IN ('RESOLVED', 'CLOSED')),
       still_open.*
FROM account CROSS JOIN LATERAL (
    SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(round(amount * probability / 100, 2)), 0)
    FROM opportunity WHERE account_id = account.id AND stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')
) still_open
"""


async def assert_kept(connection: asyncpg.Connection) -> None:
    kept, counted = await connection.fetch(KEPT), await connection.fetch(COUNTED)
    assert {tuple(row) for row in kept} == {tuple(row) for row in counted}


async def totals(connection: asyncpg.Connection, of: UUID) -> tuple[Decimal | int, ...]:
    return tuple((await connection.fetchrow(f"{KEPT} WHERE id = $1", of))[1:4])


async def still_open(connection: asyncpg.Connection, of: UUID) -> tuple[Decimal | int, ...]:
    """Count, amount and weighted amount."""
    return tuple((await connection.fetchrow(f"{KEPT} WHERE id = $1", of))[4:])


async def test_an_opportunity_counts_at_once(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    deal = await opportunity(undone, of, Decimal("100.10"))
    assert await totals(undone, of) == (Decimal("100.10"), 0, 0)
    await undone.execute("UPDATE opportunity SET stage = 'CLOSED_WON' WHERE id = $1", deal)
    assert await totals(undone, of) == (Decimal("100.10"), Decimal("100.10"), 0)
    await undone.execute("UPDATE opportunity SET amount = NULL WHERE id = $1", deal)
    assert await totals(undone, of) == (0, 0, 0)
    await undone.execute("UPDATE opportunity SET amount = 7, stage = 'CLOSED_LOST' WHERE id = $1", deal)
    assert await totals(undone, of) == (7, 0, 0)
    await undone.execute("DELETE FROM opportunity WHERE id = $1", deal)
    assert await totals(undone, of) == (0, 0, 0)


async def test_an_opportunity_that_moves_takes_its_amount_along(undone: asyncpg.Connection) -> None:
    old, new = await account(undone, "Old"), await account(undone, "New")
    deal = await opportunity(undone, old, 5, "CLOSED_WON")
    await undone.execute("UPDATE opportunity SET account_id = $1 WHERE id = $2", new, deal)
    assert await totals(undone, old) == (0, 0, 0)
    assert await totals(undone, new) == (5, 5, 0)


async def test_what_is_open_is_kept_deal_by_deal(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    # 10 % of 0.05 is half a cent: a whole one of each deal, where the sum of both would have one together
    first, second = [await opportunity(undone, of, Decimal("0.05")) for _ in range(2)]
    assert await still_open(undone, of) == (2, Decimal("0.10"), Decimal("0.02"))
    await undone.execute("UPDATE opportunity SET probability = 40 WHERE id = $1", first)
    assert await still_open(undone, of) == (2, Decimal("0.10"), Decimal("0.03"))
    await undone.execute("UPDATE opportunity SET stage = 'CLOSED_LOST' WHERE id = $1", first)
    assert await still_open(undone, of) == (1, Decimal("0.05"), Decimal("0.01"))
    await undone.execute("UPDATE opportunity SET amount = NULL WHERE id = $1", second)
    assert await still_open(undone, of) == (1, 0, 0)
    await undone.execute("UPDATE opportunity SET stage = 'PROPOSAL', amount = 3 WHERE id = $1", first)
    assert await still_open(undone, of) == (2, 3, Decimal("1.20"))
    await undone.execute("DELETE FROM opportunity")
    assert await still_open(undone, of) == (0, 0, 0)


async def test_a_deal_without_an_amount_counts_as_open(undone: asyncpg.Connection) -> None:
    old, new = await account(undone, "Old"), await account(undone, "New")
    deal = await opportunity(undone, old, None)
    assert await still_open(undone, old) == (1, 0, 0)
    await undone.execute("UPDATE opportunity SET account_id = $1 WHERE id = $2", new, deal)
    assert await still_open(undone, old) == (0, 0, 0)
    assert await still_open(undone, new) == (1, 0, 0)


async def test_a_case_counts_while_it_is_open(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    first = await case(undone, of)
    await case(undone, of, "RESOLVED")
    assert await totals(undone, of) == (0, 0, 1)
    await undone.execute("UPDATE support_case SET status = 'CLOSED'")
    assert await totals(undone, of) == (0, 0, 0)
    await undone.execute("UPDATE support_case SET status = 'ESCALATED'")
    assert await totals(undone, of) == (0, 0, 2)
    await undone.execute("DELETE FROM support_case WHERE id = $1", first)
    assert await totals(undone, of) == (0, 0, 1)


async def test_a_transaction_taken_back_takes_its_amounts_back(connection: asyncpg.Connection) -> None:
    of = await account(connection, "Acme")
    transaction = connection.transaction()
    await transaction.start()
    await opportunity(connection, of, 5)
    await transaction.rollback()
    assert await totals(connection, of) == (0, 0, 0)


async def test_an_account_goes_with_all_that_hangs_on_it(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    await opportunity(undone, of, 5)
    await case(undone, of)
    await undone.execute("DELETE FROM account WHERE id = $1", of)
    assert await undone.fetchval("SELECT count(*) FROM opportunity") == 0


async def test_many_rows_by_one_statement_count_together(undone: asyncpg.Connection) -> None:
    accounts = [await account(undone, f"Account {number}") for number in range(5)]
    await undone.execute(
        "INSERT INTO opportunity (id, account_id, name, stage, amount, probability) "
        "SELECT gen_random_uuid(), id, 'Deal', (ARRAY['PROSPECTING', 'CLOSED_WON'])[1 + n % 2], n, n * 5 "
        "FROM unnest($1::uuid[]) AS id, generate_series(1, 20) AS n",
        accounts,
    )
    await assert_kept(undone)
    await undone.execute("UPDATE opportunity SET amount = amount / 7, probability = probability / 3")
    await assert_kept(undone)
    await undone.execute("UPDATE opportunity SET amount = amount * 14, stage = 'CLOSED_WON' WHERE amount > 10")
    await undone.execute("UPDATE opportunity SET account_id = $1 WHERE amount < 5", accounts[0])
    await assert_kept(undone)
    await undone.execute("DELETE FROM opportunity WHERE amount > 20")
    await assert_kept(undone)


async def test_totals_are_right_under_concurrent_transactions(empty_url: str, connection: asyncpg.Connection) -> None:
    accounts = [await account(connection, f"Account {number}") for number in range(3)]
    done = 0

    async def work(seed: int) -> None:
        nonlocal done
        dice = random.Random(seed)
        own = await asyncpg.connect(empty_url)
        for _ in range(30):
            try:
                async with own.transaction():
                    await change(own, dice, accounts)
                done += 1
            except (asyncpg.DeadlockDetectedError, Undone):
                pass
        await own.close()

    await asyncio.gather(*(work(seed) for seed in range(6)))
    assert done > 60  # of 180: some were in each other's way, and some are undone on purpose
    await assert_kept(connection)


class Undone(Exception):
    """A transaction that its writer took back."""


async def change(connection: asyncpg.Connection, dice: random.Random, accounts: list[UUID]) -> None:
    for _ in range(dice.randint(1, 3)):
        of = dice.choice(accounts)
        match dice.randrange(7):
            case 0 | 1:
                amount = dice.choice([None, Decimal(dice.randint(0, 9999)) / 100])
                await opportunity(connection, of, amount, dice.choice(["PROPOSAL", "CLOSED_WON"]))
            case 2:
                await case(connection, of)
            case 3:
                await connection.execute(
                    "UPDATE opportunity SET amount = $2, account_id = $1 "
                    "WHERE id = (SELECT id FROM opportunity ORDER BY random() LIMIT 1)",
                    of,
                    dice.randint(0, 100),
                )
            case 4:
                await connection.execute(
                    "UPDATE support_case SET status = $1 "
                    "WHERE id = (SELECT id FROM support_case ORDER BY random() LIMIT 1)",
                    dice.choice(["NEW", "CLOSED"]),
                )
            case 5:
                await connection.execute(
                    "UPDATE opportunity SET probability = $1, stage = $2 "
                    "WHERE id = (SELECT id FROM opportunity ORDER BY random() LIMIT 1)",
                    dice.randint(0, 100),
                    dice.choice(["PROSPECTING", "CLOSED_LOST"]),
                )
            case 6:
                await connection.execute(
                    "DELETE FROM opportunity WHERE id = (SELECT id FROM opportunity ORDER BY random() LIMIT 1)"
                )
    if not dice.randrange(4):
        raise Undone
