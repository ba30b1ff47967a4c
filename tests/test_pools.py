"""Pools: every wait ends, nothing stays behind in a connection, and faults are told by their codes."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tortoise import connections
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from graph import pools
from graph.database import Database, open_database
from graph.errors import GraphError, Overloaded, TimedOut, Unavailable
from graph.faults import translate_errors, unavailable
from graph.settings import Settings
from tests.waiting import eventually

RUNNING = "SELECT state FROM pg_stat_activity WHERE pid = $1"


@asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[Database]:
    async with open_database(Settings(**{"statement_timeout": 0.2, "pool_timeout": 0.2, **options}), url) as database:
        yield database


async def others(url: str, statement: str, *values: Any) -> Any:
    """What a session of somebody else's says."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement, *values)
    finally:
        await connection.close()


def at_once(url: str, statement: str) -> None:
    """The same while the event loop stands still, so that it hears of nothing until this is done."""
    thread = threading.Thread(target=lambda: asyncio.run(others(url, statement)))
    thread.start()
    thread.join()


KILL = """
SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'account-graph'
"""


@pytest.mark.parametrize("behind_pooler", [False, True])
async def test_a_statement_over_its_time_ends_here_and_there_and_leaves_its_connection_free(
    empty_url: str, behind_pooler: bool
) -> None:
    async with opened(empty_url, behind_pooler=behind_pooler, pool_size=1) as database:
        before = await database.pool.fetchval("SELECT pg_backend_pid()")
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(TimedOut) as told:
                await database.pool.fetchval("SELECT pg_sleep(30)")
            assert 0.15 < time.monotonic() - began < 2
            expected = TimeoutError if behind_pooler else asyncpg.QueryCanceledError
            assert isinstance(told.value.__cause__, expected)
            assert await others(empty_url, RUNNING, before) == "idle"
        assert await database.pool.fetchval("SELECT pg_backend_pid()") == before


async def test_a_database_that_stands_still_is_not_waited_for(empty_url: str) -> None:
    async with opened(empty_url, pool_size=1) as database:
        frozen = await database.pool.fetchval("SELECT pg_backend_pid()")
        os.kill(frozen, signal.SIGSTOP)
        try:
            began = time.monotonic()
            with pytest.raises(TimedOut):
                await database.pool.fetchval("SELECT 1")
            assert time.monotonic() - began < 4  # 0.2, the second that the database has to be first, and 0.2
            assert await database.pool.fetchval("SELECT pg_backend_pid()") != frozen
        finally:
            os.kill(frozen, signal.SIGCONT)


async def test_no_free_connection_within_the_limit_is_an_overload_and_the_next_one_is_used(empty_url: str) -> None:
    async with opened(empty_url, pool_size=2) as database:
        async with database.pool.acquire(), database.pool.acquire():
            began = time.monotonic()
            with pytest.raises(Overloaded) as told:
                await database.pool.fetchval("SELECT 1")
            assert 0.15 < time.monotonic() - began < 2
            assert told.value.extensions == {"code": "OVERLOADED", "retryAfter": 1}
        assert await database.pool.fetchval("SELECT 1") == 1


async def test_a_connection_may_be_awaited_and_given_back(empty_url: str) -> None:
    async with opened(empty_url, pool_size=1) as database:
        for _ in range(3):
            connection = await database.pool.acquire()
            assert await connection.fetchval("SELECT 1") == 1
            await database.pool.release(connection)


async def test_when_all_connections_died_unheard_the_next_questions_are_answered(empty_url: str) -> None:
    async with opened(empty_url, pool_size=4, pool_timeout=5, statement_timeout=5) as database:
        for _ in range(3):
            async with AsyncExitStack() as held:
                for _ in range(4):
                    await held.enter_async_context(database.pool.acquire())
            assert database.pool.get_size() == 4
            at_once(empty_url, KILL)
            assert await asyncio.gather(*(database.pool.fetchval("SELECT 1") for _ in range(4))) == [1] * 4


async def test_a_read_whose_connections_keep_dying_is_tried_twice(empty_url: str) -> None:
    async with opened(empty_url, pool_timeout=5, statement_timeout=5) as database:
        await database.pool.fetchval("CREATE SEQUENCE tries")
        with pytest.raises(Unavailable) as told:
            await database.pool.fetchval("SELECT nextval('tries'), pg_terminate_backend(pg_backend_pid())")
        assert type(told.value) is Unavailable
        assert await database.pool.fetchval("SELECT last_value FROM tries") == 2


