"""Connections in SQL: one page of rows as its `nodes`, `edges`, `pageInfo` and `totalCount`."""

from collections.abc import Callable, Sequence
from typing import Protocol

from graph.resolvers.compiler.order import Branch, Order
from graph.resolvers.compiler.plan import (
    Compiling,
    ConnectionPlan,
    CursorPlan,
    EdgesPlan,
    NodesPlan,
    ObjectPlan,
    PageInfoPlan,
    PagePlan,
    TotalCountPlan,
    Value,
)
from graph.resolvers.compiler.rows import RowsSql
from graph.sql import EMPTY, FALSE, TRUE, Alias, Fragment, Identifier, all_of, constant, join, literal, number, sql

MOST_ASKED = 2_000
"""Of so many rows, a key that no column tells is found for each alone."""


class CompilingPages(Compiling, Protocol):
    """What a connection is compiled with."""

    def cursor(self, order: Order, row: Alias) -> Fragment:
        """An expression for a row's cursor in this order."""


class ConnectionSql:
    """Writes one connection: its page is read once, with one row more where somebody asks whether more follow."""

    def __init__(self, compiler: CompilingPages, plan: ConnectionPlan, rows: RowsSql) -> None:
        self._compiler = compiler
        self._plan = plan
        self._rows = rows
        self._row = rows.row

    def expression(self) -> Fragment:
        """The connection object."""
        fields = self._plan.object.fields
        if not fields:
            return sql("{none}::json", none=literal("{}"))
        paged = [field.value for field in fields if isinstance(field.value, NodesPlan | EdgesPlan | PageInfoPlan)]
        if len(paged) == 1 and not isinstance(paged[0], PageInfoPlan):
            return self._object(self._plan.object, self._page_alone, EMPTY)
        shared = _Shared()
        columns = self._columns(self._plan.object, lambda value: self._shared_value(value, shared))
        return sql(
            "(SELECT row_to_json({r}.*) FROM (SELECT {columns} {source}) {r})",
            r=Alias("r"),
            columns=columns,
            source=shared.source(self._counted_rows(), self._row),
        )

    def _object(self, plan: ObjectPlan, value: Callable[[Value], Fragment], source: Fragment) -> Fragment:
        if not plan.fields:
            return sql("{none}::json", none=literal("{}"))
        columns = self._columns(plan, value)
        return sql(
            "(SELECT row_to_json({r}.*) FROM (SELECT {columns} {source}) {r})",
            r=Alias("r"),
            columns=columns,
            source=source,
        )

    def _columns(self, plan: ObjectPlan, value: Callable[[Value], Fragment]) -> Fragment:
        return join(
            ", ",
            [sql("{value} AS {key}", value=value(field.value), key=Identifier(field.key)) for field in plan.fields],
        )

    def _page(self, size: int) -> Fragment:
        """The page from FROM on, at most so many rows, from the end that it is counted from."""
        row, scope, plan = self._row, self._compiler.scope, self._plan
        near, far = (plan.before, plan.after) if plan.backwards else (plan.after, plan.before)
        where = self._rows.where
        if far is not None:
            where = all_of(where, plan.order.beyond(scope, row, far, backwards=not plan.backwards))
        by = plan.order.by(scope, row, backwards=plan.backwards)
        at_the_root = plan.rows.relation is None
        counts = not plan.rows.gathered and plan.order.counts()
        distant = counts or (not plan.rows.gathered and plan.order.leads_past_hidden(scope))
        branches: tuple[Branch, ...]
        if plan.rows.gathered:
            beyond = TRUE if near is None else plan.order.beyond(scope, row, near, backwards=plan.backwards)
            branches = (Branch(beyond, by),)
        elif distant and not at_the_root:
            branches = (plan.order.whole(scope, row, near, backwards=plan.backwards),)
        elif counts and not plan.order.leads_past_hidden(scope):
            branches = (plan.order.whole(scope, row, near, backwards=plan.backwards, many=True),)
        else:
            branches = plan.order.branches(scope, row, near, backwards=plan.backwards, known_first=at_the_root)
        arms = self._rows.arms or (self._rows.seen,)
        if distant and at_the_root:
            whole = plan.order.whole(scope, row, near, backwards=plan.backwards)
            firsts = [self._firsts_of_few_or_many(whole, branches, arm, where, size) for arm in arms]
            condition = sql("{row}.id = ANY(ARRAY({firsts}))", row=row, firsts=join(" UNION ALL ", firsts))
        elif len(branches) > 1 or len(arms) > 1 or branches[0].joins:
            condition = sql(
                "{row}.id = ANY(ARRAY({firsts}))", row=row, firsts=self._firsts(branches, arms, where, size)
            )
        else:  # nothing to merge
            condition, by = all_of(where, branches[0].condition, arms[0]), branches[0].by
        return sql(
            "FROM {table} {row} WHERE {condition} ORDER BY {order} LIMIT {size}",
            table=self._rows.table,
            row=row,
            condition=condition,
            order=by,
            size=constant(size, "int"),
        )

    def _firsts_of_few_or_many(
        self, whole: Branch, branches: Sequence[Branch], arm: Fragment, where: Fragment, size: int
    ) -> Fragment:
        """A query for the ids of an arm's first rows by a key that is found in either direction.

        Each of few rows is asked where it leads. Of many, those that they lead to are walked, and asked what leads
        there: few rows would be far apart on that walk. Likewise the related rows of few are counted for each, of many
        for all at once. Only the rows themselves tell whether they are few.
        """
        few, row = Alias("few"), self._row
        rows = sql(
            "SELECT {row}.id FROM {table} {row} WHERE {condition} LIMIT {most}",
            row=row,
            table=self._rows.table,
            condition=all_of(arm, where),
            most=number(MOST_ASKED + 1),
        )
        are_few = sql("(SELECT count(*) FROM {few}) <= {most}", few=few, most=number(MOST_ASKED))
        these = sql("{row}.id = ANY(ARRAY(SELECT id FROM {few}))", row=row, few=few)
        return sql(
            "(WITH {few} AS MATERIALIZED ({rows}) {near} UNION ALL ({far}))",
            few=few,
            rows=rows,
            near=self._firsts_of(whole, [these], are_few, size),
            far=self._firsts(branches, [arm], all_of(sql("NOT {are_few}", are_few=are_few), where), size),
        )

    def _firsts(self, branches: Sequence[Branch], arms: Sequence[Fragment], where: Fragment, size: int) -> Fragment:
        """A query for the ids of the first rows of each arm; a branch is read where those before it have too few."""
        if len(branches) == 1:
            return self._firsts_of(branches[0], arms, where, size)
        names: list[Alias] = []
        found = []
        for branch in branches:
            gate = where
            if names:
                before = [sql("(SELECT count(DISTINCT id) FROM {name})", name=name) for name in names]
                gate = all_of(sql("{before} < {size}", before=join(" + ", before), size=constant(size, "int")), where)
            names.append(Alias("branch"))
            firsts = self._firsts_of(branch, arms, gate, size)
            found.append(sql("{name} AS MATERIALIZED ({firsts})", name=names[-1], firsts=firsts))
        return sql(
            "WITH {branches} {all}",
            branches=join(", ", found),
            all=join(" UNION ALL ", [sql("SELECT id FROM {name}", name=name) for name in names]),
        )

    def _firsts_of(self, branch: Branch, arms: Sequence[Fragment], where: Fragment, size: int) -> Fragment:
        firsts = [
            sql(
                "(SELECT {row}.id FROM {table} {row}{joins} WHERE {condition} ORDER BY {order} LIMIT {size})",
                row=self._row,
                table=self._rows.table,
                joins=join(" ", [EMPTY, *branch.joins]) if branch.joins else EMPTY,
                condition=all_of(arm, where, branch.condition),
                order=branch.by,
                size=constant(size, "int"),
            )
            for arm in arms
        ]
        return join(" UNION ALL ", firsts)

    def _counted_rows(self) -> Fragment:
        """One row more than the page, each with its place, for fields that share them.

        Places are counted from the end that the page is counted from: the row too many is the last of these either way.
        """
        return sql(
            "SELECT {row}.*, row_number() OVER () AS place FROM (SELECT {row}.* {page}) {row}",
            row=self._row,
            page=self._page(self._plan.size + 1),
        )

    def _page_alone(self, value: Value) -> Fragment:
        """A field of a connection of which one field alone shows the page, in list order."""
        row, page = self._row, self._page(self._plan.size)
        if self._plan.backwards:
            page = sql(
                "FROM (SELECT {row}.* {page}) {row} ORDER BY {order}",
                row=row,
                page=page,
                order=self._plan.order.by(self._compiler.scope, row),
            )
        match value:
            case NodesPlan(inner):
                return self._compiler.array(inner, row, page)
            case EdgesPlan(inner):
                return sql(
                    "(SELECT coalesce(json_agg({edge}), '[]') FROM (SELECT {row}.* {page}) {row})",
                    edge=self._edge(inner),
                    row=row,
                    page=page,
                )
        return self._value(value)

    def _shared_value(self, value: Value, shared: "_Shared") -> Fragment:
        """A field of a connection of which several fields show the page, or what is before and after it."""
        match value:
            case NodesPlan(inner):
                return shared.figure(self._array(self._compiler.object(inner, self._row)))
            case EdgesPlan(inner):
                return shared.figure(self._array(self._edge(inner)))
            case PageInfoPlan(inner):
                return self._object(inner, lambda field: self._page_info(field, shared), EMPTY)
        return self._value(value)

    def _value(self, value: Value) -> Fragment:
        if isinstance(value, TotalCountPlan):
            # a table alias of its own would do no good: the condition names this one
            return sql(
                "(SELECT count(*) FROM {table} {row} WHERE {where})",
                table=self._rows.table,
                row=self._row,
                where=all_of(self._rows.where, self._rows.seen),
            )
        return self._compiler.value(value, self._row)

    def _edge(self, plan: ObjectPlan) -> Fragment:
        return self._object(
            plan, lambda value: self._cursor() if isinstance(value, CursorPlan) else self._value(value), EMPTY
        )

    def _cursor(self) -> Fragment:
        return self._compiler.cursor(self._plan.order, self._row)

    def _within(self) -> Fragment:
        return sql("{row}.place <= {size}", row=self._row, size=constant(self._plan.size, "int"))

    def _array(self, value: Fragment) -> Fragment:
        order = sql(" ORDER BY {row}.place DESC", row=self._row) if self._plan.backwards else EMPTY
        return sql(
            "coalesce(json_agg({value}{order}) FILTER (WHERE {within}), '[]')",
            value=value,
            order=order,
            within=self._within(),
        )

    def _page_info(self, value: Value, shared: "_Shared") -> Fragment:
        plan = self._plan
        if not isinstance(value, PagePlan):
            return self._value(value)
        more = sql("count(*) > {size}", size=constant(plan.size, "int"))
        match value.field:
            case "hasNextPage":
                return shared.figure(more) if not plan.backwards else TRUE if plan.before else FALSE
            case "hasPreviousPage":
                return shared.figure(more) if plan.backwards else TRUE if plan.after else FALSE
            case "startCursor":
                return shared.figure(self._end(last=plan.backwards))
            case "endCursor":
                return shared.figure(self._end(last=not plan.backwards))
        raise LookupError(f"{value.field} is no field of a page")

    def _end(self, *, last: bool) -> Fragment:
        return sql(
            "(array_agg({cursor} ORDER BY {row}.place {direction}) FILTER (WHERE {within}))[1]",
            cursor=self._cursor(),
            row=self._row,
            direction=sql("DESC" if last else "ASC"),
            within=self._within(),
        )


class _Shared:
    """Figures over the counted rows, each found once however many fields show it."""

    def __init__(self) -> None:
        self._page = Alias("page")
        self._names: dict[Fragment, Identifier] = {}

    def figure(self, aggregate: Fragment) -> Fragment:
        """The figure, by its name."""
        name = self._names.setdefault(aggregate, Identifier(f"found{len(self._names)}"))
        return sql("{page}.{name}", page=self._page, name=name)

    def source(self, rows: Fragment, row: Alias) -> Fragment:
        """Where the figures come from; nothing where there is none."""
        if not self._names:
            return EMPTY
        figures = [sql("{figure} AS {name}", figure=figure, name=name) for figure, name in self._names.items()]
        return sql(
            "FROM (SELECT {figures} FROM ({rows}) {row}) {page}",
            figures=join(", ", figures),
            rows=rows,
            row=row,
            page=self._page,
        )
