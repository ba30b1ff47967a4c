"""Running the checks: all of them on one snapshot, repairs each in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg

from graph.connections import DatabaseUnavailable, connect, describe

from . import external_ids, names, records, sharing, structure, totals, tree
from .check import NOTHING, Check, Found, Mended, Repair, Verdict

CHECKS = (
    *structure.CHECKS,
    *records.CHECKS,
    *external_ids.CHECKS,
    *tree.CHECKS,
    *totals.CHECKS,
    *names.CHECKS,
    *sharing.CHECKS,
)
"""In the order in which they are made and told."""

# without merges, since each level of the tree joins all accounts: hashed once, sorted again for each
SESSION = """
SET LOCAL statement_timeout = 0; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off
"""

# the first statement of all; a standby refuses it, and has nothing that could be written
WRITABLE = "SET LOCAL transaction_read_only = off"

# a busy database is waited for, but not for ever
PATIENCE = "SET LOCAL lock_timeout = '60s'"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check came to."""

    check: Check
    verdict: Verdict
    found: Found = NOTHING
    why: str | None = None
    """Where it could not be made, or was not: the reason."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What one repair did."""

    check: Check
    rows: int = 0
    statements: tuple[str, ...] = ()
    """Where definitions were mended: the statements that did it."""
    failed: tuple[str, ...] = ()
    """What of the definitions could not be mended, each with the reason."""
    why: str | None = None
    """Where nothing was repaired: the reason."""


Tell = Callable[[Outcome], None]


async def look(url: str, tell: Tell, *, lock: bool = True) -> list[Outcome]:
    """Makes every check on this database and tells each as it is made; changes nothing. Raises DatabaseUnavailable.

    Without ``lock`` the database does without row-level security. All look at one snapshot, so that what others write
    meanwhile makes no false alarm.
    """
    outcomes: list[Outcome] = []

    def add(outcome: Outcome) -> None:
        outcomes.append(outcome)
        tell(outcome)

    with _unbroken(url):
        async with connect(url) as connection, connection.transaction(isolation="repeatable_read"):
            await _look(connection, outcomes, add, lock=lock)
    return outcomes


async def _look(connection: asyncpg.Connection, outcomes: list[Outcome], add: Tell, *, lock: bool) -> None:
    await _settle(connection)
    for check in structure.FIRST:
        add(await _make(connection, check))
    if any(outcome.verdict is Verdict.WRONG for outcome in outcomes):
        return
    lacking = await _scratch(connection)
    await connection.execute("SET TRANSACTION READ ONLY")
    for check in CHECKS:
        unmet = next((o for o in outcomes if o.check.name == check.after and o.verdict is not Verdict.OK), None)
        if unmet is not None:
            add(Outcome(check, Verdict.SKIPPED, why=f"first mend: {unmet.check.name}"))
        elif check.of_the_lock and not lock:
            add(Outcome(check, Verdict.SKIPPED, why="ACCOUNT_GRAPH_ROW_SECURITY is off"))
        elif lacking is not None and check in names.CHECKS:
            add(Outcome(check, Verdict.WRONG, why=lacking))
        else:
            add(await _make(connection, check))


async def _settle(connection: asyncpg.Connection) -> None:
    """Gives the transaction the settings it needs, whatever the sessions of this user begin with."""
    if getattr(connection.get_settings(), "in_hot_standby", "off") == "off":
        await connection.execute(WRITABLE)
    await connection.execute(SESSION)


async def _scratch(connection: asyncpg.Connection) -> str | None:
    """Makes room for what names are compared with; the reason where that can't be."""
    try:
        async with connection.transaction():
            await names.prepare(connection)
    except asyncpg.PostgresError as error:
        return f"could not be checked: {error}"
    return None


@contextmanager
def _unbroken(url: str) -> Iterator[None]:
    try:
        yield
    except (asyncpg.InterfaceError, asyncpg.PostgresError, OSError) as error:
        raise DatabaseUnavailable(
            f"{describe(url)} broke off: {str(error) or type(error).__name__}. Check that it runs, then try again."
        ) from error


async def _make(connection: asyncpg.Connection, check: Check) -> Outcome:
    try:
        async with connection.transaction():  # a savepoint: a check that fails leaves the others their snapshot
            found = await check.find(connection)
    except (asyncpg.PostgresError, ValueError) as error:
        if connection.is_closed():
            raise
        return Outcome(check, Verdict.WRONG, why=f"could not be checked: {error}")
    return Outcome(check, check.verdict if found.count else Verdict.OK, found)


async def repair(url: str, outcomes: list[Outcome]) -> list[Repaired]:
    """Derives again what these checks found wrong and is derived. Raises DatabaseUnavailable."""
    with _unbroken(url):
        async with connect(url) as connection:
            return [
                await _repair(connection, outcome.check, outcome.check.repair)
                for outcome in outcomes
                if outcome.found.count and outcome.check.repair is not None
            ]


async def _repair(connection: asyncpg.Connection, check: Check, again: Repair) -> Repaired:
    try:
        async with connection.transaction():
            await _settle(connection)
            await connection.execute(PATIENCE)
            done = await again(connection)
            if isinstance(done, Mended):
                return Repaired(check, len(done.statements), done.statements, done.failed)
            return Repaired(check, done)
    except asyncpg.PostgresError as error:
        if connection.is_closed():
            raise
        return Repaired(check, why=str(error))
