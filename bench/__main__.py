"""`python -m bench`: creates a company, measures four servers in turn, and prints a table.

With `--neighbors`: measures what eight attackers cost another caller.
With `--scale`: creates two worlds, one with a hundred times the accounts of the other, and measures both.
With `--pages`: measures the first and the 4,000th page of the larger one's lists in every order.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from bench import dataset
from bench.answers import require_equal_answers
from bench.load import CONNECTIONS, Load, Loads, drive, measure, microseconds, require_wrk
from bench.neighbors import ATTACKERS, beside, bodies
from bench.profile import profile
from bench.questions import FIRST_PAGE, LAST_OF_FIRST, LAST_PAGE, Question, last_page, questions
from bench.scale.report import report as scale_report
from bench.scale.report import report_pages
from bench.second_lock import measure_lock
from bench.servers import LIMIT, OURS, SECRET, SERVERS, USUAL, BenchError, running
from bench.write_report import measure_writes
from graph.auth.tokens import Tokens
from graph.connections import DatabaseUnavailable, connect, database_url
from graph.settings import Settings, SettingsError

WARM_UP = 3.0  # seconds
SECONDS = 8.0
SCALE_SECONDS = 1.0
NEIGHBOR_SECONDS = 3.0
PAGES_SECONDS = 0.2
LOCK_ROUNDS = 15
Measured = dict[tuple[str, str], Loads]
"""Loads by the names of server and question."""

screen = Console(highlight=False, soft_wrap=True, width=120)


def main() -> None:
    """Runs the benchmark with the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="number of times each server is measured [3]")
    parser.add_argument(
        "--seconds", type=float, help="duration of each measurement [8; with --scale 1, with --pages 0.2]"
    )
    parser.add_argument(
        "--scale", action="store_true", help="measure the cost of a hundred times more accounts instead"
    )
    parser.add_argument("--writes", action="store_true", help="measure mutations only")
    parser.add_argument("--lock", action="store_true", help="measure the second lock only")
    parser.add_argument(
        "--neighbors", action="store_true", help="measure what eight attackers cost another caller instead"
    )
    parser.add_argument("--pages", action="store_true", help="measure pages deep in a list of 1,000,000 instead")
    parser.add_argument(
        "--only", default="", help="with --scale, --neighbors or --pages: only what has this in its name"
    )
    parser.add_argument("--profile", action="store_true", help="profile our server instead; needs py-spy")
    options = parser.parse_args()
    try:
        settings = Settings.from_environment()
        if options.scale:
            with database_url(settings) as server_url:
                for table in scale_report(server_url, options.seconds or SCALE_SECONDS, options.only, screen.print):
                    screen.print(table)
            return
        if options.neighbors:
            with database_url(settings) as server_url:
                url, _ = asyncio.run(_accounts(server_url))
                token = Tokens(Settings(secret=SECRET)).issue(dataset.VIEWER)
                screen.print(_neighbors(url, token, options.only, options.seconds or NEIGHBOR_SECONDS))
            return
        if options.pages:
            with database_url(settings) as server_url:
                screen.print(report_pages(server_url, options.seconds or PAGES_SECONDS, options.only, screen.print))
            return
        with database_url(settings) as server_url:
            for part in _parts(options, settings, server_url):
                screen.print(part)
    except (BenchError, DatabaseUnavailable, SettingsError) as error:
        screen.print(f"Error: {error}", style="bold red", markup=False)
        sys.exit(1)


def _parts(options: argparse.Namespace, settings: Settings, server_url: str) -> Iterator[Table | str]:
    """Measures our server beside the others, what the second lock costs, and mutations: all, or what is asked for."""
    url, page_accounts = asyncio.run(_accounts(server_url))
    if options.lock:
        yield from asyncio.run(measure_lock(settings, url, page_accounts, LOCK_ROUNDS))
        return
    require_wrk()
    seconds = options.seconds or SECONDS
    if not options.writes:
        token = Tokens(Settings(secret=SECRET)).issue(dataset.VIEWER)
        asked = questions(page_accounts, last_page(url, token))
        if options.profile:
            yield from (profile(url, token, question, seconds) for question in asked)
            return
        require_equal_answers(url, token, asked)
        yield "All servers return equal answers."
        measured = _measure(url, token, asked, options.rounds, seconds)
        yield _table(asked, measured, options.rounds, seconds)
        yield from _verdicts(asked, measured)
        yield from asyncio.run(measure_lock(settings, url, page_accounts, LOCK_ROUNDS))
    yield from measure_writes(server_url, url, options.rounds, max(1, round(seconds / 2)), screen.print)
    if not options.writes:
        yield "To measure the cost of a hundred times more accounts: make bench-scale"


