"""The opportunities, in every stage."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from graph.models.account import AccountType
from graph.models.opportunity import CLOSED_STAGES, DEFAULT_PROBABILITY, LeadSource, OpportunityStage

from .accounts import Firm
from .chance import FOUNDED, TODAY, Chance, Row, record
from .people import user_id

_PRODUCTS = (
    "Analytics Suite",
    "Field Service Cloud",
    "Data Platform",
    "Premium Support",
    "Customer Portal",
    "Warehouse Mobile",
    "Integration Hub",
)
_WORK = ("new licences", "renewal", "extension", "roll-out", "migration", "training", "pilot", "security review")
_NEXT_STEPS = (
    "Send the revised offer",
    "Call procurement about terms",
    "Demo for the plant managers",
    "Wait for the budget round",
    "Agree the pilot's measures with *both* teams",
    "Legal is reading the contract",
    "Workshop with IT security",
)
_DESCRIPTIONS = (
    "Replaces two older systems.\n\n- Users: about {n}\n- Sites: {m}\n",
    "Follows last year's **pilot**; {n} users so far.\n",
    "Competes with an in-house build. *Price matters less than the date.*\n",
    "Asked for at the annual review, for {m} sites.\n",
)

# the weight of each stage, by type of account
_STAGES: dict[AccountType, dict[OpportunityStage, float]] = {
    AccountType.CUSTOMER: dict(zip(OpportunityStage, (7, 9, 9, 10, 8, 38, 19), strict=True)),
    AccountType.PROSPECT: dict(zip(OpportunityStage, (24, 20, 16, 14, 8, 0, 18), strict=True)),
    AccountType.PARTNER: dict(zip(OpportunityStage, (10, 10, 10, 10, 10, 40, 10), strict=True)),
    AccountType.FORMER_CUSTOMER: dict(zip(OpportunityStage, (4, 2, 0, 1, 0, 48, 45), strict=True)),
}
_HOW_MANY = {
    AccountType.CUSTOMER: (3, 10),
    AccountType.PROSPECT: (1, 5),
    AccountType.PARTNER: (4, 8),
    AccountType.FORMER_CUSTOMER: (2, 6),
}

# stage | name | amount | close date | owner | lead source; Acme's deals, which docs and screenshots show
_KNOWN = {
    "Acme Corp Global": """
        CLOSED_WON | Group framework agreement 2024 | 1450000 | 2023-12-14 | dan | REFERRAL
        NEGOTIATION | Group framework extension 2027 | 1825000 | 2027-01-29 | dan | REFERRAL
        PROPOSAL | Data Platform for group reporting | 640000 | 2027-03-31 | dan | EVENT
        QUALIFICATION | Integration Hub for shared services | 310000 | 2027-06-30 | mia |
        CLOSED_LOST | Analytics Suite for the board | 95000 | 2025-05-20 | dan | COLD_CALL
    """,
    "Acme Corp US": """
        CLOSED_WON | Field Service Cloud, eleven plants | 870000 | 2024-06-27 | rita | WEB
        CLOSED_WON | Premium Support 2026 | 148500 | 2025-12-11 | rita | REFERRAL
        NEGOTIATION | Warehouse Mobile roll-out | 412000 | 2026-12-18 | rita | EVENT
        PROPOSAL | Premium Support 2027 | 156000 | 2026-12-10 | rita | REFERRAL
        NEEDS_ANALYSIS | Customer Portal pilot | 84250.50 | 2027-02-26 | rita | WEB
        PROSPECTING | Analytics Suite for service centre | 120000 | 2027-07-15 | mia | ADVERTISEMENT
        CLOSED_LOST | Migration of legacy parts catalogue | 233000 | 2025-09-30 | rita | OTHER
    """,
    "Acme Corp EMEA": """
        CLOSED_WON | Customer Portal, regional | 365000 | 2025-03-18 | ray | EVENT
        PROPOSAL | Data Platform, regional | 288000 | 2027-02-12 | ray | REFERRAL
        QUALIFICATION | Training for regional teams | 42000 | 2027-04-16 | ray |
    """,
    "Acme Corp UK": """
        CLOSED_WON | Field Service Cloud, Leeds and Slough | 214000 | 2024-10-09 | ray | PARTNER
        CLOSED_WON | Premium Support 2026 | 38400 | 2026-01-15 | ray | PARTNER
        NEGOTIATION | Warehouse Mobile, Slough | 96500 | 2026-12-04 | ray | PARTNER
        PROPOSAL | Premium Support 2027 | 41200 | 2027-01-15 | ray | PARTNER
        NEEDS_ANALYSIS | Analytics Suite, 40 users | 57800.75 | 2027-03-19 | ray | WEB
        PROSPECTING | Customer Portal for dealers | 130000 | 2027-08-31 | ray | EVENT
        CLOSED_LOST | Integration Hub pilot | 26000 | 2025-11-28 | ray | COLD_CALL
    """,
    "Acme Corp Germany": """
        NEEDS_ANALYSIS | Field Service Cloud pilot, Hamburg | 75000 | 2027-01-22 | ray | EVENT
        QUALIFICATION | Field Service Cloud roll-out | 540000 | 2027-09-30 | ray | EVENT
        CLOSED_LOST | Training for works council | 12000 | 2026-06-12 | ray | OTHER
    """,
    "Acme Corp APAC": """
        PROSPECTING | Data Platform, Tokyo | 260000 | 2027-05-28 | ron | REFERRAL
        QUALIFICATION | Warehouse Mobile pilot | 68000 | 2027-03-12 | ron | WEB
    """,
}


def opportunities(firm: Firm) -> list[Row]:
    """Returns the account's opportunities."""
    if firm.name in _KNOWN:
        lines = _KNOWN[firm.name].strip().splitlines()
        return [_known(firm, *(part.strip() for part in line.split("|"))) for line in lines]
    chance = Chance("opportunities", firm.name)
    return [_invented(firm, chance) for _ in range(chance.randint(*_HOW_MANY[firm.type]))]


