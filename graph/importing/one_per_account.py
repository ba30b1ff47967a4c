"""Flags that one record of an account has at most, such as that of the primary contact."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .record_types import ImportField
from .settling import rejected, warned
from .staging import Staged, affected


async def reject_second(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> int:
    """Settles the rows that set the flag for an account for which an earlier row sets it; how many."""
    record, mapping = staged.part.record, staged.mapped(field.column)
    called = f"{field.name.removeprefix('is_').replace('_', ' ')} {record.noun.label}"
    told = f"format('line %s is the account''s {called}', c.first_line)"
    change = f'"{field.column}" = false, {warned(told)}' if mapping and mapping.lenient else rejected(told)
    return affected(
        await connection.execute(
            f"""UPDATE {staged.table} s SET {change} FROM (SELECT s.line,
                             first_value(s.line) OVER (PARTITION BY s.account_id ORDER BY s.line) AS first_line
                      FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
                      WHERE s.reason IS NULL AND NOT s.repeated AND {staged.final(field.column)}) c
                WHERE s.line = c.line AND c.line <> c.first_line"""
        )
    )


async def unset_others(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> None:
    """Takes the flag from the records whose account a row sets it for."""
    record, column = staged.part.record, field.column
    counted = ", updated_at = now(), updated_by_id = NULL, version = c.version + 1" if record.versioned else ""
    await connection.execute(
        f"""UPDATE {record.table} c SET {column} = false{counted}
            WHERE c.{column} AND EXISTS (
                SELECT FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
                WHERE s.reason IS NULL AND NOT s.repeated AND s.account_id = c.account_id AND s.id <> c.id
                AND {staged.final(column)})"""
    )
