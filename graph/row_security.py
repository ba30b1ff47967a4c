"""The second lock: the role that writes and by-id reads run under, and the policies that hold for it.

What the policies ask is in `models/migrations/0007_row_security.py`, written from the base tables and without a look at
`graph.auth.sharing`. Which tables there are, the nouns say. For every other role the tables are as they would be
without.
"""
# ruff: noqa: S608  # all of it is this file's words, and the names of tables

import hashlib

import asyncpg
from tortoise.fields.db_defaults import SqlDefault

from graph import models  # noqa: F401  # it declares the nouns
from graph.models.noun import NOUNS, Noun
from graph.models.spec import RowFilter
from graph.models.values import Number

ROLE = "account_graph_app"

RECORDS = tuple(noun.table for noun in NOUNS.values() if noun.row_filter is RowFilter.THROUGH_ACCOUNT)
"""The tables of what belongs to an account and is seen by whoever sees the account."""

OF_ACCOUNT = tuple(noun.table for noun in NOUNS.values() if noun.of_account)
"""The tables of all that belongs to an account."""

ADMINS = (
    *(noun.table for noun in NOUNS.values() if noun.row_filter in {RowFilter.STAFF, RowFilter.ADMINS}),
    "group_member",
    "sharing_condition",
)
"""The tables that admins alone change."""

IDENTIFIED = {noun.record_type: noun.table for noun in NOUNS.values() if noun.imports}
"""The tables whose records have external ids, by what these call them."""

LOCKED = ("account", *OF_ACCOUNT, *ADMINS, "app_user", "external_id")

if UNLOCKED := [noun.name for noun in NOUNS.values() if noun.table not in LOCKED]:
    raise TypeError(f"no policy keeps the rows of {', '.join(UNLOCKED)}: write one here")

LOCKED_BY_ID = frozenset({"account", *RECORDS})
"""The tables whose rows a read by id asks the lock about."""


def _sequences(noun: Noun) -> list[str]:
    """The sequences that number a noun's records."""
    defaults = [
        noun.field(attribute).db_default for attribute, spec in noun.columns.items() if isinstance(spec.value, Number)
    ]
    return [default.sql.split("'")[1] for default in defaults if isinstance(default, SqlDefault)]


GRANTS = {
    "SELECT, INSERT, UPDATE, DELETE ON": ("account", *OF_ACCOUNT, *ADMINS, "idempotency_key"),
    # users are made inactive, never deleted
    "SELECT, INSERT, UPDATE ON": ("app_user", "name_refusal"),
    # triggers and imports write these, as the owner
    "SELECT ON": ("account_tree", "external_id", "field_change", "instance"),
    # who changes the tree, or who may see what, locks the one row of these; its value is the owner's to change
    "SELECT, UPDATE (id) ON": ("tree_lock", "sharing_epoch"),
    "USAGE ON SEQUENCE": tuple(sequence for noun in NOUNS.values() for sequence in _sequences(noun)),
}
"""What the role may do: what the application does, and nothing more."""

# the older servers know one kind of membership; the newer ones give who makes a role none that lets them be it
MAKE_ROLE = f"""
DO $$
DECLARE
    tries int := 0;
    newer constant boolean := current_setting('server_version_num')::int >= 160000;
BEGIN
    LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                CREATE ROLE {ROLE} NOLOGIN;
            END IF;
            IF NOT pg_has_role(current_user, '{ROLE}', CASE WHEN newer THEN 'SET' ELSE 'MEMBER' END) THEN
                EXECUTE 'GRANT {ROLE} TO CURRENT_USER'
                    || CASE WHEN newer THEN ' WITH SET TRUE, INHERIT FALSE' ELSE '' END;
            END IF;
            EXIT;
        EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN
            -- another database of this server is doing the same
            tries := tries + 1;
            IF tries = 10 THEN
                RAISE;
            END IF;
        END;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}' AND (rolsuper OR rolbypassrls OR rolcanlogin)) THEN
        RAISE EXCEPTION 'the role {ROLE} may sign in or pass by row-level security, which makes it no lock'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$
"""

UNSEEN = "account_graph_unseen(uuid, text, uuid[])"
"""The lock's function: of these ids of rows of a table, those that a viewer doesn't see."""

_SEEN = "\n".join(
    f"        WHEN '{table}' THEN seen := ARRAY(SELECT r.id FROM {table} r WHERE r.id = ANY(ids));"
    for table in ("account", *RECORDS)
)

# STABLE: it sees what the statement sees that calls it. What it sets holds until it returns.
MAKE_UNSEEN = f"""
CREATE OR REPLACE FUNCTION public.account_graph_unseen(viewer uuid, kind text, ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- not by PERFORM, which would start a statement
    asking constant text := set_config('account_graph.user', viewer::text, true);
    seen uuid[];
BEGIN
    CASE kind
{_SEEN}
    END CASE;
    IF cardinality(seen) = cardinality(ids) THEN
        RETURN '{{}}';
    END IF;
    RETURN ARRAY(SELECT id FROM unnest(ids) id WHERE id <> ALL(seen));
END $$
"""

# whoever restored the database may own it; the role needs CREATE in the schema for the moment in which it makes it
TAKE_OVER = f"""
DO $$
BEGIN
    IF to_regprocedure('{UNSEEN}') IS NOT NULL THEN
        ALTER FUNCTION {UNSEEN} OWNER TO {ROLE};
    END IF;
END $$
"""

USER = "account_graph_user()"
WAYS = f"(SELECT account_graph_ways({USER}))"


def _policy(table: str, command: str, using: str | None, check: str | None) -> str:
    parts = [f"CREATE POLICY {command.lower()}_locked ON {table} AS RESTRICTIVE FOR {command} TO {ROLE}"]
    parts += [] if using is None else [f"USING ({using})"]
    parts += [] if check is None else [f"WITH CHECK ({check})"]
    return " ".join(parts)


