"""The database's definitions as the program wants them: nothing taken away, changed, switched off or left half done."""

# ruff: noqa: S608  # the queries are constants

import asyncpg

from graph import row_security
from graph.database import OLDEST_POSTGRESQL, applied_migrations, known_migrations, unknown_to_this_program
from graph.definitions import Kind, standing, wanted

from .check import NOTHING, Check, Found, Mended, Repair, named, rows
from .differences import define_again, differences, different, run_each


async def _too_old(connection: asyncpg.Connection) -> Found:
    version = connection.get_server_version()
    return NOTHING if version.major >= OLDEST_POSTGRESQL else named([f"this is PostgreSQL {version.major}"])


async def _pending(connection: asyncpg.Connection) -> Found:
    return named(sorted({*known_migrations()} - await applied_migrations(connection)))


async def _unknown(connection: asyncpg.Connection) -> Found:
    applied = await applied_migrations(connection)
    why = unknown_to_this_program(applied)
    return NOTHING if why is None else named([f"it {why}"], len(applied - {*known_migrations()}))


def _tables() -> list[str]:
    """The names of the program's tables."""
    return sorted(name for kind, name in wanted() if kind is Kind.TABLE)


OF_THE_LOCK = (Kind.ROLE, Kind.FUNCTION, Kind.OWNER, Kind.ROW_SECURITY, Kind.POLICY, Kind.GRANT)


async def _unlocked(connection: asyncpg.Connection) -> Found:
    """What of the second lock is missing, of another owner or another version, and what opens more than it should."""
    lacking = await differences(connection, OF_THE_LOCK, of_the_lock=True)
    lacking.sort(key=lambda each: OF_THE_LOCK.index(each.wanted.kind))
    told = [each.words for each in lacking] + await _surplus(connection)
    told += [*await _memberships(connection), *await _policies(connection)]
    if not told and not await row_security.is_current(connection):
        told = ["it is the lock of another version of this program"]
    return named(told)


async def _surplus(connection: asyncpg.Connection) -> list[str]:
    """What takes away the rights to our tables that the role has and shouldn't have."""
    due = {name for kind, name in wanted() if kind is Kind.GRANT}
    ours = {name.rpartition(" public.")[2].split()[0] for name in due}
    return [
        each.text.replace("GRANT", "REVOKE", 1).replace(" TO ", " FROM ")
        for (_, name), each in (await standing(connection, [Kind.GRANT])).items()
        if name not in due and name.rpartition(" public.")[2].split()[0] in ours
    ]


MEMBERSHIPS = f"""
SELECT format('REVOKE %I FROM %I', g.rolname, r.rolname)
FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
WHERE r.rolname = '{row_security.ROLE}' ORDER BY 1
"""


async def _memberships(connection: asyncpg.Connection) -> list[str]:
    """What takes the role out of other roles: for a member of the tables' owner no policy holds."""
    return [row[0] for row in await connection.fetch(MEMBERSHIPS)]


# 0 is everyone
FURTHER_POLICIES = f"""
SELECT format('DROP POLICY %I ON public.%I', p.polname, c.relname)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1) AND c.relname || '.' || p.polname <> ALL($2)
    AND (0 = ANY(p.polroles) OR to_regrole('{row_security.ROLE}') = ANY(p.polroles))
ORDER BY 1
"""


async def _policies(connection: asyncpg.Connection) -> list[str]:
    """What takes away the policies on our tables that the role is under beside those of the lock: they hide rows."""
    due = [name for kind, name in wanted() if kind is Kind.POLICY]
    return [row[0] for row in await connection.fetch(FURTHER_POLICIES, _tables(), due)]


async def _lock_again(connection: asyncpg.Connection) -> Mended:
    try:
        await row_security.install(connection)
    except row_security.LockRefused as error:
        return Mended((), (f"not done: {error}",))
    left = await run_each(connection, [*await _memberships(connection), *await _policies(connection)])
    return Mended(("the role, its grants and its policies were written again", *left.statements), left.failed)


SESSIONS = {
    "session_replication_role": "origin",  # or no trigger works
    "row_security": "on",  # or whom a policy holds for can't read at all
    "default_transaction_read_only": "off",  # or nothing can be written
}
"""What new sessions of the user must have set."""

BEGUN_WITH = "SELECT reset_val FROM pg_settings WHERE name = $1"

HIDDEN = "SELECT name FROM unnest($1::text[]) name WHERE to_regclass(name) <> to_regclass('public.' || name)"


async def _sessions(connection: asyncpg.Connection) -> Found:
    told = []
    for name, due in SESSIONS.items():
        if (value := await connection.fetchval(BEGUN_WITH, name)) != due:
            told.append(f"{name} is {value}, not {due}")
    path = await connection.fetchval("SELECT current_setting('search_path')")
    hidden = [row["name"] for row in await connection.fetch(HIDDEN, _tables())]
    return named([*told, *(f"search_path is {path}, which finds another table {name}" for name in hidden)])


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

# rows of a child count as the parent's, under none of its keys, checks, triggers and policies
INHERITED = f"""
SELECT format('ALTER TABLE %s NO INHERIT %s', i.inhrelid::regclass, c.oid::regclass) AS what
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent WHERE {OURS} AND c.relkind = 'r'
"""

