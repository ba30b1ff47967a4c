"""What a database's definitions are now. PostgreSQL 15 to 18 print them alike."""

# ruff: noqa: S608  # the queries are constants

from collections.abc import Collection

import asyncpg

from graph.connections import connect
from graph.row_security import ROLE

from .definition import Definition, Kind

# Tortoise's own table is its own affair; what belongs to an extension is that extension's
RELATIONS = """
SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'tortoise_migrations%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
"""
FUNCTIONS = """
SELECT p.oid, p.proowner, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND d.deptype = 'e')
"""
TABLES = "relation.relkind IN ('r', 'p')"

CONSTRAINTS = """
SELECT relation.relname || '.' || k.conname,
    format('ALTER TABLE public.%I ADD CONSTRAINT %I %s', relation.relname, k.conname,
           replace(pg_get_constraintdef(k.oid), ' NOT VALID', ''))
FROM relation JOIN pg_constraint k ON k.conrelid = relation.oid
"""

QUERIES = {
    Kind.EXTENSION: """
        SELECT extname, format('CREATE EXTENSION %I', extname) FROM pg_extension WHERE extname <> 'plpgsql'
    """,
    Kind.TYPE: """
        SELECT relname, format('CREATE TYPE public.%I AS (%s)', relname,
            (SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
             FROM pg_attribute WHERE attrelid = relation.oid AND NOT attisdropped))
        FROM relation WHERE relkind = 'c'
    """,
    Kind.SEQUENCE: """
        SELECT relname, format('CREATE SEQUENCE public.%I AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s %s CYCLE',
            relname, format_type(seqtypid, NULL), seqincrement, seqmin, seqmax, seqstart,
            CASE WHEN seqcycle THEN '' ELSE 'NO' END)
        FROM relation JOIN pg_sequence ON seqrelid = relation.oid
    """,
    Kind.TABLE: f"""
        SELECT relname, CASE relpersistence WHEN 'p' THEN 'kept' ELSE 'lost in a crash' END FROM relation WHERE {TABLES}
    """,
    Kind.COLUMN: f"""
        SELECT relname || '.' || attname, format_type(atttypid, atttypmod)
            || CASE WHEN attcollation <> typcollation THEN format(' COLLATE %s', attcollation::regcollation) ELSE '' END
            || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
            || CASE WHEN attgenerated <> '' THEN ' GENERATED' ELSE '' END
            || CASE WHEN attidentity <> '' THEN ' IDENTITY' ELSE '' END
            || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
        FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
            JOIN pg_type t ON t.oid = atttypid
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE {TABLES}
    """,
    Kind.CHECK: f"{CONSTRAINTS} WHERE k.contype = 'c'",
    Kind.KEY: f"{CONSTRAINTS} WHERE k.contype IN ('p', 'u', 'f')",
    Kind.INDEX: """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        FROM relation JOIN pg_index i ON i.indrelid = relation.oid
        WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u'))
    """,
    Kind.FUNCTION: "SELECT name, pg_get_functiondef(oid) FROM function",
    Kind.TRIGGER: """
        SELECT relname || '.' || tgname, pg_get_triggerdef(t.oid)
        FROM relation JOIN pg_trigger t ON tgrelid = relation.oid WHERE NOT tgisinternal
    """,
    # all of it belongs to whoever owns the table of accounts; a function runs as its owner
    Kind.OWNER: f"""
        SELECT format('%s %s', what, name), format('ALTER %s public.%s OWNER TO %s', what, name,
            CASE WHEN owner = (SELECT relowner FROM relation WHERE relname = 'account')
                 THEN 'OWNER' ELSE owner::regrole::text END)
        FROM (
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END AS what,
                quote_ident(relname) AS name, relowner AS owner
            FROM relation WHERE {TABLES} OR relkind IN ('S', 'c')
            UNION ALL SELECT 'FUNCTION', name, proowner FROM function
        ) owned
    """,
    Kind.ROLE: f"""
        SELECT rolname, format('CREATE ROLE %I %s', rolname, concat_ws(' ',
            CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN rolsuper THEN 'SUPERUSER' END,
            CASE WHEN rolbypassrls THEN 'BYPASSRLS' END))
        FROM pg_roles WHERE rolname = '{ROLE}'
    """,
    Kind.ROW_SECURITY: f"""
        SELECT relname, format('ALTER TABLE public.%I %s ROW LEVEL SECURITY', relname,
            CASE WHEN relforcerowsecurity THEN 'FORCE' ELSE 'ENABLE' END)
        FROM relation WHERE {TABLES} AND relrowsecurity
    """,
    Kind.POLICY: """
        SELECT relname || '.' || polname, concat_ws(' ', format('CREATE POLICY %I ON public.%I AS %s FOR %s TO %s',
                polname, relname, CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                            ELSE 'ALL' END,
                (SELECT string_agg(CASE one WHEN 0 THEN 'PUBLIC' ELSE one::regrole::text END, ', ')
                 FROM unnest(polroles) one)),
            'USING (' || pg_get_expr(polqual, polrelid) || ')',
            'WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
        FROM relation JOIN pg_policy ON polrelid = relation.oid
    """,
    Kind.GRANT: f"""
        SELECT what || ' ' || privilege, format('GRANT %s ON %s TO {ROLE}', privilege, what)
        FROM (
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END || ' public.' || quote_ident(relname) AS what,
                privilege_type AS privilege
            FROM relation, aclexplode(relacl) WHERE grantee = to_regrole('{ROLE}')
            UNION ALL
            SELECT 'TABLE public.' || quote_ident(relname), format('%s (%I)', privilege_type, attname)
            FROM relation JOIN pg_attribute ON attrelid = relation.oid, aclexplode(attacl)
            WHERE grantee = to_regrole('{ROLE}')
            UNION ALL
            SELECT 'FUNCTION public.' || name, 'EXECUTE' FROM function
            WHERE EXISTS (SELECT FROM pg_roles r WHERE rolname = '{ROLE}'
                          AND has_function_privilege(r.oid, function.oid, 'EXECUTE'))
        ) granted
    """,
}
"""By kind: the names of what there is, and what it is."""


async def standing(
    connection: asyncpg.Connection, kinds: Collection[Kind] = tuple(Kind)
) -> dict[tuple[Kind, str], Definition]:
    """The database's definitions of these kinds, by kind and name. Inside a transaction."""
    path = await connection.fetchval("SELECT current_setting('search_path')")
    # so that all that is ours is printed with its schema, whatever the session's path
    await connection.execute("SET LOCAL search_path = pg_catalog")
    found = [
        Definition(kind, row[0], row[1].strip())
        for kind in kinds
        for row in await connection.fetch(
            f"WITH relation AS MATERIALIZED ({RELATIONS}), function AS MATERIALIZED ({FUNCTIONS}) {QUERIES[kind]}"
        )
    ]
    await connection.execute("SELECT set_config('search_path', $1, true)", path)
    return {(each.kind, each.name): each for each in found}


async def read(url: str) -> list[Definition]:
    """All definitions of the database at this address. Raises DatabaseUnavailable."""
    async with connect(url) as connection, connection.transaction(readonly=True):
        return [*(await standing(connection)).values()]
