"""Accounts and what hangs on them, with nulls, ties in sort keys, and odd texts."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from graph.models.account import AccountType
from graph.models.activity import ActivityKind
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.models.contact import BuyingRole
from graph.models.contract import ContractStatus
from graph.models.file import FileKind
from graph.models.invoice import InvoiceStatus
from graph.models.names import name_key
from graph.models.opportunity import LeadSource, OpportunityStage

from .draw import LONG_TEXTS, ODD, Draw, Records

OF_ACCOUNTS: tuple[str, ...] = ("contact", "opportunity", "support_case", "contract", "invoice", "activity", "file")
"""The tables of what belongs to accounts and is seen with them."""

MORE: dict[str, Callable[[Draw, Records, Records, Records], Records]] = {}
"""By table, what draws the records of nouns that only tests declare: of accounts, users and contacts."""

COUNTRIES = (None, "US", "US", "CA", "GB", "DE", "FR", "JP", "NL")
STATES = (None, None, "CA", "TX", "Île-de-France", "o'brien\\", "ca", "🙂")
INDUSTRIES = (None, "BANKING", "RETAIL", "SOFTWARE", "SOFTWARE", "OTHER")
REVENUES = (None, "0.00", "9.00", "10.00", "999.99", "1000.00", "1000.00", "250000.50", "9999999999999999.99")
EMPLOYEES = (None, 0, 9, 10, 10, 100, 2500, 2147483647)
AMOUNTS = (None, None, "0.00", "0.01", "100.00", "100.00", "1100.04", "25000.00", "999999999999.99")


def _record(draw: Draw, users: Records) -> dict[str, Any]:
    """What every record has."""
    return {
        "id": draw.id(),
        "created_at": draw.one(draw.moments),
        "created_by_id": draw.perhaps_id_of(users),
        "updated_at": draw.one(draw.moments),
        "updated_by_id": draw.perhaps_id_of(users),
        "version": draw.one((1, 1, 2, 40)),
    }


def accounts(draw: Draw, users: Records) -> Records:
    made: Records = []
    ids = [draw.id() for _ in range(draw.size)]
    partners = draw.random.sample(ids, min(4, draw.size))
    for n, parent in enumerate(draw.tree_parents(draw.size)):
        name = draw.name("account", n)
        partner_id = draw.one(partners) if draw.chance(25) else None
        located = draw.chance(50)
        made.append(
            _record(draw, users)
            | {
                "id": ids[n],
                "name": name,
                "name_key": name_key(name),
                "type": str(draw.one(list(AccountType))),
                "industry": draw.one(INDUSTRIES),
                "description": draw.one(LONG_TEXTS),
                "annual_revenue": draw.money(REVENUES),
                "number_of_employees": draw.one(EMPLOYEES),
                "phone": draw.one((None, "", "+44 20 7946 0000")),
                "website": draw.one((None, "https://example.com/?q=\"'&ü", "http://例え.example")),
                "billing_street": draw.one((None, "", *ODD)),
                "billing_city": draw.one((None, "Oslo", "Łódź")),
                "billing_state": draw.one(STATES),
                "billing_postal_code": draw.one((None, "00001")),
                "billing_country": draw.one(COUNTRIES),
                "latitude": Decimal(draw.one(("0", "-90", "51.507400"))) if located else None,
                "longitude": Decimal(draw.one(("0", "180", "-0.127800"))) if located else None,
                "owner_id": draw.perhaps_id_of(users),
                "parent_id": None if parent is None else ids[parent],
                "partner_id": None if partner_id == ids[n] else partner_id,
                "is_active": draw.chance(70),
                "brand_color": draw.one((None, "#00ff7F")),
                "last_activity_date": draw.one((None, *draw.moments)),
                "customer_since": draw.one(draw.days),
            }
        )
    return made


def some_each(draw: Draw, accounts: Records, most: int) -> Iterable[UUID]:
    """Account ids, each up to ``most`` times: some have nothing, some have many of what is made next."""
    return [account["id"] for account in accounts for _ in range(draw.random.randint(0, most))]


def contacts(draw: Draw, accounts: Records, users: Records) -> Records:
    made: Records = []
    with_primary: set[UUID] = set()
    for account_id in some_each(draw, accounts, 4):
        name = f"{draw.one(ODD)} {draw.one(('Ann', 'ann', 'Zoë'))}"
        is_primary = account_id not in with_primary and draw.chance(25)
        if is_primary:
            with_primary.add(account_id)
        made.append(
            _record(draw, users)
            | {
                "account_id": account_id,
                "name": name,
                "name_key": name_key(name),
                "email": draw.one((None, "ann@example.com", "zoë+x@exämple.com")),
                "phone": draw.one((None, "555-0100")),
                "title": draw.one((None, "", "CEO", *ODD)),
                "buying_role": draw.one((None, *map(str, BuyingRole))),
                "is_primary": is_primary,
            }
        )
    return made


def of_account(draw: Draw, users: Records, account_id: UUID) -> dict[str, Any]:
    """What every record of an account has."""
    return _record(draw, users) | {"account_id": account_id}


def contact_of(draw: Draw, contacts: Records, account_id: UUID) -> UUID | None:
    """The contact that a record names, if it names one."""
    return one_of(draw, contacts, account_id)


def one_of(draw: Draw, records: Records, account_id: UUID) -> UUID | None:
    """One of the records, if any is named: of the account, or now and then of another."""
    # nothing in the database keeps one of another account out
    there = records if draw.chance(8) else [each for each in records if each["account_id"] == account_id]
    return draw.id_of(there) if draw.chance(60) else None


def opportunities(draw: Draw, accounts: Records, users: Records) -> Records:
    return [
        _record(draw, users)
        | {
            "account_id": account_id,
            "name": draw.one(ODD),
            "stage": str(draw.one(list(OpportunityStage))),
            "amount": draw.money(AMOUNTS),
            "probability": draw.one((0, 5, 33, 50, 50, 100)),
            "close_date": draw.one(draw.days),
            "owner_id": draw.perhaps_id_of(users),
            "lead_source": draw.one((None, *map(str, LeadSource))),
            "next_step": draw.one(LONG_TEXTS),
            "description": draw.one(LONG_TEXTS),
        }
        for account_id in some_each(draw, accounts, 5)
    ]


def cases(draw: Draw, accounts: Records, users: Records, contacts: Records) -> Records:
    made: Records = []
    for account_id in some_each(draw, accounts, 3):
        opened_at = draw.one(draw.moments)
        made.append(
            _record(draw, users)
            | {
                "account_id": account_id,
                "subject": draw.one(ODD),
                "description": draw.one(LONG_TEXTS),
                "internal_notes": draw.one(LONG_TEXTS),
                "status": str(draw.one(list(CaseStatus))),
                "priority": str(draw.one(list(CasePriority))),
                "origin": draw.one((None, *map(str, CaseOrigin))),
                "contact_id": contact_of(draw, contacts, account_id),
                "opened_at": opened_at,
                "closed_at": draw.one((None, opened_at, opened_at + timedelta(days=3))),
            }
        )
    return made


def contracts(draw: Draw, accounts: Records, users: Records, contacts: Records) -> Records:
    made: Records = []
    for account_id in some_each(draw, accounts, 2):
        start_date = draw.one(draw.days)
        made.append(
            _record(draw, users)
            | {
                "account_id": account_id,
                "status": str(draw.one(list(ContractStatus))),
                "value": draw.money(AMOUNTS),
                "start_date": start_date,
                "end_date": draw.one((None, (start_date or date(2026, 1, 1)) + timedelta(days=365))),
                "signed_by_id": contact_of(draw, contacts, account_id),
                "activated_at": draw.one((None, *draw.moments)),
            }
        )
    return made


def invoices(draw: Draw, accounts: Records, users: Records) -> Records:
    made: Records = []
    for account_id in some_each(draw, accounts, 2):
        amount = draw.money(AMOUNTS) or Decimal("0.00")
        made.append(
            _record(draw, users)
            | {
                "account_id": account_id,
                "status": str(draw.one(list(InvoiceStatus))),
                "amount": amount,
                "paid_amount": min(amount, Decimal(draw.one(("0.00", "0.01", "75.50")))),
                "issued_on": draw.one(draw.days),
                "due_date": draw.one(draw.days),
            }
        )
    return made


def activities(
    draw: Draw, accounts: Records, users: Records, contacts: Records, deals: Records, cases: Records
) -> Records:
    return [
        _record(draw, users)
        | {
            "account_id": account_id,
            "kind": str(draw.one(list(ActivityKind))),
            "subject": draw.one(ODD),
            "at": draw.one(draw.moments),
            "contact_id": contact_of(draw, contacts, account_id),
            "opportunity_id": one_of(draw, deals, account_id),
            "case_id": one_of(draw, cases, account_id),
            "owner_id": draw.perhaps_id_of(users),
        }
        for account_id in some_each(draw, accounts, 3)
    ]


def files(draw: Draw, accounts: Records, users: Records) -> Records:
    return [
        _record(draw, users)
        | {
            "account_id": account_id,
            "name": draw.one(ODD),
            "kind": str(draw.one(list(FileKind))),
            "size": draw.one((0, 1, 2**40)),
        }
        for account_id in some_each(draw, accounts, 2)
    ]
