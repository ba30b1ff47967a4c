"""Checking and repairing while others write: no false alarm, and what they write stays."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from graph.checking import Verdict
from tests.models.records import account, case, opportunity
from tests.waiting import blocked

from .conftest import Company, that_are


async def write(url: str, seed: int, stop: asyncio.Event) -> int:
    """Accounts come, move and go, deals and cases with them, until told to stop; returns how often."""
    dice = random.Random(seed)
    connection = await asyncpg.connect(url)
    mine: list[UUID] = []
    done = 0
    try:
        while not stop.is_set():
            async with connection.transaction():
                parent = dice.choice([None, *mine])
                made = await account(connection, f"Writer {seed} number {done}", parent_id=parent)
                deal = await opportunity(connection, made, dice.randrange(1, 1000))
                await case(connection, made)
                await connection.execute("UPDATE opportunity SET stage = 'CLOSED_WON' WHERE id = $1", deal)
            leaves = [made]
            if len(mine) > 3:
                moved = dice.choice(mine)
                await connection.execute("UPDATE account SET parent_id = NULL WHERE id = $1", moved)
                await connection.execute("UPDATE account SET parent_id = $2 WHERE id = $1", leaves[0], moved)
            if done % 3 == 0:
                await connection.execute("DELETE FROM account WHERE id = $1", made)
            else:
                mine.append(made)
            done += 1
    finally:
        await connection.close()
    return done


@asynccontextmanager
async def writers(company: Company) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(write(company.url, seed, stop)) for seed in range(3)]
    try:
        yield
    finally:
        stop.set()
        counts = await asyncio.gather(*tasks)
    assert min(counts) > 5


async def test_what_others_write_meanwhile_makes_no_false_alarm(company: Company) -> None:
    async with writers(company):
        for _ in range(8):
            assert that_are(Verdict.WRONG, await company.look()) == set()


async def test_a_repair_beside_writers_leaves_everything_right(company: Company) -> None:
    async with writers(company):
        for _ in range(4):
            await company.quietly(
                "UPDATE account SET total_opportunity_amount = total_opportunity_amount + 1, "
                "open_case_count = open_case_count + 1 WHERE name LIKE 'Acme%'; "
                "DELETE FROM account_tree WHERE depth > 0 AND descendant_id IN "
                "(SELECT id FROM account WHERE name LIKE 'Acme%')"
            )
            done = await company.repair()
            assert {*done} >= {"kept totals", "account tree's closure"}
            assert [each.why for each in done.values() if each.why] == []
    assert that_are(Verdict.WRONG, await company.look()) == set()


async def test_a_repair_of_totals_waits_for_who_is_changing_them(company: Company) -> None:
    of = await company.value("SELECT id FROM account WHERE name = 'Acme Corp UK'")
    assert isinstance(of, UUID)
    await company.quietly("UPDATE account SET total_opportunity_amount = 1 WHERE name = 'Acme Corp UK'")
    connection = await asyncpg.connect(company.url)
    transaction = connection.transaction()
    await transaction.start()
    await opportunity(connection, of, 1000)
    repair = asyncio.create_task(company.repair())
    await blocked(connection)
    assert not repair.done()
    await transaction.commit()
    assert [*await repair] == ["kept totals"]
    await connection.close()
    assert that_are(Verdict.WRONG, await company.look()) == set()


async def test_a_look_changes_nothing(company: Company) -> None:
    await company.quietly("UPDATE account SET name_key = name, open_case_count = 99; DELETE FROM account_tree")
    written = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE schemaname = 'public'"
    await company.run("SELECT pg_stat_force_next_flush()")
    before = await company.value(written)
    await company.look()
    await company.run("SELECT pg_stat_force_next_flush()")
    assert await company.value(written) == before
