"""Rows whose key is new, and records that are there already: a row adopts the one that it matches.

A record that the source knows by another key is never adopted: the source itself says that it is another one.
"""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from .references import link
from .settling import rejected
from .staging import Staged
from .ways import EXTERNAL


async def adopt(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Gives rows that aren't known the records that they match, by the first way that finds one.

    Rejects rows that match several, that match what another row is, and those without a key that match none.
    """
    if not staged.part.matches:
        return
    ways = [way for way in staged.part.match if way != EXTERNAL]
    account = staged.mapped("account_id")
    if account is not None:
        await link(connection, staged, account, source)
    for way in ways:
        await _adopt_by(connection, staged, way, source)
    await _reject_second(connection, staged)
    if staged.part.key is None:
        await _reject_unmatched(connection, staged, ways)


async def _adopt_by(connection: asyncpg.Connection, staged: Staged, way: str, source: str) -> None:
    table, record = staged.table, staged.part.record
    field, compared = record.fields[way], record.ways[way]
    here = "AND t.account_id = s.account_id" if record.noun.of_account and staged.mapped("account_id") else ""
    elsewhere = """AND NOT EXISTS (SELECT FROM external_id x WHERE x.record_id = t.id
                   AND x.source = $1 AND x.record_type = $2)"""
    each = f"'\"' || t.name || '\" ({record.noun.prefix}_' || t.id || ')'" if "name" in record.fields else "t.id::text"
    mend = f'make them one, give one of them another, or leave "{way}" out of `match`'
    shown = f"""left({field.value.audit(f's."{field.column}"')}, 80)"""
    told = f"""format('the {way} "%s" is that of %s and %s: {mend}', {shown}, f.names[1], f.names[2])"""
    await connection.execute(
        f"""UPDATE {table} s SET known = f.names[2] IS NULL, adopted = f.names[2] IS NULL,
                id = CASE WHEN f.names[2] IS NULL THEN f.id ELSE s.id END,
                {rejected(told, when="f.names[2] IS NOT NULL")}
            FROM (SELECT s.line, (array_agg(t.id))[1] AS id, array_agg({each} ORDER BY t.id) AS names
                  FROM {table} s JOIN {record.table} t ON {compared.format(t="t")} = {compared.format(t="s")} {here}
                  WHERE s.reasons IS NULL AND NOT s.repeated AND NOT s.known
                  {elsewhere if staged.part.key else ""}
                  GROUP BY s.line) f
            WHERE s.line = f.line""",
        *([source, record.name] if staged.part.key else []),
    )


async def _reject_second(connection: asyncpg.Connection, staged: Staged) -> None:
    """Rejects rows that adopt what an earlier row adopts, or what is another row's by its key."""
    table, label = staged.table, staged.part.record.noun.label
    told = f"format('line %s is the same {label}: remove one of them', c.first_line)"
    await connection.execute(
        f"""UPDATE {table} s SET {rejected(told)}
            FROM (SELECT line, first_value(line) OVER (PARTITION BY id ORDER BY adopted, line) AS first_line
                  FROM {table} WHERE known AND NOT repeated) c
            WHERE s.line = c.line AND s.adopted AND c.first_line <> c.line"""
    )


async def _reject_unmatched(connection: asyncpg.Connection, staged: Staged, ways: list[str]) -> None:
    """Rejects rows that match no record: without a key they can't become one."""
    label = staged.part.record.noun.label
    fields = [staged.part.record.fields[way] for way in ways]
    columns = ", ".join(field.value.audit(f's."{field.column}"') for field in fields)
    mend = "correct it, or say a `key` for new ones in the mapping"
    told = f"""format('there is no {label} with the {" or ".join(ways)} %s: {mend}',
        coalesce((SELECT string_agg(format('"%s"', left(v, 80)), ' or ') FROM unnest(ARRAY[{columns}]) v
                  WHERE v IS NOT NULL), '(blank)'))"""
    await connection.execute(
        f"UPDATE {staged.table} s SET {rejected(told)} WHERE s.reasons IS NULL AND NOT s.repeated AND NOT s.known"
    )


async def keep_keys(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Notes the keys of the rows that adopted a record, so that the next import knows them."""
    if staged.part.key is None:
        return
    await connection.execute(
        f"""INSERT INTO external_id (id, source, record_type, key, record_id)
            SELECT gen_random_uuid(), $1, $2, s.key, s.id FROM {staged.table} s
            WHERE s.adopted AND s.reasons IS NULL AND NOT s.repeated
            ON CONFLICT (source, record_type, key) DO UPDATE SET record_id = excluded.record_id""",
        source,
        staged.part.record.name,
    )
