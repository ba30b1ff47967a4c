"""The database as the migrations made it: nothing taken away, switched off or left half done."""

# ruff: noqa: S608  # the queries are constants

import pkgutil
from collections.abc import Callable

import asyncpg

from graph import models, row_security
from graph.database import OLDEST_POSTGRESQL
from graph.models import migrations

from .check import NOTHING, Check, Finder, Found, named, rows
from .migrated import made


async def _too_old(connection: asyncpg.Connection) -> Found:
    version = connection.get_server_version()
    return NOTHING if version.major >= OLDEST_POSTGRESQL else named([f"this is PostgreSQL {version.major}"])


async def _applied(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations')") is None:
        return set()
    return {row[0] for row in await connection.fetch("SELECT name FROM tortoise_migrations WHERE app = 'models'")}


def _brought() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}


async def _pending(connection: asyncpg.Connection) -> Found:
    return named(sorted(_brought() - await _applied(connection)))


async def _unknown(connection: asyncpg.Connection) -> Found:
    return named(sorted(await _applied(connection) - _brought()))


async def _unlocked(connection: asyncpg.Connection) -> Found:
    """What of the second lock is missing or switched off; nothing where the database does without one."""
    if not await connection.fetchval(row_security.MADE):
        return NOTHING
    off = await connection.fetch(
        "SELECT relname::text FROM pg_class WHERE oid = ANY($1::text[]::regclass[]) AND NOT relrowsecurity",
        list(row_security.LOCKED),
    )
    standing = {
        (row[0], row[1]) for row in await connection.fetch("SELECT tablename::text, policyname::text FROM pg_policies")
    }
    return named(
        [f"row-level security of {table} is off" for table in sorted(row[0] for row in off)]
        + [f"policy {name} of {table} is missing" for table, name in sorted(row_security.POLICIES - standing)]
    )


async def _columns(connection: asyncpg.Connection) -> Found:
    standing = {
        (row[0], row[1])
        for row in await connection.fetch(
            "SELECT table_name::text, column_name::text FROM information_schema.columns "
            "WHERE table_schema = current_schema()"
        )
    }
    due = {
        (meta.db_table, column)
        for name in models.__all__
        for meta in [getattr(models, name)._meta]
        for column in meta.fields_db_projection.values()
    }
    tables = {table for table, _ in standing}
    return named(
        [f"table {table}" for table in sorted(({table for table, _ in due} | made().tables) - tables)]
        + [f"column {table}.{column}" for table, column in sorted(due - standing) if table in tables]
    )


def _missing(standing: str, due: Callable[[], dict[str, str]]) -> Finder:
    """Finds what is due by name and not in what a query lists; told by the statement that makes it."""

    async def find(connection: asyncpg.Connection) -> Found:
        there = {row[0] for row in await connection.fetch(standing)}
        return named([statement for name, statement in sorted(due().items()) if name not in there])

    return find


def _by_table(found: dict[tuple[str, str], str]) -> dict[str, str]:
    return {f"{table}.{name}": statement for (table, name), statement in found.items()}