UNVALIDATED = f"""
SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', c.oid::regclass, r.conname) AS what
FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid WHERE {OURS} AND NOT r.convalidated
"""

# pg_trgm drops what the C library doesn't count as a letter: under LC_CTYPE "C", all but ASCII's
LETTERS_DROPPED = """
SELECT format('the encoding is %s, not UTF8', pg_encoding_to_char(encoding)) AS what
FROM pg_database WHERE datname = current_database() AND pg_encoding_to_char(encoding) <> 'UTF8'
UNION ALL
SELECT format('LC_CTYPE is %s: pg_trgm knows no letters but A to Z', datctype)
FROM pg_database WHERE datname = current_database() AND pg_encoding_to_char(encoding) = 'UTF8'
    AND cardinality(show_trgm(U&'\\044f')) = 0
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
        mend="docs/operating.md has the ways on.",
        find=_unknown,
    ),
)
"""Without these, no other check makes sense."""


def _run(query: str) -> Repair:
    """Runs the statements that a query lists in its column `what`."""

    async def repair(connection: asyncpg.Connection) -> Mended:
        return await run_each(connection, [row["what"] for row in await connection.fetch(query)])

    return repair


RUN_OR_REPAIR = "account-graph check --repair runs the statements."

CHECKS = (
    Check(
        name="extensions",
        wrong="what text search needs is missing",
        mend="account-graph check --repair creates it, or a superuser runs the statement.",
        find=different(Kind.EXTENSION),
        repair=define_again(Kind.EXTENSION),
    ),
    Check(
        name="letters of all scripts",
        wrong="the database knows letters of ASCII only: searches find other names slowly, and not with an error",
        mend="Make a database by CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8', and restore"
        " a dump of this one into it (docs/operating.md).",
        find=rows(LETTERS_DROPPED),
        after="extensions",
    ),
    Check(
        name="tables",
        wrong="tables, columns or types are not those that migrations made",
        mend="Restore what is missing from a backup; change what is different with ALTER TABLE.",
        find=different(Kind.TABLE, Kind.TYPE, Kind.COLUMN),
    ),
    Check(
        name="tables that inherit",
        wrong="rows of other tables count as rows of ours, under none of their keys, checks and policies",
        mend="Run the statements, and move the rows that are missing then.",
        find=rows(INHERITED),
    ),
    Check(
        name="sequences",
        wrong="sequences are not those that migrations made",
        mend=RUN_OR_REPAIR,
        find=different(Kind.SEQUENCE),
        repair=define_again(Kind.SEQUENCE),
    ),
    Check(
        name="functions",
        wrong="functions are not those that migrations made",
        mend="account-graph check --repair makes them again; then once more, for what they keep.",
        find=different(Kind.FUNCTION),
        repair=define_again(Kind.FUNCTION),
    ),
    Check(
        name="triggers",
        wrong="triggers are missing or not those that migrations made",
        mend="account-graph check --repair runs the statements; then once more, for what they keep.",
        find=different(Kind.TRIGGER),
        repair=define_again(Kind.TRIGGER),
    ),
    Check(
        name="triggers at work",
        wrong="triggers are switched off",
        mend="account-graph check --repair runs the statements; then once more, for what they keep.",
        find=rows(DISABLED),
        repair=_run(DISABLED),
    ),
    Check(
        name="settings of sessions",
        wrong="new sessions of this user have settings under which the program doesn't work",
        mend="Take each setting away with ALTER ROLE or ALTER DATABASE ... RESET.",
        find=_sessions,
    ),
    Check(
        name="constraints",
        wrong="checks are missing or not those that migrations made",
        mend=f"{RUN_OR_REPAIR} Rows that break them are named then.",
        find=different(Kind.CHECK),
        repair=define_again(Kind.CHECK),
    ),
    Check(
        name="valid constraints",
        wrong="constraints do not hold for the rows that were there before them",
        mend=f"{RUN_OR_REPAIR} Rows that break them are named then.",
        find=rows(UNVALIDATED),
        repair=_run(UNVALIDATED),
    ),
    Check(
        name="keys",
        wrong="primary, unique or foreign keys are missing or not those that migrations made",
        mend=f"{RUN_OR_REPAIR} Rows that break them are named then.",
        find=different(Kind.KEY),
        repair=define_again(Kind.KEY),
    ),
    Check(
        name="indexes",
        wrong="indexes are missing or not those that migrations made",
        mend=f"{RUN_OR_REPAIR} Writes wait meanwhile.",
        find=different(Kind.INDEX),
        repair=define_again(Kind.INDEX),
    ),
    Check(
        name="valid indexes",
        wrong="indexes are not in use, as they were never finished",
        mend="Run the statements: each outside of a transaction.",
        find=rows(INVALID),
    ),
    Check(
        name="owners of definitions",
        wrong="not all belongs to the owner of the table of accounts, as which functions run",
        mend="account-graph check --repair hands it over; it has to run as a superuser, or as a member of both roles.",
        find=different(Kind.OWNER),
        repair=define_again(Kind.OWNER),
    ),
    Check(
        name="row security",
        wrong="the second lock is missing or not the one that this program installs",
        mend="account-graph migrate, or account-graph check --repair, installs it.",
        find=_unlocked,
        repair=_lock_again,
        of_the_lock=True,
    ),
)
