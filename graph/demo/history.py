"""The audit trail, and the versions and timestamps that its changes leave on the records.

A change names the record's type and field as the API does (``Account``, ``annualRevenue``), and users by id.
"""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from graph.models.account import AccountType
from graph.models.opportunity import CLOSED_STAGES, OpportunityStage

from .accounts import Firm
from .chance import NOW, Chance, Row
from .people import user_id

_Change = tuple[datetime, str, str | None, str | None]
"""The time, the field, the old value and the new value."""

_SELLERS = ("rita", "ray", "rosa", "ron", "mia", "max", "dan")


def account_changes(firm: Firm) -> list[Row]:
    """Returns the account's changes, oldest first; the last of each field ends at its current value."""
    chance = Chance("account changes", firm.name)
    row = firm.row
    changes: list[_Change] = []
    since = row["customer_since"]
    if since:
        won = max(firm.created_at, datetime.combine(since, time(9), UTC))
        was_customer = firm.type in (AccountType.CUSTOMER, AccountType.FORMER_CUSTOMER)
        if was_customer:
            changes.append((won, "type", AccountType.PROSPECT, AccountType.CUSTOMER))
        if firm.type is AccountType.FORMER_CUSTOMER:
            lost = chance.moment(won, NOW)
            changes.append((lost, "type", AccountType.CUSTOMER, AccountType.FORMER_CUSTOMER))
    if firm.owner_id and (firm.is_acme or chance.maybe(0.4)):
        before = chance.choice([who for who in _SELLERS if user_id(who) != firm.owner_id])
        changes.append((chance.moment(firm.created_at, NOW), "owner", str(user_id(before)), str(firm.owner_id)))
    if row["annual_revenue"] and (firm.is_acme or chance.maybe(0.5)):
        before_that = (row["annual_revenue"] * chance.randint(70, 115) / 100).quantize(Decimal("0.01"))
        now = f"{row['annual_revenue']:.2f}"
        changes.append((chance.moment(firm.created_at, NOW), "annualRevenue", f"{before_that}", now))
    if row["number_of_employees"] and chance.maybe(0.35):
        fewer = str(int(row["number_of_employees"] * 0.9))
        changes.append(
            (chance.moment(firm.created_at, NOW), "numberOfEmployees", fewer, str(row["number_of_employees"]))
        )
    if row["phone"] and chance.maybe(0.25):
        changes.append((chance.moment(firm.created_at, NOW), "phone", None, row["phone"]))
    if not row["is_active"]:
        changes.append(
            (chance.moment(max(firm.created_at, NOW - timedelta(days=400)), NOW), "isActive", "true", "false")
        )
    by = firm.owner_id or user_id("ada")
    rows = _written(firm, chance, row, "Account", sorted(changes, key=lambda change: change[0]), by)
    stamps = [change["changed_at"] for change in rows if change["field"] in ("owner", "type")]
    row["last_activity_date"] = max(stamps, default=None)
    return rows


def opportunity_changes(firm: Firm, opportunities: list[Row]) -> list[Row]:
    """Returns the stage changes of some of the account's deals."""
    return [change for deal in opportunities for change in _stages(firm, deal)]


def _stages(firm: Firm, deal: Row) -> list[Row]:
    chance = Chance("opportunity changes", str(deal["id"]))
    stage = OpportunityStage(deal["stage"])
    if stage is OpportunityStage.PROSPECTING or not (firm.is_acme or chance.maybe(0.4)):
        return []
    open_stages = [each for each in OpportunityStage if each not in CLOSED_STAGES]
    reached = chance.randint(2, 5) if stage in CLOSED_STAGES else open_stages.index(stage)
    way = [*open_stages[:reached], stage]
    begun: datetime = deal["created_at"]
    ended = datetime.combine(deal["close_date"], time(16), UTC) if stage in CLOSED_STAGES else NOW - timedelta(days=2)
    step = max(timedelta(0), min(ended, NOW) - begun) / (len(way) - 1)
    changes: list[_Change] = [
        ((begun + step * number).replace(microsecond=0), "stage", old, new)
        for number, (old, new) in enumerate(pairwise(way), start=1)
    ]
    return _written(firm, chance, deal, "Opportunity", changes, deal["owner_id"] or user_id("ada"))


def _written(
    firm: Firm,
    chance: Chance,
    record: Row,
    record_type: str,
    changes: list[_Change],
    by: UUID,
) -> list[Row]:
    """Returns the changes as rows, and updates the record's version and last change."""
    if changes:
        record["version"] = 1 + len({at for at, *_ in changes})
        record["updated_at"] = changes[-1][0]
        record["updated_by_id"] = by
    return [
        {
            "id": chance.id(at),
            "account_id": firm.id,
            "record_type": record_type,
            "record_id": record["id"],
            "field": field,
            "old_value": old,
            "new_value": new,
            "changed_at": at,
            "changed_by_id": by,
        }
        for at, field, old, new in changes
    ]
