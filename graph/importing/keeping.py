"""Blank cells that leave what a record has, where the mapping says ``blank = "keep"``.

Updates leave the fields of such cells alone. Before, matching needs what some of them hold: names and references.
"""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from graph.models.values import FoldedName

from .settling import rejected, shown
from .staging import Staged


async def reject_unfilled(connection: asyncpg.Connection, staged: Staged) -> None:
    """Rejects new records whose required fields are blank: there is nothing to keep."""
    for mapping in staged.part.fields if staged.part.key else ():  # without a key there are no new ones
        if mapping.keeps and mapping.field.required:
            told = f"format({shown(mapping)} || ' %s', $1::text)"
            await connection.execute(
                f"""UPDATE {staged.table} s SET {rejected(told)}
                    WHERE NOT s.known AND NOT s.repeated AND '{mapping.field.column}' = ANY (s.kept)""",
                staged.part.is_empty(mapping),
            )


async def fill_kept(connection: asyncpg.Connection, staged: Staged) -> None:
    """Gives rows of known records the names, references and memberships that they keep."""
    fills = {}
    for mapping in staged.part.fields:
        field = mapping.field
        if not mapping.keeps:
            continue
        if field.membership:
            own, other = field.membership.own_column, field.membership.other_column
            fills[field.column] = (
                field.column,
                f"(SELECT array_agg(m.{other}) FROM {field.membership.table} m WHERE m.{own} = s.id)",
            )
        elif (
            (field.reference and field.stored)
            or isinstance(field.value, FoldedName)
            or field is staged.part.record.unique
        ):
            for column in (field.column, field.value.compared(field.column)):
                fills[column] = (field.column, f't."{column}"')
    if not fills:
        return
    sets = ", ".join(
        f""""{column}" = CASE WHEN '{kept}' = ANY (s.kept) THEN {value} ELSE s."{column}" END"""
        for column, (kept, value) in fills.items()
    )
    await connection.execute(
        f"""UPDATE {staged.table} s SET {sets} FROM {staged.part.record.table} t
            WHERE s.known AND t.id = s.id AND s.kept && $1::text[]""",
        sorted({kept for kept, _ in fills.values()}),
    )
