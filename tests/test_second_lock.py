"""The second lock on servers as hosts have them: no superuser, several databases, the role allowed or not."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from graph import checking, demo
from graph.checking import Verdict
from graph.connections import DatabaseUnavailable
from graph.database import migrate, open_database
from graph.models.base import uuid7
from graph.resolvers.loading.statements import StatementCache
from graph.row_security import ROLE
from graph.settings import Settings
from tests.asking import CURSORS, Asking
from tests.conftest import Postgres, throwaway_server

ACCOUNT = '{ account(by: {name: "Acme Corp UK"}) { name contacts(first: 1) { totalCount } } }'
MAKE = "INSERT INTO account (id, name, name_key, owner_id) VALUES ($1, $2::text, $2::text, $3)"


@pytest.fixture
def host() -> Iterator[Postgres]:
    """A server of the test's own, which has no role of ours yet."""
    with throwaway_server() as server:
        yield server


async def made(host: Postgres, name: str, owner: str, attributes: str) -> str:
    """The address, as the owner, of a new database; the owner is made with these attributes unless there is one."""
    await host.run(
        f"DO $$ BEGIN CREATE ROLE {owner} LOGIN {attributes}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    await host.run(f"CREATE DATABASE {name} OWNER {owner}")
    return as_role(host.url(name), owner)


def as_role(url: str, role: str) -> str:
    _, _, rest = url.partition("@")
    return f"postgresql://{role}@{rest}"


@pytest.fixture
async def owned(host: Postgres) -> str:
    return await made(host, "owned", "boss", "CREATEROLE")


async def test_an_owner_who_may_make_roles_is_enough_even_for_two_databases_at_once(host: Postgres, owned: str) -> None:
    other = await made(host, "other", "boss", "CREATEROLE")
    await asyncio.gather(migrate(owned), migrate(other))
    assert await migrate(owned) == []
    for url in (owned, other):
        await demo.load(url)
        async with open_database(Settings(pool_size=2), url) as database:
            asking = Asking(database)
            assert (await asking("rita", ACCOUNT))["account"] is None
            assert (await asking("max", ACCOUNT))["account"]["name"] == "Acme Corp UK"
            rita = (await asking.viewer("rita")).id
            async with database.pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT set_config('account_graph.user', $1, true)", str(rita))
                await connection.execute(f"SET LOCAL ROLE {ROLE}")
                await connection.execute(MAKE, uuid7(), "mine", rita)
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(MAKE, uuid7(), "theirs", (await asking.viewer("max")).id)


async def test_who_may_only_select_can_serve(host: Postgres, owned: str) -> None:
    await migrate(owned)
    await demo.load(owned)
    await host.run("CREATE ROLE reader LOGIN")
    owner = await asyncpg.connect(owned)
    await owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    await owner.close()
    url = as_role(owned, "reader")
    assert await migrate(url) == []
    async with open_database(Settings(pool_size=2), url) as database:
        asking = Asking(database)
        assert (await asking("max", ACCOUNT))["account"]["contacts"]["totalCount"] > 0
        assert (await asking("rita", ACCOUNT))["account"] is None
        assert (await asking("ada", "{ accounts { totalCount } }"))["accounts"]["totalCount"] > 100


async def test_who_may_not_make_the_role_is_told_what_would(host: Postgres) -> None:
    url = await made(host, "plain", "tenant", "")
    with pytest.raises(DatabaseUnavailable, match=rf"CREATE ROLE {ROLE} .*ACCOUNT_GRAPH_ROW_SECURITY=off"):
        await migrate(url)
    with pytest.raises(DatabaseUnavailable, match="ACCOUNT_GRAPH_ROW_SECURITY=off"):
        async with open_database(Settings(), url):
            pass
    # what the message tells the superuser to run
    await host.run(f'CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO "tenant"')
    assert await migrate(url) == []
    async with open_database(Settings(), url):
        pass


async def test_without_it_everything_else_works(host: Postgres) -> None:
    url = await made(host, "plain", "tenant", "")
    assert "0007_row_security" in await migrate(url, lock=False)
    await demo.load(url)
    async with open_database(Settings(row_security=False, pool_size=2), url) as database:
        asking = Asking(database, StatementCache(CURSORS, lock=False))
        assert (await asking("max", ACCOUNT))["account"]["name"] == "Acme Corp UK"
        assert (await asking("rita", ACCOUNT))["account"] is None
        found = "SELECT count(*) FROM pg_class WHERE relrowsecurity"
        assert await database.pool.fetchval(found) == 0


async def test_a_role_that_passes_by_the_policies_is_no_lock(host: Postgres, owned: str) -> None:
    await host.run(f"CREATE ROLE {ROLE} NOLOGIN BYPASSRLS; GRANT {ROLE} TO boss")
    with pytest.raises(DatabaseUnavailable, match="which makes it no lock"):
        await migrate(owned)


async def test_a_lock_of_another_version_is_made_anew(postgres: Postgres) -> None:
    url = await postgres.make_database()
    connection = await asyncpg.connect(url)
    locked = "SELECT array_agg(polrelid::regclass::text) FROM pg_policy WHERE polname = 'select_locked'"
    tables = sorted(await connection.fetchval(locked))
    assert "contact" in tables
    await connection.execute("COMMENT ON FUNCTION account_graph_unseen IS 'of another version'")
    await connection.execute("DROP POLICY select_locked ON contact")
    with pytest.raises(DatabaseUnavailable, match="Run `account-graph migrate`"):
        async with open_database(Settings(), url):
            pass
    assert await migrate(url) == []
    assert sorted(await connection.fetchval(locked)) == tables
    await connection.close()
    async with open_database(Settings(), url):
        pass
    await postgres.drop_database(url)


async def test_a_role_that_is_more_than_a_role_is_told_and_taken_out_of_others(host: Postgres) -> None:
    await host.run("CREATE DATABASE books")
    url = host.url("books")
    await migrate(url)
    await demo.load(url)

    async def told() -> dict[str, tuple[str, ...]]:
        outcomes = await checking.look(url, lambda _: None)
        return {each.check.name: each.found.examples for each in outcomes if each.verdict is Verdict.WRONG}

    async def seen_by_nobody() -> int:
        connection = await asyncpg.connect(url)
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {ROLE}")
            count: int = await connection.fetchval("SELECT count(*) FROM contact")
        await connection.close()
        return count

    assert (await told(), await seen_by_nobody()) == ({}, 0)
    await host.run(f"GRANT postgres TO {ROLE}")
    assert await seen_by_nobody() > 0  # for a member of the owner no policy holds
    assert await told() == {"row security": (f"REVOKE postgres FROM {ROLE}",)}
    await checking.repair(url, await checking.look(url, lambda _: None))
    assert (await told(), await seen_by_nobody()) == ({}, 0)
    await host.run(f"ALTER ROLE {ROLE} BYPASSRLS LOGIN")
    [mend] = (await told())["row security"]
    assert mend == f"ALTER ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS"
    await host.run(mend)
    assert await told() == {}
