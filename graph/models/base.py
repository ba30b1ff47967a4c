"""What records have in common: an id, who changed them and when, a version, and the account that they belong to."""

from typing import Any

from tortoise.fields import CASCADE, NO_ACTION, OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model
from uuid_utils.compat import uuid7

from . import fields
from .rules import HIDDEN_FROM_PARTNERS
from .spec import Written

__all__ = ["Entity", "OfAccount", "Record", "belongs_to", "uuid7"]


def belongs_to(
    model: str, *, null: bool = False, on_delete: OnDelete = NO_ACTION, bound: bool = True
) -> ForeignKeyFieldInstance[Any]:
    """A foreign key that no noun shows. One that isn't ``bound`` may name a row that is gone."""
    return ForeignKeyFieldInstance(
        f"models.{model}", null=null, on_delete=on_delete, related_name=False, db_constraint=bound
    )


class Entity(Model):
    """A row with an id."""

    id = fields.identity()

    class Meta:
        abstract = True


class Record(Entity):
    """A business record: it says who created it, who updated it last, and how often it changed."""

    version = fields.revision("The number of times it was changed, its creation included.")
    created_at = fields.moment("The time of its creation.", default=Now(), sorted=True, written=Written.NEVER)
    created_by = fields.reference(
        "User",
        "The user who created it, if a user did.",
        rule=HIDDEN_FROM_PARTNERS,
        written=Written.NEVER,
        imported_once=True,
        audited=False,
    )
    updated_at = fields.moment(
        "The time of its last update.",
        default=Now(),
        sorted=True,
        written=Written.NEVER,
        imported_once=True,
        audited=False,
    )
    updated_by = fields.reference(
        "User",
        "The user who updated it last, if a user did.",
        rule=HIDDEN_FROM_PARTNERS,
        written=Written.NEVER,
        imported_once=True,
        audited=False,
    )

    class Meta:
        abstract = True


class OfAccount(Record):
    """A record of an account: whoever sees the account sees it, and whoever may edit the account may edit it."""

    account = fields.reference(
        "Account",
        "The account that it belongs to.",
        required=True,
        on_delete=CASCADE,
        visible_if="true",
        sorted=True,
        written=Written.ONCE,
    )

    class Meta:
        abstract = True
