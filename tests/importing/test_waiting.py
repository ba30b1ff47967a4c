"""Imports that wait: for whom, said to whoever started them, and what a killed one leaves behind."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from graph.importing.session import IMPORT
from tests.importing.conftest import ACCOUNTS, Desk
from tests.waiting import eventually

TURN = "SELECT pg_advisory_xact_lock(x'696d706f7274'::bigint)"
IMPORTING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1"


@asynccontextmanager
async def holding(desk: Desk, statement: str, name: str) -> AsyncIterator[asyncpg.Connection]:
    """A session of this name that holds what the statement locks."""
    holder = await asyncpg.connect(desk.url, server_settings={"application_name": name})
    try:
        await holder.execute("BEGIN")
        await holder.execute(statement)
        yield holder
    finally:
        await holder.close()


@pytest.mark.parametrize(
    ("name", "statement", "called"),
    [
        (IMPORT, TURN, "another import"),
        ("account-graph", "LOCK account", "a server of Account Graph"),
        ("a report", "LOCK account", "a report"),
        ("", "LOCK account", "a session"),
    ],
)
async def test_an_import_says_for_whom_it_waits_and_goes_on_after_them(
    desk: Desk, name: str, statement: str, called: str
) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    told: list[str] = []
    async with holding(desk, statement, name) as holder:
        importing = asyncio.create_task(desk.run(ACCOUNTS, tell=told.append))
        await eventually(lambda: told)
        pid, user = await holder.fetchrow("SELECT pg_backend_pid(), current_user")
        assert told[0].startswith(
            f"Waiting for {called} of {user}, process {pid} of PostgreSQL, in its transaction since 2"
        )
    assert (await importing).parts[0].created == 1
    assert len(told) == 1


async def test_an_import_that_waits_for_nobody_says_nothing(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    told: list[str] = []
    await desk.run(ACCOUNTS, tell=told.append)
    assert told == []


async def test_a_killed_import_holds_nothing_any_more_even_while_it_waits(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    desk.put("mapping.toml", ACCOUNTS)
    async with holding(desk, TURN, "a holder"):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph", "import", str(desk.folder / "mapping.toml")),
            env=os.environ | {"DATABASE_URL": desk.url, "ACCOUNT_GRAPH_SECRET": "s" * 32},
            cwd=desk.folder,
            stderr=asyncio.subprocess.DEVNULL,
        )

        async def waits() -> bool:
            assert process.returncode is None
            return bool(await desk.value(IMPORTING, IMPORT))

        async def is_gone() -> bool:
            return not await desk.value(IMPORTING, IMPORT)

        await eventually(waits)
        process.kill()
        await process.wait()
        await eventually(is_gone)
