"""How much work something is: calls are counted, since time says more of the machine and of what else it does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

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


def asked_by_asyncpg(statement: str) -> bool:
    """Whether asyncpg asks for a type that it doesn't know, which it does once a connection, without JIT meanwhile."""
    return statement == INTRO_LOOKUP_TYPES or "set_config('jit'" in statement
