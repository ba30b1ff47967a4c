"""The demo company's roles, groups, users and sharing rules."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator

from .chance import FOUNDED, Chance, Row


@dataclass(frozen=True, slots=True)
class Person:
    """A demo user, and what to try as that user."""

    email: str
    name: str
    profile: Profile
    role: str | None
    group: str | None
    what_to_try: str

    @property
    def short_name(self) -> str:
        """The part of the e-mail address before the @."""
        return self.email.partition("@")[0]


NORTH_AMERICA = "North America sales team"
EUROPE = "Europe sales team"
GROUPS = (NORTH_AMERICA, EUROPE)

# each role and the role that it reports to, top down
ROLES: dict[str, str | None] = {
    "ceo": None,
    "vp-sales": "ceo",
    "manager-na": "vp-sales",
    "rep-na": "manager-na",
    "manager-eu": "vp-sales",
    "rep-eu": "manager-eu",
    "rep-apac": "vp-sales",
    "service": "ceo",
}


def _person(
    who: str, name: str, profile: Profile, role: str | None, what_to_try: str, group: str | None = None
) -> Person:
    return Person(f"{who}@demo.example", name, profile, role, group, what_to_try)


PEOPLE = (
    _person("ada", "Ada Okafor", Profile.ADMIN, None, "sees and edits everything; changes the sharing rules"),
    _person("eve", "Eve Lindqvist", Profile.EXECUTIVE, "ceo", "sees accounts owned by anyone in the role tree"),
    _person("dan", "Dan Moreau", Profile.SALES_DIRECTOR, "vp-sales", "owns Acme Corp Global; sees all of sales"),
    _person("mia", "Mia Castellanos", Profile.SALES_MANAGER, "manager-na", "sees every active customer by a rule"),
    _person(
        "max", "Max Brandt", Profile.SALES_MANAGER, "manager-eu", "sees the same, and accounts of the European reps"
    ),
    _person("rita", "Rita Delgado", Profile.SALES_REP, "rep-na", "sees Acme Corp US under Global", NORTH_AMERICA),
    _person("ray", "Ray Whitcombe", Profile.SALES_REP, "rep-eu", "owns Acme Corp EMEA, UK and Germany", EUROPE),
    _person("rosa", "Rosa Bianchi", Profile.SALES_REP, "rep-eu", "sees Acme's UK and Germany, as two roots", EUROPE),
    _person("ron", "Ron Takahashi", Profile.SALES_REP, "rep-apac", "sees only Acme Corp APAC of Acme's tree"),
    _person("sam", "Sam Adeyemi", Profile.SERVICE_AGENT, "service", "sees accounts by teams and grants; none of Acme"),
    _person("pat", "Pat Hughes", Profile.PARTNER, None, "sees accounts that Brightline manages, without revenue"),
    _person("bi", "BI export", Profile.INTEGRATION, None, "reads everything; may query roll-ups of scope SYSTEM"),
)

PARTNER_USERS = {"pat": "Brightline Resellers"}
"""The partner account of each partner user."""


@cache
def user_id(who: str) -> UUID:
    """Returns the id of the user with this short name."""
    return Chance("user", who).id(FOUNDED)


@cache
def role_id(name: str) -> UUID:
    """Returns the id of the role with this name."""
    return Chance("role", name).id(FOUNDED)


@cache
def group_id(name: str) -> UUID:
    """Returns the id of the group with this name."""
    return Chance("group", name).id(FOUNDED)


def roles() -> list[Row]:
    """Returns the roles, top down."""
    return [
        {"id": role_id(name), "name": name, "parent_id": role_id(parent) if parent else None}
        for name, parent in ROLES.items()
    ]


def groups() -> list[Row]:
    """Returns the two sales teams."""
    return [{"id": group_id(name), "name": name} for name in GROUPS]


def users() -> list[Row]:
    """Returns the users, without their partner accounts: accounts refer to their owners, so users come first."""
    return [
        {
            "id": user_id(person.short_name),
            "email": person.email,
            "name": person.name,
            "profile": person.profile,
            "role_id": role_id(person.role) if person.role else None,
            "is_active": True,
            "can_view_all": person.profile is Profile.INTEGRATION,
            # an export needs totals over all accounts
            "can_roll_up_all": person.profile is Profile.INTEGRATION,
            "created_at": FOUNDED,
            "email_since": FOUNDED,
        }
        for person in PEOPLE
    ]


def group_members() -> list[Row]:
    """Returns the members of the groups."""
    return [
        {
            "id": Chance("member", person.email).id(FOUNDED),
            "group_id": group_id(person.group),
            "user_id": user_id(person.short_name),
        }
        for person in PEOPLE
        if person.group
    ]


_CUSTOMERS = "Active customers to sales managers"
_RULES: dict[str, tuple[Profile | None, str | None]] = {
    _CUSTOMERS: (Profile.SALES_MANAGER, None),
    "North American accounts to their sales team": (None, NORTH_AMERICA),
    "European accounts to their sales team": (None, EUROPE),
}
_CONDITIONS: tuple[tuple[str, RuleColumn, RuleOperator, list[str]], ...] = (
    (_CUSTOMERS, RuleColumn.TYPE, RuleOperator.EQ, ["CUSTOMER"]),
    (_CUSTOMERS, RuleColumn.IS_ACTIVE, RuleOperator.EQ, ["true"]),
    (
        "North American accounts to their sales team",
        RuleColumn.BILLING_COUNTRY,
        RuleOperator.IN,
        ["US", "CA", "MX"],
    ),
    (
        "European accounts to their sales team",
        RuleColumn.BILLING_COUNTRY,
        RuleOperator.IN,
        ["GB", "DE", "FR", "IT", "ES"],
    ),
)


def sharing_rules() -> list[Row]:
    """Returns the three sharing rules of the demo."""
    return [
        {
            "id": Chance("rule", name).id(FOUNDED),
            "name": name,
            "is_active": True,
            "level": AccessLevel.EDIT,
            "profile": profile,
            "role_id": None,
            "include_below": False,
            "group_id": group_id(group) if group else None,
        }
        for name, (profile, group) in _RULES.items()
    ]


def sharing_conditions() -> list[Row]:
    """Returns the conditions of the sharing rules."""
    return [
        {
            "id": Chance("condition", rule, column).id(FOUNDED),
            "rule_id": Chance("rule", rule).id(FOUNDED),
            "column": column,
            "operator": operator,
            "values": values,
        }
        for rule, column, operator, values in _CONDITIONS
    ]
