"""Measures mutations: our server and the limit in turn, each on a copy of the company that is dropped afterwards."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

from rich.table import Table

from bench.dataset import DATABASE
from bench.load import CONNECTIONS, Load, Loads, drive, measure, microseconds
from bench.servers import OURS, SECRET, WRITE_LIMIT, Server, running
from bench.writes import OF_LIMIT, PER_SECOND, WRITERS, Write, all_writes
from graph.auth.tokens import Tokens
from graph.connections import connect
from graph.settings import Settings

WARM_UP = 1.0  # seconds
COPY = f"{DATABASE}_writes"
SERVERS = (OURS, WRITE_LIMIT)

Say = Callable[[str], None]
Measured = dict[tuple[str, str], Loads]
"""Loads by the names of server and mutation."""


def measure_writes(server_url: str, company_url: str, rounds: int, seconds: float, say: Say) -> Iterator[Table | str]:
    """Returns the table and the verdicts."""
    writes = asyncio.run(_writes(company_url))
    loads: dict[tuple[str, str], list[Load]] = {}
    for round_ in range(1, rounds + 1):
        for server in SERVERS if round_ % 2 else SERVERS[::-1]:
            with _copied(server_url) as url:
                for write in writes:
                    load = _measured(server, url, write, seconds)
                    loads.setdefault((server.name, write.name), []).append(load)
                    say(f"  round {round_}, {server.name}, {write.name}: {load.rate:,.0f} a second")
    measured = {key: Loads(tuple(values)) for key, values in loads.items()}
    yield _table(writes, measured, rounds, seconds)
    yield from _verdicts(writes, measured)


def _measured(server: Server, url: str, write: Write, seconds: float) -> Load:
    email = WRITERS[write.grants]
    token = email if server is WRITE_LIMIT else Tokens(Settings(secret=SECRET)).issue(email)
    with running(server, url, token) as up:
        drive(up, write.warming, WARM_UP, mutations=True)
        return measure(up, url, write.bodies, seconds, mutations=True)


async def _writes(url: str) -> tuple[Write, ...]:
    async with connect(url) as connection:
        return await all_writes(connection)


@contextmanager
def _copied(server_url: str) -> Iterator[str]:
    drop = f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)'
    asyncio.run(_run(server_url, drop, f'CREATE DATABASE "{COPY}" TEMPLATE "{DATABASE}" STRATEGY FILE_COPY'))
    try:
        yield urlsplit(server_url)._replace(path="/" + quote(COPY)).geturl()
    finally:
        asyncio.run(_run(server_url, drop))


async def _run(url: str, *statements: str) -> None:
    async with connect(url) as connection:
        for statement in statements:
            await connection.execute(statement)


def _table(writes: tuple[Write, ...], measured: Measured, rounds: int, seconds: float) -> Table:
    title = f"Mutations: one worker, {CONNECTIONS} connections, {rounds} rounds of {seconds:g} s"
    table = Table("mutation", "server", title=title, title_justify="left")
    for column in ("mutations/s", "lowest to highest", "p50 ms", "p99 ms", "CPU us a mutation", "PostgreSQL's"):
        table.add_column(column, justify="right")
    for write in writes:
        for server in SERVERS:
            loads = measured[server.name, write.name]
            table.add_row(
                write.name,
                server.name,
                f"{loads.rate:,.0f}",
                f"{loads.slowest:,.0f} to {loads.fastest:,.0f}",
                f"{loads.p50:.1f}",
                f"{loads.p99:.1f}",
                microseconds(loads.server_cpu),
                microseconds(loads.database_cpu),
            )
        table.add_section()
    return table


def _verdicts(writes: tuple[Write, ...], measured: Measured) -> Iterator[str]:
    for write in writes:
        ours, limit = measured[OURS.name, write.name], measured[WRITE_LIMIT.name, write.name]
        ratio = ours.ratio_to(limit)
        holds = "holds" if ratio >= OF_LIMIT else "MISSED"
        yield f"{write.name}: {ratio:.2f} of `{WRITE_LIMIT.name}`, at least {OF_LIMIT:g} expected: {holds}"
        if write.mutation == "updateAccount":
            holds = "holds" if ours.rate >= PER_SECOND else "MISSED"
            yield f"{write.name}: {ours.rate:,.0f} a second, at least {PER_SECOND} expected: {holds}"