async def test_what_is_no_read_is_not_repeated(empty_url: str) -> None:
    async with opened(empty_url, pool_timeout=5, statement_timeout=5) as database:
        await database.pool.fetchval("CREATE SEQUENCE tries")
        with pytest.raises(asyncpg.PostgresError):
            await database.pool.execute("SELECT nextval('tries'), pg_terminate_backend(pg_backend_pid())")
        assert await database.pool.fetchval("SELECT last_value FROM tries") == 1


async def test_too_many_connections_are_an_overload(postgres_role: str) -> None:
    async with opened(postgres_role, pool_size=2, row_security=False) as database, database.pool.acquire():
        with pytest.raises(Overloaded) as told:
            await database.pool.fetchval("SELECT 1")
        assert isinstance(told.value.__cause__, asyncpg.TooManyConnectionsError)


@pytest.fixture
async def postgres_role(empty_url: str) -> AsyncIterator[str]:
    """The address of the database for a user who may connect once."""
    # whoever opens a database reads which version of the program made it
    await others(empty_url, "CREATE ROLE once LOGIN CONNECTION LIMIT 1")
    await others(empty_url, "GRANT SELECT ON tortoise_migrations TO once")
    yield empty_url.replace("postgres@", "once@")
    await others(empty_url, "DROP OWNED BY once")
    await others(empty_url, "DROP ROLE once")


CODES = {
    "57014": "TIMEOUT",
    "55P03": "TIMEOUT",
    "53300": "OVERLOADED",
    "53200": "OVERLOADED",
    "53100": "DISK_FULL",
    "40001": "TRY_AGAIN",
    "40P01": "TRY_AGAIN",
    "57P01": "UNAVAILABLE",
    "57P02": "UNAVAILABLE",
    "57P03": "UNAVAILABLE",
    "08006": "UNAVAILABLE",
    "25006": "UNAVAILABLE",
    "23505": None,
    "42P01": None,
    "42501": None,
    "22P02": None,
    "P0001": None,
}
FAIL = "DO $$ BEGIN RAISE EXCEPTION 'failed' USING ERRCODE = '{}'; END $$"


@pytest.mark.parametrize("state", CODES)
async def test_a_fault_has_one_code_whoever_meets_it(empty_url: str, state: str) -> None:
    async with opened(empty_url, pool_timeout=5, statement_timeout=5) as database:
        codes: list[str | None] = []
        for fails in (
            lambda: database.pool.fetchval(FAIL.format(state)),
            lambda: connections.get("default").execute_query(FAIL.format(state)),
            lambda: _in_a_transaction(FAIL.format(state)),
        ):
            with pytest.raises(Exception) as raised, translate_errors():  # noqa: PT011  # which one is what is asked
                await fails()
            codes.append(raised.value.code if isinstance(raised.value, GraphError) else None)
        assert codes == [CODES[state]] * 3


async def _in_a_transaction(statement: str) -> None:
    async with in_transaction() as transaction:
        await transaction.execute_query(statement)


async def test_a_write_waits_for_a_connection_and_a_statement_no_longer_than_a_read(empty_url: str) -> None:
    async with opened(empty_url, pool_size=1):
        began = time.monotonic()
        with pytest.raises(TimedOut) as told, translate_errors():
            await _in_a_transaction("SELECT pg_sleep(30)")
        assert isinstance(told.value.__cause__, asyncpg.QueryCanceledError)
        client = connections.get("default")
        async with client._in_transaction():
            with pytest.raises(Overloaded):
                await client._in_transaction().__aenter__()
        await _in_a_transaction("SELECT 1")
        assert time.monotonic() - began < 4


async def test_a_transaction_whose_first_query_fails_leaves_its_connection_as_it_was(empty_url: str) -> None:
    told: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context))
    async with opened(empty_url, pool_size=1) as database:
        pids = []
        for _ in range(3):
            with pytest.raises(asyncpg.DivisionByZeroError):
                await database.writer.transaction("SELECT 1 / 0").__aenter__()
            transaction = database.writer.transaction("SELECT FROM generate_series(1, 2)")
            async with transaction as client:
                pids += [row["pid"] for row in await client.execute_query_dict("SELECT pg_backend_pid() AS pid")]
            assert transaction.opened == "SELECT 2"
    assert len(set(pids)) == 1
    assert told == []


