"""Commands for developers of this program: they write files of the source tree, or explain declarations and queries."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.connections import database_url
from graph.settings import Settings


def new_migration(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it does, in a few words, such as add_invoices.")],
) -> None:
    """Write the migration that the models need, frozen as one file. Review the file before committing it."""
    from graph.migrating import MigrationRefused, NothingToMigrate, write_migration

    try:
        path = asyncio.run(write_migration(name))
    except NothingToMigrate:
        typer.echo("Nothing to migrate: the migrations match the models.")
    except MigrationRefused as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    else:
        typer.echo(path)


def definitions() -> None:
    """Print the definitions of a migrated database, in the format of graph/definitions/definitions.sql."""
    from graph.database import known_migrations
    from graph.definitions import render
    from graph.definitions.standing import read

    with database_url(Settings.from_environment()) as url:
        sys.stdout.write(render(asyncio.run(read(url)), known_migrations()[-1]))


def explain_noun(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A type of the schema, such as Contact.")],
) -> None:
    """Print everything derived from a noun's declaration: columns, fields, filters, files, mutations."""
    from graph import explaining

    try:
        sys.stdout.write("\n\n".join(table.text for table in explaining.explain(name)) + "\n")
    except explaining.UnknownNoun as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error


def explain(
    query: Annotated[
        Path, typer.Argument(metavar="QUERY.graphql", exists=True, dir_okay=False, help="The file of the query.")
    ],
    email: Annotated[str, typer.Option("--as", metavar="EMAIL", help="The e-mail address of the viewer.")],
    analyze: Annotated[
        bool, typer.Option("--analyze", help="Let PostgreSQL run the statement, and print its times.")
    ] = False,
    variables: Annotated[str, typer.Option(metavar="JSON", help="The query's variables.")] = "{}",
) -> None:
    """Print how a query is answered: its plan, its SQL, and PostgreSQL's plan. Changes nothing."""
    from graph.explaining import queries
    from graph.resolvers.compiler.cursor import CursorKey
    from graph.resolvers.loading.statements import StatementCache

    settings = Settings.from_environment()
    statements = StatementCache(CursorKey(*settings.signing_secrets()), lock=settings.row_security)
    try:
        values = json.loads(variables)
    except ValueError as error:
        raise typer.BadParameter(f"{variables!r} is not JSON", param_hint="--variables") from error
    with database_url(settings) as url:
        asked = queries.explain_at(url, email.strip().lower(), query.read_text(), values, statements, analyze=analyze)
        try:
            explained = asyncio.run(asked)
        except queries.ExplainError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(1) from error
    sys.stdout.write("\n\n".join(map(str, explained)) + "\n")


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    app.command(name="new-migration")(new_migration)
    app.command()(definitions)
    app.command(name="explain-noun")(explain_noun)
    app.command()(explain)
