"""Mutations while others, or the database itself, stand in the way: done again, or told by a code, never half done."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.database import open_database
from graph.resolvers.mutations.transaction_runner import ATTEMPTS, UNKNOWN
from graph.settings import Settings
from tests.asking import Asking, data
from tests.resolvers.mutations.cut import Break, way
from tests.resolvers.mutations.doing import account_id, done, everything
from tests.waiting import blocked

MUTATION = """mutation M($input: UpdateAccountInput!) {
    updateAccount(input: $input) { account { phone description version } userErrors { code } } }"""
WAITERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
WRITERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'account-graph' AND query ~ '(COMMIT|RESET)'
"""


@asynccontextmanager
async def other(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's session."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def asking(url: str, **options: Any) -> AsyncIterator[Asking]:
    """Asks with limits of its own."""
    async with open_database(Settings(**{"statement_timeout": 5, "pool_timeout": 5, **options}), url) as opened:
        yield Asking(opened, lock_timeout=options.get("lock_timeout", 5.0))


async def update(asking: Asking, given: dict[str, Any]) -> Any:
    """The record as the payload of a mutation that was done shows it."""
    payload = (await asking("ada", MUTATION, {"input": given}))["updateAccount"]
    assert payload["userErrors"] == []
    return payload["account"]


async def refusal(asking: Asking, given: dict[str, Any]) -> tuple[str, str]:
    """The code and the message of what kept a mutation from being done."""
    return await asking.refusal("ada", MUTATION, {"input": given})


async def first_version(asking: Asking) -> str:
    """The id of an account, of which nothing has changed yet."""
    await asking.database.pool.execute(
        "UPDATE account SET version = 1, phone = NULL, description = NULL WHERE name = 'Acme Corp US'"
    )
    return await account_id(asking, "acme-us")


def row(account: str) -> UUID:
    return UUID(account.removeprefix("acc_"))


async def fail_the_first(url: str, times: int, state: str) -> None:
    """Let the first so many changes of accounts fail."""
    async with other(url) as connection:
        await connection.execute(
            f"""
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                IF nextval('tries') <= {times} THEN RAISE EXCEPTION 'failed' USING ERRCODE = '{state}'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fails AFTER UPDATE ON account FOR EACH ROW EXECUTE FUNCTION fail();
            """
        )


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_what_fails_by_others_three_times_is_done_at_the_fourth(writing: Asking, state: str) -> None:
    us = await first_version(writing)
    await fail_the_first(writing.database.url, 3, state)
    account = await update(writing, {"id": us, "phone": "555-0104", "idempotencyKey": "k"})
    assert (account["phone"], account["version"]) == ("555-0104", 2)
    assert await writing.database.pool.fetchval("SELECT last_value FROM tries") == 4


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_what_fails_by_others_four_times_is_told_and_not_done(writing: Asking, state: str) -> None:
    us = await first_version(writing)
    await fail_the_first(writing.database.url, 1000, state)
    before = await everything(writing, "account", "idempotency_key")
    assert (await refusal(writing, {"id": us, "phone": "555-0104", "idempotencyKey": "k"}))[0] == "TRY_AGAIN"
    assert await writing.database.pool.fetchval("SELECT last_value FROM tries") == 4 == ATTEMPTS
    assert await everything(writing, "account", "idempotency_key") == before


async def test_the_victim_of_a_deadlock_is_done_once_the_other_has_gone_on(own_demo_url: str) -> None:
    async with other(own_demo_url) as connection:
        await connection.execute(
            "DO $$ BEGIN EXECUTE format("
            "'ALTER DATABASE %I SET deadlock_timeout = ''400ms''', current_database()); END $$"
        )
        await connection.execute("SET deadlock_timeout = '60s'")  # so that it isn't this one that is given up
        async with asking(own_demo_url) as writing:
            us, apac = await first_version(writing), await account_id(writing, "acme-apac")
            lock = "UPDATE account SET description = 'first' WHERE id = $1"
            async with connection.transaction():
                await connection.execute("SELECT FROM account WHERE id = $1 FOR UPDATE", row(apac))
                # it holds the one account, and waits for the other, which it names
                task = asyncio.create_task(update(writing, {"id": us, "phone": "555-0102", "partnerId": apac}))
                await blocked(connection)
                await connection.execute(lock, row(us))  # which it has only once the mutation was given up
                assert not task.done()
            account = await task
        assert account == {"phone": "555-0102", "description": "first", "version": 2}


async def test_what_could_not_be_serialized_is_done_again_on_what_stands_then(own_demo_url: str) -> None:
    async with other(own_demo_url) as connection:
        await connection.execute(
            "DO $$ BEGIN EXECUTE format("
            "'ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$"
        )
        async with asking(own_demo_url) as writing:
            us = await first_version(writing)
            for number in range(3):
                async with connection.transaction():
                    await connection.execute(
                        "UPDATE account SET description = $2 WHERE id = $1", row(us), f"other {number}"
                    )
                    task = asyncio.create_task(update(writing, {"id": us, "phone": f"555-010{number}"}))
                    await blocked(connection)
                assert await task == {
                    "phone": f"555-010{number}",
                    "description": f"other {number}",
                    "version": number + 2,
                }


async def test_who_expected_another_version_is_told_so_when_done_again(own_demo_url: str) -> None:
    async with other(own_demo_url) as connection:
        async with asking(own_demo_url) as writing:
            us = await first_version(writing)
            async with connection.transaction():
                await connection.execute("UPDATE account SET version = 7 WHERE id = $1", row(us))
                given = {"id": us, "phone": "555-0101", "expectedVersion": 1}
                task = asyncio.create_task(writing("ada", MUTATION, {"input": given}))
                await blocked(connection)
            payload = (await task)["updateAccount"]
        assert [error["code"] for error in payload["userErrors"]] == ["CONFLICT"]
        assert payload["account"]["version"] == 7


ENDS_ITSELF = """
CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid());
    RETURN NEW;
END $$;
"""


async def test_a_connection_lost_before_the_commit_is_told_and_nothing_is_done(writing: Asking) -> None:
    us = await first_version(writing)
    given = {"id": us, "phone": "555-0101", "idempotencyKey": "k"}
    before = await everything(writing, "account", "account_tree", "idempotency_key")
    async with other(writing.database.url) as connection:
        await connection.execute(
            f"{ENDS_ITSELF} CREATE TRIGGER ends AFTER UPDATE ON account FOR EACH ROW EXECUTE FUNCTION end_it();"
        )
        for _ in range(6):  # more than there are connections
            code, message = await refusal(writing, given)
            assert (code, message != UNKNOWN) == ("UNAVAILABLE", True)
        assert await everything(writing, "account", "account_tree", "idempotency_key") == before
        await connection.execute("DROP TRIGGER ends ON account")
    assert (await update(writing, given))["version"] == 2


async def test_a_connection_lost_in_the_commit_leaves_open_whether_it_was_done(writing: Asking) -> None:
    us = await first_version(writing)
    given = {"id": us, "phone": "555-0101", "idempotencyKey": "k"}
    async with other(writing.database.url) as connection:
        await connection.execute(
            f"""{ENDS_ITSELF} CREATE CONSTRAINT TRIGGER ends AFTER UPDATE ON account DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION end_it();"""
        )
        assert await refusal(writing, given) == ("UNAVAILABLE", UNKNOWN)
        await connection.execute("DROP TRIGGER ends ON account")
    assert (await update(writing, given))["version"] == 2


@pytest.mark.parametrize("how", Break)
async def test_the_same_key_tells_what_a_lost_commit_came_to(own_demo_url: str, folder: Path, how: Break) -> None:
    async with way(own_demo_url, folder) as path, asking(path.url, statement_timeout=0.5) as writing:
        us = await first_version(writing)
        given = {"id": us, "phone": "555-0101", "expectedVersion": 1, "idempotencyKey": "k"}
        path.broken = how
        code, message = await refusal(writing, given)
        assert (code, message) == ("UNAVAILABLE", UNKNOWN)
        assert path.commits == 1
        async with other(own_demo_url) as connection:
            version = await connection.fetchval("SELECT version FROM account WHERE id = $1", row(us))
            assert version == (1 if how is Break.NOT_HEARD else 2)
        path.broken = None
        assert (await update(writing, given))["version"] == 2
        assert (await update(writing, given))["version"] == 2


async def test_a_lock_held_too_long_is_a_timeout_at_the_limit_and_nothing_is_done(own_demo_url: str) -> None:
    async with other(own_demo_url) as connection, asking(own_demo_url, lock_timeout=0.3) as writing:
        us = await first_version(writing)
        given = {"id": us, "phone": "555-0101", "idempotencyKey": "k"}
        before = await everything(writing, "account", "idempotency_key")
        async with connection.transaction():
            await connection.execute("SELECT FROM account WHERE id = $1 FOR UPDATE", row(us))
            began = time.monotonic()
            assert (await refusal(writing, given))[0] == "TIMEOUT"
            assert 0.25 < time.monotonic() - began < 8
        assert await everything(writing, "account", "idempotency_key") == before
        assert (await update(writing, given))["version"] == 2


async def test_a_full_pool_of_writers_is_an_overload_at_the_limit(own_demo_url: str) -> None:
    async with other(own_demo_url) as connection, asking(own_demo_url, pool_size=2, pool_timeout=1) as writing:
        us = await first_version(writing)
        async with connection.transaction():
            await connection.execute("SELECT FROM account WHERE id = $1 FOR UPDATE", row(us))
            held = [asyncio.create_task(update(writing, {"id": us, "phone": f"555-010{n}"})) for n in "12"]
            await blocked(connection, sessions=2)
            began = time.monotonic()
            assert (await refusal(writing, {"id": us, "phone": "555-0103"}))[0] == "OVERLOADED"
            assert 0.25 < time.monotonic() - began < 8
        assert 3 in {account["version"] for account in await asyncio.gather(*held)}  # the first may be read late
        assert (await update(writing, {"id": us, "phone": "555-0103"}))["version"] == 4


async def test_a_connection_that_stands_still_is_not_waited_for_and_not_kept(own_demo_url: str) -> None:
    limits: dict[str, Any] = {"pool_size": 1, "statement_timeout": 0.3, "pool_timeout": 1}
    async with other(own_demo_url) as connection, asking(own_demo_url, **limits) as writing:
        us = await first_version(writing)
        await update(writing, {"id": us, "phone": "555-0101"})
        (frozen,) = [found["pid"] for found in await connection.fetch(WRITERS)]
        os.kill(frozen, signal.SIGSTOP)
        try:
            async with asyncio.timeout(20):
                assert (await refusal(writing, {"id": us, "phone": "555-0102"}))[0] == "TIMEOUT"
                assert (await update(writing, {"id": us, "phone": "555-0103"}))["version"] == 3
        finally:
            os.kill(frozen, signal.SIGCONT)


async def test_a_connection_that_stands_still_in_a_transaction_is_given_up_like_any_other(own_demo_url: str) -> None:
    limits: dict[str, Any] = {"pool_size": 1, "statement_timeout": 0.3, "pool_timeout": 1}
    async with other(own_demo_url) as connection, asking(own_demo_url, **limits) as writing:
        us, apac = await first_version(writing), await account_id(writing, "acme-apac")
        async with connection.transaction():
            await connection.execute("SELECT FROM account WHERE id = $1 FOR UPDATE", row(us))
            task = asyncio.create_task(refusal(writing, {"id": us, "phone": "555-0101"}))
            await blocked(connection)
            frozen = await connection.fetchval(WAITERS)
            os.kill(frozen, signal.SIGSTOP)
        try:
            async with asyncio.timeout(20):
                assert (await task)[0] == "TIMEOUT"
                assert (await update(writing, {"id": apac, "phone": "555-0103"}))["phone"] == "555-0103"
        finally:
            os.kill(frozen, signal.SIGCONT)
        async with asyncio.timeout(10):
            assert (await update(writing, {"id": us, "phone": "555-0102", "expectedVersion": 1}))["version"] == 2


async def test_what_is_done_and_cannot_be_read_back_is_told_as_done(own_demo_url: str) -> None:
    async with asking(own_demo_url, pool_size=1, pool_timeout=0.3) as writing:
        us = await first_version(writing)
        ada = await writing.viewer("ada")
        async with writing.database.pool.acquire():
            result = await writing.result_as(ada, MUTATION, {"input": {"id": us, "phone": "555-0101"}})
        assert data(result) == {"updateAccount": {"account": None, "userErrors": []}}
        assert [(e["path"], e["extensions"]["code"]) for e in result.errors or ()] == [
            (["updateAccount", "account"], "OVERLOADED")
        ]
        assert (await done(writing, "ada", "updateAccount", {"id": us}, "account { phone version }"))["account"] == {
            "phone": "555-0101",
            "version": 2,
        }
