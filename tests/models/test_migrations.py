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
from .records import account, insert, opportunity, user


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
    assert (await migrate(empty_url))[0] == "0017_unseen_letters"
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


async def test_users_there_are_have_their_address_since_it_changed_or_they_were_made(
    connection: asyncpg.Connection, empty_url: str
) -> None:
    ann, bob, lee = [await user(connection, f"{name}@demo.example") for name in ("ann", "bob", "lee")]
    await connection.execute("UPDATE app_user SET created_at = now() - interval '1 day' WHERE id <> $1", lee)
    await connection.execute("UPDATE app_user SET created_at = now() + interval '1 day' WHERE id = $1", lee)
    await connection.execute("UPDATE app_user SET email = 'ann.lee@demo.example' WHERE id = $1", ann)
    async with TortoiseContext():
        await tortoise_migrate(
            config=tortoise_config(empty_url), target="models.0017_unseen_letters", direction="backward"
        )
    told = await connection.fetchval("SELECT count(*) FROM field_change")
    assert await migrate(empty_url) == ["0018_email_since"]
    since = dict(await connection.fetch("SELECT id, email_since FROM app_user"))
    assert since[ann] == await connection.fetchval("SELECT changed_at FROM field_change WHERE field = 'email'")
    assert since[bob] == await connection.fetchval("SELECT created_at FROM app_user WHERE id = $1", bob)
    assert since[lee] <= await connection.fetchval("SELECT now()")
    assert await connection.fetchval("SELECT count(*) FROM field_change") == told


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
