"""Commands for whoever develops this program: they write files of the source tree, or print what belongs in one."""

import asyncio
import sys
from typing import Annotated

import typer

from graph.database import database_url, known_migrations
from graph.settings import Settings


def new_migration(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it does, in a word or three: vehicles.")],
) -> None:
    """Write the migration that makes what the models declare, frozen as one file. Read what it wrote."""
    from graph.migrating import MigrationRefused, NothingToMigrate, write_migration

    try:
        path = asyncio.run(write_migration(name))
    except NothingToMigrate:
        typer.echo("Nothing to migrate: the migrations make all that the models declare.")
    except MigrationRefused as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    else:
        typer.echo(path)


def definitions() -> None:
    """Print the definitions of a migrated database, as graph/definitions/definitions.sql has them."""
    from graph.definitions import render
    from graph.definitions.standing import read

    with database_url(Settings.from_environment()) as url:
        sys.stdout.write(render(asyncio.run(read(url)), known_migrations()[-1]))


def explain_noun(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A type of the schema, such as Contact.")],
) -> None:
    """Print all that is derived from a noun's declaration: columns, fields, filters, files, mutations."""
    from graph import explaining

    try:
        sys.stdout.write("\n\n".join(table.text for table in explaining.explain(name)) + "\n")
    except explaining.UnknownNoun as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    app.command(name="new-migration")(new_migration)
    app.command()(definitions)
    app.command(name="explain-noun")(explain_noun)
