"""Rows, as the transaction of a mutation finds, locks and writes them, whatever the noun."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from tortoise.fields.base import DatabaseDefault
from tortoise.models import Model

from graph.models import Account
from graph.models.base import Record
from graph.models.noun import NOUNS
from graph.models.spec import RowFilter
from graph.resolvers.mutations.transaction import Transaction

M = TypeVar("M", bound=Model)

STAMPS = ("created_by", "updated_by")
"""The attributes that name who created a record, where its model has them."""
ACCESS_COLUMNS = frozenset({"owner_id", "parent_id", "partner_id"}) | {
    name for name, spec in NOUNS["Account"].columns.items() if spec.matched_by_rules
}
"""The columns of an account that decide, beside other tables, to whom it is open."""
BELONGING = tuple(noun.model for noun in NOUNS.values() if noun.row_filter is RowFilter.THROUGH_ACCOUNT)
"""The models of what is open to whoever the account is open to: to change one opens and shuts nothing."""


async def find(tx: Transaction, model: type[M], **values: Any) -> M | None:
    """Returns the row whose columns have these values, if there is one: they name one row at most."""
    rows = await tx.fetch(_select(model, tuple(values)), *values.values())
    return _made(model, rows[0], "") if rows else None


async def lock(tx: Transaction, model: type[M], row: UUID, *, keys: bool = False) -> M | None:
    """Returns the row, locked for an update: with ``keys``, also against new references to it."""
    rows = await tx.fetch(f"{_select(model, ('id',))} FOR {'' if keys else 'NO KEY '}UPDATE", row)
    return _made(model, rows[0], "") if rows else None


async def lock_if_free(tx: Transaction, model: type[M], row: UUID) -> M | None:
    """Returns the row, locked for an update, unless it is missing, hidden, or locked by somebody else."""
    (found,) = await tx.fetch_before_ask(_lock_if_free(model), row)
    return _made(model, found, "")


async def lock_both_if_free(tx: Transaction, model: type[M], row: UUID) -> tuple[M, Account] | None:
    """Returns the row and the account that it belongs to, both locked for an update, unless one of them can't be."""
    (found,) = await tx.fetch_before_ask(_lock_both_if_free(model), row)
    record, account = _made(model, found, "r_"), _made(Account, found, "a_")
    return None if record is None or account is None else (record, account)


def _columns(model: type[Model], alias: str, prefix: str) -> str:
    columns = model._meta.fields_db_projection.values()
    return ", ".join(f'{alias}."{column}" AS "{prefix}{column}"' for column in columns)


@cache
def _select(model: type[Model], given: tuple[str, ...]) -> str:
    met = " AND ".join(f'r."{column}" = ${number}' for number, column in enumerate(given, 1))
    return f'SELECT {_columns(model, "r", "")} FROM "{model._meta.db_table}" r WHERE {met}'  # noqa: S608  # the model's names


@cache
def _lock_if_free(model: type[Model]) -> str:
    return _skipping_locked(_select(model, ("id",)))


@cache
def _lock_both_if_free(model: type[Model]) -> str:
    columns = f"{_columns(model, 'r', 'r_')}, {_columns(Account, 'a', 'a_')}"
    # locked in the order of FROM: where the account is locked by somebody else, the record stays free
    source = f'account a JOIN "{model._meta.db_table}" r ON r.account_id = a.id'
    return _skipping_locked(f"SELECT {columns} FROM {source} WHERE r.id = $1")  # noqa: S608  # likewise


def _skipping_locked(rows: str) -> str:
    """Returns the query that locks these rows where they are free: one row of nulls where they aren't."""
    return f"""
SELECT set_config('role', $2, true) AS role, locked.*
FROM (SELECT) one LEFT JOIN ({rows} FOR NO KEY UPDATE SKIP LOCKED) locked ON true"""  # noqa: S608  # likewise


def _made(model: type[M], found: Mapping[str, Any], prefix: str) -> M | None:
    """Returns the model's instance of a row, or None for a row of nulls."""
    columns = model._meta.fields_db_projection.values()
    if found[f"{prefix}{model._meta.db_pk_column}"] is None:
        return None
    # Tortoise has no public name for it
    return model._init_from_db(**{column: found[f"{prefix}{column}"] for column in columns})  # noqa: SLF001


