"""The whole server over a real port while its database is gone, locked, busy or losing connections."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import structlog

from graph.auth.tokens import Tokens
from graph.database import migrate
from graph.embedded import DATABASE, server_url, shared_server
from graph.server import create_app
from graph.settings import Settings

from .conftest import FAST
from .models.records import account, user
from .serving import serving
from .waiting import blocked, eventually

QUESTION = '{ account(by: { name: "acme" }) { name } }'
ANSWER = {"data": {"account": {"name": "Acme"}}}
SETTINGS: dict[str, Any] = {"secret": "x" * 32, "statement_timeout": 0.6, "pool_timeout": 0.6, "pool_size": 4}
DOCUMENTED = {"TIMEOUT", "OVERLOADED", "UNAVAILABLE", "TRY_AGAIN", "DISK_FULL"}


async def fill(url: str) -> None:
    """Acme, and Ann who owns it."""
    connection = await asyncpg.connect(url)
    ann = await user(connection)
    await account(connection, "Acme", owner_id=ann)
    await connection.close()


@asynccontextmanager
async def api(url: str, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Ann's client of a server on this database."""
    settings = Settings(database_url=url, **{**SETTINGS, **options})
    headers = {"authorization": f"Bearer {Tokens(settings).issue('ann@demo.example')}"}
    with serving(create_app(settings)) as address:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=10) as client:
            yield client


async def ask(client: httpx.AsyncClient, question: str = QUESTION, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": question}, headers=headers)


def refusal(response: httpx.Response) -> str:
    """The code of an answer that is nothing but: not now. It is the same in status, header and error."""
    body = response.json()
    (error,) = body["errors"]
    assert response.status_code == 503, body
    assert response.headers["retry-after"] == str(error["extensions"]["retryAfter"])
    assert all(value is None for value in (body.get("data") or {}).values())
    code: str = error["extensions"]["code"]
    return code


@asynccontextmanager
async def locked(url: str, table: str) -> AsyncIterator[asyncpg.Connection]:
    """A session of somebody else's, which holds this table."""
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield connection
    await connection.close()


@pytest.fixture
async def url(empty_url: str) -> str:
    await fill(empty_url)
    return empty_url


def kill(folder: Path) -> list[Path]:
    """Kills the postmaster; the folders in /proc of the processes that it leaves behind."""
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    processes = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    os.kill(postmaster, signal.SIGKILL)
    return [Path(f"/proc/{process}") for process in processes]


@pytest.mark.once
@pytest.mark.parametrize("end", ["stopped", "killed"])
async def test_a_database_that_went_away_is_told_and_its_return_needs_no_restart(folder: Path, end: str) -> None:
    lasting = {**FAST, "synchronous_commit": "on"}  # or a killed one has lost what was just filled in
    with ExitStack() as first:
        address = server_url(first.enter_context(shared_server(folder, options=lasting)), DATABASE)
        await migrate(address)
        await fill(address)
        async with api(address) as client:
            assert (await ask(client)).json() == ANSWER
            if end == "stopped":
                first.close()
            else:
                processes = kill(folder)  # they see that it is gone, and end, a moment later
                await eventually(lambda: not any(process.exists() for process in processes))
            for question in (QUESTION, "{ currency }"):
                began = time.monotonic()
                assert refusal(await ask(client, question)) == "UNAVAILABLE"
                assert time.monotonic() - began < 8
            assert (await client.get("/readyz")).json()["reason"] == "database"
            assert (await client.get("/livez")).status_code == 200
            with shared_server(folder, options=FAST):  # as any command does that joins
                assert (await ask(client)).json() == ANSWER
                assert (await client.get("/readyz")).status_code == 200


@pytest.mark.once
async def test_a_server_that_starts_while_the_database_is_away_answers_once_it_is_back(folder: Path) -> None:
    with shared_server(folder, options=FAST) as socket_folder:
        address = server_url(socket_folder, DATABASE)
        await migrate(address)
        await fill(address)
    async with api(address) as client:  # as a worker does that takes the place of one that died
        assert refusal(await ask(client)) == "UNAVAILABLE"
        assert (await client.get("/readyz")).json()["reason"] == "database"
        with shared_server(folder, options=FAST):
            assert (await ask(client)).json() == ANSWER
            assert (await client.get("/readyz")).status_code == 200


async def test_connections_killed_under_load_show_by_documented_codes_alone(url: str) -> None:
    chance = random.Random(7)
    until = time.monotonic() + 30
    seen: Counter[str] = Counter()

    def goes_on() -> bool:
        return time.monotonic() < until and min(seen["killed"], seen["answered"]) < 30

    async def asks(client: httpx.AsyncClient) -> None:
        while goes_on():
            response = await ask(client)
            if response.status_code == 200:
                assert response.json() == ANSWER
                seen["answered"] += 1
            else:
                seen[refusal(response)] += 1

    async def kills() -> None:
        def asked_enough(by_then: int) -> bool:
            return seen.total() - seen["killed"] >= by_then or not goes_on()

        connection = await asyncpg.connect(url)
        while goes_on():
            rows = await connection.fetch(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'account-graph'"
            )
            for row in chance.sample(rows, chance.randint(0, len(rows))):
                seen["killed"] += await connection.fetchval("SELECT pg_terminate_backend($1)::int", row["pid"])
            await eventually(partial(asked_enough, seen.total() - seen["killed"] + chance.randint(0, 12)))
        await connection.close()

    async with api(url, statement_timeout=5, pool_timeout=5) as client:
        await asyncio.gather(kills(), *(asks(client) for _ in range(6)))
        assert seen["killed"] >= 30, seen
        assert seen["answered"] >= 30, seen
        assert seen.keys() <= {"killed", "answered"} | DOCUMENTED, seen
        assert [(await ask(client)).json() for _ in range(8)] == [ANSWER] * 8


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "*/*"])
async def test_a_locked_table_is_a_timeout_at_the_limit_and_one_line_in_the_log(url: str, accept: str) -> None:
    async with api(url) as client:
        assert (await ask(client)).json() == ANSWER
        async with locked(url, "account"):
            began = time.monotonic()
            with structlog.testing.capture_logs() as lines:
                response = await ask(client, accept=accept, **{"x-request-id": "mine"})
            assert 0.2 < time.monotonic() - began < 8
            assert refusal(response) == "TIMEOUT"
            assert response.json()["errors"][0]["path"] == ["account"]
            twice = await ask(client, f'{QUESTION[:-1]} again: account(by: {{ name: "x" }}) {{ name }} }}')
            assert (twice.status_code, len(twice.json()["errors"])) == (503, 2)
        told = [line for line in lines if line["event"] != "request"]
        assert told == [
            {
                "event": "unavailable",
                "log_level": "warning",
                "request_id": "mine",
                "code": "TIMEOUT",
                "cause": "QueryCanceledError",
            }
        ]
        assert (await ask(client)).json() == ANSWER


