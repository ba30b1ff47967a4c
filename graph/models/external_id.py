"""The external id: under which key another system knows a record, so that a second import changes nothing."""

from tortoise import fields

from .base import Entity


class ExternalId(Entity):
    """One record's key in one source."""

    source = fields.CharField(max_length=64)
    record_type = fields.CharField(max_length=32)
    key = fields.CharField(max_length=255)
    record_id = fields.UUIDField()

    class Meta:
        table = "external_id"
        unique_together = (("source", "record_type", "key"),)
