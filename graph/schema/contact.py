"""Contacts."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.enums import BuyingRole
from graph.schema.fields import part
from graph.schema.order import order_input
from graph.schema.record import Record

if TYPE_CHECKING:
    from graph.schema.account import Account

ContactOrder = order_input("Contact")


@strawberry.type(description="A person at an account.")
class Contact(Record):
    """A contact."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("Where they work.")
    name: str = part("Their full name.")
    email: str | None = part("Their e-mail address.")
    phone: str | None = part("Their telephone number.")
    title: str | None = part("Their position, as on a business card.")
    buying_role: BuyingRole | None = part("The part they play in a purchase.")
    is_primary: bool = part("Whether they are the account's primary contact. At most one is.")
