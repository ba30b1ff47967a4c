"""Cases."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.contact import Contact
from graph.schema.enums import CaseOrigin, CasePriority, CaseStatus
from graph.schema.fields import part
from graph.schema.order import order_input
from graph.schema.record import Record
from graph.schema.scalars import DateTime

if TYPE_CHECKING:
    from graph.schema.account import Account

CaseOrder = order_input("Case")


@strawberry.type(description="Something an account needs help with.")
class Case(Record):
    """A case."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("Who needs help.")
    number: str = part("Its number, such as `CASE-000001`: assigned, never reused.")
    subject: str = part("What it is about, in a line.")
    description: str | None = part("What it is about, at length.")
    internal_notes: str | None = part("What partners don't read.")
    status: CaseStatus = part("Where it stands.")
    is_open: bool = part("Whether it is neither resolved nor closed.")
    priority: CasePriority = part("How urgent it is.")
    origin: CaseOrigin | None = part("How it reached us.")
    contact: Contact | None = part("Who asked.")
    opened_at: DateTime = part("When it was opened.")
    closed_at: DateTime | None = part("When it was closed.")
