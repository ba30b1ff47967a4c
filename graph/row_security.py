"""The second lock: the role that writes and by-id reads run under, and the policies that hold for it.

What the policies ask is in `models/migrations/0012_row_security.py`, written from the base tables and without a look at
`graph.auth.sharing`. For every other role the tables are as they would be without.
"""
# ruff: noqa: S608  # all of it is this file's words

import hashlib
import re

import asyncpg

ROLE = "account_graph_app"

RECORDS = ("contact", "opportunity", "support_case", "contract", "activity", "invoice", "file")
OF_ACCOUNT = (*RECORDS, "account_team", "account_grant")
ADMINS = ("role", "user_group", "group_member", "sharing_rule", "sharing_condition")
LOCKED = ("account", *OF_ACCOUNT, *ADMINS, "app_user")

LOCKED_BY_ID = frozenset({"account", *RECORDS})
"""The tables whose rows a read by id asks the lock about."""

GRANTS = {
    "SELECT, INSERT, UPDATE, DELETE ON": ("account", *OF_ACCOUNT, *ADMINS, "idempotency_key"),
    # users are made inactive, never deleted
    "SELECT, INSERT, UPDATE ON": ("app_user",),
    # triggers write these, as the owner
    "SELECT ON": ("account_tree", "field_change"),
    # who changes the tree, or who may see what, locks the one row of these; its value is the owner's to change
    "SELECT, UPDATE (id) ON": ("tree_lock", "sharing_epoch"),
    "USAGE ON SEQUENCE": ("account_number", "case_number", "contract_number", "invoice_number"),
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

# a function's owner needs CREATE in its schema for the moment in which it becomes so
OWN_LOCK = f"""
DO $$
DECLARE
    lacking constant boolean := NOT has_schema_privilege('{ROLE}', 'public', 'CREATE');
BEGIN
    IF lacking THEN
        GRANT CREATE ON SCHEMA public TO {ROLE};
    END IF;
    ALTER FUNCTION account_graph_unseen(uuid, text, uuid[]) OWNER TO {ROLE};
    IF lacking THEN
        REVOKE CREATE ON SCHEMA public FROM {ROLE};
    END IF;
END $$
"""

WAYS = "(SELECT account_graph_ways(account_graph_user()))"


def _policy(table: str, command: str, using: str | None, check: str | None) -> str:
    parts = [f"CREATE POLICY {command.lower()}_locked ON {table} AS RESTRICTIVE FOR {command} TO {ROLE}"]
    parts += [] if using is None else [f"USING ({using})"]
    parts += [] if check is None else [f"WITH CHECK ({check})"]
    return " ".join(parts)


MANAGES = (
    "(SELECT profile IN ('SALES_MANAGER', 'SALES_DIRECTOR', 'EXECUTIVE', 'SERVICE_MANAGER')"
    " FROM app_user WHERE id = account_graph_user())"
)


def _policies() -> list[str]:
    row = f"account_graph_level_of({WAYS}, account)"
    # an update's new row is read by this too, and it may be one that the writer gives away: what it was decides
    seen = f"{row} IS NOT NULL OR account_graph_level_by({WAYS}, id) IS NOT NULL"
    made = [
        _policy("account", "SELECT", seen, None),
        # who makes it owns it, or hands it to someone else, which takes a manager: then it may be out of their sight
        _policy("account", "INSERT", None, f"{row} = 'EDIT' OR {MANAGES}"),
        # who only reads it may change its description: account_edit_guard sees to the rest
        _policy("account", "UPDATE", f"{row} IS NOT NULL", "true"),
        _policy("account", "DELETE", f"{row} = 'EDIT'", None),
    ]
    for table in OF_ACCOUNT:
        level = f"account_graph_level_by({WAYS}, account_id)"
        made += [
            _policy(table, "SELECT", f"{level} IS NOT NULL", None),
            _policy(table, "INSERT", None, f"{level} = 'EDIT'"),
            _policy(table, "UPDATE", f"{level} = 'EDIT'", f"{level} = 'EDIT'"),
            _policy(table, "DELETE", f"{level} = 'EDIT'", None),
        ]
    admin = "(SELECT (account_graph_ways(account_graph_user())).everything = 'EDIT')"
    for table in (*ADMINS, "app_user"):
        made += [
            _policy(table, "INSERT", None, admin),
            _policy(table, "UPDATE", admin, admin),
            _policy(table, "DELETE", admin, None),
        ]
    return made


def _statements() -> list[str]:
    commands = ("select", "insert", "update", "delete")
    return [
        *(f"GRANT {what} {', '.join(tables)} TO {ROLE}" for what, tables in GRANTS.items()),
        *(f"DROP POLICY IF EXISTS {name}_locked ON {table}" for table in LOCKED for name in commands),
        *(f"DROP POLICY IF EXISTS everyone ON {table}" for table in LOCKED),
        # what others may is said by their grants
        *(f"CREATE POLICY everyone ON {table} USING (true)" for table in LOCKED),
        *_policies(),
        *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in LOCKED),
    ]


POLICIES = frozenset(
    (found[2], found[1])
    for statement in _statements()
    if (found := re.match(r"CREATE POLICY (\w+) ON (\w+)", statement)) is not None
)
"""The table and the name of each policy."""


def _revision() -> str:
    return hashlib.sha256("\n".join((MAKE_ROLE, OWN_LOCK, *_statements())).encode()).hexdigest()[:16]


REVISION = _revision()
"""Stands on the lock's function as a comment, so that another version of the program makes the lock anew."""

MADE = f"""
SELECT EXISTS (
    SELECT FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.oid = to_regprocedure('account_graph_unseen(uuid, text, uuid[])') AND r.rolname = '{ROLE}'
)
"""
"""Whether there is a lock, of whatever version."""

STANDING = f"""
SELECT EXISTS (
    SELECT FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.oid = to_regprocedure('account_graph_unseen(uuid, text, uuid[])') AND r.rolname = '{ROLE}'
        AND obj_description(p.oid, 'pg_proc') = '{REVISION}'
)
"""


class LockRefused(Exception):
    """The server doesn't let this user make the lock. The message says the mend."""


async def stands(connection: asyncpg.Connection) -> bool:
    """Is the lock as this version of the program makes it?"""
    standing: bool = await connection.fetchval(STANDING)
    return standing


async def make(connection: asyncpg.Connection) -> None:
    """Makes the role, gives it what it needs, and writes the policies; raises LockRefused. Inside a transaction."""
    try:
        await connection.execute(MAKE_ROLE)
        for statement in _statements():
            await connection.execute(statement)
        # as the owner still
        await connection.execute(f"COMMENT ON FUNCTION account_graph_unseen(uuid, text, uuid[]) IS '{REVISION}'")
        await connection.execute(OWN_LOCK)
    except asyncpg.InsufficientPrivilegeError as error:
        raise LockRefused(
            f"Row-level security needs the role {ROLE}, which can't be set up here: {error}. Have a superuser run "
            f'`CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO "…";` with the user of DATABASE_URL, who has to own the '
            "database, and migrate again; or set ACCOUNT_GRAPH_ROW_SECURITY=off to do without the second lock."
        ) from error
