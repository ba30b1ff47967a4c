"""What a type of the schema declares: plain data, of which `graph.schema.strawberry_types` makes Strawberry's types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph.resolvers.nouns.computed import Argument

FieldName = tuple[str, str]
"""A field by its type and its name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object type: its GraphQL type, such as ``[Account!]!``, its description and its arguments."""

    type: str
    description: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object type, or an interface."""

    name: str
    description: str
    fields: Mapping[str, Field]
    implements: str = ""
    """The interface that it implements, if any."""
    interface: bool = False
    ruled: bool = True
    """Whether its fields have field rules. Types that hold no data of their own have none: pages, edges, payloads."""


@dataclass(frozen=True, slots=True)
class InputValue:
    """A field of an input type. ``sets`` is the field whose value it sets, and whose rule is printed with it."""

    type: str
    description: str
    default: str | None = None
    sets: FieldName | None = None


@dataclass(frozen=True, slots=True)
class InputType:
    """An input type; with ``one_of``, exactly one of its fields is given."""

    name: str
    description: str
    fields: Mapping[str, InputValue]
    one_of: bool = False


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum type, and the descriptions of its values where they have any."""

    enum: type[StrEnum]
    description: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The enum's name."""
        return self.enum.__name__


Declaration = ObjectType | InputType | EnumType


def named_type(type_: str) -> str:
    """The name in a GraphQL type.

    >>> named_type("[Account!]!")
    'Account'
    """
    return type_.strip("[]!")


def prose(docstring: str | None) -> str:
    """A docstring as one line."""
    return " ".join((docstring or "").split())
