"""The database, migrated and open: Tortoise for writes and migrations, pools of plain connections for reads."""

import asyncio
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

import asyncpg
from tortoise.context import TortoiseContext, get_current_context
from tortoise.exceptions import OperationalError
from tortoise.migrations.api import migrate as tortoise_migrate

from . import models, row_security
from .connections import APPLICATION, DatabaseAway, DatabaseMismatch, DatabaseUnavailable, connect, describe, told
from .faults import connection_lost
from .models import migrations
from .models.noun import NOUNS
from .patches import tortoise_orm
from .pools import ReadingPool, Watch, nothing_to_reset
from .settings import Settings
from .tortoise_client import LimitedClient

OLDEST_POSTGRESQL = 15
SERVER_IS_FIRST = 1.0
"""Seconds that we wait for a statement longer than the server runs it: who is cancelled there keeps the connection."""
BEFORE_0_1 = "0001_initial"
"""The first migration of the databases that were made before 0.1.0."""

MIGRATION_LOCK = 0x41474D  # any number that nothing else in the database locks

tortoise_orm.render_old_states_when_asked()


def model_modules() -> list[str]:
    """The modules that Tortoise finds models in: the program's, and those of nouns that are declared elsewhere."""
    declaring = {noun.model.__module__ for noun in NOUNS.values()}
    return [models.__name__, *sorted(name for name in declaring if not name.startswith(f"{models.__name__}."))]


