"""The account: the hub that everything else hangs off."""

import re
import unicodedata
from enum import StrEnum

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault

from .base import Record, belongs_to, choice, money


class AccountType(StrEnum):
    """What the company is to us."""

    PROSPECT = "PROSPECT"
    CUSTOMER = "CUSTOMER"
    PARTNER = "PARTNER"
    FORMER_CUSTOMER = "FORMER_CUSTOMER"


class Industry(StrEnum):
    """The branch of trade the company is in."""

    AGRICULTURE = "AGRICULTURE"
    AUTOMOTIVE = "AUTOMOTIVE"
    BANKING = "BANKING"
    CONSTRUCTION = "CONSTRUCTION"
    CONSULTING = "CONSULTING"
    EDUCATION = "EDUCATION"
    ENERGY = "ENERGY"
    ENTERTAINMENT = "ENTERTAINMENT"
    FINANCE = "FINANCE"
    GOVERNMENT = "GOVERNMENT"
    HEALTHCARE = "HEALTHCARE"
    HOSPITALITY = "HOSPITALITY"
    INSURANCE = "INSURANCE"
    LOGISTICS = "LOGISTICS"
    MANUFACTURING = "MANUFACTURING"
    MARKETING = "MARKETING"
    MEDIA = "MEDIA"
    NONPROFIT = "NONPROFIT"
    REAL_ESTATE = "REAL_ESTATE"
    RETAIL = "RETAIL"
    SERVICES = "SERVICES"
    SOFTWARE = "SOFTWARE"
    STAFFING = "STAFFING"
    TECHNOLOGY = "TECHNOLOGY"
    TELECOMMUNICATIONS = "TELECOMMUNICATIONS"
    UTILITIES = "UTILITIES"
    OTHER = "OTHER"


class Account(Record):
    """A company. Kept totals and the closure table follow by database triggers, in the same transaction."""

    # ACC-000001 is written from this; a sequence assigns it and never gives one twice.
    number = fields.BigIntField(unique=True, db_default=SqlDefault("nextval('account_number')"))
    name = fields.CharField(max_length=255)
    name_key = fields.TextField()
    type = choice(AccountType, db_default=AccountType.PROSPECT.value)
    industry = choice(Industry, null=True)
    description = fields.TextField(null=True)
    annual_revenue = money(null=True)
    number_of_employees = fields.IntField(null=True)
    phone = fields.CharField(max_length=64, null=True)
    website = fields.CharField(max_length=2048, null=True)
    billing_street = fields.CharField(max_length=255, null=True)
    billing_city = fields.CharField(max_length=255, null=True)
    billing_state = fields.CharField(max_length=255, null=True)
    billing_postal_code = fields.CharField(max_length=32, null=True)
    billing_country = fields.CharField(max_length=2, null=True)
    latitude = fields.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = fields.DecimalField(max_digits=9, decimal_places=6, null=True)
    owner = belongs_to("User", null=True)
    parent = belongs_to("Account", null=True)
    partner = belongs_to("Account", null=True)
    is_active = fields.BooleanField(db_default=True)
    brand_color = fields.CharField(max_length=7, null=True)
    last_activity_date = fields.DatetimeField(null=True)
    customer_since = fields.DateField(null=True)
    total_opportunity_amount = money(db_default=0)
    won_opportunity_amount = money(db_default=0)
    open_opportunity_count = fields.IntField(db_default=0)
    open_opportunity_amount = money(db_default=0)
    weighted_opportunity_amount = money(db_default=0)
    open_case_count = fields.IntField(db_default=0)

    class Meta:
        table = "account"


UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What shows nothing of its own: soft hyphens, joiners, marks of direction and the like. It is what Unicode calls
default ignorable, and its own folding of identifiers, NFKC_Casefold, leaves out."""


def fold(text: str) -> str:
    """Case, width, doubled space and what isn't seen taken out, as names are compared; spaces at the ends count."""
    folded = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded))


def name_key(name: str) -> str:
    """What two names share when they are the same name: case, width, spacing and what isn't seen taken out.

    >>> name_key("  ACME  Corp ") == name_key("Acme\u200b Corp")
    True
    """
    return fold(name).strip()
