"""An import's database session: it tells for whom it waits, and ends with its process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg

from graph.connections import APPLICATION

IMPORT = f"{APPLICATION} import"
"""What an import calls itself among the database's sessions."""
LOOK = 1.0
"""Seconds between two looks at what an import waits for."""

_OURS = {
    IMPORT: "another import",
    APPLICATION: "a server of Account Graph",
}
# Settings of the transaction alone: behind a pooler, the connection is somebody else's afterwards. Without the second,
# the database would notice only at the end of a statement that whoever waits for it was killed.
_BEGIN = """
SELECT set_config('application_name', $1, true), set_config('client_connection_check_interval', '1s', true)
"""
_BLOCKING = """
SELECT s.pid, s.application_name, s.usename, to_char(s.xact_start, 'YYYY-MM-DD HH24:MI:SSOF') AS since
FROM unnest(pg_blocking_pids($1)) blocking (pid) JOIN pg_stat_activity s ON s.pid = blocking.pid
ORDER BY s.xact_start, s.pid
"""

Tell = Callable[[str], None]


@asynccontextmanager
async def open_session(url: str, tell: Tell | None) -> AsyncIterator[asyncpg.Connection]:
    """A connection within a transaction, which is rolled back at the end unless it was committed.

    ``tell`` hears for whom the import waits, once for each of them.
    """
    # Behind a pooler a statement that is kept would be another client's; each is sent once here anyway.
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        await connection.execute("BEGIN")
        await connection.fetchrow(_BEGIN, IMPORT)
        if tell is None:
            yield connection
            return
        own = await connection.fetchval("SELECT pg_backend_pid()")
        watch = asyncio.create_task(_watch(url, own, tell))
        try:
            yield connection
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
    finally:
        await connection.close()


async def _watch(url: str, own: int, tell: Tell) -> None:
    told: set[int] = set()
    try:
        connection = await asyncpg.connect(url, statement_cache_size=0)
        try:
            while True:
                await asyncio.sleep(LOOK)
                blocking = [row for row in await connection.fetch(_BLOCKING, own) if row["pid"] not in told]
                if blocking:
                    tell(_told(blocking))
                    told |= {row["pid"] for row in blocking}
        finally:
            connection.terminate()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        tell(f"The import goes on, but can't look for whom it waits: {error}.")


def _told(blocking: Sequence[asyncpg.Record]) -> str:
    """For whom the import waits, for people."""
    each = [
        f"{_OURS.get(row['application_name'], row['application_name'] or 'a session')} of {row['usename']}, process"
        f" {row['pid']} of PostgreSQL, in its transaction since {row['since']}"
        for row in blocking
    ]
    return f"Waiting for {'; and for '.join(each)}."