async def insert(tx: Transaction, model: type[M], values: Mapping[str, Any]) -> M:
    """Stores a new row, created by the viewer, and returns it."""
    stamps = {f"{name}_id": tx.viewer.id for name in STAMPS if name in model._meta.fields_map}
    record = model(**stamps, **values)
    # not by Tortoise: it reads the new row back, and who creates one for someone else needn't see it
    given = {
        column: value
        for attribute, column in model._meta.fields_db_projection.items()
        if not isinstance(value := getattr(record, attribute), DatabaseDefault)
    }
    await tx.fetch(_insert(model, tuple(given)), *given.values())
    tx.access_changed |= not isinstance(record, BELONGING)
    return record


async def update(tx: Transaction, record: Model, values: Mapping[str, Any]) -> set[str]:
    """Stores the values that differ and returns their columns; a business record then has the next version.

    Where nothing differs, nothing is written.
    """
    changed = {column for column, value in values.items() if getattr(record, column) != value}
    if not changed:
        return changed
    written = {column: values[column] for column in changed}
    if isinstance(record, Record):
        written["version"] = record.version + 1
        written["updated_at"] = datetime.now(UTC)
        written["updated_by_id"] = tx.viewer.id
    for column, value in written.items():
        setattr(record, column, value)
    columns = sorted(written)
    assigned = ", ".join(f'"{column}" = ${number}' for number, column in enumerate(columns, 2))
    await tx.fetch(
        f'UPDATE "{record._meta.db_table}" SET {assigned} WHERE id = $1',  # noqa: S608  # the model's names
        record.pk,
        *(written[column] for column in columns),
    )
    tx.access_changed |= _changes_access(record, changed)
    return changed


async def replace_value(
    tx: Transaction,
    model: type[Model],
    column: str,
    accounts: Sequence[UUID],
    *,
    old: Any,
    new: Any,
    where: str = "true",
) -> None:
    """Stores the new value in the accounts' records that have the old one; each then has its next version.

    ``where``: a further condition over the row ``r``.
    """
    await tx.fetch(
        f'UPDATE "{model._meta.db_table}" r SET "{column}" = $3, version = version + 1, updated_at = $4,'  # noqa: S608  # the model's names
        f' updated_by_id = $5 WHERE account_id = ANY($1) AND "{column}" = $2 AND {where}',
        list(accounts),
        old,
        new,
        datetime.now(UTC),
        tx.viewer.id,
    )
    tx.access_changed |= not issubclass(model, BELONGING)


async def lock_all(tx: Transaction, model: type[Model], rows: Sequence[UUID]) -> None:
    """Locks these rows for an update, each after the one before in the order of their ids."""
    table = model._meta.db_table
    await tx.fetch(f'SELECT FROM "{table}" WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', list(rows))  # likewise


async def update_all(tx: Transaction, model: type[Model], rows: Sequence[UUID], values: Mapping[str, Any]) -> None:
    """Stores these values in all of these rows; each then has its next version."""
    written = {**values, "updated_at": datetime.now(UTC), "updated_by_id": tx.viewer.id}
    assigned = ", ".join(f'"{column}" = ${number}' for number, column in enumerate(written, 2))
    await tx.fetch(
        f'UPDATE "{model._meta.db_table}" SET version = version + 1, {assigned} WHERE id = ANY($1)',  # noqa: S608  # likewise
        list(rows),
        *written.values(),
    )
    tx.access_changed |= not issubclass(model, BELONGING)


async def delete(tx: Transaction, record: Model) -> None:
    """Deletes the row."""
    table = record._meta.db_table
    await tx.fetch(f'DELETE FROM "{table}" WHERE id = $1', record.pk)  # noqa: S608  # the table is the model's
    tx.access_changed |= not isinstance(record, BELONGING)


@cache
def _insert(model: type[Model], columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})'  # noqa: S608  # the model's names


def _changes_access(record: Model, columns: set[str]) -> bool:
    """Whether an update of these columns may change who sees an account."""
    return bool(columns & ACCESS_COLUMNS) if isinstance(record, Account) else not isinstance(record, BELONGING)
