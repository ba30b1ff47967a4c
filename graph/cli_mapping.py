"""The command that proposes a mapping for files that nobody has mapped yet. It needs no database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.failure import Failure


def map_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.csv...", exists=True, dir_okay=False, help="The CSV files to map.")
    ],
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="What the rows are, such as account: once, or once for each file."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What to call the system that the files come from. [default: as they tell]"),
    ] = None,
) -> None:
    """Propose a mapping for CSV files, and print it for `import`. Reads at most 100,000 rows of each.

    Run it in the folder where you will save the mapping. Exits with 1 if something has to be added to it first.
    """
    from graph.importing.proposing import propose
    from graph.importing.record_types import record_types
    from graph.importing.refusals import ImportRefused

    known = record_types()
    for name in types or []:
        if name not in known:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(known)}", param_hint="--type")
    if types and len(types) not in (1, len(files)):
        raise typer.BadParameter(f"say it once, or {len(files)} times: once for each file", param_hint="--type")
    try:
        proposal = propose([str(file) for file in files], types or (), source)
    except ImportRefused as error:
        raise Failure(str(error)) from error
    sys.stdout.write(proposal.text)
    if proposal.holes:
        raise Failure("\n".join(proposal.holes))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("map")(map_)
