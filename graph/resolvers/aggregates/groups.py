"""Groups: rows counted and totalled by several dimensions at once, for BI. What is asked of them, as a plan.

The rows are read once. What they add up to is a subquery of the statement, which pages of groups, their number and the
grand total all read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.auth import field_rules
from graph.errors import BadInput
from graph.models.noun import constant_case
from graph.resolvers.aggregates.dimensions import Dimension, Grouping, Measure
from graph.resolvers.aggregates.grouped_rows import zone_of
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.groups_sql import GROUPS, Figure, GrandTotalPlan, GroupsPlan, IsMember, KeyPlan
from graph.resolvers.compiler import budget
from graph.resolvers.compiler.conditions import Where
from graph.resolvers.compiler.entity import Column, Computed, Connection, Entity, Part
from graph.resolvers.compiler.filters import Compared, Figures, Filter
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.paging import page_of
from graph.resolvers.compiler.plan import ConnectionPlan, RowsPlan, SameRowPlan, Value
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.selection import Selection, SelectionSet
from graph.sql import TRUE

MAX_DIMENSIONS = 5

AGGREGATES = ("sum", "avg", "min", "max")

BELOW = frozenset({"nodes", "edges", "node", "grandTotal"})
"""The fields between a connection and the fields of its groups."""


def sort_fields(grouping: Grouping) -> dict[str, tuple[str, str] | None]:
    """What groups can be sorted by: each dimension, COUNT, and each aggregate as its measure's name and its own."""
    aggregates: dict[str, tuple[str, str] | None] = {
        f"{constant_case(measure)}_{aggregate.upper()}": (measure, aggregate)
        for measure in grouping.measures
        for aggregate in AGGREGATES
    }
    return {**dict.fromkeys(grouping.dimensions), "COUNT": None, **aggregates}


def grouped(field: str) -> Callable[[Planner, Selection], Value]:
    """Plans the root field of this name."""
    return lambda planner, selection: _GroupsPlanner(planner, field, selection).plan()


class _GroupsPlanner:
    def __init__(self, planner: Planner, field: str, selection: Selection) -> None:
        self._planner = planner
        self._viewer = planner.scope.viewer
        self._field = field
        self._selection = selection
        self._grouping = GROUPINGS[field]
        self._by = self._dimensions()
        self._zone = zone_of(str(selection.argument("timeZone", "UTC")))

    def _dimensions(self) -> dict[str, Dimension]:
        asked = [str(name) for name in self._selection.argument("by", ())]
        if not 1 <= len(asked) <= MAX_DIMENSIONS:
            raise BadInput(f"`by` names {len(asked)} dimensions: name 1 to {MAX_DIMENSIONS}.")
        for name in asked:
            if asked.count(name) > 1:
                raise BadInput(f"`by` names {name} twice: once is enough.")
            field_rules.require_usable(self._viewer, *self._grouping.dimensions[name].shows)
        return {name: self._grouping.dimensions[name] for name in asked}

    def plan(self) -> GroupsPlan:
        """The plan of the connection."""
        selection, planner, entity = self._selection, self._planner, self._entity()
        shown = list(_shown(selection.below))
        for name in shown:
            if name.name in self._grouping.measures:
                field_rules.require_usable(self._viewer, (self._grouping.noun.name, name.name))
        order, page = self._order(), page_of(selection)
        after, before = planner.place(order, page.after, "after"), planner.place(order, page.before, "before")
        planner.budget.spend(budget.GROUPS)
        having: Where = selection.argument("having", ())
        kept = planner.filters("having").condition(entity, having)
        noun = planner.entity(self._grouping.noun.name)
        where = planner.filters().condition(noun, selection.argument("where", ()))
        groups = planner.page(entity.parts, selection.below, {"grandTotal": self._grand_total})
        figures = [figure for asked in self._aggregates(shown, having) for figure in self._figures(*asked)]
        return GroupsPlan(
            noun=noun,
            keys=tuple(KeyPlan(name, dimension.key, dimension.entity) for name, dimension in self._by.items()),
            zone=self._zone,
            where=where,
            figures=tuple(dict.fromkeys(figures)),
            members=any(field.name == self._grouping.noun.plural for field in shown),
            totalled=selection.below.field("grandTotal") is not None,
            groups=ConnectionPlan(
                RowsPlan(entity, where=kept, gathered=True), order, page.size, page.backwards, after, before, groups
            ),
        )

    def _aggregates(self, shown: list[Selection], having: Where) -> Iterator[tuple[str, str]]:
        """All that is totalled, by measure and aggregate: for what is shown, sorted by and filtered by."""
        measures = self._grouping.measures
        for field in shown:
            if field.name in measures:
                yield from ((field.name, inner.name) for inner in field.below.fields if inner.name in AGGREGATES)
        for asked in self._selection.argument("orderBy", ()):
            aggregate = sort_fields(self._grouping)[str(dict(asked)["field"])]
            if aggregate is not None:
                yield aggregate
        yield from _compared(having, measures)

    def _figures(self, field: str, aggregate: str) -> Iterator[Figure]:
        """The columns of sums that an aggregate is made of."""
        template, stem = self._grouping.measures[field].template, constant_case(field).lower()
        if aggregate == "avg":
            yield Figure(f"{stem}_sum", "sum", template, "sum")
            yield Figure(f"{stem}_known", "count", template, "sum")
        else:
            yield Figure(f"{stem}_{aggregate}", aggregate, template, aggregate)

    def _order(self) -> Order:
        asked: tuple[tuple[tuple[str, Any], ...], ...] = self._selection.argument("orderBy", ())
        keys: list[Key] = []
        spelled: list[str] = []
        named: set[str] = set()
        for one in asked:
            name, direction = str(dict(one)["field"]), str(dict(one)["direction"])
            if name in named:
                raise BadInput(f"`orderBy` names {name} twice: once is enough.")
            named.add(name)
            spelled.append(f"{name} {direction}")
            keys += [key.reversed() if direction == "DESC" else key for key in self._sort_keys(name)]
        for name in self._by:  # what tells groups apart makes the order total
            if name not in named:
                keys += self._sort_keys(name)
        zone = f" in {self._zone}" if any(dimension.zoned for dimension in self._by.values()) else ""
        return Order(f"{self._field} by {', '.join(self._by)}{zone}: {', '.join(spelled)}", tuple(keys))

    def _sort_keys(self, name: str) -> Iterator[Key]:
        if name == "COUNT":
            yield Key("{a}.count", "bigint")
            return
        aggregate = sort_fields(self._grouping)[name]
        if aggregate is not None:
            field_rules.require_usable(self._viewer, (self._grouping.noun.name, aggregate[0]))
            yield Key(_figure(*aggregate), "numeric", nullable=True)
            return
        if name not in self._by:
            raise BadInput(f"`orderBy` names {name}, by which nothing is grouped: name it in `by` too.")
        index, dimension = list(self._by).index(name), self._by[name]
        if dimension.entity is not None:
            yield Key(f'{{a}}.label{index} COLLATE "C"', "text", nullable=True)  # names of users may be equal
        if dimension.ranks is not None:
            ranks = ", ".join(f"'{rank}'" for rank in dimension.ranks)
            yield Key(f"array_position(ARRAY[{ranks}], {{a}}.k{index})", "int", nullable=True)
        else:
            collate = ' COLLATE "C"' if dimension.type == "text" else ""
            yield Key(f"{{a}}.k{index}{collate}", dimension.type, nullable=True)

    def _entity(self) -> Entity:
        """The groups as something that has pages and filters."""
        columns = {name: f"k{index}" for index, name in enumerate(self._by)}
        parts: dict[str, Part] = {
            dimension.field: dimension.part(columns[name]) if name in columns else Column("NULL::json")
            for name, dimension in self._grouping.dimensions.items()
        }
        noun = self._grouping.noun
        # what is grouped is seen
        parts[noun.plural] = Connection(Relation(noun.name, IsMember(len(self._by)), visible_if="true"))
        filters: dict[str, Filter] = {
            "count": Compared("Int", "{a}.count", ()),
            **{name: _totals_filter(noun.name, name, measure) for name, measure in self._grouping.measures.items()},
        }
        name = f"{noun.name}Group"
        return Entity(
            name=name,
            table=GROUPS,
            row_filter=lambda _scope, _row: TRUE,  # made of rows that passed theirs
            parts={**parts, **self._number_parts()},
            order=Order(name, ()),
            filters=filters,
        )

    def _number_parts(self) -> dict[str, Part]:
        totals = {name: Computed(_totals(name, measure)) for name, measure in self._grouping.measures.items()}
        return {"count": Column("{a}.count"), **totals}

    def _grand_total(self, selection: Selection) -> Value:
        return GrandTotalPlan(self._planner.object(self._number_parts(), selection.below))


