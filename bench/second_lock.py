"""Measures what the second lock costs: the same answers with it and without, in turn, in process, on one connection.

Nothing else is in the figures: no HTTP, and no other request. Only reads by id pass the lock.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from statistics import median
from typing import Any

import orjson
from rich.table import Table

from bench import cpu
from bench.dataset import VIEWER
from bench.load import microseconds
from bench.questions import ACCOUNT_PAGE
from bench.servers import SECRET, BenchError
from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.database import Database, open_database
from graph.instance import Instance
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from graph.settings import Settings

REQUESTS = 200
"""The requests of one round with the lock, and as many without."""
OF_UNLOCKED = 1.1
"""The most that a page with the lock may take, as a multiple of one without."""
PAGE = "account page"
ONE = "query One($id: ID!) { account(by: {id: $id}) { id name annualRevenue } }"
MANY = "query Many($ids: [ID!]!) { nodes(ids: $ids) { id ... on Account { name annualRevenue } } }"

Asked = list[tuple[str, dict[str, Any]]]
"""Queries, each with its variables."""
Times = tuple[float, float]
"""Seconds a request: elapsed, and PostgreSQL's CPU."""


async def measure_lock(settings: Settings, url: str, page_accounts: list[str], rounds: int) -> Iterator[Table | str]:
    """Returns the table and the verdict."""
    settings = replace(settings, secret=SECRET, pool_size=1)
    questions: dict[str, Asked] = {
        PAGE: [(ACCOUNT_PAGE, {"id": account}) for account in page_accounts],
        "one account": [(ONE, {"id": account}) for account in page_accounts],
        "100 accounts": [(MANY, {"ids": page_accounts[:100]})],
    }
    async with open_database(settings, url) as database:
        viewer = await load_viewer(database.pool, VIEWER)
        (backend,) = [await database.pool.fetchval("SELECT pg_backend_pid()")]
        caches = [StatementCache(CursorKey(SECRET), lock=lock) for lock in (True, False)]
        measured = {
            name: [
                [await _round(database, viewer, statements, asked, backend) for statements in caches]
                for _ in range(rounds + 1)
            ][1:]  # without the round that warms up
            for name, asked in questions.items()
        }
    return _report(measured, rounds)


async def _round(database: Database, viewer: Viewer, statements: StatementCache, asked: Asked, backend: int) -> Times:
    cpu_before, before = cpu.seconds([backend]), time.perf_counter()
    for query, variables in islice(cycle(asked), REQUESTS):
        context = Context(viewer, database.pool, statements, Instance("USD"), planning=database.planning)
        result = await execute(context, query, variables, None)
        if result.errors:
            raise BenchError(f"A query failed: {orjson.dumps(result.errors)[:500].decode()}")
        orjson.dumps(result.data)
    elapsed, cpu_after = time.perf_counter() - before, cpu.seconds([backend])
    if cpu_before is None or cpu_after is None:
        raise BenchError("The CPU time of PostgreSQL's backend can't be read here. Use the embedded PostgreSQL.")
    return elapsed / REQUESTS, (cpu_after - cpu_before) / REQUESTS


def _report(measured: dict[str, list[list[Times]]], rounds: int) -> Iterator[Table | str]:
    title = f"The second lock, one connection, {rounds} rounds of {REQUESTS} requests"
    table = Table("query", title=title, title_justify="left")
    for column in ("us, with", "without", "ratio", "PostgreSQL's CPU us, with", "without", "ratio"):
        table.add_column(column, justify="right")
    for name, found in measured.items():
        locked, unlocked = zip(*found, strict=True)
        elapsed, cpu_time = (
            ([times[kind] for times in locked], [times[kind] for times in unlocked]) for kind in range(2)
        )
        # of CPU the sums, since the kernel counts it in steps as long as ten requests
        means = [sum(times) / rounds for times in cpu_time]
        table.add_row(
            name,
            *(microseconds(median(times) * 1e6) for times in elapsed),
            f"{_ratio(*elapsed):.2f}",
            *(microseconds(mean * 1e6) for mean in means),
            f"{means[0] / means[1]:.2f}" if means[1] else "unknown",
        )
    yield table
    ratio = _ratio(*([times[0] for times in way] for way in zip(*measured[PAGE], strict=True)))
    holds = "holds" if ratio <= OF_UNLOCKED else "MISSED"
    yield f"{PAGE}: {ratio:.2f} times with the second lock, at most {OF_UNLOCKED:g} expected: {holds}"


def _ratio(locked: list[float], unlocked: list[float]) -> float:
    return median(a / b for a, b in zip(locked, unlocked, strict=True))
