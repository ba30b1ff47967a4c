"""Which records the staged rows refer to: found by key or by name, in the database and among the rows themselves."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .mapping import FieldMapping
from .record_types import RecordType
from .settling import blanked, rejected, shown
from .staging import Staged, affected


def _referring(mapping: FieldMapping) -> RecordType:
    if mapping.field.target is None:
        raise TypeError(f"{mapping.name} is no reference")
    return mapping.field.target


async def link(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping, source: str) -> None:
    """Finds the records that a field refers to, or settles the row as the mapping says for a missing one."""
    table, column, target = staged.table, mapping.field.column, _referring(mapping)
    itself = target is staged.part.record
    if itself:
        await _link_among_rows(connection, staged, mapping)
    renamed = (
        f"AND NOT EXISTS (SELECT FROM {table} o WHERE o.known AND o.id = t.id AND o.reasons IS NULL)"
        if itself and mapping.by != "key"
        else ""
    )
    reference = mapping.field.reference
    same_account = reference is not None and reference.same_account and staged.mapped("account_id")
    near = "AND t.account_id = s.account_id" if same_account else ""
    if mapping.by == "key":
        join = f"""external_id x ON x.source = $1 AND x.record_type = '{target.name}' AND x.key = s."{column}_lookup"
                   JOIN {target.table} t ON t.id = x.record_id"""
    else:
        compared = mapping.field.lookups[mapping.by].sql.format(t="t")
        join = f"""{target.table} t ON {compared} = s."{column}_lookup" {near} {renamed}"""
    ways = " or ".join(name for name in ("key", *mapping.field.lookups) if name != mapping.by)
    several = "cardinality(f.ids) > 1"
    told = f"""format({shown(mapping)} || ': %s {target.noun.plural} have the {mapping.by} "%s": name one by {
        ways
    }', cardinality(f.ids), left(s."{column}_text", 80))"""
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = CASE WHEN NOT {several} THEN f.ids[1] END,
                "{column}_lookup" = CASE WHEN NOT {several} THEN s."{column}_lookup" END,
                {blanked(mapping, told, when=several) if mapping.lenient else rejected(told, when=several)}
            FROM (SELECT s.line, array_agg(DISTINCT t.id) AS ids FROM {table} s JOIN {join}
                  WHERE NOT s.repeated AND s."{column}" IS NULL GROUP BY s.line) f
            WHERE s.line = f.line""",
        *([source] if mapping.by == "key" else []),
    )
    if near and mapping.by != "key":
        await _link_moved(connection, staged, mapping)
    unfound = f'NOT s.repeated AND s."{column}" IS NULL AND s."{column}_lookup" IS NOT NULL'
    told = f"""format({shown(mapping)} || ': there is no {target.noun.label} with the {
        mapping.by
    } "%s": bring it in first, or correct it', left(s."{column}_text", 80))"""
    change = blanked(mapping, told) if mapping.missing == "empty" else rejected(told)
    await connection.execute(f"UPDATE {table} s SET {change} WHERE {unfound}")


async def _link_moved(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping) -> None:
    """Finds the record that a known one names already, and that has moved to another account since."""
    table, column, target = staged.table, mapping.field.column, _referring(mapping)
    compared = mapping.field.lookups[mapping.by].sql.format(t="t")
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = t.id
            FROM {staged.part.record.table} r JOIN {target.table} t ON t.id = r."{column}"
            WHERE s.known AND r.id = s.id AND r.account_id = s.account_id AND s."{column}" IS NULL
            AND {compared} = s."{column}_lookup" """
    )


async def _link_among_rows(connection: asyncpg.Connection, staged: Staged, mapping: FieldMapping) -> None:
    """Finds the rows of the same part that a field refers to."""
    table, column = staged.table, mapping.field.column
    if mapping.by == "key":
        compared = "o.key"
    elif staged.mapped(staged.part.record.fields[mapping.by].column):
        compared = mapping.field.lookups[mapping.by].sql.format(t="o")
    else:
        return
    await connection.execute(
        f"""UPDATE {table} s SET "{column}" = f.id
            FROM (SELECT DISTINCT ON ({compared}) {compared} AS text, id FROM {table} o
                  WHERE NOT repeated AND {compared} IS NOT NULL
                  ORDER BY {compared}, (reasons IS NOT NULL AND NOT known), line) f
            WHERE f.text = s."{column}_lookup" """
    )


async def orphaned(connection: asyncpg.Connection, staged: Staged) -> int:
    """Settles rows that refer to a rejected row of their own part that isn't known from before; how many."""
    count = 0
    for mapping in staged.references:
        if _referring(mapping) is not staged.part.record:
            continue
        column = mapping.field.column
        told = f"format({shown(mapping)} || ': its {mapping.name}, line %s, is rejected: mend that one first', p.line)"
        change = f'"{column}" = NULL, {blanked(mapping, told)}' if mapping.missing == "empty" else rejected(told)
        count += affected(
            await connection.execute(
                f"""UPDATE {staged.table} s SET {change} FROM {staged.table} p
                    WHERE p.id = s."{column}" AND p.reasons IS NOT NULL AND NOT p.known AND NOT p.repeated
                    AND s.reasons IS NULL AND NOT s.repeated"""
            )
        )
    return count
