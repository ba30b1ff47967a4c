"""Fields of nouns that are no columns and depend on the viewer or on other rows: each with its SQL, type and rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.auth import field_rules
from graph.models.noun import NOUNS
from graph.models.rules import OPEN, FieldRule
from graph.resolvers.compiler.entity import Part
from graph.resolvers.compiler.filters import Filter
from graph.resolvers.compiler.order import Key, RelatedSortKey


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field: its GraphQL type, such as ``[ID!]``, and the default that the schema prints, if any."""

    name: str
    type: str
    description: str
    default: str | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedField:
    """A field that code computes: its GraphQL type, such as ``[Account!]!``, its SQL, and how lists use it."""

    type: str
    description: str
    part: Part
    arguments: tuple[Argument, ...] = ()
    rule: FieldRule = OPEN
    filter: Filter | None = None
    sort_key: tuple[str, Key | RelatedSortKey] | None = None
    """The key's name, and the key."""


COMPUTED: dict[str, dict[str, ComputedField]] = {}
"""The computed fields, by noun and by name."""


def computed(noun: str, fields: Mapping[str, ComputedField]) -> None:
    """Declares computed fields of a noun. One with the name of a reference that is read elsewhere replaces it."""
    _require_noun(noun, next(iter(fields), ""))
    COMPUTED.setdefault(noun, {}).update(fields)
    field_rules.declare(noun, {name: field.rule for name, field in fields.items()})


FILTERS: dict[str, dict[str, Filter]] = {}
"""Filters that are no field's, by noun and by name."""


def filtered(noun: str, filters: Mapping[str, Filter]) -> None:
    """Declares filters of a noun that are no field's."""
    _require_noun(noun, next(iter(filters), ""))
    FILTERS.setdefault(noun, {}).update(filters)


def _require_noun(name: str, field: str) -> None:
    if name not in NOUNS:
        raise LookupError(f"{name}.{field} is declared of a noun that doesn't exist: {name} is no name in NOUNS.")
