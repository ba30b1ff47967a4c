"""The invoices: one a year for each activated contract, most of them paid."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from graph.models.contract import ContractStatus
from graph.models.invoice import InvoiceStatus

from .chance import NOW, TODAY, Chance, Row, record

_BILLED = (ContractStatus.ACTIVATED, ContractStatus.EXPIRED, ContractStatus.TERMINATED)
_DAYS_TO_PAY = 30


def invoices(contract: Row) -> list[Row]:
    """Returns the contract's invoices up to today, and a draft of the next one if it is still active."""
    if contract["status"] not in _BILLED or not contract["value"] or contract["start_date"] is None:
        return []
    start: date = contract["start_date"]
    end: date = contract["end_date"] or TODAY + timedelta(days=365)
    days = [start + timedelta(days=365 * year) for year in range(max(1, round((end - start).days / 365)))]
    amount = (contract["value"] / len(days)).quantize(Decimal("0.01"))
    chance = Chance("invoices", str(contract["id"]))
    made = [_invoice(contract, chance, day, amount) for day in days if day <= TODAY]
    following = [day for day in days if day > TODAY]
    if following and contract["status"] is ContractStatus.ACTIVATED:
        made.append(_row(contract, chance, InvoiceStatus.DRAFT, amount, Decimal(0), None))
    return made


def _invoice(contract: Row, chance: Chance, issued_on: date, amount: Decimal) -> Row:
    age = (TODAY - issued_on).days
    paid = (
        chance.weighted({"all": 90, "part": 2, "nothing": 3}) if age > 90 else chance.choice(("all", "part", "nothing"))
    )
    if paid == "all":
        return _row(contract, chance, InvoiceStatus.PAID, amount, amount, issued_on)
    if contract["status"] is ContractStatus.TERMINATED:
        return _row(contract, chance, InvoiceStatus.VOID, amount, Decimal(0), issued_on)
    part = (amount / 4).quantize(Decimal("0.01")) if paid == "part" else Decimal(0)
    return _row(contract, chance, InvoiceStatus.ISSUED, amount, part, issued_on)


def _row(
    contract: Row, chance: Chance, status: InvoiceStatus, amount: Decimal, paid: Decimal, issued_on: date | None
) -> Row:
    at = datetime.combine(issued_on, time(8), UTC) if issued_on else NOW
    return record(chance, max(contract["created_at"], min(NOW, at)), contract["created_by_id"]) | {
        "account_id": contract["account_id"],
        "status": status,
        "amount": amount,
        "paid_amount": paid,
        "issued_on": issued_on,
        "due_date": issued_on + timedelta(days=_DAYS_TO_PAY) if issued_on else None,
    }
