"""Names' keys, which the program makes: by them names are unique, sorted and searched."""

# ruff: noqa: S608  # names of tables are this file's own

from functools import partial

import asyncpg

from graph.models.names import name_key

from .check import Check, Found, account, affected, named, rows

AT_ONCE = 10_000

# `kept_name` says which name the key was made of, so that a rename meanwhile is not overwritten.
SCRATCH = """
CREATE TEMPORARY TABLE wrong_{table}_key (id uuid, kept_name text, key text COLLATE "C") ON COMMIT DROP
"""

TAKEN = "EXISTS (SELECT FROM account o WHERE o.name_key = w.key AND o.id <> w.id)"
TWICE = "w.key IN (SELECT key FROM wrong_account_key GROUP BY key HAVING count(*) > 1)"

# contacts may share a name, accounts may not
FREE = {"account": f"NOT ({TAKEN} OR {TWICE})", "contact": "true"}


async def prepare(connection: asyncpg.Connection) -> None:
    """Makes the scratch tables that the checks of this transaction write to; a read-only transaction may not."""
    for table in FREE:
        await connection.execute(SCRATCH.format(table=table))


async def _gather(table: str, connection: asyncpg.Connection) -> None:
    """Every row whose key is not its name's, into the scratch table; rows come by the cursor, a few at a time."""
    cursor = await connection.cursor(f"SELECT id, name, name_key FROM {table}")
    while batch := await cursor.fetch(AT_ONCE):
        wrong = [(row[0], row[1], key) for row in batch if (key := name_key(row[1])) != row[2]]
        if wrong:
            await connection.copy_records_to_table(f"wrong_{table}_key", records=wrong)


async def _wrong_keys(table: str, connection: asyncpg.Connection) -> Found:
    await _gather(table, connection)
    where = f"FROM wrong_{table}_key w JOIN {table} t ON t.id = w.id WHERE {FREE[table]}"
    shown = await connection.fetch(f"SELECT t.name, t.name_key, w.key {where} ORDER BY t.id LIMIT 5")
    return named(
        [f'{row["name"]}: the key is "{row["name_key"]}", its name makes "{row["key"]}"' for row in shown],
        await connection.fetchval(f"SELECT count(*) {where}"),
    )


async def _write_keys(table: str, connection: asyncpg.Connection) -> int:
    await connection.execute(SCRATCH.format(table=table))
    await _gather(table, connection)
    return affected(
        await connection.execute(
            f"UPDATE {table} t SET name_key = w.key FROM wrong_{table}_key w "
            f"WHERE t.id = w.id AND t.name = w.kept_name AND {FREE[table]}"
        )
    )


# what the check of the accounts' keys gathered before, in the same transaction
SAME_NAME = f"""
SELECT {account("t")} || ' and ' || coalesce(
    (SELECT {account("o")} FROM account o WHERE o.name_key = w.key AND o.id <> w.id LIMIT 1),
    (SELECT {account("o")} FROM wrong_account_key other JOIN account o ON o.id = other.id
     WHERE other.key = w.key AND other.id <> w.id ORDER BY o.id LIMIT 1)) AS what
FROM wrong_account_key w JOIN account t ON t.id = w.id WHERE NOT ({FREE["account"]})
"""

CHECKS = (
    *(
        Check(
            name=f"name keys of {table}s",
            wrong="keys are not those that the names make, so search, sorting and imports miss them",
            mend="account-graph check --repair makes them again.",
            find=partial(_wrong_keys, table),
            repair=partial(_write_keys, table),
        )
        for table in FREE
    ),
    Check(
        name="names of accounts",
        wrong="names differ in case, width, spacing or what isn't seen alone, so that their keys can't be made",
        mend="Rename one of each two, then run account-graph check --repair.",
        find=rows(SAME_NAME),
    ),
)
