"""Opportunities, seen through their account; the latest close date first. And their groups by stage."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.models.opportunity import CLOSED_STAGES, OpportunityStage
from graph.resolvers.compiler.entity import Column, Connection, Entity, One, Part
from graph.resolvers.compiler.filters import Compared, ToOne, compared, same
from graph.resolvers.compiler.order import Key, Order, Through
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.nouns.record import (
    amount,
    by_account_name,
    enum_filter,
    filters_of_account,
    parts_of_account,
    through_account,
)
from graph.resolvers.nouns.user import USER_NAME
from graph.resolvers.tree.extent import belongs, subtree

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

EXPECTED = "round({a}.amount * {a}.probability / 100, 2)"
"""A deal's amount times its own probability, to the cent."""

STAGES = "ARRAY[" + ", ".join(f"'{stage}'" for stage in OpportunityStage) + "]"
CLOSED = "(" + ", ".join(f"'{stage}'" for stage in CLOSED_STAGES) + ")"

OPEN = f"({{a}}.stage NOT IN {CLOSED})"

OWNER = by_id("User", "owner_id")

OPPORTUNITY = Entity(
    name="Opportunity",
    table="opportunity",
    door=through_account,
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
        "OWNER_NAME": Through(OWNER, USER_NAME, (("Opportunity", "owner"), ("User", "name"))),
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
        "owner": ToOne(OWNER, same("Opportunity", "owner")),
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
        "expectedRevenue": Compared("Decimal", EXPECTED, same("Opportunity", "expectedRevenue")),
        "stage": enum_filter("Opportunity", "stage", "stage", "OpportunityStage"),
        "leadSource": enum_filter("Opportunity", "leadSource", "lead_source", "LeadSource"),
        "isOpen": Compared("Boolean", OPEN, same("Opportunity", "stage")),
    },
)


def sums_by_stage(o: str, where: str) -> str:
    """A query for count, amount and weighted amount by stage, over the deals ``o`` that the condition keeps."""
    return (
        f"SELECT {o}.stage::text AS stage, count(*) AS count, coalesce(sum({o}.amount), 0) AS amount,"
        f" coalesce(sum({EXPECTED.format(a=o)}), 0) AS weighted FROM opportunity {o} WHERE {where} GROUP BY {o}.stage"
    )


def by_stage(w: "Writer", a: str, chosen: Chosen) -> str:
    """Groups in stage order, each with its deals; empty ones where `includeEmpty` asks for them."""
    o, extent = w.p.alias("o"), _extent(chosen)
    sums = sums_by_stage(o, belongs(w, a, o, extent))
    return groups(w, chosen, f"({sums})", lambda x: belongs(w, a, x, extent))


def groups(w: "Writer", chosen: Chosen, sums: str, listed: Callable[[str], str]) -> str:
    """The groups of these sums by stage; ``listed`` is the condition on the deals that a group lists, all seen."""
    s = w.p.alias("s")
    if chosen.argument("includeEmpty", False):
        sums = (
            "(SELECT stage, coalesce(g.count, 0) AS count, coalesce(g.amount, 0) AS amount,"
            f" coalesce(g.weighted, 0) AS weighted FROM unnest({STAGES}) stage LEFT JOIN (SELECT * FROM {sums} g) g"
            " USING (stage))"
        )
    # the condition names accounts that are seen
    deals = Relation("Opportunity", lambda _w, s, x: f"{listed(x)} AND {x}.stage = {s}.stage", given="true")
    parts: dict[str, Part] = {
        "stage": Column("{a}.stage"),
        "count": Column("{a}.count"),
        "amount": Column("round({a}.amount, 2)::text"),
        "weightedAmount": Column("round({a}.weighted, 2)::text"),
        "opportunities": Connection(deals),
    }
    return w.array(parts, s, chosen.shape, f"FROM {sums} {s} ORDER BY array_position({STAGES}, {s}.stage)")


def _extent(chosen: Chosen) -> str:
    return str(chosen.argument("of", "SELF"))


PIPELINE = {
    "openCount": "open_opportunity_count",
    "openAmount": "open_opportunity_amount",
    "weightedAmount": "weighted_opportunity_amount",
    "wonAmount": "won_opportunity_amount",
}
"""What is kept of its deals on an account's row."""


def pipeline(w: "Writer", a: str, chosen: Chosen) -> str:
    """What is still open, and what was won."""
    parts: dict[str, Part] = {
        field: Column(f"{{a}}.{column}" + ("" if field == "openCount" else "::text"))
        for field, column in PIPELINE.items()
    }
    if _extent(chosen) == "SELF":
        return w.object(parts, a, chosen.shape)
    v, s = w.p.alias("v"), w.p.alias("s")
    sums = ", ".join(f"coalesce(sum({v}.{column}), 0) AS {column}" for column in PIPELINE.values())
    return w.object(parts, s, chosen.shape, f"FROM (SELECT {sums} {subtree(w, a, v)}) {s}")
