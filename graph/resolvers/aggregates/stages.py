"""Deals by stage, and the pipeline: what is kept of an account's deals, and what they add up to."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.models.opportunity import EXPECTED_REVENUE, OpportunityStage
from graph.models.values import literals
from graph.resolvers.compiler.entity import Column, Connection, Part
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.tree.extent import belongs, subtree

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

STAGES = f"ARRAY[{literals(OpportunityStage)}]"


def sums_by_stage(o: str, where: str) -> str:
    """A query for count, amount and weighted amount by stage, over the deals ``o`` that the condition keeps."""
    return (
        f"SELECT {o}.stage::text AS stage, count(*) AS count, coalesce(sum({o}.amount), 0) AS amount,"
        f" coalesce(sum({EXPECTED_REVENUE.format(a=o)}), 0) AS weighted"
        f" FROM opportunity {o} WHERE {where} GROUP BY {o}.stage"
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
