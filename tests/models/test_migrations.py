"""Migrations: they make what the models say, and can be taken back."""

import unicodedata
from decimal import Decimal

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as tortoise_migrate
from tortoise.migrations.autodetector import MigrationAutodetector

from graph import models
from graph.database import migrate, tortoise_config

from ..conftest import Postgres
from .records import account, insert, opportunity


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
    assert (await migrate(url))[0] == "0001_initial"
    await postgres.drop_database(url)


async def test_what_is_kept_is_made_of_the_deals_that_are_there(connection: asyncpg.Connection, empty_url: str) -> None:
    of = await account(connection, "Acme")
    for amount, stage in ((Decimal("0.05"), "PROPOSAL"), (7, "PROSPECTING"), (None, "PROPOSAL"), (9, "CLOSED_WON")):
        await opportunity(connection, of, amount, stage)
    before = await connection.fetchrow("SELECT * FROM account")
    async with TortoiseContext():
        await tortoise_migrate(config=tortoise_config(empty_url), target="models.0008_rules", direction="backward")
    await opportunity(connection, of, 1, "CLOSED_WON")
    await migrate(empty_url)
    after = await connection.fetchrow("SELECT * FROM account")
    assert (after["open_opportunity_count"], after["weighted_opportunity_amount"]) == (3, Decimal("0.71"))
    assert dict(after) == {**before, "total_opportunity_amount": Decimal("17.05"), "won_opportunity_amount": 10}


async def test_keys_are_made_again_of_names_with_letters_that_are_not_seen_and_no_row_is_lost(
    connection: asyncpg.Connection, empty_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    names = ["Acme", "Ac\u200bme", "\u00adBeta", "\u2066Gam\u200dma\u2069", "Gam\u200cma", "Café", "Delta"]
    async with TortoiseContext():
        await tortoise_migrate(
            config=tortoise_config(empty_url), target="models.0016_opened_by_a_move", direction="backward"
        )
    for name in names:
        key = unicodedata.normalize("NFKC", name).casefold()
        row = await insert(connection, "account", name=name, name_key=key)
        await insert(connection, "contact", account_id=row, name=name, name_key=key)
    before = await connection.fetch("SELECT id, name, version, updated_at FROM account ORDER BY number")
    capfd.readouterr()
    assert await migrate(empty_url) == ["0017_unseen_letters"]
    told = capfd.readouterr().err
    accounts = await connection.fetch("SELECT name_key FROM account ORDER BY number")
    assert [row[0] for row in accounts] == ["acme", "ac\u200bme", "beta", "gamma", "gam\u200cma", "café", "delta"]
    contacts = await connection.fetch("SELECT name_key FROM contact ORDER BY id")
    assert [row[0] for row in contacts] == ["acme", "acme", "beta", "gamma", "gamma", "café", "delta"]
    assert await connection.fetch("SELECT id, name, version, updated_at FROM account ORDER BY number") == before
    mend = "Nothing is lost: rename one of them, then run account-graph check --repair.\n"
    assert told == "".join(
        f"ACC-00000{one} and ACC-00000{other} have names that look the same, {name}. {mend}"
        for one, other, name in ((1, 2, "Acme"), (4, 5, "Gamma"))
    )


async def test_no_model_changed_without_a_migration(empty_url: str) -> None:
    async with TortoiseContext() as orm:
        await orm.init(tortoise_config(empty_url))
        detector = MigrationAutodetector(Tortoise.apps, tortoise_config(empty_url)["apps"])
        changes = await detector.changes()
    assert not changes
