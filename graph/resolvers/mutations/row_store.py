"""Rows, as the transaction of a mutation finds, locks and writes them: by Tortoise's models, whatever the noun."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from tortoise.models import Model

from graph.models.base import Record
from graph.resolvers.mutations.transaction import Transaction

M = TypeVar("M", bound=Model)

STAMPS = ("created_by", "updated_by")
"""The attributes that name who created a record, where its model has them."""


async def find(tx: Transaction, model: type[M], **values: Any) -> M | None:
    """Returns the row that has these values, if there is one."""
    return await model.filter(**values).using_db(tx.db).get_or_none()


async def lock(tx: Transaction, model: type[M], row: UUID, *, keys: bool = False) -> M | None:
    """Returns the row, locked for an update: with ``keys``, also against new references to it."""
    return await model.filter(id=row).using_db(tx.db).select_for_update(no_key=not keys).get_or_none()


async def insert(tx: Transaction, model: type[M], values: Mapping[str, Any]) -> M:
    """Stores a new row, created by the viewer, and returns it."""
    stamps = {f"{name}_id": tx.viewer.id for name in STAMPS if name in model._meta.fields_map}
    record = model(**stamps, **values)
    # not by save: it reads the new row back, and who creates one for someone else needn't see it
    await model.bulk_create([record], using_db=tx.db)
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
    await record.save(using_db=tx.db, update_fields=sorted(written))
    return changed


async def delete(tx: Transaction, record: Model) -> None:
    """Deletes the row."""
    table = record._meta.db_table
    await tx.fetch(f'DELETE FROM "{table}" WHERE id = $1', record.pk)  # noqa: S608  # the table is the model's
