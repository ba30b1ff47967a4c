"""Parents that go round in a circle, which no import may bring in."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

from typing import Any

import asyncpg

from graph.models import Account

from .refusals import ImportRefused
from .staging import Staged, affected

_CYCLES_SHOWN = 5


async def lock_account_tree(connection: asyncpg.Connection, staged: Staged) -> None:
    """Lets no account move between the search for cycles and the writing."""
    if staged.part.record.noun.model is Account and staged.mapped("parent_id"):
        await connection.execute("SELECT FROM tree_lock FOR UPDATE")


async def refuse_cycles(connection: asyncpg.Connection, staged: Staged) -> None:
    """Takes away every row that has nothing above it, again and again: what stays is in a cycle or below one.

    Raises ImportRefused with the cycles.
    """
    table, record = staged.table, staged.part.record
    if record.parent is None or not staged.mapped(record.parent.column):
        return
    good = f"FROM {table} o WHERE reasons IS NULL AND NOT repeated"
    await connection.execute(
        f"""CREATE TEMPORARY TABLE {table}_edge ON COMMIT DROP AS
            WITH RECURSIVE above (id, up, name) AS (
                SELECT t.id, t.parent_id, t.name FROM {record.table} t WHERE t.id IN (SELECT parent_id {good})
                AND NOT EXISTS (SELECT {good} AND o.id = t.id)
                UNION
                SELECT t.id, t.parent_id, t.name FROM above a JOIN {record.table} t ON t.id = a.up
                WHERE NOT EXISTS (SELECT {good} AND o.id = t.id)
            )
            SELECT id, parent_id AS up, name, line {good} AND parent_id IS NOT NULL
            UNION ALL SELECT id, up, name, NULL FROM above WHERE up IS NOT NULL"""
    )
    await refuse_cyclic_edges(connection, staged, "parents")


async def refuse_cyclic_edges(connection: asyncpg.Connection, staged: Staged, called: str) -> None:
    """Raises ImportRefused with the cycles of the part's table of edges: id, up, name, and line if a row says so."""
    table = staged.table
    await connection.execute(f"ANALYZE {table}_edge")
    while affected(
        await connection.execute(
            f"DELETE FROM {table}_edge e WHERE NOT EXISTS (SELECT FROM {table}_edge u WHERE u.id = e.up)"
        )
    ):
        pass
    left = {
        row["id"]: row for row in await connection.fetch(f"SELECT id, up, name, line FROM {table}_edge ORDER BY line")
    }
    if left:
        cycles = _cycles(left)
        more = f"\n… and {len(cycles) - _CYCLES_SHOWN} more" if len(cycles) > _CYCLES_SHOWN else ""
        raise ImportRefused(
            f"{staged.part}: {called} go round in a circle, so nothing was imported; mend the file and import again\n"
            + "\n".join(cycles[:_CYCLES_SHOWN])
            + more
        )


def _cycles(above: dict[Any, Any]) -> list[str]:
    """Each cycle among rows that all have one above them, by names and lines."""
    seen: set[Any] = set()
    cycles = []
    for start in above:
        path: dict[Any, None] = {}
        at = start
        while at not in seen and at not in path:
            path[at] = None
            at = above[at]["up"]
        if at in path:
            names = [*list(path)[list(path).index(at) :], at]
            cycles.append(" -> ".join(_named(above[each]) for each in names))
        seen |= path.keys()
    return cycles


def _named(row: Any) -> str:
    return f'"{row["name"]}" ({"in the database" if row["line"] is None else "line " + str(row["line"])})'
