"""The scope that SQL is written in: for whom, by which strategy, and over which tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.auth.sharing import Strategy
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.sql import FALSE, TRUE, Alias, Fragment, sql


class Table(Protocol):
    """What is known of an entity wherever SQL is written."""

    @property
    def name(self) -> str:
        """Its GraphQL type."""

    @property
    def table(self) -> str:
        """Its table."""

    @property
    def stem(self) -> str:
        """What its aliases begin with."""

    @property
    def parts(self) -> Mapping[str, object]:
        """Its fields."""

    @property
    def row_filter(self) -> Callable[[Scope, Alias], Fragment]:
        """Writes the predicate that the subject sees the row of an alias."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a piece of SQL may depend on."""

    subject: Subject
    strategy: Strategy
    entities: Mapping[str, Table]

    @property
    def viewer(self) -> Viewer:
        """The subject as a viewer."""
        return self.subject.viewer

    def sees(self, table: Table, row: Alias, visible_if: Fragment = FALSE) -> Fragment:
        """Whether the subject sees the row, unless ``visible_if`` already says so."""
        if visible_if == TRUE:
            return TRUE
        seen = table.row_filter(self, row)
        return seen if visible_if == FALSE or seen == TRUE else sql("({one} OR {other})", one=visible_if, other=seen)


Expression = str | Callable[[Scope, Alias], Fragment]
"""SQL over one row: a template with the row as ``{a}``, or a function that writes it."""


def over(expression: Expression, scope: Scope, row: Alias) -> Fragment:
    """The expression for the row of this alias."""
    return sql(expression, a=row) if isinstance(expression, str) else expression(scope, row)
