"""The account: the hub that everything else belongs to."""

from enum import StrEnum

from tortoise.fields.db_defaults import Now

from . import fields
from .base import Record
from .noun import noun
from .profile import EVERYONE, INTERNAL, OWN_NO_ACCOUNTS, STAFF, Profile
from .rules import HIDDEN_FROM_PARTNERS, READ_ONLY_FOR_PARTNERS, FieldRule
from .spec import Composite, GroupSpec, ImportSpec, Listing, Mutations, Rejection, RowFilter, Written
from .values import literals


class AccountType(StrEnum):
    """What a company is to us."""

    PROSPECT = "PROSPECT"
    CUSTOMER = "CUSTOMER"
    PARTNER = "PARTNER"
    FORMER_CUSTOMER = "FORMER_CUSTOMER"


class Industry(StrEnum):
    """The branch of trade that a company is in."""

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


ADDRESS = Composite(
    "billing_address", "Address", "The billing address; null when no part of it is known.", "A postal address."
)
LOCATION = Composite(
    "office_location", "GeoPoint", "The location of the office.", "A point on the earth, in degrees.", whole=True
)


@noun(
    prefix="acc",
    row_filter=RowFilter.ACCOUNT,
    order=("name",),
    root_list=Listing("The accounts that the viewer sees, by name unless told otherwise.", search=True),
    mutations=Mutations(
        create=STAFF,
        update=EVERYONE,
        delete=INTERNAL,
        create_text="Create an account. Whoever creates it owns it, unless `ownerId` names another user.",
        delete_text=(
            "Delete an account and everything that belongs to it. Refused while deals are open, contracts are active"
            " or accounts stand below it."
        ),
    ),
    groups=GroupSpec(
        "The accounts that the viewer sees, in groups: by the dimensions in their order unless told otherwise."
    ),
    imports=ImportSpec(
        unique="name",
        lookups=("name", "number"),
        rejections=(
            Rejection(
                where="{partner_id} = {id}",
                reason="is its own partner: name another account, or none",
                because_of="partner",
            ),
            Rejection(
                where="EXISTS (SELECT FROM app_user u WHERE u.id = {owner_id}"
                f" AND u.profile IN ({literals(sorted(OWN_NO_ACCOUNTS))}))",
                reason="names a partner or an integration as owner, and these own no accounts:"
                " name another user, or none",
                because_of="owner",
            ),
        ),
    ),
)
class Account(Record):
    """A company.

    Its parent, children, ancestors, descendants, depth and ultimate parent are those of the viewer's tree: the account
    tree without the accounts that the viewer doesn't see, its ends joined.
    """

    # Kept totals and the closure table follow by database triggers, in the same transaction.
    number = fields.number(
        "ACC", "account_number", "The number, such as `ACC-000001`: assigned once, never reused.", sorted=True
    )
    name = fields.folded_name(
        "The name, unique across the system.",
        # whether a name is taken tells of accounts that they don't see
        rule=READ_ONLY_FOR_PARTNERS,
        sorted=True,
        searched=True,
    )
    name_key = fields.folded()
    type = fields.choice(
        AccountType,
        "What the company is to us.",
        default=AccountType.PROSPECT,
        sorted=True,
        grouped=True,
        matched_by_rules=True,
    )
    industry = fields.choice(Industry, "The branch of trade.", sorted=True, grouped=True, matched_by_rules=True)
    description = fields.markdown("The description, in Markdown.")
    annual_revenue = fields.money(
        "The revenue of a year.",
        rule=FieldRule(hidden_from=frozenset({Profile.PARTNER}), read_only_for=frozenset({Profile.SALES_REP})),
        sorted=True,
        totaled=True,
        matched_by_rules=True,
    )
    number_of_employees = fields.count("The number of employees.", sorted=True, totaled=True, matched_by_rules=True)
    phone = fields.phone("The telephone number.")
    website = fields.website("The website, http or https.", searched=True)
    billing_street = fields.text("The street and number.", part_of=ADDRESS, name="street")
    billing_city = fields.text("The city.", part_of=ADDRESS, name="city")
    billing_state = fields.text("The state, province or region.", part_of=ADDRESS, name="state", matched_by_rules=True)
    billing_postal_code = fields.text("The postal code.", 32, part_of=ADDRESS, name="postalCode")
    billing_country = fields.country(
        "The country.", part_of=ADDRESS, name="country", grouped=True, matched_by_rules=True
    )
    latitude = fields.degrees("Degrees north.", 90, part_of=LOCATION)
    longitude = fields.degrees("Degrees east.", 180, part_of=LOCATION)
    owner = fields.reference(
        "User",
        "The user who is responsible for it.",
        visible_if="true",
        sorted=True,
        grouped=True,
        written=Written.ONCE,
    )
    parent = fields.reference(
        "Account",
        "The nearest account above it that the viewer sees.",
        read_elsewhere=True,
        sorted=True,
        written=Written.ONCE,
    )
    partner = fields.reference(
        "Account",
        "The partner account that manages it.",
        # it opens the account to whoever works for the partner
        rule=READ_ONLY_FOR_PARTNERS,
        sorted=True,
        grouped=True,
    )
    is_active = fields.flag("Whether we do business with it.", default=True, grouped=True, matched_by_rules=True)
    brand_color = fields.color("The brand's color, as `#RRGGBB`.")
    last_activity_date = fields.moment(
        "The time of the last change of its owner or type.",
        sorted=True,
        written=Written.NEVER,
        stamped_by=("owner", "type"),
    )
    customer_since = fields.day("The day when its first contract was activated.", sorted=True, written=Written.NEVER)
    total_opportunity_amount = fields.money(
        "The sum of its deals' amounts, lost ones included.",
        default=0,
        rule=HIDDEN_FROM_PARTNERS,
        sorted=True,
        order_indexed=False,
        totaled=True,
        written=Written.NEVER,
        imported=False,
        audited=False,
    )
    won_opportunity_amount = fields.money(
        "The sum of its won deals' amounts.",
        default=0,
        rule=HIDDEN_FROM_PARTNERS,
        sorted=True,
        order_indexed=False,
        totaled=True,
        written=Written.NEVER,
        imported=False,
        audited=False,
    )
    open_opportunity_count = fields.count(
        "The number of its open deals.",
        default=0,
        sorted=True,
        order_indexed=False,
        totaled=True,
        written=Written.NEVER,
        imported=False,
        audited=False,
    )
    open_opportunity_amount = fields.kept_amount()
    weighted_opportunity_amount = fields.kept_amount()
    open_case_count = fields.count(
        "The number of its cases that are neither resolved nor closed.",
        default=0,
        sorted=True,
        order_indexed=False,
        totaled=True,
        written=Written.NEVER,
        imported=False,
        audited=False,
    )

    figures_at = fields.moment(
        "The time of the last change of a figure that is kept from its deals and cases: amounts and counts. An"
        " update of those records moves it, and not `updatedAt`.",
        default=Now(),
        rule=HIDDEN_FROM_PARTNERS,
        sorted=True,
        order_indexed=False,
        written=Written.NEVER,
        imported=False,
        audited=False,
    )

    class Meta:
        table = "account"
