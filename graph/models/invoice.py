"""The invoice: what a customer owes, and what of it was paid."""

from enum import StrEnum

from . import fields
from .base import OfAccount
from .noun import noun
from .spec import RowFilter


class InvoiceStatus(StrEnum):
    """The status of an invoice. The unpaid part of issued invoices is outstanding."""

    DRAFT = "DRAFT"
    ISSUED = "ISSUED"
    PAID = "PAID"
    VOID = "VOID"


@noun(
    prefix="inv",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-issued_on",),
    exposed=False,
    in_history=False,
)
class Invoice(OfAccount):
    """A bill to an account, and how much of it was paid so far."""

    number = fields.number("INV", "invoice_number", "The number, such as `INV-000001`: assigned once, never reused.")
    status = fields.choice(InvoiceStatus, "The status.", default=InvoiceStatus.DRAFT, ranked=True)
    amount = fields.money("The amount.", required=True)
    paid_amount = fields.money("The part of the amount that was paid.", default=0)
    issued_on = fields.day("The day when it was issued.")
    due_date = fields.day("The day by which it is to be paid.")

    class Meta:
        table = "invoice"
