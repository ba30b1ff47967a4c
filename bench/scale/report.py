"""Measures two worlds, and tabulates the results."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from rich.table import Table

from bench.dataset import make_by
from bench.scale.measure import Measured, Times, World
from bench.scale.pages import Pages, measure_pages, pages_table
from bench.scale.questions import QUESTIONS, VIEWERS, Question
from graph.auth.access_queries import visible_ids_statement
from graph.database import Database, open_database
from graph.settings import Settings

SCRIPT = Path(__file__).with_name("world.sql")
LARGE, SMALL = 1_000_000, 10_000
STATEMENT_TIMEOUT = 600.0
"""Seconds after which a statement is cancelled: more than a server allows."""

AT_MOST_TIMES = 2.0
"""The limit expected of the large world's time, as a multiple of the small one's, for answers of constant size."""

Key = tuple[str, str]
"""The name of a query, and the name of a viewer."""


async def measure(
    server_url: str, seconds: float, only: str, tell: Callable[[str], None] = print
) -> tuple[Mapping[Key, Measured], Mapping[Key, Measured]]:
    """Measures all queries whose name contains ``only``, of all viewers; returns the large world, then the small."""
    asked = [question for question in QUESTIONS if only in question.name]
    urls = [await make_by(SCRIPT, f"account_graph_scale_{size}", server_url, size, tell) for size in (LARGE, SMALL)]
    found: tuple[dict[Key, Measured], dict[Key, Measured]] = ({}, {})
    async with _opened(urls[0]) as large, _opened(urls[1]) as small:
        worlds = World(large), World(small)
        for name in VIEWERS:
            viewers = [await world.viewer(name) for world in worlds]
            for size, database, viewer in zip((LARGE, SMALL), (large, small), viewers, strict=True):
                text, values = visible_ids_statement(viewer, "row")
                sees = await database.pool.fetchval(f"SELECT count(*) FROM ({text}) seen", *values)
                tell(f"{size:,} accounts, {name}: sees {sees:,}")
            for question in asked:
                # both worlds in direct succession, so that other load on the machine affects both
                for world, viewer, figures in zip(worlds, viewers, found, strict=True):
                    figures[question.name, name] = await world.measure(viewer, question, seconds)
    return found


async def measure_deep(server_url: str, seconds: float, only: str, tell: Callable[[str], None] = print) -> list[Pages]:
    """Measures pages deep in the large world's lists, in the orders whose name contains ``only``."""
    url = await make_by(SCRIPT, f"account_graph_scale_{LARGE}", server_url, LARGE, tell)
    async with _opened(url) as large:
        return await measure_pages(World(large), seconds, only)


def _opened(url: str) -> AbstractAsyncContextManager[Database]:
    return open_database(Settings(database_url=url, statement_timeout=STATEMENT_TIMEOUT), url)


def report(server_url: str, seconds: float, only: str, tell: Callable[[str], None]) -> tuple[Table, ...]:
    """Creates both worlds if necessary, measures them, and returns the results as tables."""
    return tables(*asyncio.run(measure(server_url, seconds, only, tell)))


def report_pages(server_url: str, seconds: float, only: str, tell: Callable[[str], None]) -> Table:
    """Creates the large world if necessary, measures deep pages, and returns the results as a table."""
    return pages_table(asyncio.run(measure_deep(server_url, seconds, only, tell)))


def tables(large: Mapping[Key, Measured], small: Mapping[Key, Measured]) -> tuple[Table, ...]:
    """Returns the tables of the times in the database and through the API."""
    return (
        _table("In the database", large, small, lambda measured: measured.database, _in_database),
        _table("Through the API", large, small, lambda measured: measured.api, _grows_little),
    )


def _table(
    title: str,
    large: Mapping[Key, Measured],
    small: Mapping[Key, Measured],
    times: Callable[[Measured], Times],
    verdict: Callable[[Question, Times, Times], str],
) -> Table:
    made = Table("question", "viewer", title=f"{title}: milliseconds, p50 / p99", title_justify="left")
    for heading in (f"{LARGE:,} accounts", f"{SMALL:,}", "p50 grows", "expected"):
        made.add_column(heading, justify="right")
    for question in QUESTIONS:
        for viewer in VIEWERS:
            key = question.name, viewer
            if key in large:
                much, little = times(large[key]), times(small[key])
                figures = [f"{each.p50:.1f} / {each.p99:.1f}" for each in (much, little)]
                made.add_row(*key, *figures, f"{much.p50 / little.p50:.1f} times", verdict(question, much, little))
        made.add_section()
    return made


def _in_database(question: Question, much: Times, little: Times) -> str:
    most, ratio = question.at_most, _grows_little(question, much, little)
    return ", ".join(filter(None, ("" if most is None else f"< {most:g} ms: {_holds(much.p50 < most)}", ratio)))


def _grows_little(question: Question, much: Times, little: Times) -> str:
    return "" if question.grows else f"< {AT_MOST_TIMES:g} times: {_holds(much.p50 < AT_MOST_TIMES * little.p50)}"


def _holds(holds: bool) -> str:
    return "holds" if holds else "MISSED"
