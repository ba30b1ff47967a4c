"""Pools of connections in which nothing waits for ever, and whose faults are errors of ours."""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any

import asyncpg

from graph.errors import Overloaded, Unavailable
from graph.faults import OVERLOADED, UNAVAILABLE, connection_lost, translate_errors, unavailable


class LimitedPool(asyncpg.Pool):  # type: ignore[misc]  # asyncpg comes without types
    """asyncpg's pool, with a limit in seconds to every wait for a connection."""

    def __init__(self, url: str | None, *, limit: float, **options: Any) -> None:
        defaults = {
            "max_queries": 50_000,
            "max_inactive_connection_lifetime": 300.0,
            "loop": None,
            "connection_class": asyncpg.Connection,
            "record_class": asyncpg.Record,
        }
        super().__init__(url, **{**defaults, **options})
        self._limit = limit

    def acquire(self, *, timeout: float | None = None) -> "Acquiring":
        """A connection, by `await` or `async with`; Overloaded if none comes free within the limit."""
        return Acquiring(self, self._take(self._limit if timeout is None else timeout))

    async def give_back(self, connection: Any, *, failed: bool) -> None:
        """Take a connection back. Of a failed one the cancelled statement is waited for, or else it is closed."""
        await self.release(connection, timeout=self._limit if failed else None)

    async def _take(self, limit: float) -> Any:
        try:
            # asyncpg's own limit would make a task of each wait
            async with asyncio.timeout(limit):
                return await super().acquire()
        except TimeoutError as error:
            busy = self.get_size() == self.get_max_size() and self.get_idle_size() == 0
            raise (Overloaded(OVERLOADED) if busy else Unavailable(UNAVAILABLE)) from error
        except Exception as error:
            told = unavailable(error)
            if told is None:
                raise
            raise told from error


class ReadingPool(LimitedPool):
    """A pool whose `fetch`, `fetchrow` and `fetchval` raise Unavailable for what passes.

    They are for reads: where the connection is lost before the answer, they ask once more, on one made after that.
    """

    _losses = 0

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
        connection = await self._take(self._limit)
        losses = self._losses
        try:
            return await self._answer(connection, how, query, values, options)
        except Exception as error:
            told = unavailable(error)
            if told is None:
                raise
            if not connection_lost(error):
                raise told from error
        # The idle ones may be as dead as this one: none that was open then is used again. Of all who lost theirs at one
        # stroke only the first says so, or they would take from each other the new ones.
        if losses == self._losses:
            self._losses += 1
            await self.expire_connections()
        connection = await self._take(self._limit)
        with translate_errors():
            return await self._answer(connection, how, query, values, options)

    async def _answer(
        self, connection: Any, how: str, query: str, values: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        try:
            answer = await getattr(connection, how)(query, *values, **options)
        except BaseException:
            await self.give_back(connection, failed=True)
            raise
        await self.release(connection)
        return answer


class Acquiring:
    """A connection on its way, as asyncpg's own: to be awaited, or entered and left."""

    def __init__(self, pool: LimitedPool, taking: Coroutine[Any, Any, Any]) -> None:
        self._pool = pool
        self._taking = taking
        self._connection: Any = None

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._taking.__await__()

    async def __aenter__(self) -> Any:
        self._connection = await self._taking
        return self._connection

    async def __aexit__(self, raised: object, *_: object) -> None:
        await self._pool.give_back(self._connection, failed=raised is not None)
