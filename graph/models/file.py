"""The file: a document kept with an account. Its content is stored elsewhere; these are its particulars."""

from enum import StrEnum

from . import fields
from .base import OfAccount
from .noun import noun
from .spec import Listing, RowFilter, Written


class FileKind(StrEnum):
    """What a document is for."""

    CONTRACT = "CONTRACT"
    PROPOSAL = "PROPOSAL"
    PRESENTATION = "PRESENTATION"
    REPORT = "REPORT"
    IMAGE = "IMAGE"
    OTHER = "OTHER"


@noun(
    prefix="fil",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-created_at",),
    account_list=Listing("The documents kept with this account, the newest first.", where=False, order=False),
)
class File(OfAccount):
    """The particulars of a document kept with an account."""

    name = fields.text("The name.", required=True, written=Written.NEVER)
    kind = fields.choice(FileKind, "What it is for.", default=FileKind.OTHER, written=Written.NEVER)
    size = fields.size("The size in bytes.", written=Written.NEVER)

    class Meta:
        table = "file"
