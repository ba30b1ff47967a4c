"""docs/operating.md, each step tried: with PostgreSQL's own programs, as an ordinary owner of a database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from graph import checking, demo
from graph.auth.tokens import Tokens
from graph.checking import Verdict
from graph.connections import DatabaseMismatch, DatabaseUnavailable
from graph.database import known_migrations, migrate, open_database, pending_migrations
from graph.embedded import embedded_binaries, shared_server
from graph.errors import Unauthenticated
from graph.row_security import ROLE
from graph.settings import Settings
from tests.conftest import FAST, Postgres
from tests.migrating.test_new_migration import TAKE_BACK
from tests.server_folders import copied, open_folder
from tests.test_second_lock import made

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs/operating.md").read_text()
OTHER = os.environ.get("ACCOUNT_GRAPH_TEST_POSTGRES_BIN")
BINARIES = Path(OTHER) if OTHER else embedded_binaries()
SECRET = "s" * 32


@pytest.fixture(scope="module")
def run_before() -> Iterator[Path]:
    """A folder in which a server has run, to copy."""
    with open_folder() as folder:
        with shared_server(folder, binaries=BINARIES, options=FAST):
            pass
        yield folder


@contextmanager
def server(run_before: Path) -> Iterator[Postgres]:
    with (
        copied(run_before) as folder,
        shared_server(folder, binaries=BINARIES, options=FAST) as socket_folder,
    ):
        yield Postgres(socket_folder)


@pytest.fixture
def servers(run_before: Path) -> Iterator[tuple[Postgres, Postgres]]:
    """A server with a database to back up, and one that never had any."""
    with server(run_before) as first, server(run_before) as second:
        yield first, second


def commands(title: str) -> list[str]:
    """The commands of a section of the page, in order."""
    section = DOCS.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", section, re.S) for line in block.strip().splitlines()]


def sh(command: str, folder: Path, **variables: str) -> str:
    """Runs a command as the page has it."""
    program = folder / "bin" / "account-graph"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m graph "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{BINARIES}:{os.environ['PATH']}"
    environment = {"PATH": path, "ACCOUNT_GRAPH_SECRET": SECRET, "ACCOUNT_GRAPH_DATA": str(folder / "data")} | variables
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def take_back(url: str, target: str) -> None:
    """Takes back the migrations after the target."""
    command = [sys.executable, "-c", TAKE_BACK, url, f"models.{target}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def ask_for_passwords(hba_file: str) -> None:
    """Has the server ask everyone but its superuser for a password, once it reads the file again."""
    Path(hba_file).write_text("local all postgres trust\nlocal all all scram-sha-256\n")


async def contents(url: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for (table,) in tables:
        row = await connection.fetchrow(
            f"SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM \"{table}\" t"
        )
        found[table] = (row[0], row[1])
    await connection.close()
    return found


async def wrong(url: str) -> dict[str, tuple[str, ...]]:
    """What each check that isn't content says."""
    outcomes = await checking.look(url, lambda _: None)
    return {each.check.name: each.found.examples for each in outcomes if each.verdict is Verdict.WRONG}


async def restored(server: Postgres, owner: str, attributes: str) -> str:
    """The address of an empty database of this owner."""
    return await made(server, "restored", owner, attributes)


@pytest.mark.parametrize("attributes", ["CREATEROLE CREATEDB", ""])
@pytest.mark.parametrize("fresh", [False, True], ids=["the same server", "a fresh server"])
async def test_what_was_backed_up_is_restored_and_locked(
    servers: tuple[Postgres, Postgres], tmp_path: Path, attributes: str, fresh: bool
) -> None:
    first, second = servers
    url = await made(first, "books", "boss", "CREATEROLE CREATEDB")
    await migrate(url)
    await demo.load(url)
    [backup] = commands("Backup")
    sh(backup, tmp_path, DATABASE_URL=url)

    target = await restored(second if fresh else first, "heir", attributes)
    create_role, restore, migrate_it, check = commands("Restore")
    if fresh and attributes:
        sh(create_role.replace("psql", "psql --quiet"), tmp_path, RESTORED_URL=target)
    elif not attributes:
        # what the page tells the superuser to run
        if fresh:
            await second.run(f"CREATE ROLE {ROLE} NOLOGIN")
        await (second if fresh else first).run(f'GRANT {ROLE} TO "heir"')
    else:
        # the role is another user's on this server: whoever made it grants it
        await first.run(f'GRANT {ROLE} TO "heir" WITH ADMIN OPTION')
    sh(restore, tmp_path, RESTORED_URL=target)

    # the lock is off, which nothing hides
    assert any("belongs to heir, not to account_graph_app" in told for told in (await wrong(target))["row security"])
    with pytest.raises(DatabaseUnavailable, match="lacks what row-level security needs"):
        async with open_database(Settings(), target):
            pass

    assert sh(migrate_it, tmp_path, RESTORED_URL=target).endswith("is up to date.\n")
    assert sh(check, tmp_path, RESTORED_URL=target).endswith("Nothing is wrong.\n")
    assert await contents(target) == await contents(url)
    async with open_database(Settings(), target):
        pass


