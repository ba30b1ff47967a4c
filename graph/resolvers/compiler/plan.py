"""The plan of a question: which rows by which relation, behind which filters, and which of their fields. Plain data.

A plan is made of a selection once, with everything decided: what is hidden, what a caller's arguments mean, whether a
page is merged. SQL is then written from the plan alone.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from graph.auth.sharing import Strategy
from graph.auth.subject import Subject
from graph.resolvers.compiler.conditions import All, Condition
from graph.resolvers.compiler.order import Order, Place
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Expression, Scope, Table
from graph.resolvers.compiler.search import SearchPlan
from graph.sql import EMPTY, Alias, Fragment


@dataclass(frozen=True, slots=True)
class Value:
    """What one field of the answer is."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of an object, by its key in the answer."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """The fields of one object."""

    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True)
class TypeNamePlan(Value):
    """`__typename`."""

    type_name: str


@dataclass(frozen=True, slots=True)
class HiddenPlan(Value):
    """Null: the field is hidden from whoever asks."""


@dataclass(frozen=True, slots=True)
class ColumnPlan(Value):
    """A column, or an expression over the row ``{a}``."""

    column: Expression


@dataclass(frozen=True, slots=True)
class EmbeddedPlan(Value):
    """An object of the row's own columns; null where ``present`` is not true."""

    present: str
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class SameRowPlan(Value):
    """An object over the row itself."""

    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class ToOnePlan(Value):
    """The one row that a relation leads to, if it is seen."""

    relation: Relation
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class ListPlan(Value):
    """All rows that a relation leads to and that are seen, or all rows of a table that are."""

    rows: RowsPlan
    order: str
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class RowsPlan:
    """Which rows of a table: those of a relation or all, always behind the row filter, and what else is asked."""

    table: Table
    relation: Relation | None = None
    view: Expression = "true"
    where: Condition = All()  # noqa: RUF009  # immutable
    search: SearchPlan | None = None
    merged: Callable[[Subject, Alias], tuple[Fragment, ...]] | None = None
    """Writes conditions that together open as much as the row filter: a page is merged from the first rows of each."""
    gathered: bool = False
    """Whether all are gathered before the page is taken, so that no index has their order."""


@dataclass(frozen=True, slots=True)
class ConnectionPlan(Value):
    """One page of rows."""

    rows: RowsPlan
    order: Order
    size: int
    backwards: bool
    after: Place | None
    before: Place | None
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class NodesPlan(Value):
    """The page's rows."""

    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class EdgesPlan(Value):
    """The page's rows, each in an object with its cursor."""

    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class CursorPlan(Value):
    """A row's cursor."""


@dataclass(frozen=True, slots=True)
class PageInfoPlan(Value):
    """Where the page stands in the list."""

    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class PagePlan(Value):
    """One field of `pageInfo`."""

    field: str


@dataclass(frozen=True, slots=True)
class TotalCountPlan(Value):
    """How many rows there are, whatever the page."""


@dataclass(frozen=True, slots=True)
class AsUserPlan(Value):
    """What another user sees, or whoever asks by name."""

    subject: Subject
    strategy: Strategy
    value: Value


class ComputedPlan(Value):
    """A value with a plan of its own, which knows its SQL."""

    __slots__ = ()

    @abstractmethod
    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """An expression for it, over the row of this alias."""


class Compiling(Protocol):
    """What a computed value is compiled with."""

    @property
    def scope(self) -> Scope:
        """For whom, and by which strategy."""

    def value(self, value: Value, row: Alias) -> Fragment:
        """An expression for a value, over the row of this alias."""

    def object(self, plan: ObjectPlan, row: Alias, source: Fragment = EMPTY) -> Fragment:
        """A JSON object of the plan's fields; ``source`` is the rest of its SELECT, from FROM on, for one row."""

    def array(self, plan: ObjectPlan, row: Alias, source: Fragment) -> Fragment:
        """A JSON array of objects of the plan's fields, one a row of the source, in its order."""
