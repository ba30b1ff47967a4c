"""What a check is: how it looks, what it says of what it finds, and how that is mended."""

# ruff: noqa: S608  # the queries are the checks' own

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import asyncpg

EXAMPLES = 5
"""How many of the things that a check found it names."""


class Verdict(StrEnum):
    """What a check came to. Only WRONG says that something must be mended."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Found:
    """How many things a check found, and the first few of them in words."""

    count: int
    examples: tuple[str, ...] = ()


NOTHING = Found(0)

Finder = Callable[[asyncpg.Connection], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Mended:
    """What a repair of definitions did: the statements that it ran, and what could not be mended, with the reason."""

    statements: tuple[str, ...]
    failed: tuple[str, ...] = ()


Repair = Callable[[asyncpg.Connection], Awaitable[int | Mended]]
"""Mends what the check found, in the transaction it is called in; returns how many rows it changed, or what it ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must hold. Where what it looks at is derived from other rows, `repair` derives it again."""

    name: str
    wrong: str
    """What it means that something was found, for people."""
    mend: str
    find: Finder
    verdict: Verdict = Verdict.WRONG
    after: str | None = None
    """The name of a check that must have found nothing before this one makes sense."""
    repair: Repair | None = None
    of_the_lock: bool = False
    """Whether it looks at the second lock, which a database may do without."""


def named(examples: list[str], count: int | None = None) -> Found:
    """These things found; the first few are kept, without letters that would move a terminal's cursor."""
    return Found(
        len(examples) if count is None else count,
        tuple("".join(c if c.isprintable() else "\ufffd" for c in text) for text in examples[:EXAMPLES]),
    )


def rows(query: str) -> Finder:
    """Finds what a query lists; each of its rows says in its column `what` what is wrong."""

    async def find(connection: asyncpg.Connection) -> Found:
        found = await connection.fetch(
            f"SELECT what, count(*) OVER () AS found FROM ({query}) listed ORDER BY what LIMIT {EXAMPLES}"
        )
        return named([row["what"] for row in found], found[0]["found"]) if found else NOTHING

    return find


def account(alias: str) -> str:
    """SQL for an account's name and number, as people know it."""
    number = f"{alias}.number::text"
    return f"{alias}.name || ' (ACC-' || lpad({number}, greatest(6, length({number})), '0') || ')'"


def affected(status: str) -> int:
    """How many rows a statement changed, by the status that PostgreSQL ends it with."""
    return int(status.rpartition(" ")[2])
