"""Groups: rows counted and totalled by several dimensions at once, for BI.

The rows are read once. What they add up to is a subquery of the statement, which pages of groups, their number and the
grand total all read.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.auth import field_rules
from graph.errors import BadInput
from graph.resolvers.aggregates.dimensions import GROUPINGS, Dimension, Grouping, Measure
from graph.resolvers.aggregates.grouped_rows import GroupedRows, zone_of
from graph.resolvers.compiler.connection import Pages
from graph.resolvers.compiler.entity import Column, Connection, Entity, Part, Written
from graph.resolvers.compiler.filters import Compared, Filters
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.paging import page_of
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen, Shape

if TYPE_CHECKING:
    from graph.resolvers.compiler.filters import Filter, Where
    from graph.resolvers.compiler.statement import Writer

MOST_DIMENSIONS = 5

AGGREGATES = ("sum", "avg", "min", "max")

MEMBERS = {"Account": "accounts", "Opportunity": "opportunities"}
"""The field of a group that lists its rows, by their noun."""

BELOW = frozenset({"nodes", "edges", "node", "grandTotal"})
"""The fields between a connection and the fields of its groups."""


def sort_fields(grouping: Grouping) -> dict[str, tuple[str, str] | None]:
    """What groups can be sorted by: each dimension, COUNT, and each aggregate as its measure's name and its own."""
    aggregates: dict[str, tuple[str, str] | None] = {
        f"{_constant(measure)}_{aggregate.upper()}": (measure, aggregate)
        for measure in grouping.measures
        for aggregate in AGGREGATES
    }
    return {**dict.fromkeys(grouping.dimensions), "COUNT": None, **aggregates}


