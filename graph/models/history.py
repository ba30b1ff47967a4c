"""The audit trail: one row for each field that changed."""

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.fields.db_defaults import Now

from .base import Entity, belongs_to


class FieldChange(Entity):
    """Who changed which field of which record, when, from what, to what (both as text, empty as null)."""

    account = belongs_to("Account", on_delete=CASCADE)
    record_type = fields.CharField(max_length=32)
    record_id = fields.UUIDField()
    field = fields.CharField(max_length=64)
    old_value = fields.TextField(null=True)
    new_value = fields.TextField(null=True)
    changed_at = fields.DatetimeField(db_default=Now())
    changed_by = belongs_to("User", null=True)

    class Meta:
        table = "field_change"
