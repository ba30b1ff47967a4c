"""Roll-ups: the figures of one account, or of it and all below it, in one pass over each table that is asked about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.errors import Forbidden
from graph.models.contract import ContractStatus
from graph.models.invoice import InvoiceStatus
from graph.resolvers import opportunity
from graph.resolvers.entity import Column, Part, Written
from graph.resolvers.extent import belongs, below, subtree
from graph.resolvers.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.statement import Writer

SUMS = {
    "annual_revenue": "sum({v}.annual_revenue)",
    "number_of_employees": "sum({v}.number_of_employees)",
    "won": "coalesce(sum({v}.won_opportunity_amount), 0)",
    "open_cases": "coalesce(sum({v}.open_case_count), 0)",
}
"""What is added up over the accounts' own rows."""

DEALS = {
    "open_count": f"coalesce(sum(count) FILTER (WHERE stage NOT IN {opportunity.CLOSED}), 0)",
    "open_amount": f"coalesce(sum(amount) FILTER (WHERE stage NOT IN {opportunity.CLOSED}), 0)",
    "weighted": f"coalesce(sum(weighted) FILTER (WHERE stage NOT IN {opportunity.CLOSED}), 0)",
}
"""What is added up over the stages of their deals."""

ACTIVE = f"status = '{ContractStatus.ACTIVATED}' AND (end_date IS NULL OR end_date >= (now() AT TIME ZONE 'UTC')::date)"

RECORDS = {
    "contracts": f"SELECT sum(value) FROM contract WHERE account_id = ANY({{ids}}) AND {ACTIVE}",
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
    """One roll-up while it is written: the parts note the sums that they need, which then stand before them."""

    w: "Writer"
    a: str
    chosen: Chosen
    extent: str
    everything: bool
    counted: str = ""
    """The name of the subquery whose one row holds sums over the accounts, and their ids."""
    stages: str = ""
    sums: dict[str, str] = field(default_factory=dict)
    by_id: bool = False
    """Whether something that hangs on the accounts is asked for."""
    by_stage: bool = False
    """Whether something about their deals is asked for."""

    def sql(self) -> str:
        """The object."""
        self.counted, self.stages = self.w.p.alias("counted"), self.w.p.alias("stages")
        scope = "SYSTEM" if self.everything else "VISIBLE"
        parts: dict[str, Part] = {
            "of": Column(self.w.p.constant(self.extent, "text")),
            "scope": Column(self.w.p.constant(scope, "text")),
            "byStage": Written(self._by_stage),
            **{name: Written(self._figure(template)) for name, template in FIGURES.items()},
        }
        made = self.w.object(parts, self.a, self.chosen.shape, f"FROM {self.counted}")
        return f"(WITH {', '.join(self._subqueries())} SELECT {made})"

    def _figure(self, template: str) -> "Callable[[Writer, str, Chosen], str]":
        return lambda _w, _a, _chosen: template.format_map(_Needed(self))

    def _by_stage(self, w: "Writer", a: str, chosen: Chosen) -> str:
        self.by_stage = True
        if self.everything:
            # counts and amounts are the system's, but deals are listed to those who see them
            return opportunity.groups(w, chosen, self.stages, lambda x: belongs(w, a, x, self.extent))
        return opportunity.groups(w, chosen, self.stages, lambda x: f"{x}.account_id = ANY({self.ids()})")

    def ids(self) -> str:
        """An expression for the ids of the accounts counted."""
        self.by_id = True
        return f"(SELECT ids FROM {self.counted})::uuid[]"

    def need(self, name: str) -> str:
        """An expression for a sum, which the roll-up then computes."""
        if name in RECORDS:
            return f"({RECORDS[name].format(ids=self.ids())})"
        if name in DEALS:
            self.by_stage = True
            return f"(SELECT {DEALS[name]} FROM {self.stages})"
        self.sums[name] = "count(*)" if name == "count" else SUMS[name]
        return f"{self.counted}.{name}"

    def _subqueries(self) -> list[str]:
        found = []
        if self.by_stage:
            o = self.w.p.alias("o")
            sums = opportunity.sums_by_stage(o, f"{o}.account_id = ANY({self.ids()})")
            found.append(f"{self.stages} AS MATERIALIZED ({sums})")
        return [f"{self.counted} AS MATERIALIZED ({self._over_accounts()})", *found]

    def _over_accounts(self) -> str:
        v = self.w.p.alias("v")
        if self.extent == "SELF":
            source, key = f"FROM account {v} WHERE {v}.id = {self.a}.id", f"{v}.id"
        elif (self.everything or self.w.viewer.sees_everything) and not self.sums.keys() & SUMS.keys():
            source, key = below(self.a, v), f"{v}.descendant_id"  # the closure alone knows who is there
        else:
            source, key = subtree(self.w, self.a, v, everything=self.everything), f"{v}.id"
        columns = [f"{sql.format(v=v)} AS {name}" for name, sql in self.sums.items()]
        if self.by_id:
            columns.append(f"array_agg({key}) AS ids")
        # one row, also where no sum is asked for
        return f"SELECT {', '.join(columns or ['count(*)'])} {source}"


class _Needed(dict[str, str]):
    """The sums by name, for a template; what the template names is noted as needed."""

    def __init__(self, rollup: _Rollup) -> None:
        super().__init__()
        self._rollup = rollup

    def __missing__(self, name: str) -> str:
        return self._rollup.need(name)
