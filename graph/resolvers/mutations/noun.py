"""A noun that can be written: its fields, what of an input may be stored, and what of it is a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.auth import field_rules
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Kind, Reference, Unfit, empty

HANDLES = frozenset({"id", "expectedVersion", "idempotencyKey"})
"""What every input may have beside the fields of its noun."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a noun as it is written."""

    kind: Kind
    part: str | None = None
    """The field of the noun's type that it sets, whose rule holds for it too; one of its own name where not told."""
    required: bool = False
    """Whether a record can't be without it."""
    once: bool = False
    """Whether it is given when the record is made, and never changed."""
    default: bool = False
    """Whether the database fills it in where it is left out, so that it may be left out and not be null."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A record type that mutations make and change."""

    type_name: str
    fields: Mapping[str, Field]

    def part(self, name: str) -> str:
        """The field of the type that this field of an input sets."""
        return self.fields[name].part or name

    def values(self, tx: Transaction, given: Mapping[str, Any], *, making: bool) -> dict[str, Any]:
        """What to store, by column. What can't be is noted: of all fields at once."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in given:
                if making and field.required:
                    tx.wrong(UserErrorCode.REQUIRED, f"`{name}` is needed.", name)
                continue
            rule = field_rules.rule(self.type_name, self.part(name))
            if tx.viewer.profile in rule.hidden_from:
                tx.wrong(UserErrorCode.FIELD_HIDDEN, f"`{name}` is hidden from you: leave it out.", name)
            elif tx.viewer.profile in rule.read_only_for:
                tx.wrong(UserErrorCode.FIELD_READ_ONLY, f"You may read `{name}`, and not set it: leave it out.", name)
            else:
                found.update(self._stored(tx, name, field, given[name]))
        return found

    def _stored(self, tx: Transaction, name: str, field: Field, value: Any) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = {}
        try:
            stored = empty(field.kind) if value is None else field.kind.columns(value)
        except Unfit as unfit:
            path = (name,) if unfit.field is None else (name, unfit.field)
            tx.wrong(unfit.code, f"`{'.'.join(path)}` {unfit.message}", *path)
            return {}
        if (field.required or field.default) and None in stored.values():
            tx.wrong(UserErrorCode.REQUIRED, f"`{name}` can't be empty.", name)
            return {}
        return stored

    async def refer(self, tx: Transaction, given: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Note each reference that is given to what the viewer doesn't see."""
        for name, field in self.fields.items():
            if name in given and isinstance(field.kind, Reference) and values.get(field.kind.column) is not None:
                await tx.refer(field.kind.type_name_of, values[field.kind.column], name)

    def only(self, given: Mapping[str, Any], *names: str) -> bool:
        """Are these the only fields that an input sets?"""
        return given.keys() - HANDLES <= set(names)

    async def make(self, tx: Transaction, model: Any, values: Mapping[str, Any]) -> Any:
        """The new record, stored, with who made it."""
        return await insert(tx, model, {**values, "created_by_id": tx.viewer.id, "updated_by_id": tx.viewer.id})

    async def change(self, tx: Transaction, record: Any, values: Mapping[str, Any]) -> set[str]:
        """Store what differs, and count it as one version more; the columns that changed, none if all was so before."""
        changed = differing(record, values)
        if changed:
            stamps = {
                "version": record.version + 1,
                "updated_at": datetime.now(UTC),
                "updated_by_id": tx.viewer.id,
            }
            await store(tx, record, {**values, **stamps})
        return changed


def differing(record: Any, values: Mapping[str, Any]) -> set[str]:
    """The columns that these values would change."""
    return {column for column, value in values.items() if getattr(record, column) != value}


async def insert(tx: Transaction, model: Any, values: Mapping[str, Any]) -> Any:
    """The new record, stored."""
    record = model(**values)
    # not by save: it reads the new row back, and who makes one for someone else needn't see it
    await model.bulk_create([record], using_db=tx.db)
    return record


async def store(tx: Transaction, record: Any, values: Mapping[str, Any]) -> set[str]:
    """Store what differs; the columns that changed. Where none did, nothing is written."""
    changed = differing(record, values)
    if changed:
        for column in changed:
            setattr(record, column, values[column])
        await record.save(using_db=tx.db, update_fields=sorted(changed))
    return changed
