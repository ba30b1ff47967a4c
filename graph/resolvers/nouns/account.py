"""Accounts: the hub. Their relations, their place in the viewer's tree, their list views."""

from graph.auth.sharing import visible, visible_team_member
from graph.resolvers.aggregates.rollup import rollup
from graph.resolvers.aggregates.stages import by_stage, pipeline
from graph.resolvers.compiler.entity import Column, Computed, Connection, Embedded, Entity, Listing, One
from graph.resolvers.compiler.filters import Compared, InSubtree, ToMany, ToOne, compared, shows
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.plan import ColumnPlan
from graph.resolvers.compiler.relation import ITS_ACCOUNT, Relation, by_id
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

OF_ACCOUNT = "{x}.account_id = {a}.id"
OWNER = by_id("User", "owner_id", visible_if="true")
PARTNER = by_id("Account", "partner_id")
PRIMARY_CONTACT = Relation("Contact", f"{OF_ACCOUNT} AND {{x}}.is_primary", visible_if="true")

NAME = Key("{a}.name_key", "text", "name", unique=True)
REVENUE = Key("{a}.annual_revenue", "numeric", "annualRevenue", nullable=True)
UPDATED = Key("{a}.updated_at", "timestamptz", "updatedAt")
INDUSTRY = Key('{a}.industry COLLATE "C"', "text", "industry", nullable=True)


def _records(entity: str) -> Relation:
    """The records of an account, which are seen through it."""
    return Relation(entity, OF_ACCOUNT, visible_if="true")


ACCOUNT = Entity(
    name="Account",
    table="account",
    row_filter=lambda scope, a: visible(scope.subject, a, scope.strategy),
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
        "ancestors": Computed(account_tree.ancestors),
        "children": Connection(account_tree.CHILDREN),
        "descendants": Connection(account_tree.descendants),
        "depth": Computed(lambda _planning, _selection: ColumnPlan(account_tree.depth)),
        "primaryContact": One(PRIMARY_CONTACT),
        "contacts": Connection(_records("Contact")),
        "opportunities": Connection(_records("Opportunity")),
        "opportunitiesByStage": Computed(by_stage),
        "pipeline": Computed(pipeline),
        "rollup": Computed(rollup),
        "cases": Connection(_records("Case")),
        "contracts": Connection(_records("Contract")),
        "activities": Connection(_records("Activity")),
        "files": Connection(_records("File")),
        "team": Listing(Relation("AccountTeamMember", OF_ACCOUNT), order="{x}.level, {x}.id"),
        "grants": Connection(Relation("Grant", OF_ACCOUNT)),
        "access": Computed(access),
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
        "OWNER_NAME": RelatedSortKey(OWNER, USER_NAME, (("Account", "owner"), ("User", "name"))),
        "PARENT_NAME": RelatedSortKey(account_tree.PARENT, NAME, (("Account", "parent"), ("Account", "name"))),
        "PARTNER_NAME": RelatedSortKey(PARTNER, NAME, (("Account", "partner"), ("Account", "name"))),
        "OPEN_CASE_COUNT": Key("{a}.open_case_count", "int", "openCaseCount"),
    },
    filters={
        **record_filters("Account"),
        "under": InSubtree(itself=False),
        "underOrSelf": InSubtree(itself=True),
        "number": number_filter("Account", "ACC"),
        "name": Compared("Name", "{a}.name_key", shows("Account", "name")),
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
        "depth": Compared("Int", account_tree.depth, shows("Account", "depth")),
        "owner": ToOne(OWNER, shows("Account", "owner")),
        "parent": ToOne(account_tree.PARENT, shows("Account", "parent")),
        "ultimateParent": ToOne(account_tree.ULTIMATE_PARENT, shows("Account", "ultimateParent")),
        "partner": ToOne(PARTNER, shows("Account", "partner")),
        "primaryContact": ToOne(PRIMARY_CONTACT, shows("Account", "primaryContact")),
        "children": ToMany(account_tree.CHILDREN, shows("Account", "children")),
        **{
            field: ToMany(_records(entity), shows("Account", field))
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
    row_filter=lambda scope, a: visible_team_member(scope.subject, a, scope.strategy),
    parts={
        "id": identity("tea"),
        "account": One(ITS_ACCOUNT),
        "user": One(by_id("User", "user_id", visible_if="true")),
        "level": Column("{a}.level"),
        "title": Column("{a}.title"),
    },
    order=Order.total("AccountTeamMember", []),
)
