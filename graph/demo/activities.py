"""The activities and files of the accounts."""

from datetime import timedelta

from graph.models.account import AccountType
from graph.models.activity import ActivityKind
from graph.models.file import FileKind

from .accounts import Firm
from .chance import NOW, Chance, Row, record
from .contacts import Cast
from .people import user_id

_SUBJECTS = {
    ActivityKind.CALL: ("Call about the renewal", "First call", "Asked how the pilot goes", "Call: invoice question"),
    ActivityKind.EMAIL: ("Offer sent", "Minutes of the workshop", "Thanks and next dates", "Terms for procurement"),
    ActivityKind.MEETING: ("Quarterly review", "Demo on site", "Kick-off", "Lunch with the new plant manager"),
    ActivityKind.TASK: (
        "Prepare the account plan",
        "Check the reference call",
        "Update the contact list",
        "Draft offer",
    ),
}
_KINDS = dict(zip(ActivityKind, (35, 30, 20, 15), strict=True))

_FILES = {
    FileKind.CONTRACT: ("Signed agreement {year}.pdf", "Amendment {year}-2.pdf"),
    FileKind.PROPOSAL: ("Offer {year}-{n}.pdf", "Offer {year}-{n} draft.docx"),
    FileKind.PRESENTATION: ("Quarterly review {year}.pptx", "Kick-off {year}.pptx"),
    FileKind.REPORT: ("Usage report {year}.xlsx", "Security questionnaire {year}.xlsx"),
    FileKind.IMAGE: ("Logo.svg", "Site plan, hall {n}.png"),
    FileKind.OTHER: ("Notes {year}.txt", "Contact list.csv", "Größenplan.dwg"),
}

_HOW_MANY = {
    AccountType.CUSTOMER: (5, 16),
    AccountType.PROSPECT: (1, 10),
    AccountType.PARTNER: (10, 18),
    AccountType.FORMER_CUSTOMER: (2, 7),
}


def activities(cast: Cast, deals: list[Row], cases: list[Row]) -> list[Row]:
    """Returns the account's calls, e-mails, meetings and tasks; some tasks are in the future."""
    firm = cast.firm
    chance = Chance("activities", firm.name)
    many = chance.randint(12, 18) if firm.is_acme else chance.randint(*_HOW_MANY[firm.type])
    rows = [_activity(cast, chance) for _ in range(many)]
    about = Chance("activities' subjects", firm.name)
    return [row | _about(about, row, deals, cases) for row in rows]


def _about(chance: Chance, row: Row, deals: list[Row], cases: list[Row]) -> Row:
    """Returns what an activity is about: a case or a deal that was there before, or neither."""
    case, deal = ([each["id"] for each in rows if each["created_at"] <= row["created_at"]] for rows in (cases, deals))
    service = row["owner_id"] == user_id("sam")
    return {
        "opportunity_id": chance.choice(deal) if deal and not service and chance.maybe(0.5) else None,
        "case_id": chance.choice(case) if case and service and chance.maybe(0.7) else None,
    }


def _activity(cast: Cast, chance: Chance) -> Row:
    firm = cast.firm
    kind = chance.weighted(_KINDS)
    ahead = kind is ActivityKind.TASK and bool(firm.row["is_active"]) and chance.maybe(0.5)
    recent = timedelta(days=120 if chance.maybe(0.6) else 900)
    at = chance.moment(max(firm.created_at, NOW - recent), NOW)
    due = NOW + timedelta(days=chance.randint(1, 60), hours=chance.randint(0, 7)) if ahead else at
    owner = firm.owner_id if chance.maybe(0.85) else user_id("sam")
    return record(chance, at, owner) | {
        "account_id": firm.id,
        "kind": kind,
        "subject": chance.choice(_SUBJECTS[kind]),
        "at": due,
        "contact_id": cast.anyone(chance, else_nobody=0.2),
        "owner_id": owner,
    }


def files(firm: Firm) -> list[Row]:
    """Returns the metadata of the account's files."""
    chance = Chance("files", firm.name)
    many = 6 if firm.is_acme else chance.randint(0, 6)
    return [_file(firm, chance) for _ in range(many)]


def _file(firm: Firm, chance: Chance) -> Row:
    kind = chance.choice(list(FileKind))
    at = chance.moment(firm.created_at, NOW)
    name = chance.choice(_FILES[kind]).format(year=at.year, n=chance.randint(1, 9))
    return record(chance, at, firm.owner_id) | {
        "account_id": firm.id,
        "name": name,
        "kind": kind,
        "size": int(chance.lognormvariate(12.5, 1.6)),
    }
