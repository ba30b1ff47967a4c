"""A migration as a file: what changed since the last one, written out so that nothing changes it afterwards."""

import re
from pathlib import Path

from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import CreateModel, DeleteModel, Operation
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from graph.database import TORTOISE, known_migrations
from graph.definitions import last_listed
from graph.models import migrations

from .changes import Change, changes, sequences
from .described import tables

APP = "models"
FOLDER = Path(migrations.__path__[0])


class NothingToMigrate(Exception):
    """The models declare nothing that the migrations don't make."""


class MigrationRefused(Exception):
    """The migration can't be written. The message says why, and what to do."""


async def write_migration(name: str) -> Path:
    """Writes the migration that makes what the models declare; returns its path.

    Raises NothingToMigrate, and MigrationRefused.
    """
    last = known_migrations()[-1]
    if last_listed() != last:
        raise MigrationRefused(
            f"graph/definitions/definitions.sql is of {last_listed()}, and the last migration is {last}. Run "
            "account-graph migrate, then account-graph definitions > graph/definitions/definitions.sql."
        )
    operations = await _operations()
    if deleted := [each.name for each in operations if isinstance(each, DeleteModel)]:
        raise MigrationRefused(
            f"{', '.join(deleted)}: write by hand how a table goes, with its function of the audit trail."
        )
    created = {each.options["table"]: each for each in operations if isinstance(each, CreateModel) and each.options}
    made = [*changes(tables(), created={*created}), *_unbound(created)]
    if not operations and not made:
        raise NothingToMigrate
    title = format_migration_name(int(last[:4]) + 1, name)
    path = FOLDER / f"{title}.py"
    numbered = sequences(created.values())
    path.write_text(_text(MigrationWriter(title, APP, operations, dependencies=[(APP, last)]), numbered, made))
    return path


async def _operations() -> list[Operation]:
    """What Tortoise finds changed in the columns."""
    async with TortoiseContext() as orm:
        await orm.init(TORTOISE)
        if Tortoise.apps is None:
            raise MigrationRefused("Tortoise has no models.")
        writers = await MigrationAutodetector(Tortoise.apps, TORTOISE["apps"]).changes()
    return [operation for writer in writers for operation in writer.operations]


def _unbound(created: dict[str, CreateModel]) -> list[Change]:
    """Takes away the foreign keys that a model says it has not: Tortoise makes them all the same."""
    return [
        Change(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_{field.source_field}_fkey;",
            "",
        )
        for table, model in created.items()
        for _, field in model.fields
        if isinstance(field, ForeignKeyFieldInstance) and not field.db_constraint
    ]


def _text(writer: MigrationWriter, numbered: list[Change], made: list[Change]) -> str:
    """The file: Tortoise's own text, with the SQL before it and as operations around its own."""
    constants, before, after = "", "", ""
    for name, found in (("SEQUENCES", numbered), ("DEFINITIONS", made)):
        if not found:
            continue
        forward = "\n\n".join(each.forward for each in found)
        back = "\n".join(each.back for each in reversed(found) if each.back)
        constants += f"{name} = {_quoted(forward)}\n\n{name}_BACK = {_quoted(back)}\n\n"
        operation = f"        ops.RunSQL({name}, {name}_BACK),\n"
        before, after = (operation, after) if name == "SEQUENCES" else (before, operation)
    head, _, body = writer.as_string().partition("class Migration(migrations.Migration):\n")
    docstring = f'"""{writer.name[5:].replace("_", " ").capitalize()}."""'
    body = body.replace("    operations = [\n", f"    operations = [\n{before}", 1)
    body = re.sub(r"    \]\n$", lambda end: after + end[0], body)
    opening = f"{docstring}\n\n{head.rstrip()}\n\n{constants}\n"
    return f"{opening}class Migration(migrations.Migration):\n    {docstring}\n\n{body}"


def _quoted(sql: str) -> str:
    prefix = "r" if "\\" in sql else ""
    return f'{prefix}"""\n{sql.strip()}\n"""'
