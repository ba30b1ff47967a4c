"""Numbers of records that a file brings: a new record keeps its number, and none that is there gets another."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .settling import rejected
from .staging import Staged

LARGEST = 10**12 - 1
"""The largest number that a file may give a new record: the next ones go on from there."""


async def reject_numbers(connection: asyncpg.Connection, staged: Staged) -> None:
    """Rejects rows whose number is another record's or another row's, or not that of their record."""
    column = staged.part.record.number
    if column is None or (mapping := staged.mapped(column)) is None:
        return
    table, record = staged.table, staged.part.record
    shown = mapping.field.value.audit(f's."{column}"')
    theirs = mapping.field.value.audit(f't."{column}"')
    here = f's."{column}" IS NOT NULL AND NOT s.repeated'
    for told, which in (
        (
            f"format('the {record.noun.label} has the number %s, not %s, and numbers never change: leave it out',"
            f" {theirs}, {shown})",
            f"FROM {record.table} t WHERE s.known AND t.id = s.id AND t.{column} <> s.{column}",
        ),
        (
            f"format('the number %s is taken by another {record.noun.label}: leave it out', {shown})",
            f"FROM {record.table} t WHERE NOT s.known AND t.{column} = s.{column}",
        ),
        (
            f"format('the number %s is taken by line %s: leave it out', {shown}, o.line)",
            f"FROM {table} o WHERE NOT s.known AND o.{column} = s.{column} AND o.line < s.line AND o.reasons IS NULL"
            " AND NOT o.repeated",
        ),
        (
            f"format('the number %s is too large: leave it out', {shown})",
            f"WHERE NOT s.known AND s.{column} > {LARGEST}",
        ),
    ):
        await connection.execute(f"UPDATE {table} s SET {rejected(told)} {which} AND {here}")


async def draw_numbers(connection: asyncpg.Connection, staged: Staged, *, dry_run: bool) -> dict[str, str]:
    """The number that a new record gets, by its column, over staged row ``s``: its own, or the next one."""
    record = staged.part.record
    column = record.number
    if column is None:
        return {}
    mapped = staged.mapped(column) is not None
    if dry_run:
        # A sequence doesn't roll back, so that a number once drawn would be lost.
        drawn = f"-(({staged.number}::bigint << 32) + s.line)"
    elif mapped:
        drawn = f"nextval('{record.sequence}')"
        await connection.execute(
            f"""SELECT setval('{record.sequence}', top) FROM (
                    SELECT max(s.{column}) AS top FROM {staged.table} s
                    WHERE s.reasons IS NULL AND NOT s.repeated AND NOT s.known
                ) s, {record.sequence} WHERE top > last_value"""
        )
    else:
        return {}  # the database draws it
    return {column: f'coalesce(s."{column}", {drawn})' if mapped else drawn}
