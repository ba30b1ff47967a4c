"""The contracts, in every status, and the date since when each account is a customer."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from graph.models.account import AccountType
from graph.models.contract import ContractStatus

from .accounts import Firm
from .chance import NOW, TODAY, Chance, Row, record
from .contacts import Cast
from .people import user_id

_SIGNED = (ContractStatus.ACTIVATED, ContractStatus.EXPIRED, ContractStatus.TERMINATED)

_STATUSES: dict[AccountType, dict[ContractStatus, float]] = {
    AccountType.CUSTOMER: dict(zip(ContractStatus, (8, 7, 50, 28, 7), strict=True)),
    AccountType.PROSPECT: dict(zip(ContractStatus, (3, 2, 0, 0, 0), strict=True)),
    AccountType.PARTNER: dict(zip(ContractStatus, (0, 0, 1, 0, 0), strict=True)),
    AccountType.FORMER_CUSTOMER: dict(zip(ContractStatus, (0, 0, 0, 3, 2), strict=True)),
}

# status | value | start | end
_KNOWN = {
    "Acme Corp Global": """
        ACTIVATED | 1450000 | 2024-01-01 | 2028-12-31
        IN_APPROVAL | 1825000 | 2027-02-01 | 2031-01-31
    """,
    "Acme Corp US": """
        EXPIRED | 139000 | 2025-01-01 | 2025-12-31
        ACTIVATED | 870000 | 2024-08-01 | 2029-07-31
        ACTIVATED | 148500 | 2026-01-01 | 2028-12-31
    """,
    "Acme Corp EMEA": "ACTIVATED | 365000 | 2025-04-01 | 2029-03-31",
    "Acme Corp UK": """
        EXPIRED | 36800 | 2025-02-01 | 2026-01-31
        ACTIVATED | 214000 | 2024-11-01 | 2029-10-31
        ACTIVATED | 38400 | 2026-02-01 | 2029-01-31
        DRAFT | 41200 | 2027-02-01 |
    """,
    "Acme Corp Germany": "DRAFT | 75000 | 2027-02-01 | 2027-07-31",
    "Acme Corp APAC": "IN_APPROVAL | 68000 | 2027-04-01 |",
}


def contracts(cast: Cast) -> list[Row]:
    """Returns the account's contracts, and sets `customer_since` to the day of the first activation."""
    firm = cast.firm
    if firm.name in _KNOWN:
        lines = _KNOWN[firm.name].strip().splitlines()
        rows = [_known(cast, *(part.strip() for part in line.split("|"))) for line in lines]
    else:
        chance = Chance("contracts", firm.name)
        statuses = [chance.weighted(_STATUSES[firm.type]) for _ in range(_how_many(firm, chance))]
        if firm.type is AccountType.CUSTOMER and not set(statuses) & set(_SIGNED):
            statuses.append(ContractStatus.ACTIVATED)
        rows = [_invented(cast, chance, status) for status in statuses]
    activated = [row["activated_at"] for row in rows if row["activated_at"]]
    if activated:
        firm.row["customer_since"] = min(activated).date()
    return rows


def _how_many(firm: Firm, chance: Chance) -> int:
    if firm.type is AccountType.PROSPECT:
        return 1 if chance.maybe(0.3) else 0
    return chance.weighted({1: 5, 2: 4, 3: 1})


def _known(cast: Cast, status: str, value: str, start: str, end: str) -> Row:
    chance = Chance("contract", cast.firm.name, start)
    first, last = date.fromisoformat(start), date.fromisoformat(end) if end else None
    return _contract(cast, chance, ContractStatus(status), Decimal(value), first, last)


def _invented(cast: Cast, chance: Chance, status: ContractStatus) -> Row:
    oldest = cast.firm.created_at.date() + timedelta(days=12)
    first: date | None
    last: date | None
    value = Decimal(round(chance.lognormvariate(11.2, 1.0) / 100) * 100) if chance.maybe(0.95) else None
    if status is ContractStatus.ACTIVATED:
        first = chance.day(max(oldest, date(2024, 7, 1)), TODAY - timedelta(days=10))
        last = chance.day(date(2027, 6, 30), date(2030, 12, 31))
    elif status in _SIGNED:
        first = chance.day(oldest, max(oldest, date(2024, 12, 31)))
        last = min(first + timedelta(days=chance.choice((365, 730))), TODAY - timedelta(days=1))
    elif status is ContractStatus.DRAFT and chance.maybe(0.3):
        first = last = None
    else:
        first = chance.day(TODAY + timedelta(days=14), date(2027, 9, 1))
        last = first + timedelta(days=chance.choice((364, 729, 1094))) if chance.maybe(0.7) else None
    return _contract(cast, chance, status, value, first, last)


def _contract(
    cast: Cast, chance: Chance, status: ContractStatus, value: Decimal | None, first: date | None, last: date | None
) -> Row:
    firm = cast.firm
    start = datetime.combine(first or TODAY, time(9), UTC)
    signed = status in _SIGNED
    # activated some days before the start, but not before the account was created nor after today
    activated = max(firm.created_at, min(NOW, start - timedelta(days=chance.randint(0, 9)))) if signed else None
    made = max(firm.created_at, min(activated or NOW, start) - timedelta(days=chance.randint(3, 40)))
    signed_by = cast.anyone(chance, else_nobody=0.2) if signed else None
    return record(chance, made, firm.owner_id or user_id("ada")) | {
        "account_id": firm.id,
        "status": status,
        "value": value,
        "start_date": first,
        "end_date": max(first, last) if first and last else None,
        "signed_by_id": signed_by,
        "activated_at": activated,
    }
