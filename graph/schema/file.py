"""Files."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.enums import FileKind
from graph.schema.fields import part
from graph.schema.record import Record
from graph.schema.scalars import BigInt

if TYPE_CHECKING:
    from graph.schema.account import Account


@strawberry.type(description="The particulars of a document kept with an account.")
class File(Record):
    """A file."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("With which account it is kept.")
    name: str = part("Its name.")
    kind: FileKind = part("What it is for.")
    size: BigInt = part("How long it is, in bytes.")
