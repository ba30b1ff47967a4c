"""What every record has: an id made in the app, when and by whom, and a version."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import NO_ACTION, OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model
from uuid_utils.compat import uuid7

__all__ = ["Entity", "Record", "belongs_to", "choice", "money", "uuid7"]


def belongs_to(
    model: str, *, null: bool = False, on_delete: OnDelete = NO_ACTION, bound: bool = True
) -> ForeignKeyFieldInstance[Any]:
    """A foreign key; the other side gets no attribute, since relations are read through the graph.

    One that isn't ``bound`` may name what is gone.
    """
    return ForeignKeyFieldInstance(
        f"models.{model}", null=null, on_delete=on_delete, related_name=False, db_constraint=bound
    )


class Entity(Model):
    """A row with a time-ordered id (UUIDv7), made in the app so that no insert waits for the database."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    class Meta:
        abstract = True


class Record(Entity):
    """A business record: an entity that says who made it, who changed it last, and how often it changed."""

    created_at = fields.DatetimeField(db_default=Now())
    created_by = belongs_to("User", null=True)
    updated_at = fields.DatetimeField(db_default=Now())
    updated_by = belongs_to("User", null=True)
    version = fields.IntField(db_default=1)

    class Meta:
        abstract = True


def choice(enum: type[StrEnum], **kwargs: object) -> fields.CharField[str]:
    """A column of one of the enum's names; a check constraint in the database says the same."""
    return fields.CharField(max_length=max(map(len, enum)), **kwargs)  # type: ignore[call-overload, no-any-return]  # Tortoise overloads on null


def money(**kwargs: object) -> fields.DecimalField[Decimal]:
    """An amount in the instance's one currency: at most 18 digits, 2 of them after the point."""
    return fields.DecimalField(max_digits=18, decimal_places=2, **kwargs)  # type: ignore[call-overload, no-any-return]  # Tortoise overloads on null