def tortoise_config(url: str, settings: Settings | None = None) -> dict[str, Any]:
    """Tortoise's configuration for the database at this address."""
    settings = settings or Settings()

    async def connect(_dsn: str | None, **given: Any) -> asyncpg.Connection:
        # Tortoise takes an address apart and loses what it has no name for, such as sslmode; asyncpg reads it whole.
        options = {name: given[name] for name in given.keys() - {"host", "port", "user", "password", "database"}}
        return await asyncpg.connect(url, **options)

    credentials: dict[str, Any] = {
        "connect": connect,
        "minsize": 0,
        "maxsize": settings.pool_size,
        "limit": settings.pool_timeout,
        "reset": nothing_to_reset,
    }
    if settings.behind_pooler:
        credentials |= {"statement_cache_size": 0, "command_timeout": settings.statement_timeout}
    else:
        credentials |= {
            "command_timeout": settings.statement_timeout + SERVER_IS_FIRST,
            "server_settings": {
                "application_name": APPLICATION,
                "jit": "off",
                "plan_cache_mode": "force_generic_plan",
                "statement_timeout": _milliseconds(settings),
            },
        }
    return {
        "connections": {"default": {"engine": "graph.tortoise_client", "credentials": credentials}},
        "apps": {
            "models": {
                "models": model_modules(),
                "default_connection": "default",
                "migrations": migrations.__name__,
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _milliseconds(settings: Settings) -> str:
    """The limit of statements as the server takes it; 0 would be none."""
    return str(ceil(settings.statement_timeout * 1000))


TORTOISE = tortoise_config("postgresql:///account_graph")
"""What `tortoise makemigrations` reads the models from; it opens no connection."""


async def migrate(url: str, *, lock: bool = True) -> list[str]:
    """Brings the database up to date; returns the names of the migrations it applied, in order.

    With ``lock`` it also installs what row-level security needs, unless that is there.

    Two processes may do so at once: the second waits, and finds nothing left to do. Raises DatabaseUnavailable, also
    where another version of the program made the database.
    """
    async with connect(url) as connection:
        if connection.get_server_version().major < OLDEST_POSTGRESQL:
            raise DatabaseUnavailable(
                f"{describe(url)} is PostgreSQL {connection.get_server_version().major}. "
                f"Account Graph needs {OLDEST_POSTGRESQL} or newer."
            )
        if not await _pending(connection, url) and (not lock or await row_security.is_current(connection)):
            return []
        # A transaction holds the lock, not the session: a pooler may give a session's lock to someone else.
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            pending = await _pending(connection, url)
            if pending:
                # Tortoise's migrate leaves itself initialised; a context of its own takes that away with it.
                async with TortoiseContext():
                    try:
                        await tortoise_migrate(config=tortoise_config(url, Settings(statement_timeout=86_400)))
                    except OperationalError as error:
                        raise DatabaseUnavailable(f"{describe(url)} can't be brought up to date: {error}") from error
            # a table that a migration made anew has no policies yet, whatever the lock says of itself
            if lock and (pending or not await row_security.is_current(connection)):
                try:
                    await row_security.install(connection)
                except row_security.LockRefused as error:
                    raise DatabaseUnavailable(
                        f"{describe(url)} is up to date but for its second lock. {error}"
                    ) from error
            return pending


async def pending_migrations(url: str) -> list[str]:
    """The names of the migrations that this program brings and the database lacks.

    Raises DatabaseUnavailable, also where the database has migrations that this program doesn't know.
    """
    async with connect(url) as connection:
        return await _pending(connection, url)


def known_migrations() -> list[str]:
    """The names of the migrations that this program brings, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(migrations.__path__))


async def applied_migrations(connection: asyncpg.Connection) -> set[str]:
    """The names of the migrations that the database has."""
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations')") is None:
        return set()
    return {row["name"] for row in await connection.fetch("SELECT name FROM tortoise_migrations WHERE app = 'models'")}


async def _pending(connection: asyncpg.Connection, url: str) -> list[str]:
    known = known_migrations()
    applied = await applied_migrations(connection)
    if why := unknown_to_this_program(applied):
        raise DatabaseMismatch(f"{describe(url)} {why}")
    return [name for name in known if name not in applied]


def unknown_to_this_program(applied: set[str]) -> str | None:
    """Why a database with these migrations can't be used, and what to do; None where it can."""
    if BEFORE_0_1 in applied:
        return (
            "was made before 0.1.0, whose migrations begin anew. Make a new database and import the records there; "
            "docs/operating.md says how."
        )
    if unknown := sorted(applied - {*known_migrations()}):
        return (
            f"is newer than this program, which doesn't know its migration {unknown[0]}. Run the program that "
            "migrated it, or a later one; or restore a backup from before."
        )
    return None


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Reads go through the pools; Tortoise's models use it for as long as it is open."""

    url: str
    pool: asyncpg.Pool
    planning: asyncpg.Pool
    """Connections that plan each statement for the values it is run with: for those whose best plan depends on them."""
    writer: LimitedClient
    """Tortoise's connections, which mutations write by."""


@asynccontextmanager
async def open_database(
    settings: Settings, url: str, *, reached: bool = True, watch: Watch | None = None
) -> AsyncIterator[Database]:
    """Opens Tortoise and a pool of connections on one database, and closes both. Raises DatabaseUnavailable.

    Not ``reached``: it may be away; connections are made when they are wanted. ``watch`` is told how long reads take.
    Where a process opens several, Tortoise's models use the innermost one of the task, or else the one opened first.
    """
    await _require_current(url, lock=settings.row_security, reached=reached)
    first = get_current_context() is None
    async with TortoiseContext() as orm:
        await orm.init(tortoise_config(url, settings), _enable_global_fallback=first)
        writer = cast(LimitedClient, orm.db("default"))  # as the configuration names it
        async with _reading_pool(settings, url, "force_generic_plan", least=1 if reached else 0, watch=watch) as pool:
            if settings.behind_pooler:
                yield Database(url, pool, pool, writer)  # nothing stays prepared there: all is planned for its values
                return
            async with _reading_pool(settings, url, "force_custom_plan", least=0, watch=watch) as planning:
                yield Database(url, pool, planning, writer)


async def _require_current(url: str, *, lock: bool, reached: bool) -> None:
    """Refuses a database that another version of the program made, or with ``lock`` one without the second lock."""
    try:
        async with connect(url) as connection:
            if await _pending(connection, url) or not lock or await row_security.is_current(connection):
                return
    except Exception as error:
        if reached or not (isinstance(error, DatabaseAway) or connection_lost(error)):
            raise
        return  # without it, what needs it fails
    raise DatabaseUnavailable(
        f"{describe(url)} lacks what row-level security needs. Run `account-graph migrate`, "
        "or set ACCOUNT_GRAPH_ROW_SECURITY=off."
    )


@asynccontextmanager
async def _reading_pool(
    settings: Settings, url: str, plans: str, *, least: int, watch: Watch | None
) -> AsyncIterator[asyncpg.Pool]:
    """Connections for reads. Most statements serve every viewer: planned for one, they would be planned for each."""
    if settings.behind_pooler:
        options: dict[str, Any] = {"statement_cache_size": 0, "command_timeout": settings.statement_timeout}
    else:
        options = {
            "statement_cache_size": 256,
            "command_timeout": settings.statement_timeout + SERVER_IS_FIRST,
            "server_settings": {
                "application_name": APPLICATION,
                "jit": "off",
                "plan_cache_mode": plans,
                "statement_timeout": _milliseconds(settings),
            },
        }
    with told(url):
        pool = await ReadingPool(
            url,
            min_size=least,
            max_size=settings.pool_size,
            limit=settings.pool_timeout,
            reset=nothing_to_reset,
            watch=watch,
            **options,
        )
    try:
        yield pool
    finally:
        with suppress(TimeoutError):  # it then closes what is left by force
            async with asyncio.timeout(settings.statement_timeout + settings.pool_timeout):
                await pool.close()
