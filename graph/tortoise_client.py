"""Tortoise's client of PostgreSQL, with our pool in it: its own waits for a connection without end."""

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient

from graph.pools import LimitedPool


class LimitedClient(AsyncpgDBClient):
    """Raises Overloaded and Unavailable where it gets no connection; all else is Tortoise's."""

    async def create_pool(self, **options: Any) -> LimitedPool:
        """Called by Tortoise when it first needs a connection."""
        pool: LimitedPool = await LimitedPool(None, **options)
        return pool


client_class = LimitedClient
