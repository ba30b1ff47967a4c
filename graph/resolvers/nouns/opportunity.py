"""Opportunities, seen through their account; the latest close date first."""

from graph.models.opportunity import CLOSED_STAGES, OpportunityStage
from graph.resolvers.compiler.entity import Column, Entity, One
from graph.resolvers.compiler.filters import Compared, ToOne, compared, shows
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.relation import by_id
from graph.resolvers.nouns.record import (
    amount,
    by_account_name,
    enum_filter,
    filters_of_account,
    parts_of_account,
    through_account,
)
from graph.resolvers.nouns.user import USER_NAME

EXPECTED = "round({a}.amount * {a}.probability / 100, 2)"
"""A deal's amount times its own probability, to the cent."""

STAGES = "ARRAY[" + ", ".join(f"'{stage}'" for stage in OpportunityStage) + "]"
CLOSED = "(" + ", ".join(f"'{stage}'" for stage in CLOSED_STAGES) + ")"

OPEN = f"({{a}}.stage NOT IN {CLOSED})"

OWNER = by_id("User", "owner_id")

OPPORTUNITY = Entity(
    name="Opportunity",
    table="opportunity",
    row_filter=through_account,
    parts={
        **parts_of_account("opp"),
        "name": Column("{a}.name"),
        "stage": Column("{a}.stage"),
        "isOpen": Column(OPEN),
        "amount": amount("amount"),
        "probability": Column("{a}.probability"),
        "expectedRevenue": Column(f"({EXPECTED})::text"),
        "closeDate": Column("{a}.close_date"),
        "owner": One(OWNER),
        "leadSource": Column("{a}.lead_source"),
        "nextStep": Column("{a}.next_step"),
        "description": Column("{a}.description"),
    },
    order=Order.total("Opportunity", [Key("{a}.close_date", "date", "closeDate", descending=True, nullable=True)]),
    sort_keys={
        "ACCOUNT_NAME": by_account_name("Opportunity"),
        "OWNER_NAME": RelatedSortKey(OWNER, USER_NAME, (("Opportunity", "owner"), ("User", "name"))),
        "NAME": Key('{a}.name COLLATE "C"', "text", "name"),
        "STAGE": Key(f"array_position({STAGES}, {{a}}.stage::text)", "int", "stage"),
        "AMOUNT": Key("{a}.amount", "numeric", "amount", nullable=True),
        "PROBABILITY": Key("{a}.probability", "int", "probability"),
        "EXPECTED_REVENUE": Key(EXPECTED, "numeric", "expectedRevenue", nullable=True),
        "CLOSE_DATE": Key("{a}.close_date", "date", "closeDate", nullable=True),
        "CREATED_AT": Key("{a}.created_at", "timestamptz", "createdAt"),
        "UPDATED_AT": Key("{a}.updated_at", "timestamptz", "updatedAt"),
    },
    filters={
        **filters_of_account("Opportunity"),
        "owner": ToOne(OWNER, shows("Opportunity", "owner")),
        **compared(
            "Opportunity",
            {
                "name": ("String", "name"),
                "amount": ("Decimal", "amount"),
                "probability": ("Int", "probability"),
                "closeDate": ("Date", "close_date"),
                "nextStep": ("String", "next_step"),
                "description": ("String", "description"),
            },
        ),
        "expectedRevenue": Compared("Decimal", EXPECTED, shows("Opportunity", "expectedRevenue")),
        "stage": enum_filter("Opportunity", "stage", "stage", "OpportunityStage"),
        "leadSource": enum_filter("Opportunity", "leadSource", "lead_source", "LeadSource"),
        "isOpen": Compared("Boolean", OPEN, shows("Opportunity", "stage")),
    },
)