async def test_a_transaction_begun_with_a_query_is_undone_like_any_other(empty_url: str) -> None:
    async with opened(empty_url, pool_size=1) as database:
        with pytest.raises(LookupError):
            async with database.writer.transaction("CREATE TABLE undone ()"):
                raise LookupError
        assert await others(empty_url, "SELECT to_regclass('undone')") is None
        async with database.writer.transaction("CREATE TABLE kept ()") as client:
            nested = client._in_transaction()
            await (await nested.__aenter__()).execute_query("DROP TABLE kept")
            await nested.__aexit__(LookupError, LookupError(), None)
        assert await others(empty_url, "SELECT to_regclass('kept')") == "kept"


def test_what_tortoise_wraps_is_looked_into() -> None:
    inner = asyncpg.LockNotAvailableError("no")
    assert isinstance(unavailable(OperationalError(inner)), TimedOut)
    outer = OperationalError("no")
    outer.__cause__ = inner
    assert isinstance(unavailable(outer), TimedOut)
    assert unavailable(OperationalError("syntax")) is None


async def test_a_write_whose_connection_died_is_unavailable(empty_url: str) -> None:
    async def dies() -> None:
        async with in_transaction() as transaction:
            await transaction.execute_query("SELECT 1")
            at_once(empty_url, KILL)
            await transaction.execute_query("SELECT 1")

    async with opened(empty_url, statement_timeout=5):
        for _ in range(2):
            with pytest.raises(Unavailable), translate_errors():
                await dies()
        await _in_a_transaction("SELECT 1")


async def test_a_fault_of_ours_is_no_fault_of_the_database(empty_url: str) -> None:
    async with opened(empty_url) as database:
        with pytest.raises(asyncpg.DataError):
            await database.pool.fetchval("SELECT $1::int", "one")
        async with database.pool.acquire() as connection:
            with pytest.raises(asyncpg.InterfaceError), translate_errors():
                await asyncio.gather(*(connection.fetchval("SELECT 1") for _ in range(2)))


async def test_a_backend_that_has_prepared_much_is_replaced(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "MAX_CHARACTERS", 2_000)
    async with opened(empty_url, pool_size=1, pool_timeout=5, statement_timeout=5) as database:
        statements = [f"SELECT pg_backend_pid() -- {number}".ljust(900) for number in range(3)]
        first = await database.pool.fetchval(statements[0])
        assert [await database.pool.fetchval(statements[0]) for _ in range(5)] == [first] * 5
        assert await database.pool.fetchval(statements[1]) == first
        assert await database.pool.fetchval(statements[2]) == first  # the last that it answers
        second = await database.pool.fetchval(statements[0])
        assert second != first
        gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $1"
        await eventually(lambda: others(empty_url, gone, first))
        assert await database.pool.fetchval(statements[0]) == second


async def test_heavy_statements_leave_connections_to_the_others(empty_url: str) -> None:
    async with opened(empty_url, pool_size=8, pool_timeout=5, statement_timeout=20) as database:
        holder = await asyncpg.connect(empty_url)
        await holder.execute("SELECT pg_advisory_lock(1)")
        waits = "SELECT 1 FROM (SELECT pg_advisory_lock_shared(1), pg_advisory_unlock_shared(1)) l"
        heavy = [asyncio.create_task(database.pool.fetchrow_heavy(waits)) for _ in range(20)]
        locked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        await eventually(lambda: others_see(holder, locked, 2))
        assert [await database.pool.fetchval("SELECT 1") for _ in range(20)] == [1] * 20
        assert await holder.fetchval(locked) == 2
        await holder.execute("SELECT pg_advisory_unlock(1)")
        assert [row[0] for row in await asyncio.gather(*heavy)] == [1] * 20
        await holder.close()


async def test_a_heavy_statement_whose_turn_does_not_come_is_an_overload(empty_url: str) -> None:
    async with opened(empty_url, pool_size=4, statement_timeout=20) as database:
        first = asyncio.create_task(database.pool.fetchrow_heavy("SELECT pg_sleep(1)"))
        await eventually(database.pool._heavy.locked)
        with pytest.raises(Overloaded):
            await database.pool.fetchrow_heavy("SELECT 1")
        assert await first
        assert await database.pool.fetchrow_heavy("SELECT 1")


async def others_see(connection: asyncpg.Connection, statement: str, number: int) -> bool:
    return bool(await connection.fetchval(statement) == number)
