"""The vocabulary of filters: what the fields of a noun's filter input are.

Logic has two values: a comparison with an empty value is false, `ne` and `notIn` are the opposites of `eq` and `in`,
and `not` of what is false is true. A filter through a relation sees only rows that the viewer sees.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.models.names import name_key
from graph.models.values.comparison import COMPARISONS
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Expression
from graph.resolvers.node import parse_id, parse_number, parse_recorded_id, plain_text

Shows = tuple[tuple[str, str], ...]
"""Fields, by type and name, whose value something tells of."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one sort are compared."""

    sql_type: str
    value: Callable[[Any], str]
    """Makes the text to compare with of an input value; BadInput for what can't be one."""


def _text(value: Any) -> str:
    return plain_text(str(value), "where")


KINDS = {comparison.name: Kind(comparison.sql_type, str) for comparison in COMPARISONS} | {
    "String": Kind("text", _text),
    "Name": Kind("text", lambda value: name_key(_text(value))),
    "Boolean": Kind("boolean", lambda value: "true" if value else "false"),
    "Enum": Kind("text", str),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A column or an expression over the row ``{a}``, compared with values of a kind."""

    kind: str
    value: Expression
    shows: Shows
    """The fields whose value it is: who may not see one of them may not filter by it."""
    enum: str | None = None
    """For the kind Enum, the GraphQL enum's name."""
    entity: str | None = None
    """For ids and numbers, whose they are; None for ids of any record."""
    searched: Expression | None = None
    """For names, the column that texts are looked for in."""

    @property
    def compared_as(self) -> Kind:
        """How its values are compared."""
        if self.kind == "ID" and self.entity is None:
            return Kind("uuid", lambda value: str(parse_recorded_id(str(value))))
        if self.kind == "ID":
            return Kind("uuid", lambda value: str(parse_id(str(value), only=self.entity)[1]))
        if self.kind == "Number":
            return Kind("bigint", lambda value: str(parse_number(str(value), str(self.entity))))
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class ToOne:
    """The one row that a relation leads to: there is one, it is seen, and the filter keeps it."""

    relation: Relation
    shows: Shows


@dataclass(frozen=True, slots=True)
class ToMany:
    """The rows that a relation leads to and that are seen: a filter keeps some, none, every one, or so many of them."""

    relation: Relation
    shows: Shows


@dataclass(frozen=True, slots=True)
class InSubtree:
    """Accounts below one account in the viewer's tree, that account itself included or not."""

    itself: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Several figures of one value, each with a comparison of its own: all that are named hold."""

    of: Mapping[str, Compared]
    shows: Shows


Filter = Compared | ToOne | ToMany | InSubtree | Figures
"""What a field of a filter input is."""


def shows(entity: str, *fields: str) -> Shows:
    """Fields of one type, as what a filter shows."""
    return tuple((entity, field) for field in fields)


def compared(entity: str, columns: Mapping[str, tuple[str, str]]) -> dict[str, Filter]:
    """Filters on the columns of one entity: by field, the kind and the column's name."""
    return {field: Compared(kind, f"{{a}}.{column}", shows(entity, field)) for field, (kind, column) in columns.items()}
