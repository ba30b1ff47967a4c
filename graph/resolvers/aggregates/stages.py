"""An account's deals by their stage, and its pipeline."""

from dataclasses import dataclass

from graph.models.opportunity import EXPECTED_REVENUE, OpportunityStage
from graph.resolvers.compiler.entity import Column, Connection, Part, Planning
from graph.resolvers.compiler.plan import Compiling, ComputedPlan, ObjectPlan, SameRowPlan, Value
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.tree.extent import counts_for, subtree
from graph.sql import Alias, Fragment, Identifier, array, join, sql

STAGES = array(OpportunityStage)

PIPELINE = {
    "openCount": "open_opportunity_count",
    "openAmount": "open_opportunity_amount",
    "weightedAmount": "weighted_opportunity_amount",
    "wonAmount": "won_opportunity_amount",
}
"""What is kept of its deals on an account's row."""

COUNTED_DEALS = Identifier("deals")
"""The sums by stage that a roll-up has beside its row of ids."""


@dataclass(frozen=True, slots=True)
class Deals:
    """Which deals are grouped: those of an account's extent, or those of the accounts that a roll-up has counted."""

    extent: str
    counted: bool = False
    everything: bool = False
    """Whether accounts are counted that the subject doesn't see; of their deals none is listed."""

    def __call__(self, scope: Scope, group: Alias, deal: Alias) -> Fragment:
        """The condition that a group lists this deal: all that it names are seen."""
        if self.counted and not self.everything:
            its_accounts = sql("{x}.account_id = ANY({s}.ids)", x=deal, s=group)
        else:
            its_accounts = counts_for(scope, group, deal, self.extent)
        return sql("{its_accounts} AND {x}.stage = {s}.stage", its_accounts=its_accounts, x=deal, s=group)

    def sums(self, scope: Scope, row: Alias) -> Fragment:
        """A source of the sums by stage."""
        if self.counted:
            return sql("{deals}", deals=COUNTED_DEALS)
        o = Alias("o")
        return sql("({sums})", sums=sums_by_stage(o, counts_for(scope, row, o, self.extent)))

    def whose(self, row: Alias) -> Fragment:
        """What each group holds of the row, to list its deals by."""
        return sql("{a}.id, {a}.ids" if self.counted else "{a}.id", a=row)


def sums_by_stage(deal: Alias, where: Fragment) -> Fragment:
    """A query for count, amount and weighted amount by stage, over the deals that the condition keeps."""
    return sql(
        "SELECT {o}.stage::text AS stage, count(*) AS count, coalesce(sum({o}.amount), 0) AS amount,"
        " coalesce(sum({expected}), 0) AS weighted FROM opportunity {o} WHERE {where} GROUP BY {o}.stage",
        o=deal,
        expected=sql(EXPECTED_REVENUE, a=deal),
        where=where,
    )


@dataclass(frozen=True, slots=True)
class StagesPlan(ComputedPlan):
    """Groups in stage order, each with its deals."""

    deals: Deals
    include_empty: bool
    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The array of groups."""
        s, sums = Alias("s"), self.deals.sums(compiler.scope, row)
        if self.include_empty:
            sums = sql(
                "(SELECT stage, coalesce(g.count, 0) AS count, coalesce(g.amount, 0) AS amount,"
                " coalesce(g.weighted, 0) AS weighted FROM unnest({stages}) stage LEFT JOIN (SELECT * FROM {sums} g) g"
                " USING (stage))",
                stages=STAGES,
                sums=sums,
            )
        source = sql(
            "FROM (SELECT {whose}, g.* FROM {sums} g) {s} ORDER BY array_position({stages}, {s}.stage)",
            whose=self.deals.whose(row),
            sums=sums,
            s=s,
            stages=STAGES,
        )
        return compiler.array(self.object, s, source)


def stages(planning: Planning, selection: Selection, deals: Deals) -> StagesPlan:
    """Plans the groups of these deals; empty ones where `includeEmpty` asks for them."""
    parts: dict[str, Part] = {
        "stage": Column("{a}.stage"),
        "count": Column("{a}.count"),
        "amount": Column("round({a}.amount, 2)::text"),
        "weightedAmount": Column("round({a}.weighted, 2)::text"),
        # the condition names accounts that are seen
        "opportunities": Connection(Relation("Opportunity", deals, visible_if="true")),
    }
    include_empty = bool(selection.argument("includeEmpty", False))
    return StagesPlan(deals, include_empty, planning.object(parts, selection.below))


def by_stage(planning: Planning, selection: Selection) -> StagesPlan:
    """Plans an account's deals by stage."""
    return stages(planning, selection, Deals(_extent(selection)))


def _extent(selection: Selection) -> str:
    return str(selection.argument("of", "SELF"))


@dataclass(frozen=True, slots=True)
class PipelinePlan(ComputedPlan):
    """What is still open in an account's subtree, and what was won."""

    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The object."""
        v, s = Alias("v"), Alias("s")
        sums = [
            sql("coalesce(sum({v}.{column}), 0) AS {column}", v=v, column=Identifier(column))
            for column in PIPELINE.values()
        ]
        source = sql(
            "FROM (SELECT {sums} {subtree}) {s}", sums=join(", ", sums), subtree=subtree(compiler.scope, row, v), s=s
        )
        return compiler.object(self.object, s, source)


def pipeline(planning: Planning, selection: Selection) -> Value:
    """Plans what is still open, and what was won; of one account, its row has kept it."""
    parts: dict[str, Part] = {
        field: Column(f"{{a}}.{column}" + ("" if field == "openCount" else "::text"))
        for field, column in PIPELINE.items()
    }
    plan = planning.object(parts, selection.below)
    return SameRowPlan(plan) if _extent(selection) == "SELF" else PipelinePlan(plan)