def _neighbors(url: str, token: str, only: str, seconds: float) -> Table:
    title = f"Another caller beside {ATTACKERS} attackers, {seconds:g} s each"
    table = Table("attack", title=title, title_justify="left")
    for heading in (
        "simple list p95 ms",
        "filtered list p95 ms",
        "/livez at most ms",
        "largest backend MB",
        "",
    ):
        table.add_column(heading, justify="right")
    with running(OURS, url, token) as server:
        for name, attack in bodies().items():
            if only in name:
                found = asyncio.run(beside(server, url, attack, seconds))
                screen.print(f"  {name}: {found.simple:.0f} and {found.filtered:.0f} ms")
                table.add_row(
                    name,
                    f"{found.simple:.1f}",
                    f"{found.filtered:.1f}",
                    f"{found.worst:.1f}",
                    "unknown" if found.backend is None else f"{found.backend:.0f}",
                    "holds" if found.holds else "MISSED",
                )
    return table


async def _accounts(server_url: str) -> tuple[str, list[str]]:
    """Returns the company's address and the accounts whose pages are requested."""
    url = await dataset.make(server_url, tell=screen.print)
    async with connect(url) as connection:
        return url, await dataset.page_accounts(connection)


def _measure(url: str, token: str, asked: tuple[Question, ...], rounds: int, seconds: float) -> Measured:
    """Measures all servers in turn, several times, so that other load on the machine affects each alike."""
    loads: dict[tuple[str, str], list[Load]] = {}
    for round_ in range(1, rounds + 1):
        first = round_ % len(SERVERS)  # another server each round, since the first finds caches cold
        for server in SERVERS[first:] + SERVERS[:first]:
            with running(server, url, token) as up:
                for question in (question for question in asked if question.asked_of(server)):
                    drive(up, question.bodies, WARM_UP)
                    load = measure(up, url, question.bodies, seconds)
                    loads.setdefault((server.name, question.name), []).append(load)
                    screen.print(f"  round {round_}, {server.name}, {question.name}: {load.rate:,.0f} a second")
    return {key: Loads(tuple(values)) for key, values in loads.items()}


def _table(asked: tuple[Question, ...], measured: Measured, rounds: int, seconds: float) -> Table:
    title = f"One worker, {CONNECTIONS} connections, {rounds} rounds of {seconds:g} s"
    table = Table("question", "server", title=title, title_justify="left")
    headings = ("requests/s", "lowest to highest", "p50 ms", "p99 ms", "ours is", "CPU us a request", "PostgreSQL's")
    for column in headings:
        table.add_column(column, justify="right")
    for question in asked:
        for server in (server for server in SERVERS if question.asked_of(server)):
            loads = measured[server.name, question.name]
            table.add_row(
                question.name,
                server.name,
                f"{loads.rate:,.0f}",
                f"{loads.slowest:,.0f} to {loads.fastest:,.0f}",
                f"{loads.p50:.1f}",
                f"{loads.p99:.1f}",
                "" if server is OURS else f"{_ratio(measured, server.name, question):.2f} times",
                microseconds(loads.server_cpu),
                microseconds(loads.database_cpu),
            )
        table.add_section()
    return table


def _verdicts(asked: tuple[Question, ...], measured: Measured) -> list[str]:
    lines = []
    for question in asked:
        for server, expected in ((LIMIT, question.of_limit), (USUAL, question.times_usual)):
            if expected is not None:
                ratio = _ratio(measured, server.name, question)
                lines.append(_verdict(f"{question.name}: {ratio:.2f} of `{server.name}`", ratio, expected))
    ratio = measured[OURS.name, LAST_PAGE].ratio_to(measured[OURS.name, FIRST_PAGE])
    lines.append(_verdict(f"{LAST_PAGE}: {ratio:.2f} of the {FIRST_PAGE}", ratio, LAST_OF_FIRST))
    return lines


def _verdict(found: str, ratio: float, expected: float) -> str:
    return f"{found}, at least {expected:g} expected: {'holds' if ratio >= expected else 'MISSED'}"


def _ratio(measured: Measured, other: str, question: Question) -> float:
    """Returns the median, over the rounds, of our rate divided by the other server's in the same round."""
    return measured[OURS.name, question.name].ratio_to(measured[other, question.name])


if __name__ == "__main__":
    main()
