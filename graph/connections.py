"""The database that is meant, and one connection to it for a moment. Needs neither the models nor Tortoise."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from .embedded import DATABASE, server_url, shared_server
from .failure import Failure
from .settings import Settings

APPLICATION = "account-graph"
"""What a server calls itself among the database's sessions."""


class DatabaseUnavailable(Failure):
    """The database can't be used. The message says which one, why, and the mend."""


class DatabaseAway(DatabaseUnavailable):
    """The database can't be reached, at least at the moment."""


class DatabaseMismatch(DatabaseUnavailable):
    """Another version of the program made the database, and this one can't use it."""


@contextmanager
def embedded_server(folder: Path, *, kept: bool = False) -> Iterator[str]:
    """Starts or joins the embedded server; yields the address of our database on it.

    Several processes may do so at once; the last one out stops the server. ``kept``: it is started again where it ends.
    Raises EmbeddedServerError.
    """
    with shared_server(folder, kept=kept) as socket_folder:
        yield server_url(socket_folder, DATABASE)


@contextmanager
def database_url(settings: Settings, *, kept: bool = False) -> Iterator[str]:
    """The address of the database these settings mean: DATABASE_URL's, or the embedded server's while this is open.

    ``kept``: an embedded server that ends meanwhile is started again.
    """
    if settings.database_url is not None:
        yield settings.database_url
    else:
        with embedded_server(settings.data, kept=kept) as url:
            yield url


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection for a moment, outside every pool. Raises DatabaseUnavailable."""
    with told(url):
        connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def told(url: str) -> Iterator[None]:
    """Raises DatabaseAway where what is within can't reach this database."""
    try:
        yield
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseAway(
            f"{describe(url)} can't be reached: {str(error) or type(error).__name__}. "
            "Check that it runs and that DATABASE_URL is right, or unset DATABASE_URL to use the embedded one."
        ) from error


def describe(url: str) -> str:
    """A database's name for people: where it is, without user and password."""
    parts = urlsplit(url)
    return (
        f"The database {parts.path.lstrip('/') or '(default)'} at {parts.netloc.rpartition('@')[2] or 'a local socket'}"
    )
