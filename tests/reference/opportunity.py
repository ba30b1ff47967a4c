"""Deals summed up: by stage, and as a pipeline."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.reference.asked import Asked
from tests.reference.order import expected_revenue, order_of
from tests.reference.page import page
from tests.reference.sdl import enum_names
from tests.rows import Row

CLOSED = ("CLOSED_WON", "CLOSED_LOST")


@dataclass(frozen=True)
class StageGroup:
    """Named as the fields of OpportunityStageGroup."""

    stage: str
    deals: list[Row]

    @property
    def count(self) -> int:
        return len(self.deals)

    @property
    def amount(self) -> Decimal:
        return total(self.deals)

    @property
    def weighted_amount(self) -> Decimal:
        return weighted(self.deals)


@dataclass(frozen=True)
class Pipeline:
    """Named as the fields of Pipeline."""

    open_count: int
    open_amount: Decimal
    weighted_amount: Decimal
    won_amount: Decimal


def total(deals: list[Row]) -> Decimal:
    return sum((deal.amount or Decimal(0) for deal in deals), Decimal(0))


def weighted(deals: list[Row]) -> Decimal:
    return sum((expected_revenue(deal) or Decimal(0) for deal in deals), Decimal(0))


def deals_of(asked: Asked, account: Row, extent: str) -> list[Row]:
    """The account's own deals, or also those of the accounts below it that the viewer sees."""
    account_ids = {account.id} | (asked.oracle.descendants(account.id) if extent == "SUBTREE" else set())
    return [deal for each in account_ids for deal in asked.rows.of_account("opportunity", each)]


def by_stage(asked: Asked, account: Row, arguments: dict[str, Any]) -> list[StageGroup]:
    deals = deals_of(asked, account, arguments["of"])
    groups = [
        StageGroup(stage, [deal for deal in deals if deal.stage == stage]) for stage in enum_names("OpportunityStage")
    ]
    return [group for group in groups if group.deals or arguments["includeEmpty"]]


def pipeline(asked: Asked, account: Row, arguments: dict[str, Any]) -> Pipeline:
    deals = deals_of(asked, account, arguments["of"])
    still_open = [deal for deal in deals if deal.stage not in CLOSED]
    won = [deal for deal in deals if deal.stage == "CLOSED_WON"]
    return Pipeline(len(still_open), total(still_open), weighted(still_open), total(won))


OPPORTUNITY: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    "Opportunity.expectedRevenue": lambda asked, deal, _: expected_revenue(deal),
    "Account.opportunitiesByStage": by_stage,
    "Account.pipeline": pipeline,
    "OpportunityStageGroup.opportunities": lambda asked, group, arguments: page(
        asked.cursors, order_of("Opportunity", None, None, asked), group.deals, arguments
    ),
}
