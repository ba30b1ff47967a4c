"""Roll-ups: the figures of one account, or of it and all below it, in one pass over each table that is asked about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.errors import Forbidden
from graph.models.contract import IS_ACTIVE
from graph.models.invoice import InvoiceStatus
from graph.resolvers.aggregates import stages
from graph.resolvers.compiler.entity import Column, Part, Written
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.tree.extent import belongs, below, subtree

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

SUMS = {
    "annual_revenue": "sum({v}.annual_revenue)",
    "number_of_employees": "sum({v}.number_of_employees)",
    "won": "coalesce(sum({v}.won_opportunity_amount), 0)",
    "open_count": "coalesce(sum({v}.open_opportunity_count), 0)",
    "open_amount": "coalesce(sum({v}.open_opportunity_amount), 0)",
    "weighted": "coalesce(sum({v}.weighted_opportunity_amount), 0)",
    "open_cases": "coalesce(sum({v}.open_case_count), 0)",
}
"""What is added up over the accounts' own rows: their own figures, and what is kept of their deals and cases."""

RECORDS = {
    "contracts": f"SELECT sum(c.value) FROM contract c WHERE c.account_id = ANY({{ids}}) AND {IS_ACTIVE.format(a='c')}",
    "invoices": (
        "SELECT sum(amount - paid_amount) FROM invoice"
        f" WHERE account_id = ANY({{ids}}) AND status = '{InvoiceStatus.ISSUED}'"
    ),
}
"""What is added up over what hangs on them."""

FIGURES: Mapping[str, str] = {
    "accountCount": "{count}",
    "annualRevenue": "round({annual_revenue}, 2)::text",
    "numberOfEmployees": "{number_of_employees}",
    "openPipelineAmount": "round({open_amount}, 2)::text",
    "weightedPipelineAmount": "round({weighted}, 2)::text",
    "openOpportunityCount": "{open_count}",
    "wonAmount": "round({won}, 2)::text",
    "openCaseCount": "{open_cases}",
    "activeContractValue": "round(coalesce({contracts}, 0), 2)::text",
    "outstandingInvoiceAmount": "round(coalesce({invoices}, 0), 2)::text",
    # a contract or an invoice is mostly about a deal that was won: to add those too would count the money twice
    "totalRelationshipWorth": "round({won} + {weighted}, 2)::text",
}
"""Each figure, made of sums by their names."""


def rollup(w: "Writer", a: str, chosen: Chosen) -> str:
    """The figures asked for, and nothing that nobody asked for; Forbidden where everything is not this viewer's."""
    everything = str(chosen.argument("scope", "VISIBLE")) == "SYSTEM"
    if everything and not w.viewer.may_roll_up_everything:
        raise Forbidden(
            "`scope: SYSTEM` counts what you don't see. It needs the profile ADMIN or INTEGRATION, or the permission"
            " to roll up everything. Leave `scope` out to count what you see."
        )
    return _Rollup(w, a, chosen, str(chosen.argument("of", "SUBTREE")), everything).sql()


@dataclass(slots=True)
class _Rollup:
    """One roll-up while it is written: the figures note the sums that they need, which then stand before them."""

    w: "Writer"
    a: str
    chosen: Chosen
    extent: str
    everything: bool
    counted: str = ""
    """The name of the subquery whose one row holds sums over the accounts, and their ids."""
    deals: str = ""
    """The name of the subquery over their deals, by stage."""
    sums: dict[str, str] = field(default_factory=dict)

    def sql(self) -> str:
        """The object."""
        self.counted, self.deals = self.w.p.alias("counted"), self.w.p.alias("deals")
        parts: dict[str, Part] = {
            "of": Column(self.w.p.constant(self.extent, "text")),
            "scope": Column(self.w.p.constant("SYSTEM" if self.everything else "VISIBLE", "text")),
            "byStage": Written(self._by_stage),
            **{name: Written(self._figure(template)) for name, template in FIGURES.items()},
        }
        made = self.w.object(parts, self.a, self.chosen.shape, f"FROM {self.counted}")
        deals = self._over_deals()
        return f"(WITH {self.counted} AS MATERIALIZED ({self._over_accounts()}){deals} SELECT {made})"

    def need(self, name: str) -> str:
        """An expression for a sum, which the roll-up then computes."""
        if name in RECORDS:
            return f"({RECORDS[name].format(ids=self._ids())})"
        self.sums[name] = "count(*)" if name == "count" else SUMS[name]
        return f"{self.counted}.{name}"

    def _figure(self, template: str) -> "Callable[[Writer, str, Chosen], str]":
        return lambda _w, _a, _chosen: template.format_map(_Needed(self))

    def _by_stage(self, w: "Writer", a: str, chosen: Chosen) -> str:
        if self.everything:
            # counts and amounts are the system's, but deals are listed to those who see them
            return stages.groups(w, chosen, self.deals, lambda x: belongs(w, a, x, self.extent))
        return stages.groups(w, chosen, self.deals, lambda x: f"{x}.account_id = ANY({self._ids()})")

    def _ids(self) -> str:
        self.sums["ids"] = "array_agg({id})"
        return f"(SELECT ids FROM {self.counted})::uuid[]"

    def _over_deals(self) -> str:
        if self.chosen.shape.field("byStage") is None:
            return ""
        o = self.w.p.alias("o")
        sums = stages.sums_by_stage(o, f"{o}.account_id = ANY({self._ids()})")
        return f", {self.deals} AS MATERIALIZED ({sums})"

    def _over_accounts(self) -> str:
        v = self.w.p.alias("v")
        key = f"{v}.id"
        if self.extent == "SELF":
            source = f"FROM account {v} WHERE {v}.id = {self.a}.id"
        elif (self.everything or self.w.viewer.sees_everything) and not self.sums.keys() & SUMS.keys():
            source, key = below(self.a, v), f"{v}.descendant_id"  # the closure alone knows who is there
        else:
            source = subtree(self.w, self.a, v, everything=self.everything)
        # one row, also where no sum is asked for
        return f"SELECT {_columns(self.sums or {'count': 'count(*)'}, v=v, id=key)} {source}"


def _columns(sums: Mapping[str, str], **aliases: str) -> str:
    return ", ".join(f"{sql.format(**aliases)} AS {name}" for name, sql in sums.items())


class _Needed(dict[str, str]):
    """The sums by name, for a template; what the template names is noted as needed."""

    def __init__(self, rollup: _Rollup) -> None:
        super().__init__()
        self._rollup = rollup

    def __missing__(self, name: str) -> str:
        return self._rollup.need(name)
