"""A pool of connections for reads in which nothing waits for ever, and whose faults are errors of ours."""

import asyncio
from collections.abc import Generator
from typing import Any

import asyncpg

from graph.errors import GraphError, Overloaded, Unavailable
from graph.faults import OVERLOADED, UNAVAILABLE, connection_lost, translated


class ReadingPool(asyncpg.Pool):  # type: ignore[misc]  # asyncpg comes without types
    """asyncpg's pool, with a limit in seconds to every wait for a connection.

    `fetch`, `fetchrow` and `fetchval` raise Unavailable for what passes. They are for reads: where the connection is
    lost before the answer, they ask once more, on a connection made after that.
    """

    def __init__(self, url: str, *, least: int, most: int, limit: float, **options: Any) -> None:
        super().__init__(
            url,
            min_size=least,
            max_size=most,
            max_queries=50_000,
            max_inactive_connection_lifetime=300.0,
            loop=None,
            connection_class=asyncpg.Connection,
            record_class=asyncpg.Record,
            **options,
        )
        self._limit = limit
        self._losses = 0

    def acquire(self, *, timeout: float | None = None) -> "Acquiring":
        """A connection, by `await` or `async with`; Overloaded if none comes free within the limit."""
        return Acquiring(self, super().acquire(), self._limit if timeout is None else timeout)

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  # asyncpg's own
        """Take a connection back; one whose cancelled statement doesn't end within the limit is closed."""
        await super().release(connection, timeout=self._limit if timeout is None else timeout)

    async def fetch(self, query: str, *values: Any, **options: Any) -> Any:
        """The rows that a reading statement finds."""
        return await self._read("fetch", query, values, options)

    async def fetchrow(self, query: str, *values: Any, **options: Any) -> Any:
        """The first row that a reading statement finds."""
        return await self._read("fetchrow", query, values, options)

    async def fetchval(self, query: str, *values: Any, **options: Any) -> Any:
        """The first value that a reading statement finds."""
        return await self._read("fetchval", query, values, options)

    async def _read(self, how: str, query: str, values: tuple[Any, ...], options: dict[str, Any]) -> Any:
        losses = self._losses
        with translated():
            try:
                async with self.acquire() as connection:
                    losses = self._losses
                    return await getattr(connection, how)(query, *values, **options)
            except Exception as error:
                # what `acquire` raises is an error of ours already: there was no connection to lose
                if isinstance(error, GraphError) or not connection_lost(error):
                    raise
            # The idle ones may be as dead as this one: none that was open then is used again. Of all who lost theirs
            # at one stroke only the first says so, or they would take from each other the new ones.
            if losses == self._losses:
                self._losses += 1
                await self.expire_connections()
            async with self.acquire() as connection:
                return await getattr(connection, how)(query, *values, **options)


class Acquiring:
    """A connection on its way, as asyncpg's own: to be awaited, or entered and left."""

    def __init__(self, pool: ReadingPool, within: Any, limit: float) -> None:
        self._pool = pool
        self._within = within
        self._limit = limit
        self._connection: Any = None

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._acquire().__await__()

    async def __aenter__(self) -> Any:
        self._connection = await self._acquire()
        return self._connection

    async def __aexit__(self, *_raised: object) -> None:
        await self._pool.release(self._connection)

    async def _acquire(self) -> Any:
        with translated():
            try:
                # asyncpg's own limit would make a task of each wait
                async with asyncio.timeout(self._limit):
                    return await self._within
            except TimeoutError as error:
                busy = self._pool.get_size() == self._pool.get_max_size() and self._pool.get_idle_size() == 0
                raise (Overloaded(OVERLOADED) if busy else Unavailable(UNAVAILABLE)) from error
