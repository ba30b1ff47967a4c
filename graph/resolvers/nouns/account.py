"""Accounts: the hub. Their relations, their place in the viewer's tree, their list views."""

from typing import TYPE_CHECKING

from graph.auth.sharing import visible, visible_arms, visible_team_member
from graph.errors import FieldHidden, Forbidden
from graph.models.account import AccountType
from graph.resolvers.aggregates import rollup
from graph.resolvers.compiler.entity import Column, Connection, Embedded, Entity, Listing, One, Written
from graph.resolvers.compiler.filters import Compared, ToMany, ToOne, Under, compared, same
from graph.resolvers.compiler.order import Key, Order, Through
from graph.resolvers.compiler.relation import ITS_ACCOUNT, Relation, by_id
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.nouns import opportunity
from graph.resolvers.nouns.access import access
from graph.resolvers.nouns.history import HISTORY
from graph.resolvers.nouns.record import (
    amount,
    enum_filter,
    identity,
    number_filter,
    numbered,
    record_filters,
    record_parts,
    time,
)
from graph.resolvers.nouns.user import USER_NAME
from graph.resolvers.tree import account_tree

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

OF_ACCOUNT = "{x}.account_id = {a}.id"
OWNER = by_id("User", "owner_id", given="true")
PARTNER = by_id("Account", "partner_id")
PRIMARY_CONTACT = Relation("Contact", f"{OF_ACCOUNT} AND {{x}}.is_primary", given="true")

NAME = Key("{a}.name_key", "text", "name", unique=True)
REVENUE = Key("{a}.annual_revenue", "numeric", "annualRevenue", nullable=True)
UPDATED = Key("{a}.updated_at", "timestamptz", "updatedAt")
INDUSTRY = Key('{a}.industry COLLATE "C"', "text", "industry", nullable=True)


def _records(entity: str) -> Relation:
    """The records of an account, which are seen through it."""
    return Relation(entity, OF_ACCOUNT, given="true")


ACCOUNT = Entity(
    name="Account",
    table="account",
    door=lambda w, a: visible(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("acc"),
        "number": numbered("ACC"),
        "name": Column("{a}.name"),
        "type": Column("{a}.type"),
        "industry": Column("{a}.industry"),
        "description": Column("{a}.description"),
        "annualRevenue": amount("annual_revenue"),
        "numberOfEmployees": Column("{a}.number_of_employees"),
        "phone": Column("{a}.phone"),
        "website": Column("{a}.website"),
        "billingAddress": Embedded(
            "Address",
            {
                "street": Column("{a}.billing_street"),
                "city": Column("{a}.billing_city"),
                "state": Column("{a}.billing_state"),
                "postalCode": Column("{a}.billing_postal_code"),
                "country": Column("{a}.billing_country"),
            },
            "num_nonnulls({a}.billing_street, {a}.billing_city, {a}.billing_state, {a}.billing_postal_code,"
            " {a}.billing_country) > 0",
        ),
        "officeLocation": Embedded(
            "GeoPoint",
            {"latitude": Column("trim_scale({a}.latitude)"), "longitude": Column("trim_scale({a}.longitude)")},
            "{a}.latitude IS NOT NULL",
        ),
        "owner": One(OWNER),
        "partner": One(PARTNER),
        "isActive": Column("{a}.is_active"),
        "brandColor": Column("{a}.brand_color"),
        "lastActivityDate": time("last_activity_date"),
        "customerSince": Column("{a}.customer_since"),
        "totalOpportunityAmount": amount("total_opportunity_amount"),
        "wonOpportunityAmount": amount("won_opportunity_amount"),
        "openCaseCount": Column("{a}.open_case_count"),
        "parent": One(account_tree.PARENT),
        "ultimateParent": One(account_tree.ULTIMATE_PARENT),
        "ancestors": Written(account_tree.ancestors),
        "children": Connection(account_tree.CHILDREN),
        "descendants": Connection(account_tree.descendants),
        "depth": Written(account_tree.depth),
        "primaryContact": One(PRIMARY_CONTACT),
        "contacts": Connection(_records("Contact")),
        "opportunities": Connection(_records("Opportunity")),
        "opportunitiesByStage": Written(opportunity.by_stage),
        "pipeline": Written(opportunity.pipeline),
        "rollup": Written(rollup.rollup),
        "cases": Connection(_records("Case")),
        "contracts": Connection(_records("Contract")),
        "activities": Connection(_records("Activity")),
        "files": Connection(_records("File")),
        "team": Listing(Relation("AccountTeamMember", OF_ACCOUNT), order="{x}.level, {x}.id"),
        "grants": Connection(Relation("Grant", OF_ACCOUNT)),
        "access": Written(access),
        "history": HISTORY,
    },
    order=Order.total("Account", [NAME]),
    sort_keys={
        "NAME": NAME,
        "NUMBER": Key("{a}.number", "bigint", "number", unique=True),
        "TYPE": Key('{a}.type COLLATE "C"', "text", "type"),
        "INDUSTRY": INDUSTRY,
        "ANNUAL_REVENUE": REVENUE,
        "NUMBER_OF_EMPLOYEES": Key("{a}.number_of_employees", "int", "numberOfEmployees", nullable=True),
        "CREATED_AT": Key("{a}.created_at", "timestamptz", "createdAt"),
        "UPDATED_AT": UPDATED,
        "LAST_ACTIVITY_DATE": Key("{a}.last_activity_date", "timestamptz", "lastActivityDate", nullable=True),
        "CUSTOMER_SINCE": Key("{a}.customer_since", "date", "customerSince", nullable=True),
        "TOTAL_OPPORTUNITY_AMOUNT": Key("{a}.total_opportunity_amount", "numeric", "totalOpportunityAmount"),
        "WON_OPPORTUNITY_AMOUNT": Key("{a}.won_opportunity_amount", "numeric", "wonOpportunityAmount"),
        "OWNER_NAME": Through(OWNER, USER_NAME, (("Account", "owner"), ("User", "name"))),
        "PARENT_NAME": Through(account_tree.PARENT, NAME, (("Account", "parent"), ("Account", "name"))),
        "PARTNER_NAME": Through(PARTNER, NAME, (("Account", "partner"), ("Account", "name"))),
        "OPEN_CASE_COUNT": Key("{a}.open_case_count", "int", "openCaseCount"),
    },
    filters={
        **record_filters("Account"),
        "under": Under(itself=False),
        "underOrSelf": Under(itself=True),
        "number": number_filter("Account", "ACC"),
        "name": Compared("Name", "{a}.name_key", same("Account", "name")),
        "type": enum_filter("Account", "type", "type", "AccountType"),
        "industry": enum_filter("Account", "industry", "industry", "Industry"),
        **compared(
            "Account",
            {
                "description": ("String", "description"),
                "annualRevenue": ("Decimal", "annual_revenue"),
                "numberOfEmployees": ("Int", "number_of_employees"),
                "phone": ("String", "phone"),
                "website": ("String", "website"),
                "isActive": ("Boolean", "is_active"),
                "brandColor": ("String", "brand_color"),
                "lastActivityDate": ("DateTime", "last_activity_date"),
                "customerSince": ("Date", "customer_since"),
                "totalOpportunityAmount": ("Decimal", "total_opportunity_amount"),
                "wonOpportunityAmount": ("Decimal", "won_opportunity_amount"),
                "openCaseCount": ("Int", "open_case_count"),
            },
        ),
        **{
            f"billing{part[0].upper()}{part[1:]}": Compared(
                kind, f"{{a}}.billing_{column}", (("Account", "billingAddress"), ("Address", part))
            )
            for part, column, kind in (
                ("street", "street", "String"),
                ("city", "city", "String"),
                ("state", "state", "String"),
                ("postalCode", "postal_code", "String"),
                ("country", "country", "Country"),
            )
        },
        **{
            part: Compared("Float", f"{{a}}.{part}", (("Account", "officeLocation"), ("GeoPoint", part)))
            for part in ("latitude", "longitude")
        },
        "depth": Compared("Int", account_tree.depth, same("Account", "depth")),
        "owner": ToOne(OWNER, same("Account", "owner")),
        "parent": ToOne(account_tree.PARENT, same("Account", "parent")),
        "ultimateParent": ToOne(account_tree.ULTIMATE_PARENT, same("Account", "ultimateParent")),
        "partner": ToOne(PARTNER, same("Account", "partner")),
        "primaryContact": ToOne(PRIMARY_CONTACT, same("Account", "primaryContact")),
        "children": ToMany(account_tree.CHILDREN, same("Account", "children")),
        **{
            field: ToMany(_records(entity), same("Account", field))
            for field, entity in (
                ("contacts", "Contact"),
                ("opportunities", "Opportunity"),
                ("cases", "Case"),
                ("contracts", "Contract"),
                ("activities", "Activity"),
                ("files", "File"),
            )
        },
    },
)