MANAGES = (
    "(SELECT profile IN ('SALES_MANAGER', 'SALES_DIRECTOR', 'EXECUTIVE', 'SERVICE_MANAGER')"
    f" FROM app_user WHERE id = {USER})"
)


def _policies() -> list[str]:
    row = f"account_graph_level_of({WAYS}, account)"
    # the short test first: it opens most of what is read, and all that is read under the role is about one account
    seen = f"account_graph_sees({USER}, id, owner_id, parent_id) OR account_graph_opens({WAYS}, account)"
    made = [
        _policy("account", "SELECT", seen, None),
        # who makes it owns it, or hands it to someone else, which takes a manager: then it may be out of their sight
        _policy("account", "INSERT", None, f"{row} = 'EDIT' OR {MANAGES}"),
        # what is seen may be locked; account_edit_guard decides what may be changed
        _policy("account", "UPDATE", "true", "true"),
        _policy("account", "DELETE", f"{row} = 'EDIT'", None),
    ]
    for table in OF_ACCOUNT:
        level = f"account_graph_level_by({WAYS}, account_id)"
        made += [
            _policy(table, "SELECT", f"account_graph_sees_by({USER}, account_id) OR {level} IS NOT NULL", None),
            _policy(table, "INSERT", None, f"{level} = 'EDIT'"),
            _policy(table, "UPDATE", f"{level} = 'EDIT'", f"{level} = 'EDIT'"),
            _policy(table, "DELETE", f"{level} = 'EDIT'", None),
        ]
    admin = f"(SELECT (account_graph_ways({USER})).everything = 'EDIT')"
    for table in (*ADMINS, "app_user"):
        made += [
            _policy(table, "INSERT", None, admin),
            _policy(table, "UPDATE", admin, admin),
            _policy(table, "DELETE", admin, None),
        ]
    record = " ".join(
        f"WHEN '{record_type}' THEN EXISTS (SELECT FROM {table} r WHERE r.id = record_id)"
        for record_type, table in IDENTIFIED.items()
    )
    # under the role, the record's own policy holds for the look at it
    made.append(_policy("external_id", "SELECT", f"CASE record_type {record} ELSE false END", None))
    return made


def _statements() -> list[str]:
    commands = ("select", "insert", "update", "delete")
    granted = [table for what, tables in GRANTS.items() if "SEQUENCE" not in what for table in tables]
    return [
        f"REVOKE ALL ON {', '.join(granted)} FROM {ROLE}",
        f"REVOKE ALL ON SEQUENCE {', '.join(GRANTS['USAGE ON SEQUENCE'])} FROM {ROLE}",
        *(f"GRANT {what} {', '.join(tables)} TO {ROLE}" for what, tables in GRANTS.items()),
        *(f"DROP POLICY IF EXISTS {name}_locked ON {table}" for table in LOCKED for name in commands),
        *(f"DROP POLICY IF EXISTS everyone ON {table}" for table in LOCKED),
        # what others may is said by their grants
        *(f"CREATE POLICY everyone ON {table} USING (true)" for table in LOCKED),
        *_policies(),
        *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in LOCKED),
    ]


def _revision() -> str:
    return hashlib.sha256("\n".join((MAKE_ROLE, MAKE_UNSEEN, *_statements())).encode()).hexdigest()[:16]


REVISION = _revision()
"""Stands on the lock's function as a comment, so that another version of the program installs the lock anew."""

IS_CURRENT = f"""
SELECT EXISTS (
    SELECT FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.oid = to_regprocedure('{UNSEEN}') AND r.rolname = '{ROLE}'
        AND obj_description(p.oid, 'pg_proc') = '{REVISION}'
)
"""


class LockRefused(Exception):
    """The server doesn't let this user install the lock. The message says the mend."""


async def is_current(connection: asyncpg.Connection) -> bool:
    """Is the lock the one that this version of the program installs?"""
    current: bool = await connection.fetchval(IS_CURRENT)
    return current


async def install(connection: asyncpg.Connection) -> None:
    """Makes the role, grants it what it needs, and writes the policies; raises LockRefused. Inside a transaction."""
    try:
        async with connection.transaction():
            await connection.execute(MAKE_ROLE)
            for statement in _statements():
                await connection.execute(statement)
            await _install_function(connection)
    except asyncpg.InsufficientPrivilegeError as error:
        raise LockRefused(
            f"Row-level security needs the role {ROLE}, which can't be set up here: {error}. Have a superuser run "
            f'`CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO "…";` with the user of DATABASE_URL, who has to own the '
            "database, and migrate again; or set ACCOUNT_GRAPH_ROW_SECURITY=off to do without the second lock."
        ) from error


async def _install_function(connection: asyncpg.Connection) -> None:
    """The function that is the role's own: it runs as the role, for which the policies hold."""
    lacking = not await connection.fetchval(f"SELECT has_schema_privilege('{ROLE}', 'public', 'CREATE')")
    if lacking:
        await connection.execute(f"GRANT CREATE ON SCHEMA public TO {ROLE}")
    if not await connection.fetchval(
        f"SELECT proowner = '{ROLE}'::regrole FROM pg_proc WHERE oid = to_regprocedure('{UNSEEN}')"
    ):
        await connection.execute(TAKE_OVER)
    await connection.execute(f"SET LOCAL ROLE {ROLE}")
    await connection.execute(MAKE_UNSEEN)
    await connection.execute(f"COMMENT ON FUNCTION {UNSEEN} IS '{REVISION}'")
    await connection.execute("RESET ROLE")
    if lacking:
        await connection.execute(f"REVOKE CREATE ON SCHEMA public FROM {ROLE}")
