"""Activities."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.contact import Contact
from graph.schema.enums import ActivityKind
from graph.schema.fields import part
from graph.schema.order import order_input
from graph.schema.record import Record
from graph.schema.scalars import DateTime
from graph.schema.user import User

if TYPE_CHECKING:
    from graph.schema.account import Account

ActivityOrder = order_input("Activity")


@strawberry.type(description="A call, an e-mail, a meeting or a task with an account.")
class Activity(Record):
    """An activity."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("With which account.")
    kind: ActivityKind = part("What was or is to be done.")
    subject: str = part("What it is about, in a line.")
    at: DateTime = part("When.")
    contact: Contact | None = part("With whom.")
    owner: User | None = part("By whom.")
