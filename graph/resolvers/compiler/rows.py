"""The rows of a list in SQL: the table, the conditions, and the row filter beside them."""

from dataclasses import dataclass

from graph.resolvers.compiler.condition_sql import condition_sql
from graph.resolvers.compiler.plan import RowsPlan
from graph.resolvers.compiler.scope import Scope, over
from graph.resolvers.compiler.search_sql import SearchSql
from graph.sql import TRUE, Alias, Fragment, Identifier, all_of


@dataclass(frozen=True, slots=True)
class RowsSql:
    """Rows as they stand in one place of a statement."""

    table: Identifier
    row: Alias
    where: Fragment
    """What is asked of each row."""
    seen: Fragment
    """The row filter, where ``where`` doesn't hold it."""
    arms: tuple[Fragment, ...]
    """Conditions that together open as much as the row filter; none where a page isn't merged of them."""


def rows_sql(plan: RowsPlan, scope: Scope, origin: Alias) -> RowsSql:
    """The rows of a plan, from the row of this alias."""
    if plan.relation is None:
        row = Alias(plan.table.stem)
        where, seen = over(plan.view, scope, row), scope.sees(plan.table, row)
    else:
        joined = plan.relation.join(scope, origin)
        row, where, seen = joined.row, joined.condition, TRUE
    arms = plan.merged(scope.subject, row) if plan.merged is not None else ()
    where = all_of(where, condition_sql(plan.where, scope, row))
    if plan.search is not None:
        found, seen = SearchSql(plan.search, scope).condition(row, seen, arms)
        where, arms = all_of(where, found), ()  # what is found in each is together already
    return RowsSql(Identifier(plan.table.table), row, where, seen, arms)
