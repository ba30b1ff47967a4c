"""The file: a document kept with an account. Its content is stored elsewhere; these are its particulars."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE

from .base import Record, belongs_to, choice


class FileKind(StrEnum):
    """What a document is for."""

    CONTRACT = "CONTRACT"
    PROPOSAL = "PROPOSAL"
    PRESENTATION = "PRESENTATION"
    REPORT = "REPORT"
    IMAGE = "IMAGE"
    OTHER = "OTHER"


class File(Record):
    """A document's name, kind and size in bytes."""

    account = belongs_to("Account", on_delete=CASCADE)
    name = fields.CharField(max_length=255)
    kind = choice(FileKind, db_default=FileKind.OTHER.value)
    size = fields.BigIntField()

    class Meta:
        table = "file"
