"""The accounts: each with its figures, address, owner and parent."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from graph.models.account import AccountType, Industry
from graph.models.names import name_key

from .chance import FOUNDED, TODAY, Chance, Row, record
from .families import ACME, FAMILIES, SINGLES
from .people import user_id
from .places import PLACES, Place

_NORTH_AMERICA = {"US", "CA", "MX"}
_ASIA_PACIFIC = {"JP", "AU", "NZ", "SG", "IN"}
_FAR_AWAY = {"BR", "ZA"}

_COLORS = ("#0B5FFF", "#C8102E", "#00856F", "#F2A900", "#5B2A86", "#1B1F3B", "#E4572E", "#2E7D32", "#007EA7", "#8D6E63")

_DESCRIPTIONS = {
    "Acme Corp Global": "**Holding of the Acme group.** Buys by framework agreement; the regions call off.\n\n"
    "- Tier: Platinum\n- Review: quarterly, with the CFO\n",
    "Acme Corp US": "Acme's largest region: eleven plants, one shared service centre.\n\n- Tier: Gold\n",
    "Acme Corp EMEA": "Regional head office. *Decides for UK and Germany* above 250,000.\n\n- Tier: Gold\n",
    "Acme Corp UK": "Acme's plants in **Leeds** and **Slough**, managed together with Brightline Resellers.\n\n"
    "- Tier: Silver\n- Invoices to the London office\n",
    "Acme Corp Germany": "Evaluating the Field Service Cloud for the works in *Hamburg*.\n\n"
    "1. Pilot\n2. Works council\n3. Roll-out\n",
    "Acme Corp APAC": "New region, first talks held in Tokyo. No contract yet.\n",
    "Brightline Resellers": "Our **reseller** for the United Kingdom: first line support, joint account plans.\n",
}
_REVENUE_IN_MILLIONS = {
    "Acme Corp Global": (8420, 31200),
    "Acme Corp US": (3610, 12800),
    "Acme Corp EMEA": (2480, 9400),
    "Acme Corp UK": (940, 3150),
    "Acme Corp Germany": (1120, 4020),
    "Acme Corp APAC": (1275, 5600),
    "Brightline Resellers": (46, 180),
}
_TIERS = ("Platinum", "Gold", "Silver", "Bronze")
_ABOUT = {
    AccountType.CUSTOMER: ("Renews every **autumn**.", "Wants *one* invoice for all sites.", "Reference customer."),
    AccountType.PROSPECT: ("Met at a trade fair.", "Runs a **legacy** system until next year.", "Asked for a pilot."),
    AccountType.PARTNER: ("Sells, installs and supports our products.",),
    AccountType.FORMER_CUSTOMER: ("Left for a cheaper offer; *worth a call* each spring.", "Closed its service unit."),
}


@dataclass(slots=True)
class Firm:
    """An account to be loaded, with what its contacts and other records are generated from."""

    row: Row
    place: Place
    above: "Firm | None"
    partner: str | None
    below: "list[Firm]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """The account's name."""
        return str(self.row["name"])

    @property
    def type(self) -> AccountType:
        """The account's type."""
        return AccountType(self.row["type"])

    @property
    def id(self) -> UUID:
        """The account's id."""
        found: UUID = self.row["id"]
        return found

    @property
    def domain(self) -> str:
        """The e-mail domain of its whole account tree; it ends in `.example`, which nobody can own."""
        top = self
        while top.above:
            top = top.above
        return "-".join(_words(top.name)[: 1 if top.below else 2]) + ".example"

    @property
    def created_at(self) -> datetime:
        """When the account was created."""
        at: datetime = self.row["created_at"]
        return at

    @property
    def owner_id(self) -> UUID | None:
        """The id of the account's owner."""
        owner: UUID | None = self.row["owner_id"]
        return owner

    @property
    def is_acme(self) -> bool:
        """Whether it belongs to Acme, whose ways in are described in the docs and so must not change."""
        return self.name.startswith("Acme Corp")


def firms() -> list[Firm]:
    """Returns all accounts, ordered by number: Acme's and Brightline first, and each parent before its children."""
    later = _read(FAMILIES) + _read(SINGLES)
    trees = [[firm, *_below(firm)] for firm in later if firm.above is None]
    Chance("order of accounts").shuffle(trees)
    ordered = _read(ACME) + [firm for tree in trees for firm in tree]
    moments = Chance("creation of accounts")
    created = sorted(moments.moment(FOUNDED, FOUNDED + timedelta(days=2080)) for _ in ordered)
    for firm, at in zip(ordered, created, strict=True):
        _fill(firm, at)
    ids = {firm.name: firm.id for firm in ordered}
    for firm in ordered:
        firm.row["parent_id"] = firm.above.id if firm.above else None
        firm.row["partner_id"] = ids[firm.partner] if firm.partner else None
    return ordered


