"""Contracts."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.contact import Contact
from graph.schema.enums import ContractStatus
from graph.schema.fields import part
from graph.schema.order import order_input
from graph.schema.record import Record
from graph.schema.scalars import Date, DateTime, Decimal

if TYPE_CHECKING:
    from graph.schema.account import Account

ContractOrder = order_input("Contract")


@strawberry.type(description="What was agreed with an account, and for how long.")
class Contract(Record):
    """A contract."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("With whom.")
    number: str = part("Its number, such as `CTR-000001`: assigned, never reused.")
    status: ContractStatus = part("Where it stands: ACTIVATED still, when its last day is past.")
    is_active: bool = part("Whether it is in force: activated, and its last day not past.")
    value: Decimal | None = part("What it is worth over its term.")
    start_date: Date | None = part("Its first day.")
    end_date: Date | None = part("Its last day.")
    signed_by: Contact | None = part("Who signed for the account.")
    activated_at: DateTime | None = part("When it was activated.")
