"""Roll-ups, added up row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.reference.asked import Asked
from tests.reference.faults import Fault
from tests.reference.filters import is_active, is_upcoming
from tests.reference.opportunity import CLOSED, StageGroup, total, weighted
from tests.reference.sdl import enum_names
from tests.rows import Row


@dataclass(frozen=True)
class Rollup:
    """What is counted; figures are named as the fields of AccountRollup."""

    of: str
    scope: str
    accounts: list[Row]
    deals: list[Row]
    cases: list[Row]
    contracts: list[Row]
    invoices: list[Row]
    seen: set[Any]

    @property
    def account_count(self) -> int:
        return len(self.accounts)

    @property
    def annual_revenue(self) -> Decimal | None:
        known = [account.annual_revenue for account in self.accounts if account.annual_revenue is not None]
        return sum(known) if known else None

    @property
    def number_of_employees(self) -> int | None:
        known = [account.number_of_employees for account in self.accounts if account.number_of_employees is not None]
        return sum(known) if known else None

    @property
    def open_deals(self) -> list[Row]:
        return [deal for deal in self.deals if deal.stage not in CLOSED]

    @property
    def open_pipeline_amount(self) -> Decimal:
        return total(self.open_deals)

    @property
    def weighted_pipeline_amount(self) -> Decimal:
        return weighted(self.open_deals)

    @property
    def open_opportunity_count(self) -> int:
        return len(self.open_deals)

    @property
    def won_amount(self) -> Decimal:
        return total([deal for deal in self.deals if deal.stage == "CLOSED_WON"])

    @property
    def open_case_count(self) -> int:
        return sum(case.status not in ("RESOLVED", "CLOSED") for case in self.cases)

    @property
    def active_contract_value(self) -> Decimal:
        return sum((contract.value or Decimal(0) for contract in self.contracts if is_active(contract)), Decimal(0))

    @property
    def upcoming_contract_value(self) -> Decimal:
        return sum((contract.value or Decimal(0) for contract in self.contracts if is_upcoming(contract)), Decimal(0))

    @property
    def outstanding_invoice_amount(self) -> Decimal:
        issued = [invoice for invoice in self.invoices if invoice.status == "ISSUED"]
        return sum((invoice.amount - invoice.paid_amount for invoice in issued), Decimal(0))

    @property
    def total_relationship_worth(self) -> Decimal:
        return self.won_amount + self.weighted_pipeline_amount


def may_count_everything(asked: Asked) -> bool:
    viewer = asked.oracle.viewer
    return bool(viewer.profile in ("ADMIN", "INTEGRATION") or viewer.can_roll_up_all)


def check_scope(asked: Asked, arguments: dict[str, Any]) -> None:
    if arguments["scope"] == "SYSTEM" and not may_count_everything(asked):
        raise Fault("FORBIDDEN")


def really_below(asked: Asked, account: Row) -> set[Any]:
    """The accounts below in the real tree."""
    found: set[Any] = set()
    generation = {account.id}
    while generation:
        generation = {each.id for each in asked.rows.accounts.values() if each.parent_id in generation}
        found |= generation
    return found


def rollup(asked: Asked, account: Row, arguments: dict[str, Any]) -> Rollup:
    check_scope(asked, arguments)
    everything = arguments["scope"] == "SYSTEM"
    ids = {account.id}
    if arguments["of"] == "SUBTREE":
        below = really_below(asked, account)
        ids |= {each for each in below if everything or asked.oracle.level(each)}

    def rows(table: str) -> list[Row]:
        return [row for each in ids for row in asked.rows.of_account(table, each)]

    return Rollup(
        arguments["of"],
        arguments["scope"],
        asked.accounts(ids),
        rows("opportunity"),
        rows("support_case"),
        rows("contract"),
        rows("invoice"),
        {each for each in ids if asked.oracle.level(each)},
    )


@dataclass(frozen=True)
class CountedGroup:
    """A stage's figures over all that is counted, and the deals of it that the viewer sees."""

    stage: str
    count: int
    amount: Decimal
    weighted_amount: Decimal
    deals: list[Row]


def by_stage(_asked: Asked, counted: Rollup, arguments: dict[str, Any]) -> list[CountedGroup]:
    groups = [
        StageGroup(stage, [deal for deal in counted.deals if deal.stage == stage])
        for stage in enum_names("OpportunityStage")
    ]
    return [
        CountedGroup(
            group.stage,
            group.count,
            group.amount,
            group.weighted_amount,
            [deal for deal in group.deals if deal.account_id in counted.seen],
        )
        for group in groups
        if group.deals or arguments["includeEmpty"]
    ]


ROLLUP: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    "Account.rollup": rollup,
    "AccountRollup.byStage": by_stage,
}