async def _functions(connection: asyncpg.Connection) -> Found:
    standing = {
        row[0]: row[1]
        for row in await connection.fetch(
            "SELECT proname::text, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        )
    }
    return named(
        [
            f"{name} is missing" if name not in standing else f"{name} does something else"
            for name, body in sorted(made().functions.items())
            if standing.get(name) != body
        ]
    )


async def _keys(connection: asyncpg.Connection) -> Found:
    """Unique keys and references that the models declare."""
    unique = {
        (row["of"], frozenset(row["columns"]))
        for row in await connection.fetch(
            """SELECT c.relname::text AS of, array_agg(a.attname::text) AS columns
               FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
               WHERE i.indisunique AND i.indpred IS NULL AND c.relnamespace = current_schema()::regnamespace
               GROUP BY i.indexrelid, c.relname"""
        )
    }
    references = {
        (row[0], row[1])
        for row in await connection.fetch(
            """SELECT c.relname::text, a.attname::text FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = r.conkey[1]
               WHERE r.contype = 'f' AND c.relnamespace = current_schema()::regnamespace"""
        )
    }
    lost = []
    for name in models.__all__:
        meta = getattr(models, name)._meta
        fields = meta.fields_map
        together = [
            frozenset(f"{each}_id" if each in meta.fk_fields else each for each in key) for key in meta.unique_together
        ]
        alone = [frozenset([each]) for each, kind in fields.items() if getattr(kind, "unique", False)]
        lost += [
            f"{meta.db_table}: nothing keeps {', '.join(sorted(key))} unique"
            for key in [*alone, *together]
            if (meta.db_table, key) not in unique
        ]
        lost += [
            f"{meta.db_table}.{each}_id: no foreign key"
            for each in sorted(meta.fk_fields)
            if getattr(fields[each], "db_constraint", True) and (meta.db_table, f"{each}_id") not in references
        ]
    return named(lost)


async def _replica(connection: asyncpg.Connection) -> Found:
    role = await connection.fetchval("SELECT current_setting('session_replication_role')")
    return NOTHING if role == "origin" else named([f"session_replication_role is {role} for new sessions"])


OURS = "c.relnamespace = current_schema()::regnamespace"

INVALID = f"""
SELECT 'REINDEX INDEX CONCURRENTLY ' || i.indexrelid::regclass AS what
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE {OURS} AND NOT i.indisvalid
"""

# triggers that PostgreSQL made for foreign keys are switched by ALL alone
DISABLED = f"""
SELECT DISTINCT format('ALTER TABLE %s ENABLE TRIGGER %s', c.oid::regclass,
    CASE WHEN t.tgisinternal THEN 'ALL' ELSE quote_ident(t.tgname) END) AS what
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE {OURS} AND t.tgenabled IN ('D', 'R')
"""

UNVALIDATED = f"""
SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', c.oid::regclass, r.conname) AS what
FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid WHERE {OURS} AND NOT r.convalidated
"""

FIRST = (
    Check(
        name="version of PostgreSQL",
        wrong="it is too old",
        mend=f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.",
        find=_too_old,
    ),
    Check(
        name="migrations",
        wrong="the database lacks some",
        mend="account-graph migrate applies them.",
        find=_pending,
    ),
    Check(
        name="program",
        wrong="the database has migrations that this program does not know",
        mend="Run the newer program that applied them.",
        find=_unknown,
    ),
)
"""Without these, no other check makes sense."""

CHECKS = (
    Check(
        name="extensions",
        wrong="what text search needs is missing",
        mend="A superuser runs the statement.",
        find=_missing(
            "SELECT extname::text FROM pg_extension",
            lambda: {name: f"CREATE EXTENSION {name}" for name in made().extensions},
        ),
    ),
    Check(
        name="tables",
        wrong="tables or columns that migrations made are missing",
        mend="Restore them from a backup.",
        find=_columns,
    ),
    Check(
        name="indexes",
        wrong="indexes that migrations made are missing",
        mend="Run the statements.",
        find=_missing(
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()", lambda: made().indexes
        ),
    ),
    Check(
        name="valid indexes",
        wrong="indexes are not in use, as they were never finished",
        mend="Run the statements.",
        find=rows(INVALID),
    ),
    Check(
        name="triggers",
        wrong="triggers that migrations made are missing",
        mend="Run the statements, then account-graph check --repair.",
        find=_missing(
            "SELECT tgrelid::regclass::text || '.' || tgname FROM pg_trigger", lambda: _by_table(made().triggers)
        ),
    ),
    Check(
        name="triggers at work",
        wrong="triggers are switched off",
        mend="Run the statements, then account-graph check --repair.",
        find=rows(DISABLED),
    ),
    Check(
        name="replication role",
        wrong="no trigger works in new sessions of this user",
        mend="Take the setting away with ALTER ROLE or ALTER DATABASE ... RESET session_replication_role.",
        find=_replica,
    ),
    Check(
        name="functions",
        wrong="functions of triggers are not those that migrations made",
        mend="Make them as graph/models/migrations has them, then run account-graph check --repair.",
        find=_functions,
    ),
    Check(
        name="constraints",
        wrong="constraints that migrations made are missing",
        mend="Run the statements; rows that break them are named then.",
        find=_missing(
            "SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint",
            lambda: _by_table(made().constraints),
        ),
    ),
    Check(
        name="valid constraints",
        wrong="constraints do not hold for the rows that were there before them",
        mend="Run the statements; rows that break them are named then.",
        find=rows(UNVALIDATED),
    ),
    Check(
        name="row security",
        wrong="the second lock doesn't hold everywhere",
        mend="COMMENT ON FUNCTION account_graph_unseen(uuid, text, uuid[]) IS NULL; then account-graph migrate.",
        find=_unlocked,
    ),
    Check(
        name="keys",
        wrong="unique keys or foreign keys are missing",
        mend="Add them with ALTER TABLE, as graph/models has them.",
        find=_keys,
    ),
)
