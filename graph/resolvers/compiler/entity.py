"""The registry's vocabulary: an entity is a table behind a door, with parts that are columns, objects and relations.

Every readable field of the graph is one part here. There is no second path that reads rows some other way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from graph.resolvers.compiler.filters import Filter
from graph.resolvers.compiler.order import Key, Order, Through
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer


class Part(Protocol):
    """What a field is in SQL."""

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """An expression for this field's value, over the row of this alias."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or an expression over the row ``{a}``."""

    template: str

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The expression for this row."""
        return self.template.format(a=alias)


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object of some type, made of the row's own columns; null where ``present`` is not true."""

    type_name: str
    parts: Mapping[str, Part]
    present: str

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The object for this row."""
        return f"CASE WHEN {self.present.format(a=alias)} THEN {w.object(self.parts, alias, chosen.shape)} END"


@dataclass(frozen=True, slots=True)
class One:
    """The one row that a relation leads to, if the viewer sees it."""

    relation: Relation

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The object, or null."""
        entity, x, joined = self.relation.join(w, alias)
        return w.one(entity, x, chosen.shape, joined)


@dataclass(frozen=True, slots=True)
class Connection:
    """The rows that a relation leads to, which may depend on the field's arguments: in pages."""

    relation: Relation | Callable[[Chosen], Relation]

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The connection object."""
        relation = self.relation if isinstance(self.relation, Relation) else self.relation(chosen)
        entity, x, joined = relation.join(w, alias)
        return w.connection(entity, x, chosen, joined)


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that a relation leads to, all of them, in an order given as SQL over the row ``{x}``."""

    relation: Relation
    order: str

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The list."""
        entity, x, joined = self.relation.join(w, alias)
        return w.listing(entity, x, chosen.shape, joined, self.order.format(x=x))


@dataclass(frozen=True, slots=True)
class Written:
    """A field whose SQL a function writes."""

    write: "Callable[[Writer, str, Chosen], str]"

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """What the function writes for this row."""
        return self.write(w, alias, chosen)


@dataclass(frozen=True, slots=True)
class Entity:
    """A GraphQL object type whose objects are rows of one table."""

    name: str
    table: str
    door: "Callable[[Writer, str], str]"
    """The predicate that this viewer sees the row of an alias."""
    parts: Mapping[str, Part]
    order: Order
    """What a list is sorted by when nothing else is asked for."""
    sort_keys: Mapping[str, Key | Through] = field(default_factory=dict)
    """The keys that `orderBy` may name."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    """The fields that `where` may name, beside and, or and not."""

    @property
    def stem(self) -> str:
        """What its aliases in SQL begin with."""
        return self.table[:2]
