"""What the staged rows are to the database: known or new, under which name, and which of them can't come in."""

# ruff: noqa: S608  # names of tables and columns come from records.py alone

import asyncpg

from .cycles import refuse_cycles
from .mapping import Template
from .references import link, orphaned
from .staging import Staged, affected
from .values import References


async def match(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Settles every staged row: its id, its references, or its reason. Raises ImportRefused for a cycle of parents."""
    await _repeated(connection, staged)
    await _known(connection, staged, source)
    if staged.part.duplicate_names != "reject":
        await _rename(connection, staged)
    await link(connection, staged, source)
    # One row's rejection can be the next one's: a child's whose parent goes, a name's that stays taken.
    while await _taken(connection, staged) + await orphaned(connection, staged) + await _ruled_out(connection, staged):
        pass
    if staged.mapped("parent_id"):
        await refuse_cycles(connection, staged)


async def _repeated(connection: asyncpg.Connection, staged: Staged) -> None:
    """Rows of one key: the first stands, the same again is a repeat where rows are ``distinct``, others go."""
    same = "r.fingerprint = r.first_fingerprint" if staged.part.distinct else "false"
    await connection.execute(
        f"""UPDATE {staged.table} s SET repeated = {same},
                reason = CASE WHEN {same} THEN NULL ELSE format('line %s has the same key, "%s"{
            ", and other values" if staged.part.distinct else ""
        }', r.first_line, s.key) END
            FROM (SELECT line, fingerprint, first_value(line) OVER (PARTITION BY key ORDER BY line) AS first_line,
                         first_value(fingerprint) OVER (PARTITION BY key ORDER BY line) AS first_fingerprint
                  FROM {staged.table} WHERE reason IS NULL) r
            WHERE s.line = r.line AND r.line <> r.first_line"""
    )


async def _known(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Rows whose key was imported before are the records that they became, as long as those exist."""
    await connection.execute(
        f"""UPDATE {staged.table} s SET known = true, id = t.id
            FROM external_id x JOIN {staged.part.record.table} t ON t.id = x.record_id
            WHERE x.source = $1 AND x.record_type = $2 AND x.key = s.key AND NOT s.repeated""",
        source,
        staged.part.record.name,
    )


def _claims(staged: Staged) -> str:
    """SQL for the rows whose unique text is another's: line, holder_line (of another row) or else it is a record's."""
    record, unique = staged.part.record, staged.part.record.unique
    return f"""
        SELECT c.line, c.holder_line FROM (
            SELECT s.line, row_number() OVER w AS place, first_value(s.line) OVER w AS holder_line
            FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
            WHERE s.reason IS NULL AND NOT s.repeated
            -- A record keeps what it has against newcomers; else the first row has it.
            WINDOW w AS (PARTITION BY s."{unique}" ORDER BY coalesce(t."{unique}" = s."{unique}", false) DESC, s.line)
        ) c WHERE c.place > 1
        UNION ALL
        SELECT s.line, NULL FROM {staged.table} s JOIN {record.table} t ON t."{unique}" = s."{unique}" AND t.id <> s.id
        WHERE s.reason IS NULL AND NOT s.repeated AND NOT EXISTS (
            SELECT FROM {staged.table} o WHERE o.id = t.id AND o.reason IS NULL AND NOT o.repeated
        )"""


async def _rename(connection: asyncpg.Connection, staged: Staged) -> None:
    """Accounts whose name is another's get the other name that the mapping provides, and keep it ever after."""
    table, numbered = staged.table, not isinstance(staged.part.duplicate_names, Template)
    if numbered:
        await connection.execute(
            f"""UPDATE {table} s SET name = s.name || substr(t.name_key, length(s.name_key) + 1), name_key = t.name_key
                FROM account t WHERE s.known AND t.id = s.id AND starts_with(t.name_key, s.name_key)
                AND substr(t.name_key, length(s.name_key) + 1) ~ '^ \\([0-9]+\\)$'"""
        )
        await connection.execute(
            f"""WITH claimed AS (SELECT DISTINCT line FROM ({_claims(staged)}) c),
                     renamed AS (SELECT s.line, s.name_key,
                                        row_number() OVER (PARTITION BY s.name_key ORDER BY s.line) AS nth
                                 FROM {table} s JOIN claimed USING (line)),
                     bases AS (SELECT name_key, count(*) AS wanted FROM renamed GROUP BY name_key),
                     taken AS (SELECT b.name_key AS base, substr(n.name_key, length(b.name_key) + 1) AS suffix
                               FROM bases b JOIN (SELECT name_key FROM account UNION SELECT name_key FROM {table}) n
                               ON n.name_key >= b.name_key || ' (' AND n.name_key < b.name_key || ' )'),
                     free AS (SELECT b.name_key, g.n, row_number() OVER (PARTITION BY b.name_key ORDER BY g.n) AS nth
                              FROM bases b CROSS JOIN LATERAL generate_series(2, b.wanted + 1 +
                                  (SELECT count(*) FROM taken WHERE base = b.name_key)) AS g (n)
                              WHERE NOT EXISTS (SELECT FROM taken
                                  WHERE base = b.name_key AND suffix = format(' (%s)', g.n)))
                UPDATE {table} s SET name = format('%s (%s)', s.name, f.n),
                                     name_key = format('%s (%s)', s.name_key, f.n)
                FROM renamed r JOIN free f USING (name_key, nth) WHERE s.line = r.line"""
        )
    else:
        await connection.execute(
            f"""UPDATE {table} s SET name = other_name, name_key = other_name_key
                FROM account t WHERE s.known AND t.id = s.id AND t.name_key = s.other_name_key"""
        )
        await connection.execute(
            f"""UPDATE {table} s SET name = other_name, name_key = other_name_key
                FROM ({_claims(staged)}) c WHERE s.line = c.line AND s.other_name IS NOT NULL"""
        )
    await connection.execute(
        f"""UPDATE {table} SET
                reason = format('the name is another account''s, and "%s" is longer than 255 characters', name)
            WHERE length(name) > 255 AND reason IS NULL"""
    )


async def _taken(connection: asyncpg.Connection, staged: Staged) -> int:
    """Rejects rows whose unique text is another's; how many."""
    if staged.part.record.unique is None:
        return 0
    field = staged.part.record.unique_field
    return affected(
        await connection.execute(
            f"""UPDATE {staged.table} s SET reason = CASE WHEN c.holder_line IS NULL
                    THEN format('the {field} "%s" is taken by another {staged.part.record.name}', s."{field}")
                    ELSE format('the {field} "%s" is taken by line %s', s."{field}", c.holder_line) END
                FROM ({_claims(staged)}) c WHERE s.line = c.line"""
        )
    )


async def _ruled_out(connection: asyncpg.Connection, staged: Staged) -> int:
    """Rejects rows that the database would refuse as they would become; how many."""
    record, count = staged.part.record, 0
    columns = {field.column for field in record.fields.values() if not isinstance(field.kind, References)} | {"id"}
    joined = f"{staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id"
    for rule in record.rules:
        wrong = rule.wrong.format(**{column: staged.final(column) for column in columns})
        count += affected(
            await connection.execute(
                f"""UPDATE {staged.table} SET reason = $1 WHERE line IN (
                    SELECT s.line FROM {joined} WHERE s.reason IS NULL AND NOT s.repeated AND ({wrong}))""",
                rule.reason,
            )
        )
    if record.name == "contact":
        count += affected(
            await connection.execute(
                f"""UPDATE {staged.table} s
                    SET reason = format('line %s is the account''s primary contact', c.first_line)
                    FROM (SELECT s.line,
                                 first_value(s.line) OVER (PARTITION BY s.account_id ORDER BY s.line) AS first_line
                          FROM {joined} WHERE s.reason IS NULL AND NOT s.repeated AND {staged.final("is_primary")}) c
                    WHERE s.line = c.line AND c.line <> c.first_line"""
            )
        )
    return count