def _shown(below: SelectionSet) -> Iterator[Selection]:
    """The fields of groups and of the grand total, wherever a connection shows them."""
    for selection in below.fields:
        if selection.name in BELOW:
            yield from _shown(selection.below)
        else:
            yield selection


def _compared(having: Where, measures: Mapping[str, Measure]) -> Iterator[tuple[str, str]]:
    """The aggregates that a filter compares, by measure and aggregate."""
    for name, given in having:
        if given is None:
            continue
        if name in ("and", "or"):
            for one in given:
                yield from _compared(one, measures)
        elif name == "not":
            yield from _compared(given, measures)
        elif name in measures:
            yield from ((name, aggregate) for aggregate, inner in given if inner is not None)


def _totals(field: str, measure: Measure) -> Callable[[Any, Selection], Value]:
    def part(aggregate: str) -> Part:
        cast = "::text" if aggregate == "avg" or measure.kind == "Decimal" else ""
        return Column(f"({_figure(field, aggregate)}){cast}")

    parts = {aggregate: part(aggregate) for aggregate in AGGREGATES}
    return lambda planning, selection: SameRowPlan(planning.object(parts, selection.below))


def _totals_filter(noun: str, field: str, measure: Measure) -> Figures:
    """Conditions over the aggregates of one number."""
    return Figures(
        {
            aggregate: Compared(total_kind(measure.kind, aggregate), _figure(field, aggregate), ())
            for aggregate in AGGREGATES
        },
        ((noun, field),),
    )


def _figure(field: str, aggregate: str) -> str:
    """An aggregate over the group ``{a}``; null where no row has a value."""
    stem = constant_case(field).lower()
    if aggregate != "avg":
        return f"{{a}}.{stem}_{aggregate}"
    # twenty places before it is rounded: rounded twice, it could be a cent too high
    return f"round({{a}}.{stem}_sum * 1.00000000000000000000 / {{a}}.{stem}_known, 2)"


def total_kind(kind: str, aggregate: str) -> str:
    """What an aggregate of numbers of a kind is compared as."""
    if aggregate == "avg":
        return "Decimal"
    return "BigInt" if kind == "Int" and aggregate == "sum" else kind
