"""The registry's vocabulary: an entity is a table behind a row filter, with parts that are its fields.

Every readable field of the graph is one part here. There is no second path that reads rows some other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graph.resolvers.compiler.filters import Filter
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.plan import ConnectionPlan, ObjectPlan, RowsPlan, Value
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection, SelectionSet
from graph.sql import Alias, Fragment


class Planning(Protocol):
    """What a computed field plans with."""

    @property
    def scope(self) -> Scope:
        """For whom, and by which strategy."""

    def object(self, parts: Mapping[str, Part], below: SelectionSet) -> ObjectPlan:
        """The selected ones of these fields."""

    def connection(
        self,
        rows: RowsPlan,
        entity: Entity,
        selection: Selection,
        order: Order | None = None,
    ) -> ConnectionPlan:
        """A page of these rows, as the field's arguments have it."""

    def entity(self, name: str) -> Entity:
        """The registry's entity of this name."""

    def of_user(self, user_id: str) -> Planning:
        """Plans what another user sees: for admins alone, else Forbidden. BadInput for who can't sign in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or an expression over the row ``{a}``."""

    template: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object of some type, made of the row's own columns; null where ``present`` is not true."""

    type_name: str
    parts: Mapping[str, Part]
    present: str


@dataclass(frozen=True, slots=True)
class One:
    """The one row that a relation leads to, if the subject sees it."""

    relation: Relation


@dataclass(frozen=True, slots=True)
class Connection:
    """The rows that a relation leads to, which may depend on the field's arguments: in pages."""

    relation: Relation | Callable[[Selection], Relation]


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that a relation leads to, all of them, in an order given as SQL over the row ``{x}``."""

    relation: Relation
    order: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that a function plans."""

    plan: Callable[[Planning, Selection], Value]


Part = Column | Embedded | One | Connection | Listing | Computed
"""What a field is."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A GraphQL object type whose objects are rows of one table."""

    name: str
    table: str
    row_filter: Callable[[Scope, Alias], Fragment]
    """Writes the predicate that the subject sees the row of an alias."""
    parts: Mapping[str, Part]
    order: Order
    """What a list is sorted by when nothing else is asked for."""
    sort_keys: Mapping[str, Key | RelatedSortKey] = field(default_factory=dict)
    """The keys that `orderBy` may name."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    """The fields that `where` may name, beside and, or and not."""

    @property
    def stem(self) -> str:
        """What its aliases in SQL begin with."""
        return self.table[:2]
