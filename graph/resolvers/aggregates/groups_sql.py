"""Groups in SQL."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.resolvers.aggregates.grouped_rows import GroupedRows, GroupKey
from graph.resolvers.compiler.condition_sql import condition_sql
from graph.resolvers.compiler.conditions import Condition
from graph.resolvers.compiler.plan import Compiling, ComputedPlan, ConnectionPlan, ObjectPlan
from graph.resolvers.compiler.scope import Scope, Table
from graph.sql import Alias, Fragment, Identifier, Node, join, number, sql

GROUPS = "groups"
"""The subquery of all groups, by the name that their entity has as its table."""
MEMBERS = Identifier("member")
TOTAL = Identifier("total")

LABELS = {"Account": ("account", "name_key"), "User": ("app_user", "name")}
"""Where the names of keys stand that are ids, by their entity: table and column."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of aggregates."""

    column: str
    aggregate: str
    template: str
    """The number of the row ``{a}`` that is aggregated."""
    total: str
    """The aggregate that makes one figure of all groups'."""


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """A dimension that rows are grouped by."""

    name: str
    key: Callable[[GroupedRows], GroupKey]
    entity: str | None


@dataclass(frozen=True, slots=True)
class GrandTotalPlan(ComputedPlan):
    """The object of all groups together."""

    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The object."""
        t = Alias("t")
        return compiler.object(self.object, t, sql("FROM {total} {t}", total=TOTAL, t=t))


@dataclass(frozen=True, slots=True)
class IsMember:
    """The condition that a row stands in a group: all rows are listed once, with their keys."""

    keys: int

    def __call__(self, _scope: Scope, group: Alias, row: Alias) -> Fragment:
        """The condition over the two."""
        m = Alias("m")
        same = [sql("{m}.{k} IS NOT DISTINCT FROM {g}.{k}", m=m, g=group, k=_key(index)) for index in range(self.keys)]
        return sql(
            "{x}.id = ANY(ARRAY(SELECT {m}.id FROM {members} {m} WHERE {same}))",
            x=row,
            m=m,
            members=MEMBERS,
            same=join(" AND ", same),
        )


@dataclass(frozen=True, slots=True)
class GroupsPlan(ComputedPlan):
    """Groups of one noun's rows, and the page of them that is asked for."""

    noun: Table
    keys: tuple[KeyPlan, ...]
    zone: str
    where: Condition
    figures: tuple[Figure, ...]
    members: bool
    """Whether some group lists its rows."""
    totalled: bool
    """Whether there is a grand total."""
    groups: ConnectionPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The connection object."""
        rows = GroupedRows(compiler.scope, self.noun.name, self.zone)
        keys = [key.key(rows) for key in self.keys]
        where = condition_sql(self.where, compiler.scope, rows.row)
        named = dict(subquery for key in keys for subquery in key.subqueries)
        if self.members:
            source = rows.source(keys, where)
            named[MEMBERS] = sql("SELECT {row}.id, {keys} {source}", row=rows.row, keys=_columns(keys), source=source)
        subqueries = [sql("{name} AS MATERIALIZED ({body})", name=name, body=body) for name, body in named.items()]
        # kept aside only where they are read twice: PostgreSQL counts how often they are named
        groups = self._labelled(keys, self._grouped(rows, keys, where))
        subqueries.append(sql("{name} AS ({body})", name=Identifier(GROUPS), body=groups))
        if self.totalled:
            subqueries.append(sql("{name} AS ({body})", name=TOTAL, body=self._total()))
        return sql(
            "(WITH {subqueries} SELECT {page})",
            subqueries=join(", ", subqueries),
            page=compiler.value(self.groups, row),
        )

    def _grouped(self, rows: GroupedRows, keys: list[GroupKey], where: Fragment) -> Fragment:
        """The groups of all rows: those of each part of them, and where there are several, these together."""
        parts = [self._grouped_from(rows, keys, source) for source in rows.parts(keys, where)]
        if len(parts) == 1:
            return parts[0]
        figures = [_aggregated(figure.total, Identifier(figure.column), figure) for figure in self.figures]
        labels = [
            sql("min({name}) AS {name}", name=_own_label(index))
            for index, key in enumerate(keys)
            if key.label is not None
        ]
        names = [_key(index) for index in range(len(keys))]
        return sql(
            "SELECT {columns} FROM ({parts}) {part} GROUP BY {names}",
            columns=join(", ", [*names, sql("sum(count)::bigint AS count"), *figures, *labels]),
            parts=join(" UNION ALL ", [sql("({part})", part=part) for part in parts]),
            part=Alias("part"),
            names=join(", ", names),
        )

    def _grouped_from(self, rows: GroupedRows, keys: list[GroupKey], source: Fragment) -> Fragment:
        figures = [_aggregated(figure.aggregate, sql(figure.template, a=rows.row), figure) for figure in self.figures]
        labels = [
            sql("{label} AS {name}", label=key.label, name=_own_label(index))
            for index, key in enumerate(keys)
            if key.label is not None
        ]
        return sql(
            "SELECT {columns} {source} GROUP BY {places}",
            columns=join(", ", [_columns(keys), sql("count(*) AS count"), *figures, *labels]),
            source=source,
            places=join(", ", [number(index + 1) for index in range(len(keys))]),
        )

    def _labelled(self, keys: list[GroupKey], groups: Fragment) -> Fragment:
        """The groups with the names of those keys that are ids."""
        labels, joins = [], []
        for index, (plan, key) in enumerate(zip(self.keys, keys, strict=True)):
            if plan.entity is None:
                continue
            table, name = map(Identifier, LABELS[plan.entity])
            named = Alias("named")
            places = {"table": table, "name": name, "k": _key(index), "label": Identifier(f"label{index}"), "l": named}
            if key.label is not None:
                labels.append(
                    sql(
                        "coalesce({own}, (SELECT {name} FROM {table} WHERE id = grouped.{k})) AS {label}",
                        own=_own_label(index),
                        **places,
                    )
                )
            else:
                labels.append(sql("{l}.{name} AS {label}", **places))
                joins.append(sql("LEFT JOIN {table} {l} ON {l}.id = grouped.{k}", **places))
        if not labels:
            return groups
        return sql(
            "SELECT grouped.*, {labels} FROM ({groups}) grouped {joins}",
            labels=join(", ", labels),
            groups=groups,
            joins=join(" ", joins),
        )

    def _total(self) -> Fragment:
        """All groups together: each row stands in one."""
        figures = [_aggregated(figure.total, Identifier(figure.column), figure) for figure in self.figures]
        return sql(
            "SELECT {columns} FROM {groups}",
            columns=join(", ", [sql("coalesce(sum(count), 0)::bigint AS count"), *figures]),
            groups=Identifier(GROUPS),
        )


AGGREGATES = {
    "sum": "sum({value}) AS {column}",
    "count": "count({value}) AS {column}",
    "min": "min({value}) AS {column}",
    "max": "max({value}) AS {column}",
}


def _aggregated(aggregate: str, value: Node, figure: Figure) -> Fragment:
    return sql(AGGREGATES[aggregate], value=value, column=Identifier(figure.column))


def _key(index: int) -> Identifier:
    return Identifier(f"k{index}")


def _own_label(index: int) -> Identifier:
    return Identifier(f"own_label{index}")


def _columns(keys: list[GroupKey]) -> Fragment:
    return join(", ", [sql("{key} AS {name}", key=key.value, name=_key(index)) for index, key in enumerate(keys)])
