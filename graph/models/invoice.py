"""The invoice: what a customer owes, and what of it was paid."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.fields.db_defaults import SqlDefault

from .base import Record, belongs_to, choice, money


class InvoiceStatus(StrEnum):
    """Where an invoice stands. Outstanding is what is unpaid of the issued ones."""

    DRAFT = "DRAFT"
    ISSUED = "ISSUED"
    PAID = "PAID"
    VOID = "VOID"


class Invoice(Record):
    """A bill to an account, and how much of it was paid so far."""

    account = belongs_to("Account", on_delete=CASCADE)
    # INV-000001 is written from this.
    number = fields.BigIntField(unique=True, db_default=SqlDefault("nextval('invoice_number')"))
    status = choice(InvoiceStatus, db_default=InvoiceStatus.DRAFT.value)
    amount = money()
    paid_amount = money(db_default=0)
    issued_on = fields.DateField(null=True)
    due_date = fields.DateField(null=True)

    class Meta:
        table = "invoice"
