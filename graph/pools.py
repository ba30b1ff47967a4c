"""Connection pools that limit every wait, and raise the program's errors for faults of the database."""

import asyncio
from collections.abc import Coroutine, Generator
from time import perf_counter
from typing import Any, Protocol

import asyncpg

from graph.errors import Overloaded, Unavailable
from graph.faults import OVERLOADED, UNAVAILABLE, connection_lost, translate_errors, unavailable

HEAVY_SHARE = 4
"""Of so many connections, one is for heavy statements."""


MAX_CHARACTERS = 150_000
"""The characters of different statements after which a backend is replaced by a new one.

PostgreSQL keeps some 140 bytes a character for a prepared statement with its plan.
"""


class Backend(asyncpg.Connection):  # type: ignore[misc]  # asyncpg comes without types
    """A connection that counts what its backend has prepared."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.characters = 0
        """The total length of all different statements that were run."""
        self._noted: set[int] = set()

    def has_grown(self, query: str) -> bool:
        """Counts a statement, unless it was run before; returns whether the backend has grown past the limit."""
        key = hash(query)
        if key not in self._noted:
            self._noted.add(key)
            self.characters += len(query)
        return self.characters > MAX_CHARACTERS


class Watch(Protocol):
    """What is told how long reads take."""

    def waited(self, seconds: float) -> None:
        """A read has its connection."""

    def answered(self, seconds: float) -> None:
        """A read has its answer."""


async def nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """Nothing is set beyond its transaction, so a connection goes back as it came, without a round trip."""


class LimitedPool(asyncpg.Pool):  # type: ignore[misc]  # asyncpg comes without types
    """asyncpg's pool with a limit, in seconds, on each wait for a connection."""

    def __init__(self, url: str | None, *, limit: float, **options: Any) -> None:
        defaults = {
            "max_queries": 50_000,
            "max_inactive_connection_lifetime": 300.0,
            "loop": None,
            "connection_class": Backend,
            "record_class": asyncpg.Record,
        }
        super().__init__(url, **{**defaults, **options})
        self._limit = limit

    def acquire(self, *, timeout: float | None = None) -> "Acquiring":
        """Returns a connection, by `await` or `async with`; raises Overloaded if none becomes free within the limit."""
        return Acquiring(self, self._take(self._limit if timeout is None else timeout))

    async def give_back(self, connection: Any, *, failed: bool) -> None:
        """Returns a connection to the pool. A failed one is closed if its cancelled statement doesn't end in time."""
        await self.release(connection, timeout=self._limit if failed else None)

    async def _take(self, limit: float) -> Any:
        try:
            # asyncpg's own timeout would create a task for each wait
            async with asyncio.timeout(limit):
                return await super().acquire()
        except TimeoutError as error:
            busy = self.get_size() == self.get_max_size() and self.get_idle_size() == 0
            raise (Overloaded(OVERLOADED) if busy else Unavailable(UNAVAILABLE)) from error
        except Exception as error:
            translated = unavailable(error)
            if translated is None:
                raise
            raise translated from error


class ReadingPool(LimitedPool):
    """A pool for reads: `fetch`, `fetchrow` and `fetchval` raise Unavailable for transient faults.

    If the connection is lost before the result, they run the statement once more on a new connection. Heavy statements
    take at most a quarter of the connections, and wait for each other, so that the others find one.
    """

    _losses = 0

    def __init__(
        self, url: str | None, *, limit: float, max_size: int, watch: Watch | None = None, **options: Any
    ) -> None:
        super().__init__(url, limit=limit, max_size=max_size, **options)
        self._watch = watch
        self._heavy = asyncio.Semaphore(max(1, max_size // HEAVY_SHARE))

    async def fetch(self, query: str, *values: Any, **options: Any) -> Any:
        """Returns the rows that a query selects."""
        return await self._read("fetch", query, values, options)

    async def fetchrow(self, query: str, *values: Any, **options: Any) -> Any:
        """Returns the first row that a query selects, or None."""
        return await self._read("fetchrow", query, values, options)

    async def fetchrow_heavy(self, query: str, *values: Any) -> Any:
        """Returns the first row that a heavy query selects, or None; raises Overloaded if its turn doesn't come."""
        try:
            async with asyncio.timeout(self._limit):
                await self._heavy.acquire()
        except TimeoutError as error:
            raise Overloaded(OVERLOADED) from error
        try:
            return await self._read("fetchrow", query, values, {})
        finally:
            self._heavy.release()

    async def fetchval(self, query: str, *values: Any, **options: Any) -> Any:
        """Returns the first column of the first row that a query selects, or None."""
        return await self._read("fetchval", query, values, options)

    async def _read(self, how: str, query: str, values: tuple[Any, ...], options: dict[str, Any]) -> Any:
        began = perf_counter()
        connection = await self._take(self._limit)
        if self._watch:
            self._watch.waited(perf_counter() - began)
        losses = self._losses
        try:
            return await self._answer(connection, how, query, values, options)
        except Exception as error:
            translated = unavailable(error)
            if translated is None:
                raise
            if not connection_lost(error):
                raise translated from error
        # Idle connections may be dead too, so all that are open now are expired. Only the first of several simultaneous
        # failures does it; later ones would expire the replacements.
        if losses == self._losses:
            self._losses += 1
            await self.expire_connections()
        connection = await self._take(self._limit)
        with translate_errors():
            return await self._answer(connection, how, query, values, options)

    async def _answer(
        self, connection: Any, how: str, query: str, values: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        grown, began = connection.has_grown(query), perf_counter()
        try:
            answer = await getattr(connection, how)(query, *values, **options)
        except BaseException:
            await self.give_back(connection, failed=True)
            raise
        if self._watch:
            self._watch.answered(perf_counter() - began)
        if grown:
            await connection.close(timeout=self._limit)
        await self.release(connection)
        return answer


class Acquiring:
    """A pending connection, to be awaited or used by `async with`, as asyncpg's own."""

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
