"""How much work something is: calls are counted, since time says more of the machine and of what else it does."""

import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType

import asyncpg
from asyncpg.connection import LoggedQuery
from asyncpg.introspection import INTRO_LOOKUP_TYPES

MANY = 5_000_000
"""Calls and returns within about a second on a machine at rest: what must be read at once stays well below."""


@dataclass
class Calls:
    """The calls of functions, and the returns from them, of this thread while it was watched."""

    number: int = 0


@contextmanager
def counted_calls() -> Iterator[Calls]:
    """Counts the calls inside the block."""
    calls = Calls()

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        calls.number += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


async def heard(*pools: asyncpg.Pool) -> list[str]:
    """What is sent from now on over any connection of these pools, one text a statement.

    Leaves out what asyncpg asks for itself: once a connection, for a type that it doesn't know, without JIT.
    """
    sent: list[str] = []

    def hear(query: LoggedQuery) -> None:
        if query.query != INTRO_LOOKUP_TYPES and "set_config('jit'" not in query.query:
            sent.append(query.query)

    async with AsyncExitStack() as stack:
        for pool in pools:
            for _ in range(pool.get_max_size()):
                connection = await stack.enter_async_context(pool.acquire())
                connection.add_query_logger(hear)
    return sent
