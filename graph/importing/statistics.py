"""Statistics of the tables that an import fills: PostgreSQL plans by them, and gathers them only minutes later.

After a dry run it may have gathered that a table of many pages holds no row at all. The next import's rows, in pages as
many, would then count as none, and be joined with each other one by one.
"""

import asyncpg

from graph.models import Account

from .staging import Staged

_NOTICEABLE = 0.1
"""The share of a table's rows from which on their change is one for its statistics, as autovacuum has it too."""


async def gather_statistics(connection: asyncpg.Connection, staged: Staged, written: int) -> None:
    """Gathers the statistics of the tables that a part's rows went to, where so many rows matter to a table."""
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
