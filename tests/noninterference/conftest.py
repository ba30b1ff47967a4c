"""The comparison of a module's worlds: its ``SIZES`` say how many accounts they have."""

import asyncpg
import pytest

from tests.conftest import Postgres
from tests.noninterference.comparison import Comparison

SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
REMEMBERED = 400
"""StatementCache kept ready, a connection: more than one world is asked with."""


@pytest.fixture(scope="module")
async def comparison(postgres: Postgres, request: pytest.FixtureRequest) -> Comparison:
    """Runs all comparisons, up to the first difference."""
    urls = [await postgres.make_database() for _ in range(2)]
    connections = [
        await asyncpg.connect(url, server_settings=SETTINGS, statement_cache_size=REMEMBERED) for url in urls
    ]
    made = Comparison(request.module.SIZES, (connections[0], connections[1]))
    try:
        await made.run()
    finally:
        for connection in connections:
            await connection.close()
        for url in urls:
            await postgres.drop_database(url)
    return made
