"""Waits for a state, never for a time. All sleeping of the tests is done here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import asyncpg

Found = TypeVar("Found")

WITHIN = 30.0
"""Seconds after which a state that hasn't come isn't coming; much longer than it takes on a slow machine."""
STEP = 0.01
"""Seconds between two looks."""

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def until(condition: Callable[[], Found], *, within: float = WITHIN) -> Found:
    """The first true value of the condition; AssertionError if it has none in time.

    A condition that can see that it will never hold raises by itself.
    """
    deadline = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not so within {within:g} seconds: {condition.__qualname__}"
        time.sleep(STEP)
    return found


async def eventually(condition: Callable[[], Any], *, within: float = WITHIN) -> Any:
    """``until``, while the event loop runs on; the condition may be asynchronous."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, f"not so within {within:g} seconds: {condition.__qualname__}"
        await asyncio.sleep(STEP)


async def blocked(connection: asyncpg.Connection, sessions: int = 1) -> None:
    """Returns when so many sessions of the connection's database wait for a lock."""

    async def so_many_wait() -> bool:
        await connection.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it has seen before
        return int(await connection.fetchval(BLOCKED)) >= sessions

    await eventually(so_many_wait)


async def pause(seconds: float) -> None:
    """Lets time pass where the time is what is tried: a client that tries again after a while, an outage's length."""
    await asyncio.sleep(seconds)
