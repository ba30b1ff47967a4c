"""From the staged rows into the tables: one insert and one update a part, parents and children in any order."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

from dataclasses import dataclass

import asyncpg

from . import conditions, memberships
from .adopting import keep_keys
from .manager_roles import write_roles
from .numbers import draw_numbers
from .one_per_account import unset_others
from .staging import Staged
from .statistics import gather_statistics

_IN = "s.reasons IS NULL AND NOT s.repeated"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows became what; a repeat is the same row again, where the mapping says that rows are ``distinct``."""

    created: int
    changed: int
    unchanged: int
    repeated: int
    rejected: int
    adopted: int
    warned: int


async def write(connection: asyncpg.Connection, staged: Staged, source: str, *, dry_run: bool) -> Written:
    """Writes what matching left standing; a statement without rows is not sent, so that nothing wakes for nothing."""
    await _mark_changed(connection, staged, source)
    counts = await connection.fetchrow(
        f"""SELECT count(*) FILTER (WHERE {_IN} AND NOT known) AS created,
                   count(*) FILTER (WHERE {_IN} AND known AND changed) AS changed,
                   count(*) FILTER (WHERE {_IN} AND known AND NOT changed) AS unchanged,
                   count(*) FILTER (WHERE s.reasons IS NULL AND s.repeated) AS repeated,
                   count(*) FILTER (WHERE s.reasons IS NOT NULL) AS rejected,
                   count(*) FILTER (WHERE {_IN} AND adopted) AS adopted,
                   count(*) FILTER (WHERE {_IN} AND s.warnings IS NOT NULL) AS warned
            FROM {staged.table} s"""
    )
    if counts is None:
        raise RuntimeError("a count without a row")
    written = Written(**dict(counts))
    for field in staged.part.record.columns.values():
        if field.one_per_account and (written.created or written.changed):
            await unset_others(connection, staged, field)
    await write_roles(connection, staged, source)
    if written.changed:
        await _loosen(connection, staged)
    if written.created:
        await _insert(connection, staged, source, dry_run=dry_run)
    if written.changed:
        await _update(connection, staged)
    if written.adopted:
        await keep_keys(connection, staged, source)
    if written.created or written.changed:
        await conditions.replace(connection, staged)
    for mapping in staged.memberships:
        if written.created or written.changed:
            await memberships.join(connection, staged, mapping, source)
    if written.created or written.changed:
        await gather_statistics(connection, staged, written.created + written.changed)
    return written


def _changes(staged: Staged) -> dict[str, str]:
    """What an update sets, by column: the mapped fields, and what follows from them."""
    columns = [mapping.field.column for mapping in staged.stored if not mapping.field.once]
    changes = {column: staged.final(column) for column in columns}
    changes |= _folded(staged)
    for column, field in staged.part.record.columns.items():
        if field.one_per_account:
            changes[column] = staged.final(column)
        if moved := [f't."{each}" IS DISTINCT FROM {changes[each]}' for each in field.default_sources & changes.keys()]:
            # a deal that moves on takes the probability of its new stage, unless the file says another
            stated = f's."{column}"' if staged.mapped(column) else "NULL"
            default = f'CASE WHEN {" OR ".join(moved)} THEN {staged.default(field)} ELSE t."{column}" END'
            changes[column] = f"coalesce({stated}, {default})"
    return changes


def _folded(staged: Staged) -> dict[str, str]:
    """The columns of folded forms, each beside its name's."""
    columns = {mapping.field.column: mapping.field.value for mapping in staged.stored}
    folded = {column: value.compared(column) for column, value in columns.items() if value.compared(column) != column}
    return {compared: staged.given(column, compared) for column, compared in folded.items()}


async def _mark_changed(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Marks the known records that the file has otherwise, comparing the mapped fields alone."""
    table, record = staged.table, staged.part.record
    if changes := _changes(staged):
        differs = " OR ".join(f't."{column}" IS DISTINCT FROM {value}' for column, value in changes.items())
        await connection.execute(
            f"""UPDATE {table} s SET changed = true FROM {record.table} t
                WHERE s.known AND {_IN} AND t.id = s.id AND ({differs})"""
        )
    await conditions.mark_changed(connection, staged)
    for mapping in staged.memberships:
        await memberships.mark_changed(connection, staged, mapping, source)


async def _insert(connection: asyncpg.Connection, staged: Staged, source: str, *, dry_run: bool) -> None:
    table, record = staged.table, staged.part.record
    columns = {"id": "s.id"}
    columns |= {mapping.field.column: staged.first(mapping.field.column) for mapping in staged.stored}
    columns |= _folded(staged)
    for column, field in record.columns.items():
        if field.default_sources:  # the database has no default that depends on another column
            columns.setdefault(column, staged.default(field))
    columns |= await draw_numbers(connection, staged, dry_run=dry_run)
    names = ", ".join(f'"{name}"' for name in columns)
    await connection.execute(
        f"""INSERT INTO {record.table} ({names})
            SELECT {", ".join(columns.values())} FROM {table} s LEFT JOIN {record.table} t ON false
            WHERE {_IN} AND NOT s.known ORDER BY s.line"""
    )
    await connection.execute(
        f"""INSERT INTO external_id (id, source, record_type, key, record_id)
            SELECT s.id, $1, $2, s.key, s.id FROM {table} s WHERE {_IN} AND NOT s.known
            ON CONFLICT (source, record_type, key) DO UPDATE SET record_id = excluded.record_id""",
        source,
        record.name,
    )


async def _loosen(connection: asyncpg.Connection, staged: Staged) -> None:
    """Takes away what changes and may be in the way of another row: names that are swapped, parents on the move."""
    table, record = staged.table, staged.part.record
    changes = _changes(staged)
    unique = record.unique.value.compared(record.unique.column) if record.unique else None
    if unique in changes:
        # Two records may swap names, or a new one take a name set free: no statement can do that under a unique index.
        await connection.execute(
            f"""UPDATE {record.table} t SET "{unique}" = 'import ' || t.id FROM {table} s
                WHERE t.id = s.id AND s.changed AND t."{unique}" <> s."{unique}" """
        )
    if record.parent and (parent := record.parent.column) in changes:
        # From the old tree to the new one by way of loose ends: one by one, a parent could pass below its child.
        await connection.execute(
            f"""UPDATE {record.table} t SET {parent} = NULL FROM {table} s
                WHERE t.id = s.id AND s.changed AND t.{parent} IS NOT NULL
                AND t.{parent} IS DISTINCT FROM s.{parent}"""
        )


async def _update(connection: asyncpg.Connection, staged: Staged) -> None:
    table, record = staged.table, staged.part.record
    changes = _changes(staged)
    sets = {f'"{column}"': value for column, value in changes.items()}
    if record.versioned:
        sets |= {"updated_at": "now()", "updated_by_id": "NULL", "version": "t.version + 1"}
    for column, field in record.columns.items():
        moved = [f't."{each}" IS DISTINCT FROM {changes[each]}' for each in field.stamped_by if each in changes]
        if moved and column not in changes:
            sets[f'"{column}"'] = f'CASE WHEN {" OR ".join(moved)} THEN now() ELSE t."{column}" END'
    if not sets:
        return
    await connection.execute(
        f"""UPDATE {record.table} t SET {", ".join(f"{column} = {value}" for column, value in sets.items())}
            FROM {table} s WHERE t.id = s.id AND s.changed"""
    )
