"""Statistics of the tables that an import fills, gathered in its own transaction.

PostgreSQL plans statements by them, and gathers them by itself only minutes after a bulk write. Until then it may plan
by those of an empty table, and compare every row of the import with every other.
"""

import asyncpg

from graph.models import Account

from .staging import Staged

_NOTICEABLE = 0.1
"""The share of a table's rows that must have been written; autovacuum uses the same."""


async def gather_statistics(connection: asyncpg.Connection, staged: Staged, written: int) -> None:
    """Analyzes the tables that a part wrote to, except where so many written rows are few among the table's."""
    grown = await connection.fetch(
        "SELECT oid::regclass AS name FROM pg_class WHERE oid = ANY ($1::text[]::regclass[]) AND reltuples * $2 < $3",
        _tables(staged),
        _NOTICEABLE,
        written,
    )
    for table in grown:
        await connection.execute(f"ANALYZE {table['name']}")


def _tables(staged: Staged) -> list[str]:
    memberships = [mapping.field.membership for mapping in staged.memberships]
    return [
        "external_id",
        staged.part.record.table,
        *(membership.table for membership in memberships if membership is not None),
        *(["account_tree"] if staged.part.record.noun.model is Account else []),
    ]
