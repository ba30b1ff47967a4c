"""External ids: those of records that are not there."""

# ruff: noqa: S608  # names of tables are the models' own

import asyncpg

from graph.models.noun import NOUNS

from .check import Check, Verdict, affected, rows

RECORDLESS = " UNION ALL ".join(
    f'SELECT x.id, format(\'%s "%s" of "%s"\', x.record_type, x.key, x.source) AS what FROM external_id x'
    f" WHERE x.record_type = '{noun.record_type}' AND NOT EXISTS (SELECT FROM {noun.table} r WHERE r.id = x.record_id)"
    for noun in NOUNS.values()
    if noun.imports
)


async def _delete(connection: asyncpg.Connection) -> int:
    return affected(await connection.execute(f"DELETE FROM external_id WHERE id IN (SELECT id FROM ({RECORDLESS}) r)"))


CHECKS = (
    Check(
        name="external ids",
        wrong="external ids name records that are not there; an import makes such a record anew",
        mend="account-graph check --repair deletes them.",
        find=rows(f"SELECT what FROM ({RECORDLESS}) recordless"),
        verdict=Verdict.WARNING,
        repair=_delete,
    ),
)
