"""Migrations: they make what the models say, can be taken back, and are frozen."""

import ast
from pathlib import Path

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as tortoise_migrate
from tortoise.migrations.autodetector import MigrationAutodetector

from graph import models
from graph.database import migrate, tortoise_config
from graph.models import migrations

from ..conftest import Postgres
from .records import user


async def test_migrations_make_every_column_of_the_models(connection: asyncpg.Connection) -> None:
    made = {
        (row[0], row[1])
        for row in await connection.fetch("SELECT table_name, column_name FROM information_schema.columns")
    }
    for name in models.__all__:
        meta = getattr(models, name)._meta
        for column in meta.fields_db_projection.values():
            assert (meta.db_table, column) in made


async def test_migrations_can_be_taken_back_and_applied_again(postgres: Postgres) -> None:
    url = await postgres.make_database()
    async with TortoiseContext():
        await tortoise_migrate(config=tortoise_config(url), target="models.__first__", direction="backward")
    connection = await asyncpg.connect(url)
    left = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert [row[0] for row in left] == ["tortoise_migrations"]
    assert await connection.fetchval("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace") == 0
    await connection.close()
    assert (await migrate(url))[0] == "0001_tables"
    await postgres.drop_database(url)


async def test_whoever_changes_an_address_its_moment_is_kept(connection: asyncpg.Connection) -> None:
    ann = await user(connection)
    made = await connection.fetchrow("SELECT email_since, created_at FROM app_user")
    assert made["email_since"] == made["created_at"]
    await connection.execute("UPDATE app_user SET email = email, name = 'Ann', is_active = false")
    assert await connection.fetchval("SELECT email_since FROM app_user") == made["email_since"]
    before = await connection.fetchval("SELECT clock_timestamp()")
    await connection.execute("UPDATE app_user SET email = 'lee@demo.example', email_since = '-infinity'")
    assert await connection.fetchval("SELECT email_since FROM app_user") > before
    told = await connection.fetch("SELECT field FROM field_change WHERE record_id = $1", ann)
    assert sorted(row[0] for row in told) == ["createdAt", "email", "isActive", "name"]


async def test_no_model_changed_without_a_migration(empty_url: str) -> None:
    async with TortoiseContext() as orm:
        await orm.init(tortoise_config(empty_url))
        detector = MigrationAutodetector(Tortoise.apps, tortoise_config(empty_url)["apps"])
        changes = await detector.changes()
    assert not changes


MIGRATIONS = sorted(Path(migrations.__path__[0]).glob("0*.py"))


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda file: file.stem)
def test_a_migration_is_literals_alone(file: Path) -> None:
    tree = ast.parse(file.read_text())
    named = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or "."] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert {name.partition(".")[0] for name in named} <= {"tortoise", "uuid_utils"}
    # nothing is computed: what was written is what runs, whatever the program is by then
    computed = ast.JoinedStr | ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef | ast.comprehension
    assert [node for node in ast.walk(tree) if isinstance(node, computed)] == []
    assert ast.get_docstring(tree)
