"""From a plan to the SQL whose result is already the JSON of that part of the answer."""

from graph.resolvers.compiler.connection import ConnectionSql
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.plan import (
    AsUserPlan,
    ColumnPlan,
    ComputedPlan,
    ConnectionPlan,
    EmbeddedPlan,
    HiddenPlan,
    ListPlan,
    ObjectPlan,
    SameRowPlan,
    ToOnePlan,
    TypeNamePlan,
    Value,
)
from graph.resolvers.compiler.rows import rows_sql
from graph.resolvers.compiler.scope import Scope, over
from graph.sql import EMPTY, Alias, Fragment, Identifier, all_of, join, literal, sql


class SelectCompiler:
    """Writes the SQL of plans, in one scope."""

    def __init__(self, scope: Scope, cursors: CursorKey) -> None:
        self.scope = scope
        self._cursors = cursors

    def object(self, plan: ObjectPlan, row: Alias, source: Fragment = EMPTY) -> Fragment:
        """A JSON object of the plan's fields; ``source`` is the rest of its SELECT, from FROM on, for one row."""
        if not plan.fields:
            return sql("(SELECT {none} {source})", none=NO_FIELDS, source=source)
        return sql(
            "(SELECT row_to_json({r}.*) FROM (SELECT {columns} {source}) {r})",
            r=Alias("r"),
            columns=self._columns(plan, row),
            source=source,
        )

    def array(self, plan: ObjectPlan, row: Alias, source: Fragment) -> Fragment:
        """A JSON array of objects of the plan's fields, one a row of the source, in its order."""
        r = Alias("r")
        if not plan.fields:
            return sql(
                "(SELECT coalesce(json_agg({none}), '[]') FROM (SELECT {source}) {r})",
                none=NO_FIELDS,
                source=source,
                r=r,
            )
        return sql(
            "(SELECT coalesce(json_agg({r}.*), '[]') FROM (SELECT {columns} {source}) {r})",
            r=r,
            columns=self._columns(plan, row),
            source=source,
        )

    def value(self, value: Value, row: Alias) -> Fragment:  # noqa: PLR0911  # one for each sort of value
        """An expression for a value, over the row of this alias."""
        match value:
            case TypeNamePlan(type_name):
                return sql("{name}::text", name=literal(type_name))
            case HiddenPlan():
                return sql("NULL::json")
            case ColumnPlan(column):
                return over(column, self.scope, row)
            case EmbeddedPlan(present, inner):
                return sql(
                    "CASE WHEN {present} THEN {object} END", present=sql(present, a=row), object=self.object(inner, row)
                )
            case SameRowPlan(inner):
                return self.object(inner, row)
            case ToOnePlan(relation, inner):
                joined = relation.join(self.scope, row)
                source = sql(
                    "FROM {table} {x} WHERE {condition}",
                    table=Identifier(joined.table.table),
                    x=joined.row,
                    condition=joined.condition,
                )
                return self.object(inner, joined.row, source)
            case ListPlan(rows, order, inner):
                found = rows_sql(rows, self.scope, row)
                source = sql(
                    "FROM {table} {x} WHERE {where} ORDER BY {order}",
                    table=found.table,
                    x=found.row,
                    where=all_of(found.where, found.seen),
                    order=sql(order, x=found.row),
                )
                return self.array(inner, found.row, source)
            case ConnectionPlan():
                return ConnectionSql(self, value, rows_sql(value.rows, self.scope, row)).expression()
            case AsUserPlan(subject, strategy, inner):
                scope = Scope(subject, strategy, self.scope.entities)
                return SelectCompiler(scope, self._cursors).value(inner, row)
            case ComputedPlan():
                return value.compile(self, row)
        raise TypeError(f"{value!r} is no value of a row")

    def cursor(self, order: Order, row: Alias) -> Fragment:
        """An expression for a row's cursor in this order."""
        return self._cursors.expression(order.name, [key.text(self.scope, row) for key in order.keys])

    def _columns(self, plan: ObjectPlan, row: Alias) -> Fragment:
        return join(
            ", ",
            [
                sql("{value} AS {key}", value=self.value(field.value, row), key=Identifier(field.key))
                for field in plan.fields
            ],
        )


NO_FIELDS = sql("{empty}::json", empty=literal("{}"))
"""The object of a selection that leaves every field out."""
