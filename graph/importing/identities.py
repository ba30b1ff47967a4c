"""Records that several fields tell apart together, such as a grant by its account and whom it is for.

A row whose key is new is the record that has all of these alike, as a mutation changes what stands.
"""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .settling import rejected
from .staging import Staged, affected


async def adopt_alike(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Gives rows with new keys the records that are there, but for those that the source knows by other keys."""
    record = staged.part.record
    if not record.identity:
        return
    await connection.execute(
        f"""UPDATE {staged.table} s SET known = true, adopted = true, id = f.id
            FROM (SELECT DISTINCT ON (s.line) s.line, t.id FROM {staged.table} s JOIN {record.table} t
                  ON {_alike(staged, {column: staged.first(column) for column in record.identity})}
                  WHERE s.reasons IS NULL AND NOT s.repeated AND NOT s.known
                  AND NOT EXISTS (SELECT FROM external_id x WHERE x.record_id = t.id
                                  AND x.source = $1 AND x.record_type = $2)
                  ORDER BY s.line, t.id) f
            WHERE s.line = f.line""",
        source,
        record.name,
    )


async def reject_alike(connection: asyncpg.Connection, staged: Staged) -> int:
    """Rejects rows that would become what another row or another record is; how many."""
    record, table = staged.part.record, staged.table
    if not record.identity:
        return 0
    final = {column: staged.final(column) for column in record.identity}
    good = "s.reasons IS NULL AND NOT s.repeated"
    told = f"format('line %s is the same {record.noun.label}: remove one of them', f.first_line)"
    count = affected(
        await connection.execute(
            f"""UPDATE {table} s SET {rejected(told)}
                FROM (SELECT s.line, first_value(s.line) OVER (
                          PARTITION BY {", ".join(final.values())} ORDER BY s.known DESC, s.adopted, s.line
                      ) AS first_line
                      FROM {table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id WHERE {good}) f
                WHERE s.line = f.line AND f.first_line <> f.line"""
        )
    )
    told = f"'there is such a {record.noun.label} already: leave it out'"
    stands = _alike(staged, final)
    return count + affected(
        await connection.execute(
            f"""UPDATE {table} s SET {rejected(told)}
                FROM (SELECT s.line FROM {table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
                      WHERE {good} AND NOT (s.known AND {stands}) AND EXISTS (
                          SELECT FROM {record.table} o WHERE o.id <> s.id AND {_alike(staged, final, "o")})) f
                WHERE s.line = f.line"""
        )
    )


def _alike(staged: Staged, values: dict[str, str], other: str = "t") -> str:
    """SQL for a condition: that a record has these values."""
    return " AND ".join(f'{other}."{column}" IS NOT DISTINCT FROM {value}' for column, value in values.items())
