"""Fields that name several records, each joined to the row's own by a row of another table: a user's groups."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg
from uuid_utils.compat import uuid7

from graph.models.spec import Membership

from .mapping import FieldMapping
from .record_types import RecordType
from .settling import rejected, shown, warned
from .staging import Staged


def _joining(mapping: FieldMapping) -> tuple[Membership, RecordType]:
    membership, target = mapping.field.membership, mapping.field.target
    if membership is None or target is None:
        raise TypeError(f"{mapping.name} is no membership")
    return membership, target


async def link_memberships(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Finds the records that a field names, or settles the row as the mapping says for a missing one."""
    table, column = staged.table, mapping.field.column
    _, target = _joining(mapping)
    found = (
        f"(SELECT x.record_id FROM external_id x JOIN {target.table} g ON g.id = x.record_id"
        f" WHERE x.source = $1 AND x.record_type = '{target.name}' AND x.key = l.text)"
        if mapping.by == "key"
        else f"(SELECT g.id FROM {target.table} g WHERE {mapping.field.lookups[mapping.by].sql.format(t='g')} = l.text)"
    )
    told = f"""format({shown(mapping)} || ': there is no {target.noun.label} with the {
        mapping.by
    } "%s": bring it in first, or correct it', left(f.missing, 80))"""
    unfound = "f.missing IS NOT NULL"
    change = warned(told, when=unfound) if mapping.missing == "empty" else rejected(told, when=unfound)
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = f.ids, {change}
            FROM (SELECT line, array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) AS ids,
                         min(text) FILTER (WHERE id IS NULL) AS missing
                  FROM (SELECT s.line, l.text, {found} AS id FROM {table} s, unnest(s."{column}_lookup") AS l (text)
                        WHERE NOT s.repeated) e GROUP BY line) f
            WHERE s.line = f.line""",
        *([source] if mapping.by == "key" else []),
    )


async def mark_changed(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Marks the known records whose memberships the file has otherwise."""
    membership, _ = _joining(mapping)
    await connection.execute(
        f"""UPDATE {staged.table} s SET changed = true WHERE s.known AND s.reasons IS NULL AND NOT s.repeated AND (
                EXISTS (SELECT FROM unnest(s."{mapping.field.column}") AS g (id) WHERE NOT EXISTS (
                    SELECT FROM {membership.table} m
                    WHERE m.{membership.own_column} = s.id AND m.{membership.other_column} = g.id))
                OR EXISTS (SELECT {_left(mapping)} AND m.{membership.own_column} = s.id))""",
        source,
    )


async def join(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Joins records to those that the file names; of others only those of the same source are left."""
    membership, _ = _joining(mapping)
    joined = await connection.fetch(
        f"""SELECT s.id AS own, g.id AS other FROM {staged.table} s, unnest(s."{mapping.field.column}") AS g (id)
            WHERE s.reasons IS NULL AND NOT s.repeated AND (s.changed OR NOT s.known)
            AND NOT EXISTS (SELECT FROM {membership.table} m
                            WHERE m.{membership.own_column} = s.id AND m.{membership.other_column} = g.id)"""
    )
    await connection.execute(
        f"""DELETE FROM {membership.table} d USING {staged.table} s
            WHERE d.{membership.own_column} = s.id AND s.changed
            AND d.id IN (SELECT m.id {_left(mapping)} AND m.{membership.own_column} = s.id)""",
        source,
    )
    await connection.copy_records_to_table(
        membership.table,
        records=[(uuid7(), row["own"], row["other"]) for row in joined],
        columns=["id", membership.own_column, membership.other_column],
    )


def _left(mapping: FieldMapping) -> str:
    """SQL for the memberships ``m`` in records of the same source that the file no longer names."""
    membership, target = _joining(mapping)
    return f"""FROM {membership.table} m JOIN external_id x ON x.record_id = m.{membership.other_column}
        AND x.record_type = '{target.name}' AND x.source = $1
        WHERE NOT (m.{membership.other_column} = ANY (coalesce(s."{mapping.field.column}", '{{}}')))"""
