"""Databases: opened, migrated, closed."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from graph.connections import DatabaseMismatch, DatabaseUnavailable, describe
from graph.database import migrate, open_database, pending_migrations
from graph.models import Account
from graph.settings import Settings

from .conftest import Opener, Postgres


async def test_two_migrations_at_once_apply_each_once(postgres: Postgres) -> None:
    url = await postgres.make_database(template="template1")
    first, second = await asyncio.gather(migrate(url), migrate(url))
    assert sorted([len(first), len(second)])[0] == 0
    assert (first or second)[0] == "0001_tables"
    assert await pending_migrations(url) == []
    await postgres.drop_database(url)


async def test_a_new_database_lacks_every_migration(postgres: Postgres) -> None:
    url = await postgres.make_database(template="template1")
    assert "0001_tables" in await pending_migrations(url)
    await postgres.drop_database(url)


async def test_models_and_pool_use_the_same_database(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        await Account.create(name="Acme", name_key="acme")
        assert await opened.pool.fetchval("SELECT name FROM account") == "Acme"


async def test_models_use_the_innermost_open_database(postgres: Postgres, empty_url: str, database: Opener) -> None:
    other = await postgres.make_database()
    async with database(empty_url):
        async with database(other):
            await Account.create(name="Inner", name_key="inner")
        assert await Account.all().count() == 0
    await postgres.drop_database(other)


FIRST = """
import asyncio, contextvars, sys
from graph.database import open_database
from graph.models import Account
from graph.settings import Settings

async def count():
    return await Account.all().count()

async def main():
    async with open_database(Settings(), sys.argv[1]):
        print(await asyncio.get_running_loop().create_task(count(), context=contextvars.Context()))

asyncio.run(main())
"""


def test_a_task_that_opened_nothing_uses_the_first_open_database(empty_url: str) -> None:
    # in a process of its own: here another test may have opened one before
    ran = subprocess.run([sys.executable, "-c", FIRST, empty_url], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("0\n", "")


async def test_reads_are_planned_once_for_all_viewers(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        assert await opened.pool.fetchval("SHOW plan_cache_mode") == "force_generic_plan"
        assert await opened.pool.fetchval("SHOW jit") == "off"


async def test_what_depends_on_values_is_planned_for_them(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        assert opened.planning.get_size() == 0  # none is opened before it is wanted
        assert await opened.planning.fetchval("SHOW plan_cache_mode") == "force_custom_plan"
        assert await opened.planning.fetchval("SHOW jit") == "off"


async def test_behind_a_pooler_nothing_is_asked_of_the_session(empty_url: str) -> None:
    async with open_database(Settings(behind_pooler=True), empty_url) as opened:
        assert await opened.pool.fetchval("SHOW plan_cache_mode") == "auto"
        assert await opened.pool.fetchval("SELECT count(*) FROM pg_prepared_statements") <= 1
        assert opened.planning is opened.pool


async def test_nothing_stays_open(postgres: Postgres, empty_url: str, database: Opener) -> None:
    async with database(empty_url):
        await Account.all().count()
    connection = await asyncpg.connect(postgres.url("postgres"))
    name = empty_url.removeprefix("postgresql://postgres@/").partition("?")[0]
    assert await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE datname = $1", name) == 0
    await connection.close()


@pytest.mark.parametrize("open_it", [migrate, pending_migrations])
async def test_an_unreachable_database_is_named_without_its_password(
    open_it: Callable[[str], Awaitable[list[str]]],
) -> None:
    with pytest.raises(DatabaseUnavailable) as told:
        await open_it("postgresql://me:hush@127.0.0.1:1/books")
    assert str(told.value).startswith("The database books at 127.0.0.1:1 can't be reached: ")
    assert "hush" not in str(told.value)
    assert "DATABASE_URL" in str(told.value)


async def test_a_database_that_is_not_there_is_named(postgres: Postgres) -> None:
    with pytest.raises(DatabaseUnavailable, match="nowhere"):
        async with open_database(Settings(), postgres.url("nowhere")):
            pass


def test_a_description_tells_neither_user_nor_password() -> None:
    assert describe("postgresql://me:hush@db.example:5432/books") == "The database books at db.example:5432"


@pytest.mark.parametrize(
    ("migration", "words"),
    [
        ("0001_initial", "was made before 0.1.0, whose migrations begin anew. Make a new database and import"),
        ("9999_future", "is newer than this program, which doesn't know its migration 9999_future. Run the program"),
    ],
)
async def test_a_database_of_another_version_is_refused_with_a_way_on(
    empty_url: str, migration: str, words: str
) -> None:
    connection = await asyncpg.connect(empty_url)
    await connection.execute(
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', $1, now())", migration
    )
    await connection.close()
    with pytest.raises(DatabaseMismatch, match=words):
        await migrate(empty_url)
    for lock in (True, False):
        with pytest.raises(DatabaseMismatch, match=words):
            async with open_database(Settings(row_security=lock), empty_url):
                pass
