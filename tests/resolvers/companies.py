"""Generated worlds with an admin each, stored in a database, to be asked in many ways."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import SystemRandom

import asyncpg

from tests.conftest import Opener, Postgres
from tests.resolvers.both import Both
from tests.rows import Row
from tests.world import generate

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
SIZES = (12, 40, 70)


@asynccontextmanager
async def company(postgres: Postgres, database: Opener, size: int) -> AsyncIterator[Both]:
    """One world. Its seed is SEED and its size, so that ACCOUNT_GRAPH_TEST_SEED makes the same again."""
    url = await postgres.make_database()
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            now = await connection.fetchval("SELECT now()")
            await generate(SEED * 1_000 + size, size, now).store(connection)
            await appoint_an_admin(connection)
        yield await Both.load(opened)
    await postgres.drop_database(url)


async def appoint_an_admin(connection: asyncpg.Connection) -> None:
    """Make someone an admin where nobody is that may sign in."""
    await connection.execute(
        "UPDATE app_user SET profile = 'ADMIN', is_active = true, can_view_all = false, partner_account_id = NULL"
        " WHERE id = (SELECT id FROM app_user WHERE profile <> 'PARTNER' ORDER BY id LIMIT 1)"
        " AND NOT EXISTS (SELECT FROM app_user WHERE profile = 'ADMIN' AND is_active)"
    )


def active(company: Both) -> list[Row]:
    """Everyone who may sign in."""
    return [user for user in company.rows.users.values() if user.is_active]


def admin(company: Both) -> Row:
    """Someone who may ask what others see."""
    return next(user for user in active(company) if user.profile == "ADMIN")
