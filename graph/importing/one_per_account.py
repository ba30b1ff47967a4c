"""Flags that one record of an account has at most, such as that of the primary contact.

Only a cell that says so claims the flag: a blank one leaves it to the record that has it, as long as that stays at its
account and no other row claims it. So the order of rows decides nothing.
"""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .record_types import ImportField
from .settling import rejected, warned
from .staging import Staged, affected


async def reject_second(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> int:
    """Settles the rows that claim what is another row's: that of the record that has it, or else the first key's."""
    record, mapping = staged.part.record, staged.mapped(field.column)
    if mapping is None:
        return 0
    told = f"format('line %s is the account''s {_called(staged, field)}: say so of one alone', c.first_line)"
    change = f'"{field.column}" = false, {warned(told)}' if mapping.lenient else rejected(told)
    return affected(
        await connection.execute(
            f"""UPDATE {staged.table} s SET {change}
                FROM (SELECT s.line, first_value(s.line) OVER (
                          PARTITION BY s.account_id
                          ORDER BY (t."{field.column}" AND t.account_id = s.account_id) IS TRUE DESC, s.key COLLATE "C"
                      ) AS first_line
                      FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
                      WHERE {_claims(field)}) c
                WHERE s.line = c.line AND c.line <> c.first_line"""
        )
    )


async def unset_others(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> None:
    """Takes the flag from the records whose account a row claims it for."""
    record, column = staged.part.record, field.column
    if staged.mapped(column) is None:
        return
    counted = ", updated_at = now(), updated_by_id = NULL, version = c.version + 1" if record.versioned else ""
    await connection.execute(
        f"""UPDATE {record.table} c SET {column} = false{counted}
            WHERE c.{column} AND EXISTS (
                SELECT FROM {staged.table} s WHERE s.account_id = c.account_id AND s.id <> c.id AND {_claims(field)})"""
    )


def _claims(field: ImportField) -> str:
    return f's.reasons IS NULL AND NOT s.repeated AND s."{field.column}"'


def _called(staged: Staged, field: ImportField) -> str:
    return f"{field.name.removeprefix('is_').replace('_', ' ')} {staged.part.record.noun.label}"
