"""What every record has: an id made in the app, when and by whom, and a version."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import NO_ACTION
from tortoise.fields.db_defaults import Now
from tortoise.models import Model
from uuid_utils.compat import uuid7

__all__ = ["Entity", "Record", "choice", "money", "uuid7"]


class Entity(Model):
    """A row with a time-ordered id (UUIDv7), made in the app so that no insert waits for the database."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    class Meta:
        abstract = True


class Record(Entity):
    """A business record: an entity that says who made it, who changed it last, and how often it changed."""

    created_at = fields.DatetimeField(db_default=Now())
    created_by = fields.ForeignKeyField("models.User", null=True, related_name=False, on_delete=NO_ACTION)
    updated_at = fields.DatetimeField(db_default=Now())
    updated_by = fields.ForeignKeyField("models.User", null=True, related_name=False, on_delete=NO_ACTION)
    version = fields.IntField(db_default=1)

    class Meta:
        abstract = True


def choice(enum: type[StrEnum], **kwargs: object) -> fields.CharField:
    """A column of one of the enum's names; a check constraint in the database says the same."""
    return fields.CharField(max_length=max(map(len, enum)), **kwargs)  # type: ignore[call-overload, no-any-return]  # Tortoise overloads on null


def money(**kwargs: object) -> fields.DecimalField:
    """An amount in the instance's one currency: at most 18 digits, 2 of them after the point."""
    return fields.DecimalField(max_digits=18, decimal_places=2, **kwargs)  # type: ignore[call-overload, no-any-return]  # Tortoise overloads on null
