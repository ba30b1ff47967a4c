"""From the staged rows into the tables: one insert and one update a part, parents and children in any order."""

# ruff: noqa: S608  # names of tables and columns come from records.py alone

from dataclasses import dataclass

import asyncpg
from uuid_utils.compat import uuid7

from .staging import Staged
from .values import References

_IN = "s.reason IS NULL AND NOT s.repeated"

# The groups of the same source that a user is in, and by the file no longer is.
_LEFT_GROUPS = """FROM group_member m JOIN external_id x ON x.record_id = m.group_id AND x.record_type = 'group'
    AND x.source = $1 WHERE NOT (m.group_id = ANY (coalesce(s.groups, '{}')))"""


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows became what; a repeat is the same row again, where the mapping says that rows are ``distinct``."""

    created: int
    changed: int
    unchanged: int
    repeated: int
    rejected: int
    unlinked: int


async def write(connection: asyncpg.Connection, staged: Staged, source: str, *, dry_run: bool) -> Written:
    """Writes what matching left standing; a statement without rows is not sent, so that nothing wakes for nothing."""
    await _mark_changed(connection, staged, source)
    counts = await connection.fetchrow(
        f"""SELECT count(*) FILTER (WHERE {_IN} AND NOT known) AS created,
                   count(*) FILTER (WHERE {_IN} AND known AND changed) AS changed,
                   count(*) FILTER (WHERE {_IN} AND known AND NOT changed) AS unchanged,
                   count(*) FILTER (WHERE s.reason IS NULL AND s.repeated) AS repeated,
                   count(*) FILTER (WHERE s.reason IS NOT NULL) AS rejected,
                   count(*) FILTER (WHERE {_IN} AND unlinked) AS unlinked
            FROM {staged.table} s"""
    )
    if counts is None:
        raise RuntimeError("a count without a row")
    written = Written(**dict(counts))
    if (written.created or written.changed) and staged.part.record.name == "contact":
        await _unmake_primaries(connection, staged)
    if written.changed:
        await _loosen(connection, staged)
    if written.created:
        await _insert(connection, staged, source, dry_run=dry_run)
    if written.changed:
        await _update(connection, staged)
    for mapping in staged.references:
        if isinstance(mapping.field.kind, References) and (written.created or written.changed):
            await _join_groups(connection, staged, source)
    return written


def _changes(staged: Staged) -> dict[str, str]:
    """What an update sets, by column: the mapped fields, and what follows from them."""
    changes = {mapping.field.column: staged.final(mapping.field.column) for mapping in staged.stored}
    if staged.part.record.has_name_key:
        changes["name_key"] = "s.name_key"
    if staged.part.record.name == "opportunity" and "stage" in changes:
        # A deal that moves on takes the probability of its new stage, unless the file says another.
        stated = 's."probability"' if staged.mapped("probability") else "NULL"
        of_stage = f"CASE WHEN t.stage = {changes['stage']} THEN t.probability ELSE {staged.default('probability')} END"
        changes["probability"] = f"coalesce({stated}, {of_stage})"
    return changes


async def _mark_changed(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Marks the known records that the file has otherwise, comparing the mapped fields alone."""
    table, record = staged.table, staged.part.record
    if changes := _changes(staged):
        differs = " OR ".join(f't."{column}" IS DISTINCT FROM {value}' for column, value in changes.items())
        await connection.execute(
            f"""UPDATE {table} s SET changed = true FROM {record.table} t
                WHERE s.known AND {_IN} AND t.id = s.id AND ({differs})"""
        )
    if staged.mapped("groups"):
        await connection.execute(
            f"""UPDATE {table} s SET changed = true WHERE s.known AND {_IN} AND (
                    EXISTS (SELECT FROM unnest(s.groups) AS g (id) WHERE NOT EXISTS (
                        SELECT FROM group_member m WHERE m.user_id = s.id AND m.group_id = g.id))
                    OR EXISTS (SELECT {_LEFT_GROUPS} AND m.user_id = s.id))""",
            source,
        )


