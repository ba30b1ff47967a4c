"""What the staged rows are to the database: known or new, and which of them can't come in."""

# ruff: noqa: S608  # names of tables and columns are those of the declarations

import asyncpg

from graph.models.spec import Rejection

from .adopting import adopt
from .cycles import refuse_cycles
from .duplicate_names import claims, rename, taken, tell_taken
from .identities import adopt_alike, reject_alike
from .keeping import fill_kept, reject_unfilled
from .manager_roles import plan_roles
from .mapping import FieldMapping
from .memberships import link_memberships
from .numbers import reject_numbers
from .one_per_account import reject_second
from .references import link, orphaned
from .settling import blanked, rejected
from .staging import Staged, affected


async def match(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Settles every staged row: its id, its references, or its reason. Raises ImportRefused for a cycle of parents."""
    await _repeated(connection, staged)
    await _known(connection, staged, source)
    await adopt(connection, staged, source)
    await reject_numbers(connection, staged)
    await reject_unfilled(connection, staged)
    await fill_kept(connection, staged)
    await rename(connection, staged)
    for mapping in staged.references:
        if not (staged.part.matches and mapping.field.column == "account_id"):  # it is linked before
            await link(connection, staged, mapping, source)
    for mapping in staged.memberships:
        await link_memberships(connection, staged, mapping, source)
    await adopt_alike(connection, staged, source)
    await _judge_rejected(connection, staged)
    # One row's rejection can be the next one's: a child's whose parent goes, a name's that stays taken.
    while await _taken(connection, staged) + await orphaned(connection, staged) + await _ruled_out(connection, staged):
        pass
    await fill_kept(connection, staged)
    await refuse_cycles(connection, staged)
    await plan_roles(connection, staged)


async def _repeated(connection: asyncpg.Connection, staged: Staged) -> None:
    """Rows of one key: the first stands, the same again is a repeat where rows are ``distinct``, others go."""
    same = "r.fingerprint = r.first_fingerprint" if staged.part.distinct else "false"
    other = ", and other values" if staged.part.distinct else ""
    told = (
        f"""format('line %s has the same key, "%s"{other}: give each its own, or leave one out', r.first_line, s.key)"""
    )
    await connection.execute(
        f"""UPDATE {staged.table} s SET repeated = {same}, {rejected(told, when=f"NOT ({same})")}
            FROM (SELECT line, fingerprint, first_value(line) OVER (PARTITION BY key ORDER BY line) AS first_line,
                         first_value(fingerprint) OVER (PARTITION BY key ORDER BY line) AS first_fingerprint
                  FROM {staged.table} WHERE reasons IS NULL AND key IS NOT NULL) r
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


async def _judge_rejected(connection: asyncpg.Connection, staged: Staged) -> None:
    """Tells of rows that are rejected already what else would reject them, so that all can be mended at once."""
    if not await connection.fetchval(f"SELECT EXISTS (SELECT FROM {staged.table} WHERE reasons IS NOT NULL)"):
        return
    record = staged.part.record
    if record.unique and staged.part.duplicate_names == "reject" and staged.mapped(record.unique.column):
        await tell_taken(connection, staged, record.unique)
    for rejection in (*record.rejections, *record.of_another_account.values()):
        broken = _broken(staged, rejection, "s.reasons IS NOT NULL AND (s.unusable && $2::text[]) IS NOT TRUE")
        await connection.execute(
            f"UPDATE {staged.table} s SET {rejected('$1::text')} WHERE {broken}",
            rejection.reason,
            sorted(rejection.columns),
        )


async def _taken(connection: asyncpg.Connection, staged: Staged) -> int:
    """Rejects rows whose unique text is another's; how many."""
    field = staged.part.record.unique
    if field is None:
        return 0
    return affected(
        await connection.execute(
            f"""UPDATE {staged.table} s SET {rejected(taken(staged, field))}
                FROM ({claims(staged, field)}) c WHERE s.line = c.line"""
        )
    )


async def _ruled_out(connection: asyncpg.Connection, staged: Staged) -> int:
    """Settles rows that can't be stored as they would become; how many."""
    record, count = staged.part.record, 0
    mapped = {mapping.name: mapping for mapping in staged.part.fields}
    for rejection in record.rejections:
        blamed = mapped.get(rejection.because_of)
        count += await _rule_out(connection, staged, rejection, blamed if blamed and blamed.lenient else None)
    for name, rejection in record.of_another_account.items():
        blamed = mapped.get(name)
        count += await _rule_out(connection, staged, rejection, blamed if blamed and blamed.moves else None)
    for field in record.columns.values():
        if field.one_per_account:
            count += await reject_second(connection, staged, field)
    return count + await reject_alike(connection, staged)


async def _rule_out(
    connection: asyncpg.Connection, staged: Staged, rejection: Rejection, optional: FieldMapping | None
) -> int:
    """Settles the rows that a rejection is about: without the optional field, if that helps; how many."""
    count, broken = 0, _broken(staged, rejection, "s.reasons IS NULL")
    if optional:
        column = optional.field.column
        change = f'"{column}" = NULL, {blanked(optional, "$1::text")}'
        update = f'UPDATE {staged.table} s SET {change} WHERE s."{column}" IS NOT NULL AND {broken}'
        count += affected(await connection.execute(update, rejection.reason))
    update = f"UPDATE {staged.table} s SET {rejected('$1::text')} WHERE {broken}"
    return count + affected(await connection.execute(update, rejection.reason))


def _broken(staged: Staged, rejection: Rejection, which: str) -> str:
    """SQL for a condition of a row ``s``: that it is one of these, and can't be stored as it would become."""
    record = staged.part.record
    final = {column: staged.final(column) for column in (*record.columns, "id")}
    return f"""s.line IN (
        SELECT s.line FROM {staged.table} s LEFT JOIN {record.table} t ON s.known AND t.id = s.id
        WHERE {which} AND NOT s.repeated AND ({rejection.where.format_map(final)}))"""
