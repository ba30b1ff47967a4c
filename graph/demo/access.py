"""Account teams and grants. Acme has none, so that access to it follows from ownership, roles and rules only."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from graph.models.account import AccountType
from graph.models.sharing import AccessLevel

from .accounts import Firm
from .chance import NOW, Chance, Row
from .people import EUROPE, NORTH_AMERICA, group_id, role_id, user_id

_TITLES = ("Solution engineer", "Service lead", "Account manager", "Executive sponsor", "Renewals", None)
_TEAM = ("sam", "rita", "ray", "rosa", "ron", "dan", "mia", "max")

_LONG_PAST = datetime(2025, 6, 30, 22, tzinfo=UTC)
_PAST = datetime(2026, 9, 30, 22, tzinfo=UTC)
_AHEAD = datetime(2027, 12, 31, 23, tzinfo=UTC)
_FAR_AHEAD = datetime(2035, 12, 31, 23, tzinfo=UTC)

_READ, _EDIT = AccessLevel.READ, AccessLevel.EDIT

# account, grantee ("user", "role" or "group", and the name), level, cascades, expiry
_GRANTS: tuple[tuple[str, str, str, AccessLevel, bool, datetime | None], ...] = (
    ("Solvane Holdings", "user", "rosa", _READ, True, None),
    ("Solvane Holdings", "user", "ron", _READ, False, _FAR_AHEAD),
    ("Solvane Communications Group", "user", "rita", _READ, True, _PAST),
    ("Larkfield & Daughters", "user", "ron", _EDIT, True, _FAR_AHEAD),
    ("Tall Grass Creative", "group", EUROPE, _READ, True, None),
    ("Torvelin Advisory Worldwide", "role", "rep-eu", _READ, True, None),
    ("Torvelin Advisory Worldwide", "group", NORTH_AMERICA, _READ, True, None),
    ("Torvelin Advisory Europe", "user", "rita", _EDIT, True, _LONG_PAST),
    ("Torvelin Advisory Asia Pacific", "group", EUROPE, _READ, False, None),
    ("Torvelin Advisory Japan", "user", "ron", _EDIT, False, None),
    ("Quillmere Bank Group", "role", "service", _READ, True, None),
    ("Quillmere Private Wealth", "user", "rosa", _EDIT, True, _AHEAD),
    ("Brackenholt Health Partners", "role", "service", _EDIT, True, _FAR_AHEAD),
    ("Brackenholt General Hospital", "user", "sam", _EDIT, False, None),
    ("Häfelin & Söhne Maschinenbau", "user", "ron", _READ, True, _PAST),
    ("Häfelin North America", "role", "rep-eu", _EDIT, True, None),
    ("Fjellvang Energi", "group", EUROPE, _EDIT, True, None),
    ("Marrowby Stores", "user", "sam", _READ, True, None),
    ("Marrowby Distribution", "user", "pat", _READ, False, _FAR_AHEAD),
    ("青霧精機 Aokiri Seiki", "role", "manager-na", _READ, True, _PAST),
    ("Wattlebrook Media", "role", "rep-apac", _EDIT, True, None),
    ("Wattlebrook Media", "user", "sam", _READ, False, None),
    ("Almendral Seguros", "group", NORTH_AMERICA, _READ, True, _LONG_PAST),
    ("Nimbrel Software", "role", "service", _READ, False, None),
)


def team_members(firm: Firm) -> list[Row]:
    """Returns the members of the account's team."""
    chance = Chance("team", firm.name)
    if firm.is_acme or firm.type is AccountType.PARTNER or not chance.maybe(0.45):
        return []
    able = [who for who in _TEAM if user_id(who) != firm.owner_id]
    return [
        {
            "id": chance.id(chance.moment(firm.created_at, NOW)),
            "account_id": firm.id,
            "user_id": user_id(who),
            "level": _EDIT if chance.maybe(0.55) else _READ,
            "title": chance.choice(_TITLES),
        }
        for who in chance.sample(able, chance.weighted({1: 6, 2: 3, 3: 1}))
    ]


def grants(firms: list[Firm]) -> list[Row]:
    """Returns grants of every kind: to users, roles and groups; cascading or not; expired, temporary and permanent."""
    by_name = {firm.name: firm for firm in firms}
    return [_grant(by_name[grant[0]], *grant[1:]) for grant in _GRANTS]


def _grant(firm: Firm, kind: str, name: str, level: AccessLevel, cascades: bool, expires: datetime | None) -> Row:
    chance = Chance("grant", firm.name, kind, name)
    last = min(NOW, expires or NOW) - timedelta(days=10)
    at = max(firm.created_at, last - timedelta(days=chance.randint(20, 300)))
    ids: dict[str, UUID | None] = {"user_id": None, "role_id": None, "group_id": None}
    ids[f"{kind}_id"] = {"user": user_id, "role": role_id, "group": group_id}[kind](name)
    return ids | {
        "id": chance.id(at),
        "account_id": firm.id,
        "level": level,
        "cascades": cascades,
        "expires_at": expires,
        "created_at": at,
        "created_by_id": user_id("ada"),
    }
