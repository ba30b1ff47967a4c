"""Roll-ups: the figures of one account, or of it and all below it, in one pass over each table that is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import Forbidden
from graph.models.contract import IS_ACTIVE, IS_UPCOMING
from graph.models.invoice import InvoiceStatus
from graph.resolvers.aggregates.stages import COUNTED_DEALS, Deals, stages, sums_by_stage
from graph.resolvers.compiler.entity import Column, Computed, Part, Planning
from graph.resolvers.compiler.plan import Compiling, ComputedPlan, HiddenPlan, ObjectPlan
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.tree.extent import below, subtree
from graph.sql import EMPTY, Alias, Fragment, Identifier, join, sql

SUMS: Mapping[str, str] = {
    "annual_revenue": "sum({v}.annual_revenue)",
    "number_of_employees": "sum({v}.number_of_employees)",
    "won": "coalesce(sum({v}.won_opportunity_amount), 0)",
    "open_count": "coalesce(sum({v}.open_opportunity_count), 0)",
    "open_amount": "coalesce(sum({v}.open_opportunity_amount), 0)",
    "weighted": "coalesce(sum({v}.weighted_opportunity_amount), 0)",
    "open_cases": "coalesce(sum({v}.open_case_count), 0)",
}
"""What is added up over the accounts' own rows ``{v}``: their figures, and what is kept of their deals and cases."""

OTHERS: Mapping[str, str] = {"count": "count(*)", "ids": "array_agg({id})"}
"""What is found of the accounts by their ids ``{id}`` alone."""


def _contracts(which: str) -> str:
    return (
        "(SELECT sum(c.value) FROM contract c WHERE c.account_id = ANY((SELECT ids FROM {a})::uuid[])"  # noqa: S608  # ours
        f" AND {which.replace('{a}', 'c')})"
    )


INVOICES = (
    "(SELECT sum(amount - paid_amount) FROM invoice WHERE account_id = ANY((SELECT ids FROM {a})::uuid[])"  # noqa: S608  # ours
    f" AND status = '{InvoiceStatus.ISSUED}')"
)
"""What is added up over what hangs on the accounts that ``{a}`` counts."""

FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "accountCount": ("{a}.count", ("count",)),
    "annualRevenue": ("round({a}.annual_revenue, 2)::text", ("annual_revenue",)),
    "numberOfEmployees": ("{a}.number_of_employees", ("number_of_employees",)),
    "openPipelineAmount": ("round({a}.open_amount, 2)::text", ("open_amount",)),
    "weightedPipelineAmount": ("round({a}.weighted, 2)::text", ("weighted",)),
    "openOpportunityCount": ("{a}.open_count", ("open_count",)),
    "wonAmount": ("round({a}.won, 2)::text", ("won",)),
    "openCaseCount": ("{a}.open_cases", ("open_cases",)),
    "activeContractValue": (f"round(coalesce({_contracts(IS_ACTIVE)}, 0), 2)::text", ("ids",)),
    "upcomingContractValue": (f"round(coalesce({_contracts(IS_UPCOMING)}, 0), 2)::text", ("ids",)),
    "outstandingInvoiceAmount": (f"round(coalesce({INVOICES}, 0), 2)::text", ("ids",)),
    # a contract or an invoice is mostly about a deal that was won: to add those too would count the money twice
    "totalRelationshipWorth": ("round({a}.won + {a}.weighted, 2)::text", ("won", "weighted")),
}
"""Each figure over the row ``{a}`` of sums, and the sums that it needs."""


@dataclass(frozen=True, slots=True)
class RollupPlan(ComputedPlan):
    """The figures of one account's extent, and the sums that they are made of."""

    extent: str
    everything: bool
    """Whether accounts count that the subject doesn't see."""
    sums: tuple[str, ...]
    by_stage: bool
    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The object."""
        counted = Alias("counted")
        return sql(
            "(WITH {counted} AS MATERIALIZED ({accounts}){deals} SELECT {object})",
            counted=counted,
            accounts=self._over_accounts(compiler, row),
            deals=self._over_deals(counted) if self.by_stage else EMPTY,
            object=compiler.object(self.object, counted, sql("FROM {counted}", counted=counted)),
        )

    def _over_deals(self, counted: Alias) -> Fragment:
        o = Alias("o")
        kept = sql("{o}.account_id = ANY((SELECT ids FROM {counted})::uuid[])", o=o, counted=counted)
        return sql(", {deals} AS MATERIALIZED ({sums})", deals=COUNTED_DEALS, sums=sums_by_stage(o, kept))

    def _over_accounts(self, compiler: Compiling, row: Alias) -> Fragment:
        v = Alias("v")
        key = sql("{v}.id", v=v)
        if self.extent == "SELF":
            source = sql("FROM account {v} WHERE {v}.id = {a}.id", v=v, a=row)
        elif (self.everything or compiler.scope.viewer.sees_everything) and not SUMS.keys() & set(self.sums):
            # the closure alone knows who is there
            source, key = below(row, v), sql("{v}.descendant_id", v=v)
        else:
            source = subtree(compiler.scope, row, v, everything=self.everything)
        sums = [
            sql("{sum} AS {name}", sum=sql({**SUMS, **OTHERS}[name], v=v, id=key), name=Identifier(name))
            for name in self.sums or ("count",)  # one row, also where no sum is asked for
        ]
        if self.by_stage:
            sums.append(sql("{a}.id", a=row))
        return sql("SELECT {sums} {source}", sums=join(", ", sums), source=source)


def rollup(planning: Planning, selection: Selection) -> RollupPlan:
    """Plans the figures selected and no others; Forbidden where everything is not this viewer's."""
    extent = "SELF" if str(selection.argument("of", "SUBTREE")) == "SELF" else "SUBTREE"
    everything = str(selection.argument("scope", "VISIBLE")) == "SYSTEM"
    if everything and not planning.scope.viewer.may_roll_up_everything:
        raise Forbidden(
            "`scope: SYSTEM` counts what you don't see. It needs the profile ADMIN or INTEGRATION, or the permission"
            " to roll up everything. Leave `scope` out to count what you see."
        )
    # counts and amounts are the system's, but deals are listed to those who see them
    deals = Deals(extent, counted=True, everything=everything)
    parts: dict[str, Part] = {
        "of": Column(f"'{extent}'::text"),
        "scope": Column("'SYSTEM'::text" if everything else "'VISIBLE'::text"),
        "byStage": Computed(lambda planning, selection: stages(planning, selection, deals)),
        **{name: Column(template) for name, (template, _) in FIGURES.items()},
    }
    plan = planning.object(parts, selection.below)
    shown = [
        field.name
        for field, planned in zip(selection.below.fields, plan.fields, strict=True)
        if not isinstance(planned.value, HiddenPlan)
    ]
    needed = [name for field in shown for name in FIGURES.get(field, ("", ()))[1]]
    by_stage = "byStage" in shown
    return RollupPlan(
        extent, everything, tuple(dict.fromkeys([*needed, *(["ids"] if by_stage else [])])), by_stage, plan
    )
