"""Groups of a noun's records: counted and totaled by several dimensions, for BI."""

from collections.abc import Iterator
from enum import StrEnum

from graph.resolvers.aggregates.dimensions import Grouping
from graph.resolvers.aggregates.groupings import GROUPINGS
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


def group_types() -> Iterator[Declaration]:
    """All types of groups."""
    yield from TOTALS
    yield from (_totals_filter(kind) for kind in ("Decimal", "Int"))
    for grouping in GROUPINGS.values():
        yield from _outputs(grouping)
        yield from _inputs(grouping)


def _outputs(grouping: Grouping) -> Iterator[Declaration]:
    noun, of = grouping.noun, grouping.called
    totals = {"count": Field("Int!", f"The number of {of}.")}
    for name, measure in grouping.measures.items():
        type_ = f"{measure.kind}Totals"
        totals[name] = Field(type_ if measure.rule.hidden_from else f"{type_}!", measure.description)
    dimensions = {
        dimension.field: Field(dimension.graphql_type, dimension.description)
        for dimension in grouping.dimensions.values()
    }
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
    of, noun = grouping.called, grouping.noun.name
    dimensions: type[StrEnum] = StrEnum(f"{noun}Dimension", {name: name for name in grouping.dimensions})  # type: ignore[misc]  # made of data
    yield EnumType(dimensions, f"The dimensions that {of} can be grouped by. The fields of a group describe them.")
    keys = (
        f"The keys that groups of {of} can be sorted by: a dimension that `by` names, COUNT, or a total. Owners and"
        " accounts sort by name; stages and tiers in their order."
    )
    yield from order_input(f"{noun}Group", f"groups of {of}", sort_fields(grouping), keys)
    yield filter_input(
        f"{noun}GroupFilter",
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
    noun = grouping.noun.name
    return Field(
        f"{noun}GroupConnection",
        grouping.description,
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
