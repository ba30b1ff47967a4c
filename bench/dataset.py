"""A company of 100,000 accounts in its own database, created once and reused until its definition changes."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import asyncpg

from graph.connections import connect
from graph.database import migrate
from graph.models import migrations

SCRIPT = Path(__file__).with_name("dataset.sql")
RECORDS = Path(__file__).with_name("records.sql")
"""The parts that the scripts share."""
DATABASE = "account_graph_bench"
ACCOUNTS = 100_000
VIEWER = "rep@bench.example"

PAGES = """
SELECT a.id FROM account a
WHERE a.annual_revenue >= 5e9
    AND (SELECT count(*) FROM account c WHERE c.parent_id = a.id) >= 10
    AND (SELECT count(*) FROM contact c WHERE c.account_id = a.id) >= 10
    AND (SELECT count(DISTINCT o.stage) FROM opportunity o WHERE o.account_id = a.id) >= 3
    AND (SELECT count(*) FROM support_case c WHERE c.account_id = a.id) >= 10
    AND (SELECT count(*) FROM contract c WHERE c.account_id = a.id) >= 10
ORDER BY a.id
"""
"""Selects the accounts whose pages are requested."""


async def make(server_url: str, accounts: int = ACCOUNTS, tell: Callable[[str], None] = print) -> str:
    """Returns the URL of the company's database on this server, and creates it if necessary."""
    return await make_by(SCRIPT, DATABASE, server_url, accounts, tell)


async def make_by(script: Path, database: str, server_url: str, accounts: int, tell: Callable[[str], None]) -> str:
    """Returns the URL of the database that the script fills, and creates it if necessary."""
    url = urlsplit(server_url)._replace(path="/" + quote(database)).geturl()
    stamp = _stamp(script, accounts)
    async with connect(server_url) as connection:
        if stamp == await connection.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", database
        ):
            return url
        tell(f"Creating the database {database} with {accounts:,} accounts, which takes minutes, once.")
        await connection.execute(f'DROP DATABASE IF EXISTS "{database}"')
        await connection.execute(f'CREATE DATABASE "{database}"')
    await migrate(url)
    async with connect(url) as connection:
        await connection.execute("SELECT set_config('bench.accounts', $1, false)", str(accounts))
        for title, statements in _parts(script):
            tell(f"  {title}")
            await connection.execute(statements)
        # last, so that an incomplete database is created again
        await connection.execute(f"COMMENT ON DATABASE \"{database}\" IS '{stamp}'")
    return url


async def page_accounts(connection: asyncpg.Connection) -> list[str]:
    """Returns the GraphQL ids of the accounts whose pages are requested."""
    return [f"acc_{row['id']}" for row in await connection.fetch(PAGES)]


def _parts(script: Path) -> list[tuple[str, str]]:
    """Returns a script's parts with their titles; a part without statements is taken from `records.sql`."""
    records = dict(_titled(RECORDS))
    return [(title, statements.strip() or records[title]) for title, statements in _titled(script)]


def _titled(script: Path) -> list[tuple[str, str]]:
    parts = (part.partition("\n") for part in script.read_text().split("\n-- : ")[1:])
    return [(title, statements) for title, _, statements in parts]


def _stamp(script: Path, accounts: int) -> str:
    """Returns the comment that identifies a database's origin: it changes with the scripts and the migrations."""
    made_from = hashlib.sha256()
    for file in (script, RECORDS, *sorted(Path(migrations.__path__[0]).glob("*.py"))):
        made_from.update(file.read_bytes())
    return f"{accounts} accounts, {made_from.hexdigest()}"