TEAM_MEMBER = Entity(
    name="AccountTeamMember",
    table="account_team",
    door=lambda w, a: visible_team_member(w.viewer, w.p, a, w.form),
    parts={
        "id": identity("tea"),
        "account": One(ITS_ACCOUNT),
        "user": One(by_id("User", "user_id", given="true")),
        "level": Column("{a}.level"),
        "title": Column("{a}.title"),
    },
    order=Order.total("AccountTeamMember", []),
)


VIEW_ORDERS = {
    "TOP_BY_REVENUE": Order.total("Account: TOP_BY_REVENUE", [REVENUE.reversed()]),
    "RECENTLY_UPDATED": Order.total("Account: RECENTLY_UPDATED", [UPDATED.reversed()]),
    "BY_INDUSTRY": Order.total("Account: BY_INDUSTRY", [INDUSTRY, NAME]),
}
"""The views that are sorted by something else than the name."""


def accounts(w: "Writer", chosen: Chosen) -> str:
    """Every account the viewer sees, or a list view of them; all of it as another user sees it where one is named."""
    user_id = chosen.argument("asUser")
    user = w if user_id is None else w.of_user(user_id)
    try:
        return _accounts(user, chosen)
    except (FieldHidden, Forbidden) as error:  # it speaks to that user, and is read by another
        if user is not w:
            error.message = f"As {user.viewer.email} sees it: {error.message}"
        raise


def _accounts(w: "Writer", chosen: Chosen) -> str:
    x = w.p.alias("ac")
    view = chosen.argument("view")
    order = VIEW_ORDERS.get(str(view))
    arms = visible_arms(w.viewer, w.p, x) if w.form == "set" and not w.viewer.sees_everything else ()
    return w.connection(ACCOUNT, x, chosen, _in_view(w, str(view), x), order, door=w.door(ACCOUNT, x), arms=arms)


def _in_view(w: "Writer", view: str, x: str) -> str:
    match view:
        case "MY_ACCOUNTS":
            return f"{x}.owner_id = {w.p.of_viewer('id', 'uuid')}"
        case "ALL_CUSTOMERS":
            return f"{x}.type = '{AccountType.CUSTOMER}' AND {x}.is_active"
        case "INACTIVE":
            return f"NOT {x}.is_active"
        case _:
            return "true"
