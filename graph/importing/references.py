"""Which records the staged rows refer to: found by key or by name, in the database and among the rows themselves."""

# ruff: noqa: S608  # names of tables and columns come from records.py alone

import asyncpg

from .mapping import FieldMapping
from .records import RECORD_TYPES
from .staging import Staged, affected
from .values import Reference, References


async def link(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Fills every reference of every row, or settles it as the mapping says for a missing record."""
    for mapping in staged.references:
        if isinstance(mapping.field.kind, References):
            await _link_many(connection, staged, mapping, source)
        else:
            await _link(connection, staged, mapping, source)


async def _link(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Finds the records that a field refers to; a row of the same part can be one."""
    table, column = staged.table, mapping.field.column
    kind = mapping.field.kind
    if not isinstance(kind, Reference):
        raise TypeError(f"{mapping.name} is no reference")
    target = RECORD_TYPES[kind.target]
    itself = target is staged.part.record
    if itself:
        by = "key" if mapping.by == "key" else ("name_key" if target.has_name_key else mapping.by)
        await connection.execute(
            f"""UPDATE {table} s SET "{column}" = o.id
                FROM (SELECT DISTINCT ON ("{by}") "{by}" AS text, id FROM {table}
                      WHERE NOT repeated AND "{by}" IS NOT NULL
                      ORDER BY "{by}", (reason IS NOT NULL AND NOT known), line) o
                WHERE o.text = s."{column}_lookup" """
        )
    renamed = (
        f"AND NOT EXISTS (SELECT FROM {table} o WHERE o.known AND o.id = t.id AND o.reason IS NULL)"
        if itself and mapping.by != "key"
        else ""
    )
    near = "AND t.account_id = s.account_id" if target.name == "contact" and staged.mapped("account_id") else ""
    if mapping.by == "key":
        join = f"""external_id x ON x.source = $1 AND x.record_type = '{target.name}' AND x.key = s."{column}_lookup"
                   JOIN {target.table} t ON t.id = x.record_id"""
    else:
        join = f"""{target.table} t ON {target.lookups[mapping.by]} = s."{column}_lookup" {near} {renamed}"""
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = f.ids[1],
                reason = CASE WHEN cardinality(f.ids) > 1 THEN format({_shown(mapping)} || ': %s {
            target.name
        }s have the {mapping.by} "%s"', cardinality(f.ids), left(s."{column}_text", 80)) END
            FROM (SELECT s.line, array_agg(DISTINCT t.id) AS ids FROM {table} s JOIN {join}
                  WHERE s.reason IS NULL AND NOT s.repeated AND s."{column}" IS NULL GROUP BY s.line) f
            WHERE s.line = f.line""",
        *([source] if mapping.by == "key" else []),
    )
    unfound = f"""s.reason IS NULL AND NOT s.repeated AND s."{column}" IS NULL AND s."{column}_lookup" IS NOT NULL"""
    if mapping.missing == "empty":
        await connection.execute(f"UPDATE {table} s SET unlinked = true WHERE {unfound}")
    else:
        await connection.execute(
            f"""UPDATE {table} s SET reason = format({_shown(mapping)} || ': there is no {target.name} with the {
                mapping.by
            } "%s"', left(s."{column}_text", 80)) WHERE {unfound}"""
        )


async def _link_many(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Finds the groups that a user is to be in."""
    table, column = staged.table, mapping.field.column
    found = (
        "(SELECT x.record_id FROM external_id x JOIN user_group g ON g.id = x.record_id"
        " WHERE x.source = $1 AND x.record_type = 'group' AND x.key = l.text)"
        if mapping.by == "key"
        else "(SELECT g.id FROM user_group g WHERE g.name = l.text)"
    )
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = f.ids, unlinked = s.unlinked OR (f.missing IS NOT NULL AND {
            mapping.missing == "empty"
        }), reason = CASE WHEN {mapping.missing == "reject"} AND f.missing IS NOT NULL THEN
                format({_shown(mapping)} || ': there is no group with the {mapping.by} "%s"', f.missing) END
            FROM (SELECT line, array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) AS ids,
                         min(text) FILTER (WHERE id IS NULL) AS missing
                  FROM (SELECT s.line, l.text, {found} AS id FROM {table} s, unnest(s."{column}_lookup") AS l (text)
                        WHERE s.reason IS NULL AND NOT s.repeated) e GROUP BY line) f
            WHERE s.line = f.line""",
        *([source] if mapping.by == "key" else []),
    )


async def orphaned(connection: asyncpg.Connection, staged: Staged) -> int:
    """Settles rows that refer to a rejected row of their own part that isn't known from before; how many."""
    count = 0
    for mapping in staged.references:
        kind, column = mapping.field.kind, mapping.field.column
        if not isinstance(kind, Reference) or kind.target != staged.part.record.name:
            continue
        change = (
            f'"{column}" = NULL, unlinked = true'
            if mapping.missing == "empty"
            else f"""reason = format({_shown(mapping)} || ': its {mapping.name}, line %s, is rejected', p.line)"""
        )
        count += affected(
            await connection.execute(
                f"""UPDATE {staged.table} s SET {change} FROM {staged.table} p
                    WHERE p.id = s."{column}" AND p.reason IS NOT NULL AND NOT p.known AND NOT p.repeated
                    AND s.reason IS NULL AND NOT s.repeated"""
            )
        )
    return count


def _shown(mapping: FieldMapping) -> str:
    """The field's source as an SQL text, safe within format()."""
    return "'" + mapping.wording.shown.replace("'", "''").replace("%", "%%") + "'"
