"""Connections to migrated, empty databases."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ..conftest import Postgres


@pytest.fixture
async def connection(empty_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database of the test's own."""
    opened = await asyncpg.connect(empty_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def shared_connection(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database of this package's."""
    url = await postgres.make_database()
    opened = await asyncpg.connect(url)
    yield opened
    await opened.close()


@pytest.fixture
async def undone(shared_connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A connection in a transaction that is undone after the test."""
    transaction = shared_connection.transaction()
    await transaction.start()
    yield shared_connection
    await transaction.rollback()
