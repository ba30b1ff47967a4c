"""The support cases, of every status, priority and origin."""

from datetime import timedelta

from graph.models.account import AccountType
from graph.models.case import CaseOrigin, CasePriority, CaseStatus

from .chance import NOW, Chance, Row, record
from .contacts import Cast
from .people import user_id

# subject: the customer's description, and the internal notes
_TROUBLES: dict[str, tuple[str, str]] = {
    "Sign-in fails after the update": (
        "Since Monday *nobody in the night shift* can sign in.\n\n"
        "1. Open the app\n2. Enter the code\n3. Error `E-401`\n",
        "Their proxy strips our header. Be gentle: the last outage was ours.",
    ),
    "Export stops at 10,000 rows": (
        "The monthly export ends early, without a message.\n",
        "Known limit; the fix is promised for Q1. Don't name a date.",
    ),
    "Invoice shows the wrong address": (
        "Please use the **new** head office from now on.\n",
        "Finance has changed it; a credit note is due.",
    ),
    "Scanner app freezes in the cold store": (
        "Below -18 °C the screen hangs for about a minute.\n",
        "Hardware, not ours. Offer two loan devices before the renewal.",
    ),
    "Slow dashboard on Monday mornings": (
        "Loading takes 40 seconds between 8:00 and 9:00.\n",
        "Their own import runs then. Suggest moving it.",
    ),
    "How do we add a new site?": (
        "We open a warehouse in spring. What do you need?\n",
        "A chance to sell: tell the owner.",
    ),
    "Duplicate work orders": (
        "Every tenth order arrives twice.\n\n> It began after the integration was changed.\n",
        "Reproduced. Retry without an idempotency key on our side.",
    ),
    "Request for a data processing agreement": ("Our auditor asks for the signed copy.\n", "Legal has the template."),
    "Field notes lost after going offline": (
        "Three engineers lost a day's notes.\n",
        "Serious. Engineering looks at the sync log; the customer mentioned leaving.",
    ),
    "Training material in another language": ("Do you have it in Polish?\n", "Not yet; ask the partner."),
}

_STATUSES = dict(zip(CaseStatus, (10, 13, 9, 5, 25, 38), strict=True))
_PRIORITIES = dict(zip(CasePriority, (24, 46, 22, 8), strict=True))
_ENDED = (CaseStatus.RESOLVED, CaseStatus.CLOSED)

_HOW_MANY = {
    AccountType.CUSTOMER: (1, 5),
    AccountType.PROSPECT: (0, 1),
    AccountType.PARTNER: (2, 4),
    AccountType.FORMER_CUSTOMER: (0, 3),
}
_KNOWN = {"Acme Corp Global": 2, "Acme Corp US": 6, "Acme Corp EMEA": 2, "Acme Corp UK": 5, "Acme Corp Germany": 1}


def cases(cast: Cast) -> list[Row]:
    """Returns the account's cases; prospects may have some, too."""
    chance = Chance("cases", cast.firm.name)
    many = _KNOWN.get(cast.firm.name, chance.randint(*_HOW_MANY[cast.firm.type]))
    subjects = chance.sample(list(_TROUBLES), min(many, len(_TROUBLES)))
    return [_case(cast, chance, subject) for subject in subjects]


def _case(cast: Cast, chance: Chance, subject: str) -> Row:
    firm = cast.firm
    status = chance.weighted(_STATUSES)
    if not firm.row["is_active"]:
        status = CaseStatus.CLOSED
    ended = status in _ENDED
    since = timedelta(days=900 if ended else 45)
    opened = chance.moment(max(firm.created_at, NOW - since), NOW)
    said, internal = _TROUBLES[subject]
    return record(chance, opened, user_id("sam")) | {
        "account_id": firm.id,
        "subject": subject,
        "description": said if chance.maybe(0.9) else None,
        "internal_notes": internal if chance.maybe(0.65) else None,
        "status": status,
        "priority": chance.weighted(_PRIORITIES),
        "origin": chance.choice(list(CaseOrigin)) if chance.maybe(0.95) else None,
        "contact_id": cast.anyone(chance),
        "opened_at": opened,
        "closed_at": min(NOW, opened + timedelta(minutes=chance.randint(30, 20_000))) if ended else None,
    }
