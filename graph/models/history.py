"""The audit trail: one row for each field that changed."""

from tortoise import fields
from tortoise.fields.db_defaults import Now

from .base import Entity, belongs_to


class FieldChange(Entity):
    """Who changed which field of which record, when, from what, to what (both as text, empty as null).

    Triggers write it, and nothing changes it. It outlives what it tells of; what belongs to no account names none.
    """

    account = belongs_to("Account", null=True, bound=False)
    record_type = fields.CharField(max_length=32)
    record_id = fields.UUIDField()
    field = fields.CharField(max_length=64)
    old_value = fields.TextField(null=True)
    new_value = fields.TextField(null=True)
    changed_at = fields.DatetimeField(db_default=Now())
    changed_by = belongs_to("User", null=True, bound=False)

    class Meta:
        table = "field_change"