def _constant(field: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", field).upper()


def grouped(field: str) -> "Callable[[Writer, Chosen], str]":
    """Writes the root field of this name."""
    return lambda w, chosen: _Groups(w, field, chosen).sql()


def _columns(keys: list[str]) -> str:
    return ", ".join(f"{key} AS k{index}" for index, key in enumerate(keys))


class _Groups:
    def __init__(self, w: "Writer", field: str, chosen: Chosen) -> None:
        self._w = w
        self._field = field
        self._chosen = chosen
        self._grouping = GROUPINGS[field]
        self._by = self._dimensions()
        self._zone = zone_of(str(chosen.argument("timeZone", "UTC")))
        self._figures: dict[str, str] = {}
        self.table = w.p.alias("groups")
        self.total = w.p.alias("total")
        self._members = ""
        self._totals_shown = False
        self._rows = GroupedRows(w, self._grouping.noun, self._zone)

    def _dimensions(self) -> dict[str, Dimension]:
        asked = [str(name) for name in self._chosen.argument("by", ())]
        if not 1 <= len(asked) <= MOST_DIMENSIONS:
            raise BadInput(f"`by` names {len(asked)} dimensions: name 1 to {MOST_DIMENSIONS}.")
        for name in asked:
            if asked.count(name) > 1:
                raise BadInput(f"`by` names {name} twice: once is enough.")
            field_rules.require_usable(self._w.viewer, *self._grouping.dimensions[name].shows)
        return {name: self._grouping.dimensions[name] for name in asked}

    def sql(self) -> str:
        """The connection object."""
        chosen, w = self._chosen, self._w
        self._require_usable(chosen.shape)
        keys = [dimension.key(self._rows) for dimension in self._by.values()]
        order, page = self._order(), page_of(chosen)
        after, before = w.read_cursor(order, page.after, "after"), w.read_cursor(order, page.before, "before")
        alias = w.p.alias("g")
        having = Filters(w, "having").condition(self._entity(), alias, chosen.argument("having", ()))
        kept = Filters(w).condition(w.entity(self._grouping.noun), self._rows.alias, chosen.argument("where", ()))
        pages = _GroupPages(w, self._entity(), alias, having, order, page, (after, before), "true", ())
        pages.groups = self
        shown = pages.sql(chosen.shape)
        # last: what is totalled is known when all that shows it is written
        subqueries = dict(self._rows.subqueries)
        if self._members:
            subqueries[self._members] = f"SELECT {self._rows.alias}.id, {_columns(keys)} {self._rows.source(kept)}"
        named = [f"{name} AS MATERIALIZED ({sql})" for name, sql in subqueries.items()]
        # kept aside only where they are read twice: PostgreSQL counts how often they are named
        named.append(f"{self.table} AS ({self._grouped(keys, kept)})")
        if self._totals_shown:
            named.append(f"{self.total} AS ({self._totalled()})")
        return f"(WITH {', '.join(named)} SELECT {shown})"

    def _require_usable(self, shape: Shape) -> None:
        """Stop a hidden number from being totalled: FieldHidden."""
        for chosen in shape.fields:
            if chosen.name in self._grouping.measures:
                field_rules.require_usable(self._w.viewer, (self._grouping.noun, chosen.name))
            elif chosen.name in BELOW:
                self._require_usable(chosen.shape)

    def _grouped(self, keys: list[str], kept: str) -> str:
        figures = "".join(f", {sql.format(a=self._rows.alias)} AS {name}" for name, sql in self._figures.items())
        places = ", ".join(str(index + 1) for index in range(len(keys)))
        labels, joins = "", ""
        for index, (key, dimension) in enumerate(zip(keys, self._by.values(), strict=True)):
            if dimension.entity is None:
                continue
            table, name = {"Account": ("account", "name_key"), "User": ("app_user", "name")}[dimension.entity]
            if key in self._rows.labels:
                figures += f", {self._rows.labels[key]} AS own_label{index}"
                named = f"(SELECT {name} FROM {table} WHERE id = grouped.k{index})"
                labels += f", coalesce(own_label{index}, {named}) AS label{index}"
            else:
                labels += f", l{index}.{name} AS label{index}"
                joins += f" LEFT JOIN {table} l{index} ON l{index}.id = grouped.k{index}"
        groups = f"SELECT {_columns(keys)}, count(*) AS count{figures} {self._rows.source(kept)} GROUP BY {places}"
        return f"SELECT grouped.*{labels} FROM ({groups}) grouped{joins}" if labels else groups

    def _is_member(self, w: "Writer", g: str, x: str) -> str:
        """The condition that the row ``x`` stands in the group ``g``: all rows are listed once, with their keys."""
        self._members = self._members or w.p.alias("member")
        m = w.p.alias("m")
        same = " AND ".join(f"{m}.k{index} IS NOT DISTINCT FROM {g}.k{index}" for index in range(len(self._by)))
        return f"{x}.id = ANY(ARRAY(SELECT {m}.id FROM {self._members} {m} WHERE {same}))"

    def _totalled(self) -> str:
        """All groups together: each row stands in one."""
        figures = "".join(
            f", {'sum' if name.endswith(('_sum', '_known')) else name.rpartition('_')[2]}({name}) AS {name}"
            for name in self._figures
        )
        return f"SELECT coalesce(sum(count), 0)::bigint AS count{figures} FROM {self.table}"

    def figure(self, field: str, aggregate: str) -> str:
        """An aggregate over the group ``{a}``; null where no row has a value."""
        measure = self._grouping.measures[field]
        stem = _constant(field).lower()
        if aggregate != "avg":
            self._figures[f"{stem}_{aggregate}"] = f"{aggregate}({measure.template})"
            return f"{{a}}.{stem}_{aggregate}"
        self._figures[f"{stem}_sum"] = f"sum({measure.template})"
        self._figures[f"{stem}_known"] = f"count({measure.template})"
        # twenty places before it is rounded: rounded twice, it could be a cent too high
        return f"round({{a}}.{stem}_sum * 1.00000000000000000000 / {{a}}.{stem}_known, 2)"

    def _order(self) -> Order:
        asked: tuple[tuple[tuple[str, Any], ...], ...] = self._chosen.argument("orderBy", ())
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
            field_rules.require_usable(self._w.viewer, (self._grouping.noun, aggregate[0]))
            yield Key(self.figure(*aggregate), "numeric", nullable=True)
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
        columns = {dimension.field: f"k{index}" for index, dimension in enumerate(self._by.values())}
        parts: dict[str, Part] = {
            dimension.field: dimension.part(columns[dimension.field]) if name in self._by else Column("NULL::json")
            for name, dimension in self._grouping.dimensions.items()
        }
        noun = self._grouping.noun
        parts[MEMBERS[noun]] = Connection(Relation(noun, self._is_member, given="true"))  # what is grouped is seen
        filters: dict[str, Filter] = {
            "count": Compared("Int", "{a}.count", ()),
            **{
                name: _TotalsFilter(self, noun, name, measure.kind) for name, measure in self._grouping.measures.items()
            },
        }
        name = f"{noun}Group"
        return Entity(
            name=name,
            table=self.table,
            door=lambda _w, _a: "true",  # made of rows that passed theirs
            parts={**parts, **self._number_parts()},
            order=Order(name, ()),
            filters=filters,
        )

    def _number_parts(self) -> dict[str, Part]:
        totals = {name: Written(self._totals(name, measure)) for name, measure in self._grouping.measures.items()}
        return {"count": Column("{a}.count"), **totals}

    def _totals(self, field: str, measure: Measure) -> "Callable[[Writer, str, Chosen], str]":
        def part(aggregate: str) -> Part:
            cast = "::text" if aggregate == "avg" or measure.kind == "Decimal" else ""
            return Written(lambda _w, a, _chosen: f"({self.figure(field, aggregate)}){cast}".format(a=a))

        parts = {aggregate: part(aggregate) for aggregate in AGGREGATES}
        return lambda w, a, chosen: w.object(parts, a, chosen.shape)

    def grand_total(self, shape: Shape) -> str:
        """The object of all groups together."""
        self._totals_shown = True
        t = self._w.p.alias("t")
        return self._w.object(self._number_parts(), t, shape, f"FROM {self.total} {t}")


class _GroupPages(Pages):
    """A connection that has a grand total."""

    groups: _Groups

    def _field(self, chosen: Chosen, shape: Shape, *, alone: bool) -> str:
        if chosen.name == "grandTotal":
            return self.groups.grand_total(chosen.shape)
        return super()._field(chosen, shape, alone=alone)


@dataclass(frozen=True, slots=True)
class _TotalsFilter:
    """Conditions over the aggregates of one number."""

    groups: _Groups
    noun: str
    field: str
    kind: str

    def sql(self, f: Filters, alias: str, given: "Where") -> str:
        """All that are given hold."""
        field_rules.require_usable(f.w.viewer, (self.noun, self.field))
        return f.all(
            Compared(total_kind(self.kind, aggregate), self.groups.figure(self.field, aggregate), ()).sql(
                f, alias, inner
            )
            for aggregate, inner in given
            if inner is not None
        )


def total_kind(kind: str, aggregate: str) -> str:
    """What an aggregate of numbers of a kind is compared as."""
    if aggregate == "avg":
        return "Decimal"
    return "BigInt" if kind == "Int" and aggregate == "sum" else kind
