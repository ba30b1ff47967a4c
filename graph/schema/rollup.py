"""Roll-ups of accounts."""

from typing import Annotated, Any

import strawberry

from graph.schema.enums import RollupExtent, RollupScope
from graph.schema.fields import IncludeEmpty, answered_elsewhere, part
from graph.schema.opportunity import OpportunityStageGroup
from graph.schema.scalars import BigInt, Decimal


def stages(include_empty: IncludeEmpty = False) -> Any:
    """The argument of groups by stage."""
    return answered_elsewhere()


def extent_and_scope(
    of: Annotated[
        RollupExtent, strawberry.argument(description="The account alone, or also all that are below it.")
    ] = RollupExtent.SUBTREE,
    scope: Annotated[
        RollupScope,
        strawberry.argument(
            description="What the viewer sees, or everything: that needs a permission, else FORBIDDEN."
        ),
    ] = RollupScope.VISIBLE,
) -> Any:
    """The arguments of a roll-up."""
    return answered_elsewhere()


@strawberry.type(
    description="Figures added up over an account and, unless told otherwise, all accounts below it. What a viewer may"
    " not read of one account is null here too."
)
class AccountRollup:
    """A roll-up of an account."""

    of: RollupExtent = part("Whether it counts one account or its subtree.")
    scope: RollupScope = part("Whether it counts what the viewer sees, or everything.")
    account_count: int = part("How many accounts it counts.")
    annual_revenue: Decimal | None = part("What they turn over in a year together; null where it is known of none.")
    number_of_employees: BigInt | None = part("How many work at them together; null where it is known of none.")
    open_pipeline_amount: Decimal | None = part("What their open deals are worth together.")
    weighted_pipeline_amount: Decimal | None = part("The sum of their open deals' expected revenue.")
    open_opportunity_count: int = part("How many of their deals are open.")
    won_amount: Decimal | None = part("What their won deals are worth together.")
    open_case_count: int = part("How many of their cases are neither resolved nor closed.")
    active_contract_value: Decimal | None = part(
        "What their contracts are worth together that are activated and not past their end date, in UTC."
    )
    outstanding_invoice_amount: Decimal | None = part("What is unpaid of their issued invoices.")
    total_relationship_worth: Decimal | None = part(
        "What was won and what is likely to be: `wonAmount` and `weightedPipelineAmount` together. Contracts and"
        " invoices are left out, since they are about deals that were won."
    )
    by_stage: list[OpportunityStageGroup] = part(
        "Their deals by stage, in stage order. With `scope: SYSTEM` the figures count everything, and `opportunities`"
        " still lists only what the viewer sees.",
        stages,
    )
