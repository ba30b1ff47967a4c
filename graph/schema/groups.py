"""Groups of accounts and of opportunities: counted and totaled by several dimensions, for BI."""

from collections.abc import Iterator
from enum import StrEnum

from graph.models.noun import NOUNS
from graph.resolvers.aggregates.dimensions import GROUPINGS, Grouping
from graph.resolvers.aggregates.groups import AGGREGATES, sort_fields, total_kind
from graph.resolvers.nouns.computed import Argument
from graph.resolvers.nouns.lists import PAGES, list_arguments, order_by, where
from graph.schema.connection import connection
from graph.schema.declarations import Declaration, EnumType, Field, InputType, InputValue, ObjectType
from graph.schema.filters import ALL_HOLD, filter_input
from graph.schema.order import order_input

TOTALS = (
    ObjectType(
        "DecimalTotals",
        "Totals of the amounts of a group's records. Null where no record has one.",
        {
            "sum": Field("Decimal", "The sum."),
            "avg": Field("Decimal", "The average of the records that have one, to the cent."),
            "min": Field("Decimal", "The lowest."),
            "max": Field("Decimal", "The highest."),
        },
    ),
    ObjectType(
        "IntTotals",
        "Totals of the whole numbers of a group's records. Null where no record has one.",
        {
            "sum": Field("BigInt", "The sum."),
            "avg": Field("Decimal", "The average of the records that have one, to two decimal places."),
            "min": Field("Int", "The lowest."),
            "max": Field("Int", "The highest."),
        },
    ),
)

ACCOUNT_TOTALS = {
    "count": Field("Int!", "The number of accounts."),
    "annualRevenue": Field("DecimalTotals", "Their annual revenue."),
    "numberOfEmployees": Field("IntTotals!", "Their employees."),
    "totalOpportunityAmount": Field("DecimalTotals", "The amounts of all their deals."),
    "wonOpportunityAmount": Field("DecimalTotals", "The amounts of their won deals."),
    "openCaseCount": Field("IntTotals!", "The numbers of their open cases."),
}
ACCOUNT_DIMENSIONS = {
    "type": Field("AccountType", "By TYPE: what the company is to us."),
    "industry": Field("Industry", "By INDUSTRY: the branch of trade."),
    "country": Field("CountryCode", "By COUNTRY: the country of the billing address."),
    "owner": Field("User", "By OWNER: the user who is responsible."),
    "ownerRole": Field("String", "By OWNER_ROLE: the name of the owner's role."),
    "revenueTier": Field("RevenueTier", "By REVENUE_TIER: the band of annual revenue."),
    "isActive": Field("Boolean", "By IS_ACTIVE: whether we do business with them."),
    "ultimateParent": Field("Account", "By ULTIMATE_PARENT: the farthest account above that the viewer sees."),
    "partner": Field("Account", "By PARTNER: the partner account that manages them."),
    "createdMonth": Field("Date", "By CREATED_MONTH: the first day of the month, in the time zone asked for."),
}

OPPORTUNITY_TOTALS = {
    "count": Field("Int!", "The number of deals."),
    "amount": Field("DecimalTotals", "Their amounts."),
    "expectedRevenue": Field("DecimalTotals", "Their expected revenue: each amount times its probability."),
    "probability": Field("IntTotals", "The probabilities that they are won, in percent."),
}
OPPORTUNITY_DIMENSIONS = {
    "stage": Field("OpportunityStage", "By STAGE: the stage that they have reached."),
    "leadSource": Field("LeadSource", "By LEAD_SOURCE: where they came from."),
    "owner": Field("User", "By OWNER: the user who works on them."),
    "ownerRole": Field("String", "By OWNER_ROLE: the name of the owner's role."),
    "closeMonth": Field("Date", "By CLOSE_MONTH: the first day of the close date's month."),
    "closeQuarter": Field("Date", "By CLOSE_QUARTER: the first day of the close date's quarter."),
    "closeYear": Field("Int", "By CLOSE_YEAR: the close date's year."),
    "createdMonth": Field("Date", "By CREATED_MONTH: the first day of the month, in the time zone asked for."),
    "account": Field("Account", "By ACCOUNT: the account that they are with."),
    "accountType": Field("AccountType", "By ACCOUNT_TYPE: what the company is to us."),
    "accountIndustry": Field("Industry", "By ACCOUNT_INDUSTRY: the company's branch of trade."),
    "accountCountry": Field("CountryCode", "By ACCOUNT_COUNTRY: the country of the company's billing address."),
    "ultimateParent": Field(
        "Account",
        "By ULTIMATE_PARENT: the farthest account above the company that the viewer sees, or the company itself.",
    ),
    "partner": Field("Account", "By PARTNER: the partner account that manages the company."),
}

