"""The command line. What was asked for comes alone on standard output; progress, problems and logs on standard error.

Exit codes: 0 done; 1 failed, or `check` or `schema --check` found something; 2 the command or a mapping was wrong, or
for `check` a setting; 3 `import` took the good rows and rejected others; 130 and 143 interrupted.
"""

import asyncio
import difflib
import io
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graph.cli_developing import register
from graph.database import DatabaseUnavailable, database_url, describe, migrate
from graph.embedded import EmbeddedServerError
from graph.serving import ServingError
from graph.settings import Settings, SettingsError

REJECTED = 3

UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

COLOURS = {
    "ok": "[green]",
    "note": "[dim]",
    "skipped": "[dim]",
    "warning": "[yellow]",
    "wrong": "[bold red]",
    "repaired": "[green]",
}

Report = Callable[[str, int, int], None]
"""How long work tells how far it is: what it does, how many are done, of how many."""

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
register(app)
results = Console(highlight=False, soft_wrap=True)
asides = Console(stderr=True, highlight=False, soft_wrap=True)


class CommandError(Exception):
    """The command can't do what it was asked; the message says why, and the mend."""


def main() -> None:
    """Runs the command line. What goes wrong in a way we know is told in a line, without a traceback."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave_in_order)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # as standard error does: a name that the terminal can't write is told still
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except (CommandError, DatabaseUnavailable, EmbeddedServerError, ServingError, SettingsError) as error:
        asides.print(f"[bold red]Error:[/] {_plain(error)}")
        sys.exit(1)


def _leave_in_order(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _hand_over(text: str) -> None:
    """To a script, letter by letter: a console would look for colours in it."""
    sys.stdout.write(text + "\n")


def _plain(text: object) -> str:
    return str(text).replace("[", r"\[")


@app.callback()
def account_graph() -> None:
    """One GraphQL API over the account side of a CRM.

    With no DATABASE_URL every command works on the embedded PostgreSQL in ACCOUNT_GRAPH_DATA, beside a running server
    too. docs/settings.md lists every setting.
    """


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: ACCOUNT_GRAPH_HOST]")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on. [default: ACCOUNT_GRAPH_PORT]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes that answer. [default: ACCOUNT_GRAPH_WORKERS]")
    ] = None,
) -> None:
    """Serve the API; brings the database up to date first."""
    from graph import serving

    settings = Settings.from_environment()
    settings.signing_secret()  # refused before anything is opened, where there is none
    socket = serving.bind(host or settings.host, port or settings.port)
    with socket, _migrated(settings) as url:
        for line in asyncio.run(serving.startup_message(settings, url, socket)):
            asides.print(_plain(line))
        serving.run(socket, workers or settings.workers)
    asides.print("Stopped.")


@app.command()
def demo() -> None:
    """Load the demo company, and print its people. A second time changes nothing."""
    from graph import demo as company
    from graph.serving import called_as

    settings = Settings.from_environment()
    with _migrated(settings) as url:
        try:
            summary = _with_progress(lambda report: company.load(url, report))
        except company.DemoConflict as error:
            raise CommandError(str(error)) from error
    results.print("Loaded." if summary.loaded else "It was loaded before; nothing was changed.")
    table = Table("e-mail", "profile", "role", "what to try")
    for person in summary.people:
        table.add_row(person.email, person.profile, person.role or "", person.what_to_try)
    results.print(table)
    results.print(f"A token for one of them: {called_as()} token EMAIL")


@app.command()
def token(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose token.")],
    expires_in: Annotated[str, typer.Option(help="How long it is good for: 30m, 8h, 7d.")] = "8h",
) -> None:
    """Print a bearer token for a user."""
    from graph.auth.tokens import Tokens
    from graph.serving import active_users, another_address

    lifetime = _duration(expires_in)
    settings = Settings.from_environment()
    if settings.token_public_key_file is not None:
        raise CommandError(
            "Tokens come from your identity provider: ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE is set. "
            "Unset it to have them made here."
        )
    tokens = Tokens(settings)
    with database_url(settings) as url:
        known = asyncio.run(active_users(url))
    address = email.strip().lower()
    if address not in known:
        raise CommandError(f"No active user has the e-mail {email.strip()}. {another_address(address, known)}")
    _hand_over(tokens.issue(address, lifetime))


@app.command(name="import")
def import_(
    mapping: Annotated[
        Path, typer.Argument(metavar="MAPPING.toml", exists=True, dir_okay=False, help="Which column goes where.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Where the CSV files are. [default: as the mapping says]"),
    ] = None,
    rejects: Annotated[Path, typer.Option(help="Where to write the rejected rows.")] = Path("rejects.csv"),
) -> None:
    """Bring CSV exports in; rejects.csv says what stayed out.

    A second run changes nothing. Exits with 3 when rows were rejected.
    """
    from graph import importing

    settings = Settings.from_environment()
    with _migrated(settings) as url:
        try:
            summary = _with_progress(
                lambda report: importing.run(
                    url, mapping, dry_run=dry_run, rejects=rejects, folder=folder, progress=report
                )
            )
        except importing.MappingError as error:
            asides.print(f"[bold red]Error:[/] {_plain(error)}")
            raise typer.Exit(2) from error
        except importing.ImportRefused as error:
            raise CommandError(str(error)) from error
    results.print(_plain(summary))
    if summary.rejected:
        raise typer.Exit(REJECTED)


@app.command(name="migrate")
def migrate_() -> None:
    """Bring the database up to date. Safe beside a running server and a second migration."""
    settings = Settings.from_environment()
    with database_url(settings) as url:
        for name in (applied := asyncio.run(migrate(url, lock=settings.row_security))):
            results.print(f"Applied {name}")
        if not applied:
            results.print(f"{_plain(describe(url))} is up to date.")


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare with the file instead of printing.")] = False,
    path: Annotated[Path, typer.Option(help="The file that --check compares with.")] = Path("schema.graphql"),
) -> None:
    """Print the schema in SDL, or check that a file holds it."""
    from graph.schema import schema as ours

    printed = ours.as_str().strip() + "\n"
    if not check:
        _hand_over(printed.rstrip())
        return
    kept = path.read_text() if path.exists() else ""
    if kept != printed:
        changes = difflib.unified_diff(
            kept.splitlines(), printed.splitlines(), str(path), "the schema", n=1, lineterm=""
        )
        results.print(_plain("\n".join(list(changes)[:40])))
        raise CommandError(f"{path} is not what the schema prints. Mend it: account-graph schema > {path}")
    results.print(f"{path} is what the schema prints.")


@app.command(name="check")
def check_(
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what is derived and wrong; check again.")
    ] = False,
) -> None:
    """Check the settings, and all that must hold in the database. Safe beside a running server.

    Exits with 1 when something is wrong, with 2 when the settings can't be used.
    """
    from graph import checking

    def tell(verdict: str, lines: list[str]) -> None:
        results.print(f"{COLOURS[verdict]}{verdict:8}[/] {_plain(lines[0])}")
        for line in lines[1:]:
            results.print(f"           {_plain(line)}")

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
        tell("warning", [f"settings: {name} is set and means nothing. docs/settings.md has the names."])
    if (found := checking.open_to_others(settings)).count:
        tell("warning", ["secret: other users may read it. Close it to them.", *found.examples])
    try:
        with database_url(settings) as url:
            results.print(f"{_plain(describe(url))}:")
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
    """The address of the settings' database, brought up to date."""
    with database_url(settings) as url:
        for name in asyncio.run(migrate(url, lock=settings.row_security)):
            asides.print(f"[dim]Applied migration {name}[/]")
        yield url


def _with_progress(work: Callable[[Report], Awaitable[T]]) -> T:
    """Runs what may take longer than a second, with a bar on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=asides, transient=True, disable=not asides.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            progress.update(bar, description=what, completed=done, total=total)

        async def run() -> T:
            return await work(report)

        return asyncio.run(run())


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhd])", text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no duration such as 30m, 8h or 7d", param_hint="--expires-in")
    return int(found[1]) * UNITS[found[2]]
