"""Opportunities, and their groups by stage."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.connection import Connection
from graph.schema.enums import LeadSource, OpportunityStage
from graph.schema.fields import forward_pages, part
from graph.schema.order import order_input
from graph.schema.record import Record
from graph.schema.scalars import Date, Decimal
from graph.schema.user import User

if TYPE_CHECKING:
    from graph.schema.account import Account

OpportunityOrder = order_input("Opportunity")


@strawberry.type(description="A deal with an account.")
class Opportunity(Record):
    """An opportunity."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("With whom.")
    name: str = part("What it is called.")
    stage: OpportunityStage = part("How far it has come.")
    is_open: bool = part("Whether it is neither won nor lost yet.")
    amount: Decimal | None = part("What it is worth.")
    probability: int | None = part("How likely it is to be won, in percent.")
    expected_revenue: Decimal | None = part("The amount times the probability, to the cent.")
    close_date: Date | None = part("When it was or is likely to be closed.")
    owner: User | None = part("Who works on it.")
    lead_source: LeadSource | None = part("Where it came from.")
    next_step: str | None = part("What is to be done next.")
    description: str | None = part("What it is about.")


@strawberry.type(description="The deals of one stage.")
class OpportunityStageGroup:
    """One stage of `opportunitiesByStage`."""

    stage: OpportunityStage = part("The stage.")
    count: int = part("How many deals are in it.")
    amount: Decimal | None = part("What they are worth together.")
    weighted_amount: Decimal | None = part("The sum of their expected revenue.")
    opportunities: Connection[Opportunity] = part("The deals, the latest close date first.", forward_pages)


@strawberry.type(description="What is open and what was won.")
class Pipeline:
    """An account's pipeline."""

    open_count: int = part("How many deals are open.")
    open_amount: Decimal | None = part("What the open deals are worth together.")
    weighted_amount: Decimal | None = part("The sum of the open deals' expected revenue.")
    won_amount: Decimal | None = part("What the won deals are worth together.")
