"""Nouns that exist in tests only, and how the program is assembled with them.

The program derives everything from the nouns that are registered when it is imported, so a noun of the tests has to be
registered before. pytest's own way to import a module first is a plugin, and `tests.nouns.plugin` is one:

    python -m pytest -p tests.nouns.plugin tests/schema tests/resolvers/test_paging.py

Every general test then runs over the vehicle too. Its migration is applied wherever the tests migrate a database, and
`load_demo` adds a vehicle to every account of the demo company. Without the plugin the program is the one that is
shipped.
"""

from pathlib import Path

import asyncpg

from graph.models.noun import NOUNS, Noun

HERE = Path(__file__).parent


def registered() -> list[Noun]:
    """The nouns of the tests that are registered."""
    return [noun for noun in NOUNS.values() if noun.model.__module__.startswith(f"{__name__}.")]


async def load_demo(url: str) -> None:
    """Adds rows of the registered nouns of the tests to the demo company."""
    if not registered():
        return
    connection = await asyncpg.connect(url)
    try:
        for noun in registered():
            await connection.execute((HERE / f"{noun.table}_demo.sql").read_text())
    finally:
        await connection.close()


def schema_text() -> str:
    """schema.graphql; where nouns of the tests are registered, what stands there with them."""
    if not registered():
        return (HERE.parents[1] / "schema.graphql").read_text()
    from graph.schema import schema

    return schema.as_str()