async def _insert(connection: asyncpg.Connection, staged: Staged, source: str, *, dry_run: bool) -> None:
    table, record = staged.table, staged.part.record
    columns = {"id": "s.id"}
    columns |= {
        mapping.field.column: f'coalesce(s."{mapping.field.column}", {staged.default(mapping.field.column)})'
        if mapping.field.default
        else f's."{mapping.field.column}"'
        for mapping in staged.stored
    }
    if record.has_name_key:
        columns["name_key"] = "s.name_key"
    if record.name == "opportunity":
        columns.setdefault("probability", staged.default("probability"))
    if record.numbered and dry_run:
        # A sequence doesn't roll back, so that a number once drawn would be lost.
        columns["number"] = f"-(({staged.number}::bigint << 32) + s.line)"
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
    if record.unique in changes:
        # Two records may swap names, or a new one take a name set free: no statement can do that under a unique index.
        await connection.execute(
            f"""UPDATE {record.table} t SET "{record.unique}" = 'import ' || t.id FROM {table} s
                WHERE t.id = s.id AND s.changed AND t."{record.unique}" <> s."{record.unique}" """
        )
    if "parent_id" in changes:
        # From the old tree to the new one by way of loose ends: one by one, a parent could pass below its child.
        await connection.execute(
            f"""UPDATE {record.table} t SET parent_id = NULL FROM {table} s
                WHERE t.id = s.id AND s.changed AND t.parent_id IS NOT NULL
                AND t.parent_id IS DISTINCT FROM s.parent_id"""
        )


async def _update(connection: asyncpg.Connection, staged: Staged) -> None:
    table, record = staged.table, staged.part.record
    changes = _changes(staged)
    sets = {f'"{column}"': value for column, value in changes.items()}
    if record.audited:
        sets |= {"updated_at": "now()", "updated_by_id": "NULL", "version": "t.version + 1"}
    moved = [f't."{column}" IS DISTINCT FROM {changes[column]}' for column in ("owner_id", "type") if column in changes]
    if record.name == "account" and moved and "last_activity_date" not in changes:
        sets["last_activity_date"] = f"CASE WHEN {' OR '.join(moved)} THEN now() ELSE t.last_activity_date END"
    if not sets:
        return
    await connection.execute(
        f"""UPDATE {record.table} t SET {", ".join(f"{column} = {value}" for column, value in sets.items())}
            FROM {table} s WHERE t.id = s.id AND s.changed"""
    )


async def _unmake_primaries(connection: asyncpg.Connection, staged: Staged) -> None:
    """A contact that becomes primary unmakes the one before."""
    await connection.execute(
        f"""UPDATE contact c SET is_primary = false, updated_at = now(), updated_by_id = NULL, version = c.version + 1
            WHERE c.is_primary AND EXISTS (
                SELECT FROM {staged.table} s LEFT JOIN contact t ON s.known AND t.id = s.id
                WHERE {_IN} AND s.account_id = c.account_id AND s.id <> c.id AND {staged.final("is_primary")})"""
    )


async def _join_groups(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Users are in the groups that the file says; of other groups only those of the same source are left."""
    joined = await connection.fetch(
        f"""SELECT s.id AS user_id, g.id AS group_id FROM {staged.table} s, unnest(s.groups) AS g (id)
            WHERE {_IN} AND (s.changed OR NOT s.known)
            AND NOT EXISTS (SELECT FROM group_member m WHERE m.user_id = s.id AND m.group_id = g.id)"""
    )
    await connection.execute(
        f"""DELETE FROM group_member d USING {staged.table} s
            WHERE d.user_id = s.id AND s.changed AND d.id IN (SELECT m.id {_LEFT_GROUPS} AND m.user_id = s.id)""",
        source,
    )
    await connection.copy_records_to_table(
        "group_member",
        records=[(uuid7(), row["group_id"], row["user_id"]) for row in joined],
        columns=["id", "group_id", "user_id"],
    )