async def test_what_could_be_answered_beside_a_timeout_is_a_200_that_says_when_to_ask_again(url: str) -> None:
    async with api(url) as client:
        assert (await ask(client)).json() == ANSWER
        async with locked(url, "account"):
            response = await ask(client, f"{QUESTION[:-1]} currency }}")
        assert (response.status_code, response.headers["retry-after"]) == (200, "5")
        assert response.json()["data"] == {"account": None, "currency": "USD"}


async def test_who_can_t_be_looked_up_in_time_is_told_so(url: str) -> None:
    async with api(url) as client:
        async with locked(url, "app_user"):
            assert refusal(await ask(client)) == "TIMEOUT"
        assert (await ask(client)).json() == ANSWER


FILLS = """
CREATE FUNCTION no_space() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE EVENT TRIGGER no_space ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION no_space();
CREATE FUNCTION no_space_for_rows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_space BEFORE INSERT ON account EXECUTE FUNCTION no_space_for_rows();
"""
EMPTIES = "DROP EVENT TRIGGER no_space; DROP TRIGGER no_space ON account"
CREATION = 'mutation { createAccount(input: { name: "New" }) { account { name } userErrors { message } } }'


async def test_a_full_disk_is_told_as_what_it_is_until_there_is_space(url: str) -> None:
    async with api(url, statement_timeout=20) as client:
        operator = await asyncpg.connect(url)
        assert (await client.get("/readyz")).status_code == 200
        await operator.execute(FILLS)
        assert (await client.get("/readyz")).status_code == 200  # nobody has noticed, and nobody is harmed
        with structlog.testing.capture_logs() as lines:
            response = await ask(client, CREATION)
        assert refusal(response) == "DISK_FULL"
        assert response.headers["retry-after"] == "60"
        assert "no space left" in response.json()["errors"][0]["message"]
        assert [(line["log_level"], line["cause"]) for line in lines if line["event"] == "unavailable"] == [
            ("error", "DiskFullError")
        ]
        for _ in range(2):
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["reason"]) == (503, "disk")
        assert (await ask(client)).json() == ANSWER  # what needs no space is answered
        await operator.execute(EMPTIES)
        assert (await client.get("/readyz")).status_code == 200
        assert (await ask(client, CREATION)).json()["data"]["createAccount"]["account"] == {"name": "New"}
        await operator.close()


async def test_a_full_pool_is_an_overload_at_the_limit(url: str) -> None:
    async with api(url, pool_size=1, statement_timeout=20) as client:
        assert (await ask(client)).json() == ANSWER
        async with locked(url, "account") as holder:
            waits = asyncio.create_task(ask(client))
            await blocked(holder)
            began = time.monotonic()
            assert refusal(await ask(client)) == "OVERLOADED"
            assert 0.2 < time.monotonic() - began < 8
        assert (await waits).json() == ANSWER
        assert (await ask(client)).json() == ANSWER