FIELDS = {"Account": (ACCOUNT_TOTALS, ACCOUNT_DIMENSIONS), "Opportunity": (OPPORTUNITY_TOTALS, OPPORTUNITY_DIMENSIONS)}
"""The totals and the dimensions of a group, by noun."""


def called(noun: str) -> str:
    """What people call the records that are grouped."""
    declared = NOUNS[noun]
    return (declared.groups.of if declared.groups else "") or declared.labels


def group_types() -> Iterator[Declaration]:
    """All types of groups."""
    yield from TOTALS
    yield from (_totals_filter(kind) for kind in ("Decimal", "Int"))
    for grouping in GROUPINGS.values():
        yield from _outputs(grouping)
        yield from _inputs(grouping)


def _outputs(grouping: Grouping) -> Iterator[Declaration]:
    noun = NOUNS[grouping.noun]
    of = called(noun.name)
    totals, dimensions = FIELDS[noun.name]
    records = Field(f"{noun.name}Connection!", f"The {of} of the group.", list_arguments(noun))
    group, total = f"{noun.name}Group", f"{noun.name}GroupTotal"
    yield ObjectType(
        group,
        f"{of.capitalize()} that are the same in each dimension of `by`. A dimension that `by` doesn't name is null, as"
        " is one that is empty, or whose account or user the viewer doesn't see.",
        {**totals, **dimensions, noun.plural: records},
    )
    yield ObjectType(total, f"All {of} that were grouped, each counted once.", totals)
    text = "The totals of all records that meet `where`, of the groups of all pages and of those that `having` omits."
    yield from connection(group, "One page of groups.", {"grandTotal": Field(f"{total}!", text)})


def _inputs(grouping: Grouping) -> Iterator[Declaration]:
    of = called(grouping.noun)
    dimensions: type[StrEnum] = StrEnum(f"{grouping.noun}Dimension", {name: name for name in grouping.dimensions})  # type: ignore[misc]  # made of data
    yield EnumType(dimensions, f"The dimensions that {of} can be grouped by. The fields of a group describe them.")
    keys = (
        f"The keys that groups of {of} can be sorted by: a dimension that `by` names, COUNT, or a total. Owners and"
        " accounts sort by name; stages and tiers in their order."
    )
    yield from order_input(f"{grouping.noun}Group", f"groups of {of}", sort_fields(grouping), keys)
    yield filter_input(
        f"{grouping.noun}GroupFilter",
        f"groups of {of}",
        {
            "count": InputValue("IntFilter", f"Conditions on the number of {of}."),
            **{
                name: InputValue(f"{measure.kind}TotalsFilter", f"Conditions on the totals in `{name}`.")
                for name, measure in grouping.measures.items()
            },
        },
    )


def _totals_filter(kind: str) -> InputType:
    fields = {
        aggregate: InputValue(f"{total_kind(kind, aggregate)}Filter", f"Conditions on `{aggregate}`.")
        for aggregate in AGGREGATES
    }
    return InputType(f"{kind}TotalsFilter", ALL_HOLD, fields)


def root_field(grouping: Grouping) -> Field:
    """The root field that groups the records of a noun."""
    noun = grouping.noun
    spec = NOUNS[noun].groups
    if spec is None:
        raise LookupError(f"{noun} is grouped and declares no groups: give it a GroupSpec, or take it from GROUPINGS.")
    return Field(
        f"{noun}GroupConnection!",
        spec.description,
        (
            Argument("by", f"[{noun}Dimension!]!", "The dimensions to group by, from one to five."),
            where(noun),
            Argument("having", f"{noun}GroupFilter", "Conditions that a group must meet."),
            order_by(f"{noun}Group"),
            Argument(
                "timeZone",
                "String",
                "The time zone of months: a name of the IANA database, such as `Europe/Berlin`.",
                "UTC",
            ),
            *PAGES,
        ),
    )
