"""Nouns that exist in tests only, and how the program is assembled with them.

The program derives everything from the nouns that are registered when it is imported, so a noun of the tests has to be
imported before. pytest's own way to import a module first is a plugin, and the noun's module is one:

    python -m pytest -p tests.nouns.vehicle tests/schema tests/resolvers/test_paging.py

Every general test then runs over the vehicle too: `migrate` makes its table wherever the tests migrate a database, and
`load_demo` adds a vehicle to every account of the demo company. Without the plugin the program is the one that is
shipped.
"""

from pathlib import Path

import asyncpg

from graph.models.noun import NOUNS

HERE = Path(__file__).parent


async def migrate(url: str) -> None:
    """Makes what the registered nouns of the tests need in a migrated database: the SQL file beside each."""
    await _run(url, "{}.sql")


async def load_demo(url: str) -> None:
    """Adds rows of the registered nouns of the tests to the demo company."""
    await _run(url, "{}_demo.sql")


async def _run(url: str, file: str) -> None:
    tables = [noun.table for noun in NOUNS.values() if noun.model.__module__.startswith(f"{__name__}.")]
    if not tables:
        return
    connection = await asyncpg.connect(url)
    try:
        for table in tables:
            await connection.execute((HERE / file.format(table)).read_text())
    finally:
        await connection.close()