def _read(text: str) -> list[Firm]:
    """Parses an indented list of companies."""
    found: list[Firm] = []
    line_of_descent: list[Firm] = []
    for line in text.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, place, industry, rest = (part.strip() for part in line.split("|"))
        above = line_of_descent[depth - 1] if depth else None
        partner = re.search(r"partner=(.+)", rest)
        owner = re.search(r"owner=(\w+)", rest)
        kind = next((word for word in rest.split() if word in AccountType.__members__), AccountType.CUSTOMER)
        row: Row = {
            "name": name,
            "type": AccountType(kind),
            "industry": Industry(industry) if industry else above and above.row["industry"],
            "owner_id": user_id(owner[1]) if owner else None,
            "is_active": "inactive" not in rest.split(),
        }
        firm = Firm(row, PLACES[place], above, partner and partner[1])
        if owner is None:
            row["owner_id"] = _owner(firm)
        if above:
            above.below.append(firm)
        line_of_descent[depth:] = [firm]
        found.append(firm)
    return found


def _below(firm: Firm) -> list[Firm]:
    return [each for child in firm.below for each in (child, *_below(child))]


def _words(name: str) -> list[str]:
    """Returns the words of a name in ASCII, for a domain; characters without an ASCII form are left out."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ß", "ss"))
    return re.findall(r"[a-z0-9]+", re.sub(r"[^\x00-\x7f]|'", "", plain))


def _host(firm: Firm) -> str:
    """Returns the website's host: a subdomain of the family's domain, named by the words its ancestors lack."""
    if firm.above is None:
        return firm.domain
    known = {word for above in _line(firm.above) for word in _words(above.name)}
    own = [word for word in _words(firm.name) if word not in known] or _words(firm.name)
    return f"{'-'.join(own)}.{firm.domain}"


def _line(firm: Firm) -> list[Firm]:
    return [firm, *(_line(firm.above) if firm.above else ())]


def _owner(firm: Firm) -> UUID | None:
    chance = Chance("owner", firm.name)
    if chance.maybe(0.04):
        return None  # some accounts have no owner
    country = firm.place.country
    if country in _NORTH_AMERICA:
        return user_id(chance.weighted({"rita": 8, "mia": 2}))
    if country in _ASIA_PACIFIC:
        return user_id("ron")
    if country in _FAR_AWAY:
        return user_id(chance.weighted({"dan": 3, "eve": 1}))
    return user_id(chance.weighted({"ray": 5, "rosa": 5, "max": 2}))


def _fill(firm: Firm, at: datetime) -> None:
    """Fills in all columns except the relations to other accounts."""
    chance = Chance("account", firm.name)
    known = firm.name in _REVENUE_IN_MILLIONS
    size = _millions(firm)
    revenue, employees = _REVENUE_IN_MILLIONS.get(firm.name, (round(size, 1), int(size * chance.uniform(3, 9)) + 4))
    place = firm.place
    has_address = known or chance.maybe(0.95)
    has_office = has_address and (known or chance.maybe(0.8))
    firm.row |= record(chance, at, firm.owner_id or user_id("ada"))
    firm.row |= {
        "name_key": name_key(firm.name),
        "industry": firm.row["industry"] if known or chance.maybe(0.96) else None,
        "description": _DESCRIPTIONS.get(firm.name) or _description(firm, chance),
        "annual_revenue": Decimal(str(revenue)) * 1_000_000 if known or chance.maybe(0.9) else None,
        "number_of_employees": employees if known or chance.maybe(0.92) else None,
        "phone": place.telephone(chance) if known or chance.maybe(0.9) else None,
        "website": f"https://{_host(firm)}" if known or chance.maybe(0.85) else None,
        "billing_street": place.street(chance) if has_address else None,
        "billing_city": place.city if has_address else None,
        "billing_state": place.state if has_address else None,
        "billing_postal_code": place.postal_code if has_address else None,
        "billing_country": place.country if has_address or chance.maybe(0.5) else None,
        "latitude": place.latitude + _nearby(chance) if has_office else None,
        "longitude": place.longitude + _nearby(chance) if has_office else None,
        "brand_color": chance.choice(_COLORS) if known or chance.maybe(0.7) else None,
        "last_activity_date": None,  # set by the changes of owner and type
        "customer_since": None,  # set by the first activated contract
    }


def _millions(firm: Firm) -> float:
    """Returns the revenue in millions: the account's own, plus that of its descendants."""
    own = Chance("revenue", firm.name).lognormvariate(3.0, 0.9)
    return max(0.4, own) + sum(_millions(child) for child in firm.below)


def _nearby(chance: Chance) -> Decimal:
    return Decimal(chance.randint(-9000, 9000)) / 1_000_000


def _description(firm: Firm, chance: Chance) -> str | None:
    if chance.maybe(0.22):
        return None
    about = chance.choice(_ABOUT[firm.type])
    lines = [
        f"{about}\n",
        f"- Tier: {chance.choice(_TIERS)}",
        f"- Next review: {chance.choice(('Q1', 'Q2', 'Q3'))} {TODAY.year + 1}",
    ]
    if firm.above:
        lines.append(f"- Buys through: {firm.above.name}")
    return "\n".join(lines) + "\n"