async def test_a_repair_installs_the_lock_as_a_migration_does(
    servers: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    first, _ = servers
    url = await made(first, "books", "boss", "CREATEROLE CREATEDB")
    await migrate(url)
    sh(commands("Backup")[0], tmp_path, DATABASE_URL=url)
    target = await restored(first, "boss", "")
    sh(commands("Restore")[1], tmp_path, RESTORED_URL=target)
    assert {*await wrong(target)} == {"row security"}
    told = sh("account-graph check --repair", tmp_path, DATABASE_URL=target)
    assert "repaired row security: 1 statement\n" in told
    assert told.endswith("Nothing is wrong.\n")


@pytest.mark.once
def test_another_secret_ends_every_token(tmp_path: Path) -> None:
    export = commands("Rotation")[0]
    fresh = sh(f"{export}; printf %s $ACCOUNT_GRAPH_SECRET", tmp_path)
    before, after = (Tokens(Settings(secret=secret)) for secret in (SECRET, fresh))
    token = before.issue("rita@demo.example")
    assert before.claims(token)
    with pytest.raises(Unauthenticated):
        after.claims(token)
    assert after.claims(after.issue("rita@demo.example"))


async def test_an_upgrade_applies_what_is_missing_and_stops_the_older_program(
    servers: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    url = await made(servers[0], "books", "boss", "CREATEROLE")
    await migrate(url)
    await demo.load(url)
    *_, before, last = known_migrations()
    take_back(url, before)
    assert [*await pending_migrations(url)] == [last]

    migrate_it, check = commands("Upgrade")
    assert f"Applied {last}" in sh(migrate_it, tmp_path, DATABASE_URL=url)
    assert sh(migrate_it, tmp_path, DATABASE_URL=url).endswith("is up to date.\n")
    assert sh(check, tmp_path, DATABASE_URL=url).endswith("Nothing is wrong.\n")

    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE tortoise_migrations SET name = '9999_future' WHERE name = $1", last)
    await connection.close()
    with pytest.raises(DatabaseMismatch, match="is newer than this program"):
        async with open_database(Settings(), url):
            pass


async def test_another_key_of_the_identity_provider_ends_the_tokens_of_the_one_before(
    servers: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    url = await made(servers[0], "books", "boss", "CREATEROLE")
    await migrate(url)
    old, new = (ed25519.Ed25519PrivateKey.generate() for _ in range(2))
    key = tmp_path / "key.pem"
    for file, private in ((key, old), (tmp_path / "new-key.pem", new)):
        file.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    names = {"sub": "rita@demo.example", "iss": "account-graph", "aud": "account-graph", "exp": 2**31}
    of_old, of_new = (jwt.encode(names, private, algorithm="EdDSA") for private in (old, new))
    assert Tokens(Settings(token_public_key_file=key)).claims(of_old)

    copy, check = commands("Rotation")[1:3]
    for command in (copy, check):
        told = sh(command, tmp_path, DATABASE_URL=url, ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE=str(key))
    assert told.endswith("Nothing is wrong.\n")
    after = Tokens(Settings(token_public_key_file=key))
    assert after.claims(of_new)
    with pytest.raises(Unauthenticated):
        after.claims(of_old)


async def test_another_password_of_the_database_is_the_only_one(
    servers: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    host, password = servers[0], "it's n/w"
    old = (await made(host, "books", "boss", "CREATEROLE PASSWORD 'old'")).replace("boss@", "boss:old@")
    connection = await asyncpg.connect(host.url("postgres"))
    ask_for_passwords(await connection.fetchval("SHOW hba_file"))
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    await migrate(old)
    sh(commands("Rotation")[3], tmp_path, DATABASE_URL=old, NEW_PASSWORD=password)
    with pytest.raises(DatabaseUnavailable, match="password"):
        await migrate(old)
    assert await migrate(old.replace(":old@", f":{quote(password, safe='')}@")) == []
