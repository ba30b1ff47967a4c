"""Groups of accounts and of opportunities: counted and totalled by several dimensions, for BI."""

from enum import StrEnum
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graph.resolvers.aggregates.dimensions import GROUPINGS, RevenueTier
from graph.resolvers.aggregates.groups import AGGREGATES, sort_fields, total_kind
from graph.schema.account import Account, AccountFilter, AccountOrder
from graph.schema.connection import Connection
from graph.schema.enums import AccountType, Industry, LeadSource, OpportunityStage
from graph.schema.fields import (
    After,
    Before,
    First,
    Last,
    OrderedBy,
    Where,
    answered_elsewhere,
    ordered_pages,
    part,
)
from graph.schema.filters import filter_input, made_input, value_filter
from graph.schema.opportunity import Opportunity, OpportunityOrder
from graph.schema.order import Direction
from graph.schema.scalars import BigInt, CountryCode, Date, Decimal
from graph.schema.user import User

strawberry.enum(
    RevenueTier,
    description="Bands of annual revenue, in the instance's currency. UNKNOWN: no figure. UNDER_1M: below one million."
    " FROM_1M: from there to below ten million. FROM_10M: to below a hundred million. FROM_100M: to below a billion."
    " FROM_1B: a billion and more.",
)


@strawberry.type(description="What the amounts of a group's rows come to. Null where no row has one.")
class DecimalTotals:
    """Aggregates of amounts."""

    sum: Decimal | None = part("All together.")
    avg: Decimal | None = part("Their average, of the rows that have one, to the cent.")
    min: Decimal | None = part("The lowest.")
    max: Decimal | None = part("The highest.")


@strawberry.type(description="What the whole numbers of a group's rows come to. Null where no row has one.")
class IntTotals:
    """Aggregates of whole numbers."""

    sum: BigInt | None = part("All together.")
    avg: Decimal | None = part("Their average, of the rows that have one, to two decimal places.")
    min: int | None = part("The lowest.")
    max: int | None = part("The highest.")


@strawberry.type(description="Accounts of one group, or all that were grouped.")
class _AccountTotals:
    """What accounts add up to."""

    count: int = part("How many accounts.")
    annual_revenue: DecimalTotals | None = part("Their annual revenue.")
    number_of_employees: IntTotals = part("How many work there.")
    total_opportunity_amount: DecimalTotals | None = part("What all their deals are worth together.")
    won_opportunity_amount: DecimalTotals | None = part("What their won deals are worth together.")
    open_case_count: IntTotals = part("How many of their cases are open.")


@strawberry.type(
    description="Accounts that are the same in each dimension of `by`. A dimension that `by` doesn't name is null, as"
    " is one that is empty, or whose account or user the viewer doesn't see."
)
class AccountGroup(_AccountTotals):
    """One group of `accountGroups`."""

    type: AccountType | None = part("By TYPE: what the company is to us.")
    industry: Industry | None = part("By INDUSTRY: the branch of trade.")
    country: CountryCode | None = part("By COUNTRY: where invoices go.")
    owner: User | None = part("By OWNER: who is responsible.")
    owner_role: str | None = part("By OWNER_ROLE: the owner's place in the role tree.")
    revenue_tier: RevenueTier | None = part("By REVENUE_TIER: the band of annual revenue.")
    is_active: bool | None = part("By IS_ACTIVE: whether we do business with them.")
    ultimate_parent: Account | None = part("By ULTIMATE_PARENT: the farthest account above that the viewer sees.")
    partner: Account | None = part("By PARTNER: the partner account that manages them.")
    created_month: Date | None = part("By CREATED_MONTH: the first day of the month, in the time zone asked for.")
    accounts: Connection[Account] = part("Its accounts, by name.", ordered_pages(AccountFilter, AccountOrder))


@strawberry.type(description="All accounts that were grouped, each counted once.")
class AccountGroupTotal(_AccountTotals):
    """The grand total of `accountGroups`."""


@strawberry.type(description="Deals of one group, or all that were grouped.")
class _OpportunityTotals:
    """What deals add up to."""

    count: int = part("How many deals.")
    amount: DecimalTotals | None = part("What they are worth.")
    expected_revenue: DecimalTotals | None = part("Each amount times its probability.")
    probability: IntTotals | None = part("How likely they are to be won, in percent.")


@strawberry.type(
    description="Deals that are the same in each dimension of `by`. A dimension that `by` doesn't name is null, as is"
    " one that is empty, or whose account or user the viewer doesn't see."
)
class OpportunityGroup(_OpportunityTotals):
    """One group of `opportunityGroups`."""

    stage: OpportunityStage | None = part("By STAGE: how far they have come.")
    lead_source: LeadSource | None = part("By LEAD_SOURCE: where they came from.")
    owner: User | None = part("By OWNER: who works on them.")
    owner_role: str | None = part("By OWNER_ROLE: the owner's place in the role tree.")
    close_month: Date | None = part("By CLOSE_MONTH: the first day of the close date's month.")
    close_quarter: Date | None = part("By CLOSE_QUARTER: the first day of the close date's quarter.")
    close_year: int | None = part("By CLOSE_YEAR: the close date's year.")
    created_month: Date | None = part("By CREATED_MONTH: the first day of the month, in the time zone asked for.")
    account: Account | None = part("By ACCOUNT: with whom.")
    account_type: AccountType | None = part("By ACCOUNT_TYPE: what the company is to us.")
    account_industry: Industry | None = part("By ACCOUNT_INDUSTRY: the company's branch of trade.")
    account_country: CountryCode | None = part("By ACCOUNT_COUNTRY: where the company's invoices go.")
    ultimate_parent: Account | None = part(
        "By ULTIMATE_PARENT: the farthest account above the company that the viewer sees, or the company itself."
    )
    partner: Account | None = part("By PARTNER: the partner account that manages the company.")
    opportunities: Connection[Opportunity] = part(
        "Its deals, the latest close date first.", ordered_pages(filter_input("Opportunity"), OpportunityOrder)
    )


