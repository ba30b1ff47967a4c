"""The record types that can be imported: their fields, what they need, and what must not be of a row as a whole."""

from dataclasses import dataclass, field

from graph.models.account import AccountType, Industry
from graph.models.activity import ActivityKind
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.models.contact import BuyingRole
from graph.models.contract import ContractStatus
from graph.models.opportunity import DEFAULT_PROBABILITY, LeadSource, OpportunityStage
from graph.models.profile import Profile

from .values import (
    Amount,
    Choice,
    Country,
    Day,
    Degrees,
    Flag,
    Kind,
    Moment,
    Reference,
    References,
    Text,
    Whole,
    colour,
    email,
    website,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it holds, in which column, whether a row can do without, and what a blank one gets.

    ``default`` is SQL; a blank cell leaves what an existing record has.
    """

    kind: Kind
    column: str
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must not be of a row: an SQL condition over ``{column}`` placeholders, and the reason to reject it."""

    wrong: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordType:
    """A noun: its table, its fields, and what is unique about it."""

    name: str
    article: str
    table: str
    fields: dict[str, Field]
    unique: str | None = None  # the column that no two rows may share
    unique_field: str | None = None  # the field that it follows from
    numbered: bool = False  # the database gives each row a number
    audited: bool = True  # it has updated_at, updated_by and version
    rules: tuple[Rule, ...] = ()
    lookups: dict[str, str] = field(default_factory=dict)  # other ways to find one: name -> SQL over its row

    @property
    def has_name_key(self) -> bool:
        """Does its name have a column made for comparing?"""
        return self.name in ("account", "contact")


def _needed(kind: Kind, column: str) -> Field:
    return Field(kind, column, required=True)


def _reference(target: str, column: str, *, required: bool = False) -> Field:
    return Field(Reference(target), column, required)


PROBABILITY_BY_STAGE = (
    "CASE {stage} "
    + " ".join(f"WHEN '{stage}' THEN {percent}" for stage, percent in DEFAULT_PROBABILITY.items())
    + " END"
)
"""The percent that goes with a stage, as SQL over a stage."""

_CREATED = {"created_at": Field(Moment(), "created_at", default="now()")}
_ACCOUNT = {"account": _reference("account", "account_id", required=True)}
_NAME = _needed(Text(255), "name")
_CONTACT_ELSEWHERE = "EXISTS (SELECT FROM contact c WHERE c.id = {%s} AND c.account_id <> {account_id})"

_TYPES = (
    RecordType(
        name="group",
        article="a group",
        table="user_group",
        fields={"name": _NAME},
        unique="name",
        unique_field="name",
        audited=False,
        lookups={"name": "t.name"},
    ),
    RecordType(
        name="role",
        article="a role",
        table="role",
        fields={"name": _NAME, "parent": _reference("role", "parent_id")},
        unique="name",
        unique_field="name",
        audited=False,
        lookups={"name": "t.name"},
    ),
    RecordType(
        name="user",
        article="a user",
        table="app_user",
        fields={
            "email": _needed(email(lowered=True), "email"),
            "name": _NAME,
            "profile": _needed(Choice(Profile), "profile"),
            "role": _reference("role", "role_id"),
            "groups": Field(References("group"), "groups"),
            "partner_account": _reference("account", "partner_account_id"),
            "is_active": Field(Flag(), "is_active", default="true"),
        },
        unique="email",
        unique_field="email",
        audited=False,
        rules=(
            Rule(
                wrong="{partner_account_id} IS NOT NULL AND {profile} <> 'PARTNER'",
                reason="has a partner account, and the profile is not PARTNER",
            ),
        ),
        lookups={"name": "lower(t.name)", "email": "t.email"},
    ),
    RecordType(
        name="account",
        article="an account",
        table="account",
        fields={
            "name": _NAME,
            "type": Field(Choice(AccountType), "type", default="'PROSPECT'"),
            "industry": Field(Choice(Industry), "industry"),
            "description": Field(Text(), "description"),
            "annual_revenue": Field(Amount(), "annual_revenue"),
            "number_of_employees": Field(Whole(), "number_of_employees"),
            "phone": Field(Text(64), "phone"),
            "website": Field(website(), "website"),
            "billing_street": Field(Text(255), "billing_street"),
            "billing_city": Field(Text(255), "billing_city"),
            "billing_state": Field(Text(255), "billing_state"),
            "billing_postal_code": Field(Text(32), "billing_postal_code"),
            "billing_country": Field(Country(), "billing_country"),
            "latitude": Field(Degrees(90), "latitude"),
            "longitude": Field(Degrees(180), "longitude"),
            "owner": _reference("user", "owner_id"),
            "parent": _reference("account", "parent_id"),
            "partner": _reference("account", "partner_id"),
            "is_active": Field(Flag(), "is_active", default="true"),
            "brand_color": Field(colour(), "brand_color"),
            "last_activity_date": Field(Moment(), "last_activity_date"),
            "customer_since": Field(Day(), "customer_since"),
            **_CREATED,
        },
        unique="name_key",
        unique_field="name",
        numbered=True,
        rules=(
            Rule(
                wrong="({latitude} IS NULL) <> ({longitude} IS NULL)", reason="has one of latitude and longitude only"
            ),
            Rule(wrong="{partner_id} = {id}", reason="is its own partner"),
        ),
        lookups={"name": "t.name_key"},
    ),
    RecordType(
        name="contact",
        article="a contact",
        table="contact",
        fields={
            **_ACCOUNT,
            "name": _NAME,
            "email": Field(email(lowered=False), "email"),
            "phone": Field(Text(64), "phone"),
            "title": Field(Text(255), "title"),
            "buying_role": Field(Choice(BuyingRole), "buying_role"),
            "is_primary": Field(Flag(), "is_primary", default="false"),
            **_CREATED,
        },
        lookups={"name": "t.name_key", "email": "lower(t.email)"},
    ),
    RecordType(
        name="opportunity",
        article="an opportunity",
        table="opportunity",
        fields={
            **_ACCOUNT,
            "name": _NAME,
            "stage": Field(Choice(OpportunityStage), "stage", default="'PROSPECTING'"),
            "amount": Field(Amount(), "amount"),
            "probability": Field(Whole(100), "probability", default=PROBABILITY_BY_STAGE),
            "close_date": Field(Day(), "close_date"),
            "owner": _reference("user", "owner_id"),
            "lead_source": Field(Choice(LeadSource), "lead_source"),
            "next_step": Field(Text(), "next_step"),
            "description": Field(Text(), "description"),
            **_CREATED,
        },
    ),
    RecordType(
        name="case",
        article="a case",
        table="support_case",
        fields={
            **_ACCOUNT,
            "subject": _needed(Text(255), "subject"),
            "description": Field(Text(), "description"),
            "internal_notes": Field(Text(), "internal_notes"),
            "status": Field(Choice(CaseStatus), "status", default="'NEW'"),
            "priority": Field(Choice(CasePriority), "priority", default="'MEDIUM'"),
            "origin": Field(Choice(CaseOrigin), "origin"),
            "contact": _reference("contact", "contact_id"),
            "opened_at": Field(Moment(), "opened_at", default="now()"),
            "closed_at": Field(Moment(), "closed_at"),
            **_CREATED,
        },
        numbered=True,
        rules=(
            Rule(wrong="{closed_at} < {opened_at}", reason="was closed before it was opened"),
            Rule(wrong=_CONTACT_ELSEWHERE % "contact_id", reason="names a contact of another account"),
        ),
    ),
    RecordType(
        name="contract",
        article="a contract",
        table="contract",
        fields={
            **_ACCOUNT,
            "status": Field(Choice(ContractStatus), "status", default="'DRAFT'"),
            "value": Field(Amount(), "value"),
            "start_date": Field(Day(), "start_date"),
            "end_date": Field(Day(), "end_date"),
            "signed_by": _reference("contact", "signed_by_id"),
            "activated_at": Field(Moment(), "activated_at"),
            **_CREATED,
        },
        numbered=True,
        rules=(
            Rule(wrong="{end_date} < {start_date}", reason="ends before it starts"),
            Rule(wrong=_CONTACT_ELSEWHERE % "signed_by_id", reason="is signed by a contact of another account"),
        ),
    ),
    RecordType(
        name="activity",
        article="an activity",
        table="activity",
        fields={
            **_ACCOUNT,
            "kind": _needed(Choice(ActivityKind), "kind"),
            "subject": _needed(Text(255), "subject"),
            "at": _needed(Moment(), "at"),
            "contact": _reference("contact", "contact_id"),
            "owner": _reference("user", "owner_id"),
            **_CREATED,
        },
        rules=(Rule(wrong=_CONTACT_ELSEWHERE % "contact_id", reason="names a contact of another account"),),
    ),
)

RECORD_TYPES = {record.name: record for record in _TYPES}
"""By the name that a mapping gives them, in the order in which they can refer to each other."""