def _known(firm: Firm, stage: str, name: str, amount: str, close_date: str, owner: str, source: str) -> Row:
    chance = Chance("opportunity", firm.name, name)
    day = date.fromisoformat(close_date)
    row = _opportunity(firm, chance, OpportunityStage(stage), day, user_id(owner))
    return row | {
        "name": name,
        "amount": Decimal(amount),
        "probability": DEFAULT_PROBABILITY[OpportunityStage(stage)],
        "lead_source": LeadSource(source) if source else None,
    }


def _invented(firm: Firm, chance: Chance) -> Row:
    stage = chance.weighted(_STAGES[firm.type])
    if not firm.row["is_active"] and stage not in CLOSED_STAGES:
        stage = OpportunityStage.CLOSED_LOST
    owner = firm.owner_id
    if chance.maybe(0.12):
        owner = user_id(chance.choice(("dan", "mia", "max")))
    row = _opportunity(firm, chance, stage, _close_date(firm, chance, stage), owner)
    product = chance.choice(_PRODUCTS)
    amount = Decimal(round(chance.lognormvariate(10.8, 1.1) / 100) * 100)
    if chance.maybe(0.2):
        amount += Decimal(chance.randint(1, 9999)) / 100
    default = DEFAULT_PROBABILITY[stage]
    is_open = stage not in CLOSED_STAGES
    return row | {
        "name": f"{product} {chance.choice(_WORK)} {row['close_date'].year if row['close_date'] else TODAY.year}",
        "amount": amount if stage is OpportunityStage.CLOSED_WON or chance.maybe(0.93) else None,
        "probability": default + chance.choice((-5, 5, 10)) if is_open and chance.maybe(0.25) else default,
        "lead_source": chance.choice(list(LeadSource)) if chance.maybe(0.85) else None,
    }


def _close_date(firm: Firm, chance: Chance, stage: OpportunityStage) -> date | None:
    if stage in CLOSED_STAGES:
        return chance.day(max(firm.created_at.date(), date(2022, 1, 10)), TODAY - timedelta(days=1))
    if chance.maybe(0.06):
        return None
    # one open deal in ten is overdue
    return TODAY - timedelta(days=chance.randint(3, 60)) if chance.maybe(0.1) else chance.day(TODAY, date(2027, 10, 29))


def _opportunity(
    firm: Firm, chance: Chance, stage: OpportunityStage, close_date: date | None, owner: UUID | None
) -> Row:
    """Returns the columns that known and invented deals fill alike: dates, description and next step."""
    is_closed = stage in CLOSED_STAGES
    last = datetime.combine(min(close_date or TODAY, TODAY), time(8), UTC)
    begun = max(firm.created_at, last - timedelta(days=chance.randint(20, 240)), FOUNDED)
    text = chance.choice(_DESCRIPTIONS).format(n=chance.randint(2, 90) * 10, m=chance.randint(2, 14))
    return record(chance, min(begun, max(last, firm.created_at)), owner or user_id("ada")) | {
        "account_id": firm.id,
        "stage": stage,
        "close_date": close_date,
        "due_date": _due_date(firm, close_date) if close_date and is_closed else None,
        "owner_id": owner,
        "next_step": chance.choice(_NEXT_STEPS) if not is_closed and chance.maybe(0.75) else None,
        "description": text if chance.maybe(0.6) else None,
    }


def _due_date(firm: Firm, closed_on: date) -> date | None:
    """Returns the day by which a deal closed on this day was expected; null where it was entered as closed."""
    chance = Chance("due date", firm.name, closed_on.isoformat())
    return closed_on + timedelta(days=chance.randint(-60, 45)) if chance.maybe(0.8) else None