@strawberry.type(description="All deals that were grouped, each counted once.")
class OpportunityGroupTotal(_OpportunityTotals):
    """The grand total of `opportunityGroups`."""


TOTAL = "Everything that `where` keeps, whatever `having` keeps: the groups of all pages and more."


@strawberry.type(description="One page of groups.")
class AccountGroupConnection(Connection[AccountGroup]):
    """Relay's connection, and the grand total."""

    grand_total: AccountGroupTotal = part(TOTAL)


@strawberry.type(description="One page of groups.")
class OpportunityGroupConnection(Connection[OpportunityGroup]):
    """Relay's connection, and the grand total."""

    grand_total: OpportunityGroupTotal = part(TOTAL)


def _dimension_enum(field: str, plural: str) -> Any:
    grouping = GROUPINGS[field]
    names: Any = StrEnum(f"{grouping.noun}Dimension", {name: name for name in grouping.dimensions})  # type: ignore[misc]  # made of data
    return strawberry.enum(names, description=f"What {plural} can be grouped by. The fields of a group say each.")


def _order_input(field: str, plural: str) -> Any:
    grouping = GROUPINGS[field]
    keys: Any = StrEnum(f"{grouping.noun}GroupSortField", {name: name for name in sort_fields(grouping)})  # type: ignore[misc]  # made of data
    description = (
        f"What groups of {plural} can be sorted by: a dimension that `by` names, COUNT, or an aggregate. Owners and"
        " accounts sort by name; stages and tiers in their order."
    )
    namespace = {
        "__annotations__": {"field": strawberry.enum(keys, description=description), "direction": Direction},
        "__doc__": f"A sort key of groups of {plural}.",
        "field": strawberry.field(description="The key."),
        "direction": strawberry.field(description="Which way it runs.", default=Direction.ASC),
    }
    name = f"{grouping.noun}GroupOrder"
    return strawberry.input(type(name, (), namespace), description=f"One key to sort groups of {plural} by.")


def _having_input(field: str, plural: str) -> Any:
    grouping = GROUPINGS[field]
    name = f"{grouping.noun}GroupFilter"
    itself: Any = Annotated[name, strawberry.lazy("graph.schema.groups")]
    fields: dict[str, tuple[Any, str]] = {
        "and": (list[itself], "All of these hold."),
        "or": (list[itself], "One of these holds at least."),
        "not": (itself, "This doesn't hold."),
        "count": (value_filter("Int"), f"By how many {plural} they have."),
        **{
            measure: (TOTALS_FILTERS[each.kind], f"By what `{measure}` comes to.")
            for measure, each in grouping.measures.items()
        },
    }
    return made_input(name, f"Which groups of {plural} to keep: those for which all that is given holds.", fields)


TOTALS_FILTERS = {
    kind: made_input(
        f"{kind}TotalsFilter",
        "All that is given holds.",
        {aggregate: (value_filter(total_kind(kind, aggregate)), f"By `{aggregate}`.") for aggregate in AGGREGATES},
    )
    for kind in ("Decimal", "Int")
}

AccountDimension = _dimension_enum("accountGroups", "accounts")
AccountGroupOrder = _order_input("accountGroups", "accounts")
AccountGroupFilter = _having_input("accountGroups", "accounts")
OpportunityDimension = _dimension_enum("opportunityGroups", "deals")
OpportunityGroupOrder = _order_input("opportunityGroups", "deals")
OpportunityGroupFilter = _having_input("opportunityGroups", "deals")

_By = strawberry.argument(description="What to group by, from one to five dimensions.")
_Having = strawberry.argument(description="Which groups to keep.")
_TimeZone = Annotated[
    str | None,
    strawberry.argument(
        description="Whose months points in time fall into: a name of the IANA database, such as `Europe/Berlin`."
    ),
]


def _grouped(dimension: Any, kept: Any, having_kept: Any, order: Any) -> Any:
    def arguments(
        by: Annotated[list[dimension], _By],
        where: Annotated[kept | None, Where] = UNSET,
        having: Annotated[having_kept | None, _Having] = UNSET,
        order_by: Annotated[list[order] | None, OrderedBy] = UNSET,
        time_zone: _TimeZone = "UTC",
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        return answered_elsewhere()

    return arguments


account_groups = _grouped(AccountDimension, AccountFilter, AccountGroupFilter, AccountGroupOrder)
opportunity_groups = _grouped(
    OpportunityDimension, filter_input("Opportunity"), OpportunityGroupFilter, OpportunityGroupOrder
)
"""The arguments of the root fields."""
