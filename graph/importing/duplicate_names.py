"""Names that no two records share: whose name is another's, and what such a record is called instead."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from graph.models.values import FoldedName

from .mapping import Template
from .record_types import ImportField
from .settling import rejected
from .staging import Staged


def claims(staged: Staged, field: ImportField) -> str:
    """SQL for the rows whose unique text is another's: line, and holder_line where that is a row's and no record's."""
    record, unique = staged.part.record, field.value.compared(field.column)
    return f"""
        SELECT c.line, c.holder_line FROM (
            SELECT s.line, row_number() OVER w AS place, first_value(s.line) OVER w AS holder_line
            FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
            WHERE s.reasons IS NULL AND NOT s.repeated
            -- A record keeps what it has against newcomers; else the first row has it.
            WINDOW w AS (PARTITION BY s."{unique}" ORDER BY coalesce(t."{unique}" = s."{unique}", false) DESC, s.line)
        ) c WHERE c.place > 1
        UNION ALL
        SELECT s.line, NULL FROM {staged.table} s JOIN {record.table} t ON t."{unique}" = s."{unique}" AND t.id <> s.id
        WHERE s.reasons IS NULL AND NOT s.repeated AND NOT EXISTS (
            SELECT FROM {staged.table} o WHERE o.id = t.id AND o.reasons IS NULL AND NOT o.repeated
        )"""


def taken(staged: Staged, field: ImportField) -> str:
    """SQL for the reason of a row ``s`` whose text is another's, as ``claims`` has it in ``c``."""
    record = staged.part.record
    label, choose = record.noun.label, "choose another"
    if field is record.named_uniquely:
        choose += ", or say `duplicate_names` in the mapping"
    return f"""format('the {field.name} "%s" is taken by %s: {choose}', s."{field.column}",
                      CASE WHEN c.holder_line IS NULL THEN 'another {label}' ELSE 'line ' || c.holder_line END)"""


async def tell_taken(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> None:
    """Tells of rows that are rejected already that their unique text is another's."""
    table, unique = staged.table, field.value.compared(field.column)
    good = "o.reasons IS NULL AND NOT o.repeated"
    await connection.execute(
        f"""UPDATE {table} s SET {rejected(taken(staged, field))}
            FROM (SELECT s.line, o.line AS holder_line
                  FROM {table} s JOIN {table} o ON o."{unique}" = s."{unique}" AND o.key <> s.key AND {good}
                  WHERE s.reasons IS NOT NULL
                  UNION ALL
                  SELECT s.line, NULL
                  FROM {table} s JOIN {staged.part.record.table} t ON t."{unique}" = s."{unique}" AND t.id <> s.id
                  WHERE s.reasons IS NOT NULL AND NOT EXISTS (SELECT FROM {table} o WHERE o.id = t.id AND {good})) c
            WHERE s.line = c.line"""
    )


async def rename(connection: asyncpg.Connection, staged: Staged) -> None:
    """Gives records whose name is another's the other name that the mapping provides, for good."""
    field, choice = staged.part.record.named_uniquely, staged.part.duplicate_names
    if field is None or not isinstance(field.value, FoldedName) or choice == "reject":
        return
    if isinstance(choice, Template):
        await _take_other_name(connection, staged, field)
    else:
        await _append_number(connection, staged, field, field.value.most)


async def _take_other_name(connection: asyncpg.Connection, staged: Staged, field: ImportField) -> None:
    table, name, key = staged.table, field.column, field.value.compared(field.column)
    label = staged.part.record.noun.label
    told = f"""format('the name is another {label}''s, and "%s" %s', s.other_name, s.other_name_problem)"""
    faulty = rejected(told, when="s.other_name_problem IS NOT NULL")
    other = f"{name} = other_name, {key} = other_name_key, {faulty}"
    await connection.execute(
        f"""UPDATE {table} s SET {other} FROM {staged.part.record.table} t
            WHERE s.known AND t.id = s.id AND t.{key} = s.other_name_key AND s.reasons IS NULL"""
    )
    await connection.execute(
        f"""UPDATE {table} s SET {other}
            FROM ({claims(staged, field)}) c WHERE s.line = c.line AND s.other_name IS NOT NULL"""
    )


async def _append_number(connection: asyncpg.Connection, staged: Staged, field: ImportField, most: int) -> None:
    table, name, key = staged.table, field.column, field.value.compared(field.column)
    record = staged.part.record
    told = f"""format('the name is another {record.noun.label}''s, and "%s" has %s characters: at most {most}',
                      s.{name}, length(s.{name}))"""
    await connection.execute(
        f"""UPDATE {table} s SET {name} = s.{name} || substr(t.{key}, length(s.{key}) + 1), {key} = t.{key}
            FROM {record.table} t WHERE s.known AND t.id = s.id AND starts_with(t.{key}, s.{key})
            AND substr(t.{key}, length(s.{key}) + 1) ~ '^ \\([0-9]+\\)$'"""
    )
    await connection.execute(
        f"""WITH claimed AS (SELECT DISTINCT line FROM ({claims(staged, field)}) c),
                 renamed AS (SELECT s.line, s.{key}, row_number() OVER (PARTITION BY s.{key} ORDER BY s.line) AS nth
                             FROM {table} s JOIN claimed USING (line)),
                 bases AS (SELECT {key}, count(*) AS wanted FROM renamed GROUP BY {key}),
                 taken AS (SELECT b.{key} AS base, substr(n.{key}, length(b.{key}) + 1) AS suffix
                           FROM bases b JOIN (SELECT {key} FROM {record.table} UNION SELECT {key} FROM {table}) n
                           ON n.{key} >= b.{key} || ' (' AND n.{key} < b.{key} || ' )'),
                 free AS (SELECT b.{key}, g.n, row_number() OVER (PARTITION BY b.{key} ORDER BY g.n) AS nth
                          FROM bases b CROSS JOIN LATERAL generate_series(2, b.wanted + 1 +
                              (SELECT count(*) FROM taken WHERE base = b.{key})) AS g (n)
                          WHERE NOT EXISTS (SELECT FROM taken WHERE base = b.{key} AND suffix = format(' (%s)', g.n)))
            UPDATE {table} s SET {name} = format('%s (%s)', s.{name}, f.n), {key} = format('%s (%s)', s.{key}, f.n)
            FROM renamed r JOIN free f USING ({key}, nth) WHERE s.line = r.line"""
    )
    await connection.execute(
        f"UPDATE {table} s SET {rejected(told)} WHERE length(s.{name}) > {most} AND s.reasons IS NULL"
    )
