"""Records: what refers to what, numbers, what one of an account is, states, and the single rows of the triggers."""

# ruff: noqa: S608  # names of tables and columns are the models' own

from collections.abc import Iterator

import asyncpg
from tortoise.fields.db_defaults import SqlDefault

from graph import models
from graph.models.noun import NOUNS

from .check import Check, Verdict, account, affected, rows


def _references() -> Iterator[tuple[str, str, str]]:
    """Each reference: table, column, the table that it leads to."""
    for name in models.__all__:
        meta = getattr(models, name)._meta
        for each in sorted(meta.fk_fields):
            relation = meta.fields_map[each]
            if getattr(relation, "db_constraint", True):
                leads_to = getattr(models, str(relation.model_name).rpartition(".")[2])
                yield meta.db_table, f"{each}_id", leads_to._meta.db_table


LEADING_NOWHERE = " UNION ALL ".join(
    f"SELECT '{table} ' || t.id || ': {column} is ' || t.{column} || ', which {leads_to} lacks' AS what FROM {table} t "
    f"WHERE t.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {leads_to} r WHERE r.id = t.{column})"
    for table, column, leads_to in _references()
)


def _sequences() -> Iterator[tuple[str, str, str]]:
    """Each sequence: its name, the table and the column that it numbers."""
    for name in models.__all__:
        meta = getattr(models, name)._meta
        for column, kind in meta.fields_map.items():
            default = getattr(kind, "db_default", None)
            if isinstance(default, SqlDefault) and default.sql.startswith("nextval('"):
                yield default.sql.split("'")[1], meta.db_table, column


BEHIND = " UNION ALL ".join(
    f"SELECT '{sequence}' AS sequence, '{sequence} would give {table}.{column} ' || next || ', and ' || top "
    f"|| ' is taken' AS what, top FROM (SELECT last_value + is_called::int AS next FROM {sequence}) s, "
    f"(SELECT max({column}) AS top FROM {table}) t WHERE next <= top"
    for sequence, table, column in _sequences()
)


async def _number_on(connection: asyncpg.Connection) -> int:
    behind = await connection.fetch(BEHIND)
    for row in behind:
        await connection.execute("SELECT setval($1::text::regclass, $2)", row["sequence"], row["top"])
    return len(behind)


SINGLE = ("sharing_epoch", "tree_lock", "instance")

LOST = " UNION ALL ".join(
    f"SELECT '{table} has no row' AS what WHERE NOT EXISTS (SELECT FROM {table})" for table in SINGLE
)


async def _put_back(connection: asyncpg.Connection) -> int:
    # Viewers are remembered by numbers of the epoch: the new one must be none that was used before.
    epoch = await connection.execute(
        "INSERT INTO sharing_epoch (value) VALUES ((extract(epoch FROM clock_timestamp()) * 1000)::bigint) "
        "ON CONFLICT DO NOTHING"
    )
    others = [
        await connection.execute(f"INSERT INTO {table} DEFAULT VALUES ON CONFLICT DO NOTHING")
        for table in ("tree_lock", "instance")
    ]
    return sum(map(affected, [epoch, *others]))


SET_TWICE = " UNION ALL ".join(
    f"SELECT {account('a')} || ': ' || count(*) || ' {noun.labels} are {name.removeprefix('is_').replace('_', ' ')}' "
    f"AS what FROM {noun.table} r JOIN account a ON a.id = r.account_id "
    f"WHERE r.{noun.column(name)} GROUP BY a.id HAVING count(*) > 1"
    for noun in NOUNS.values()
    for name, spec in noun.columns.items()
    if spec.one_per_account
)


OF_ANOTHER_ACCOUNT = " UNION ALL ".join(
    f"SELECT '{noun.label} ' || r.id || ' of ' || {account('a')} || ': {name} is of another account' AS what "
    f"FROM {noun.table} r JOIN {NOUNS[spec.reference.noun].table} x ON x.id = r.{noun.column(name)} "
    f"JOIN account a ON a.id = r.account_id WHERE x.account_id <> r.account_id"
    for noun in NOUNS.values()
    for name, spec in noun.columns.items()
    if spec.reference is not None and spec.reference.same_account
)


def _state(table: str, number: str, said: str, condition: str) -> str:
    return (
        f"SELECT '{number}-' || lpad(r.number::text, greatest(6, length(r.number::text)), '0') || ' of ' || "
        f"{account('a')} || ': {said}' AS what FROM {table} r JOIN account a ON a.id = r.account_id WHERE {condition}"
    )


STATES = " UNION ALL ".join(
    (
        _state("support_case", "CASE", "closed, without a time", "r.status = 'CLOSED' AND r.closed_at IS NULL"),
        _state(
            "support_case",
            "CASE",
            "open, with a time when it was closed",
            "r.status NOT IN ('RESOLVED', 'CLOSED') AND r.closed_at IS NOT NULL",
        ),
        _state("contract", "CTR", "activated, without a time", "r.status = 'ACTIVATED' AND r.activated_at IS NULL"),
        _state("invoice", "INV", "paid, but not in full", "r.status = 'PAID' AND r.paid_amount < r.amount"),
    )
)

CHECKS = (
    Check(
        name="single rows",
        wrong="a table lacks its one row, so that nobody can sign in, or moves don't wait for each other",
        mend="account-graph check --repair puts them back.",
        find=rows(LOST),
        repair=_put_back,
    ),
    Check(
        name="numbers",
        wrong="sequences stand behind the numbers in use, so new records will be refused",
        mend="account-graph check --repair sets them on.",
        find=rows(f"SELECT what FROM ({BEHIND}) behind"),
        repair=_number_on,
    ),
    Check(
        name="references",
        wrong="rows refer to rows that are not there",
        mend="Change or delete those rows, or restore what they name.",
        find=rows(LEADING_NOWHERE),
    ),
    Check(
        name="references within an account",
        wrong="records name a record of another account, which many viewers may not see",
        mend="Have them name one of their own account, or none.",
        find=rows(OF_ANOTHER_ACCOUNT),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="one of an account",
        wrong="accounts have several records of which one at most may be so",
        mend="Leave one to each.",
        find=rows(SET_TWICE),
    ),
    Check(
        name="states",
        wrong="records say of themselves what can't both be",
        mend="Correct them, or import the missing times.",
        find=rows(STATES),
        verdict=Verdict.WARNING,
    ),
)
