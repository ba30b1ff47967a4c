"""The command line. Results go to standard output; progress, errors and logs go to standard error.

Exit codes: 0 success; 1 failure, or a finding of `check` or `schema --check`; 2 an invalid command or mapping, or for
`check` an invalid setting; 3 `import` accepted some rows and rejected others; 130 and 143 interrupted.
"""

import asyncio
import difflib
import io
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from graph import cli_developing, cli_mapping
from graph.connections import DatabaseUnavailable, database_url, describe
from graph.embedded import EmbeddedServerError
from graph.failure import Failure
from graph.settings import Settings, SettingsError, currency_code, hand_down, zone_name

REJECTED = 3

UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

COLORS = {
    "ok": "green",
    "note": "dim",
    "skipped": "dim",
    "warning": "yellow",
    "wrong": "bold red",
    "repaired": "green",
}

Report = Callable[[str, int, int], None]
"""Reports the progress of long work: a description, the number done, and the total."""

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
cli_mapping.register(app)
cli_developing.register(app)
# a text is printed as it is, whoever wrote it: what has a style is a `Text`
results = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
asides = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


class CommandError(Failure):
    """The command failed."""


def main() -> None:
    """Runs the command line; prints expected errors as one line, without a traceback."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _exit_cleanly)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # as standard error does: a name with characters that the terminal lacks is printed all the same
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except Failure as error:
        _print_error(error)
        sys.exit(1)


def _exit_cleanly(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _print_raw(text: str) -> None:
    """Prints a text past the console, which would expand its tabs."""
    sys.stdout.write(text + "\n")


def _print_error(error: object) -> None:
    asides.print(Text.assemble(("Error:", "bold red"), " ", str(error)))


@app.callback()
def account_graph() -> None:
    """A GraphQL API over the account side of a CRM.

    Without DATABASE_URL, every command uses the embedded PostgreSQL in ACCOUNT_GRAPH_DATA, even while a server runs
    on it. docs/settings.md lists all settings.
    """


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: ACCOUNT_GRAPH_HOST]")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on. [default: ACCOUNT_GRAPH_PORT]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Number of worker processes. [default: ACCOUNT_GRAPH_WORKERS]")
    ] = None,
) -> None:
    """Migrate the database, then serve the API."""
    from graph import greeting, serving
    from graph.auth.tokens import Tokens

    settings = Settings.from_environment()
    settings.signing_secrets()  # both fail before anything is opened if there is no secret, or no key
    tokens = Tokens(settings)
    socket = serving.bind(host or settings.host, port or settings.port)
    with socket, _migrated(settings) as url:
        for line in asyncio.run(greeting.startup_message(tokens, url, socket)):
            asides.print(line)
        with ExitStack() as stack:
            if settings.metrics_port is not None:
                from graph import metrics_server

                stack.enter_context(
                    metrics_server.serve(settings.metrics_host, settings.metrics_port, workers or settings.workers)
                )
            serving.run(socket, workers or settings.workers)
    asides.print("Stopped.")


@app.command()
def demo() -> None:
    """Load the demo company and print its users. Running it again changes nothing."""
    from graph import demo as company
    from graph.greeting import called_as

    settings = Settings.from_environment()
    with _migrated(settings) as url:
        try:
            summary = _with_progress(lambda report: company.load(url, report))
        except company.DemoConflict as error:
            raise CommandError(str(error)) from error
    results.print("Loaded." if summary.loaded else "The demo is already loaded; nothing was changed.")
    table = Table("e-mail", "profile", "role", "what to try")
    for person in summary.people:
        table.add_row(person.email, person.profile, person.role or "", person.what_to_try)
    results.print(table)
    results.print(f"To get a token for a user: {called_as()} token EMAIL")


@app.command()
def token(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The user's e-mail address.")],
    expires_in: Annotated[str, typer.Option(help="How long the token is valid, such as 30m, 8h or 7d.")] = "8h",
) -> None:
    """Print a bearer token for a user."""
    from graph.auth.tokens import Tokens
    from graph.greeting import active_users, another_address

    lifetime = _duration(expires_in)
    settings = Settings.from_environment()
    if settings.token_public_key_file is not None:
        raise CommandError(
            "Tokens come from your identity provider, because ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE is set. "
            "Unset it to issue tokens with this command."
        )
    tokens = Tokens(settings)
    if not tokens.issued_here:
        raise CommandError(
            f"Tokens come from your identity providers, because ACCOUNT_GRAPH_ISSUERS_FILE is set. Add a table with "
            f'`keys = "secret"` to {settings.issuers_file} to issue tokens with this command.'
        )
    with database_url(settings) as url:
        known = asyncio.run(active_users(url))
    address = email.strip().lower()
    if address not in known:
        raise CommandError(f"No active user has the e-mail address {email.strip()}. {another_address(address, known)}")
    _print_raw(tokens.issue(address, lifetime))


@app.command(name="import")
def import_(
    mapping: Annotated[
        Path, typer.Argument(metavar="MAPPING.toml", exists=True, dir_okay=False, help="Maps columns to fields.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would happen; change nothing.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="The folder of the CSV files. [default: as in the mapping]"),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(help="The folder to write rejected rows to, in a file for each that is read. [default: rejects]"),
    ] = None,
    warnings: Annotated[
        Path | None,
        typer.Option(help="The file to write rows to that lost a value. [default: warnings.csv beside the rejects]"),
    ] = None,
) -> None:
    """Import CSV files; write rejected rows, with the reason, into the folder rejects, to be mended there.

    Running it again changes nothing. Exits with 3 if rows were rejected.
    """
    from graph import importing

    settings = Settings.from_environment()
    with _migrated(settings) as url:
        try:
            summary = _with_progress(
                lambda report: importing.run(
                    url,
                    mapping,
                    dry_run=dry_run,
                    rejects=rejects,
                    warnings=warnings,
                    folder=folder,
                    progress=report,
                    tell=asides.print,
                )
            )
        except importing.MappingError as error:
            _print_error(error)
            raise typer.Exit(2) from error
        except importing.ImportRefused as error:
            raise CommandError(str(error)) from error
    results.print(str(summary))
    if summary.rejected:
        raise typer.Exit(REJECTED)


@app.command(name="migrate")
def migrate_() -> None:
    """Migrate the database. Safe while a server or another migration runs."""
    from graph.database import migrate

    settings = Settings.from_environment()
    with database_url(settings) as url:
        for name in (applied := asyncio.run(migrate(url, lock=settings.row_security))):
            results.print(f"Applied {name}")
        if not applied:
            results.print(f"{describe(url)} is up to date.")


@app.command()
def instance(
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Say that all amounts are in this currency; none is converted.")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="NAME", help="Take the date in this time zone for today.")
    ] = None,
) -> None:
    """Print the currency and the time zone that the database keeps, or change them. Restart servers afterwards."""
    from graph.instance import change

    with database_url(Settings.from_environment()) as url:
        kept = asyncio.run(
            change(url, _valid(currency, currency_code, "--currency"), _valid(time_zone, zone_name, "--time-zone"))
        )
    results.print(f"Currency: {kept.currency}")
    results.print(f"Time zone: {kept.time_zone}")


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare with the file instead of printing.")] = False,
    path: Annotated[Path, typer.Option(help="The file that --check compares with.")] = Path("schema.graphql"),
) -> None:
    """Print the schema in SDL, or check that a file matches it."""
    from graph.schema import schema as ours

    printed = ours.as_str().strip() + "\n"
    if not check:
        _print_raw(printed.rstrip())
        return
    kept = path.read_text() if path.exists() else ""
    if kept != printed:
        changes = difflib.unified_diff(
            kept.splitlines(), printed.splitlines(), str(path), "the schema", n=1, lineterm=""
        )
        results.print("\n".join(list(changes)[:40]))
        raise CommandError(f"{path} differs from the schema. To update it: account-graph schema > {path}")
    results.print(f"{path} matches the schema.")


@app.command(name="check")
def check_(
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild derived data that is wrong, then check again.")
    ] = False,
) -> None:
    """Check the settings and the integrity of the database. Safe while a server runs.

    Exits with 1 if something is wrong, with 2 if the settings are invalid.
    """
    from graph import checking

    def tell(verdict: str, lines: list[str]) -> None:
        results.print(Text.assemble((f"{verdict:8}", COLORS[verdict]), " ", lines[0]))
        for line in lines[1:]:
            results.print(f"           {line}")

    def tell_outcome(outcome: checking.Outcome) -> None:
        tell(outcome.verdict, checking.lines(outcome))

    try:
        settings = Settings.from_environment()
        checking.refuse_unusable(settings)
    except SettingsError as error:
        tell("wrong", [f"settings: {error}"])
        raise typer.Exit(2) from error
    tell("ok", ["settings"])
    for name in Settings.unknown_variables():
        tell("warning", [f"settings: {name} is set, but no such setting exists. docs/settings.md lists all."])
    if (found := checking.open_to_others(settings)).count:
        tell("warning", ["secret: other users can read its file. Close it to them:", *found.examples])
    try:
        with database_url(settings) as url:
            results.print(f"{describe(url)}:")
            outcomes = asyncio.run(checking.look(url, tell_outcome, lock=settings.row_security))
            if repair and (done := asyncio.run(checking.repair(url, outcomes))):
                for each in done:
                    tell("wrong" if each.why or each.failed else "repaired", checking.repaired(each))
                results.print("Again:")
                outcomes = asyncio.run(checking.look(url, tell_outcome, lock=settings.row_security))
    except (DatabaseUnavailable, EmbeddedServerError) as error:
        tell("wrong", [f"database: {error}"])
        raise typer.Exit(1) from error
    wrong = sum(outcome.verdict == "wrong" for outcome in outcomes)
    results.print(f"{wrong} wrong." if wrong else "Nothing is wrong.")
    if wrong:
        raise typer.Exit(1)


@contextmanager
def _migrated(settings: Settings) -> Iterator[str]:
    """Migrates the database that the settings name, and keeps what the instance is; yields its URL."""
    from graph.database import migrate
    from graph.instance import keep

    with database_url(settings) as url:
        for name in asyncio.run(migrate(url, lock=settings.row_security)):
            asides.print(f"Applied migration {name}", style="dim")
        # a worker reads its settings from it: the database may be away when the worker starts
        hand_down(asyncio.run(keep(url, settings)).variables())
        yield url


def _with_progress(work: Callable[[Report], Awaitable[T]]) -> T:
    """Runs work that may take longer than a second; shows a progress bar on a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=asides, transient=True, disable=not asides.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            progress.update(bar, description=what, completed=done, total=total)

        async def run() -> T:
            return await work(report)

        return asyncio.run(run())


def _valid(text: str | None, parse: Callable[[str], str], option: str) -> str | None:
    try:
        return None if text is None else parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} {error}", param_hint=option) from None


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhd])", text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is not a duration such as 30m, 8h or 7d", param_hint="--expires-in")
    return int(found[1]) * UNITS[found[2]]
