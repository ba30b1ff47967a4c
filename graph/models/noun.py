"""Nouns: what a model class declares as a record type of the graph, and the register of them all."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import cleandoc
from typing import TypeVar

from tortoise.fields import Field
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from .declared import Computed, place_of, spec_of
from .rules import FieldRule
from .spec import (
    Composite,
    ComputedSpec,
    FieldSpec,
    GroupSpec,
    ImportSpec,
    Listing,
    Mutations,
    RowFilter,
)
from .values import Id, Number

M = TypeVar("M", bound=type[Model])

AnySpec = FieldSpec | ComputedSpec


@dataclass(frozen=True, slots=True)
class Noun:
    """A record type: its model, its names, and everything that its class declares."""

    model: type[Model]
    name: str
    """The GraphQL type's name."""
    plural: str
    """The name of its lists, such as ``opportunities``."""
    prefix: str
    """What its ids begin with."""
    description: str
    order: tuple[str, ...]
    """The attributes that its lists are sorted by unless told otherwise; a leading ``-`` sorts downwards."""
    row_filter: RowFilter
    root_list: Listing | None
    account_list: Listing | None
    mutations: Mutations | None
    groups: GroupSpec | None
    imports: ImportSpec | None
    filtered: bool
    """Whether lists of it, and of what it belongs to, have a filter on it."""
    exposed: bool
    """Whether the graph has its type; if not, it is in the database, the audit trail and roll-ups alone."""
    in_history: bool
    """Whether the history of its account tells of it."""
    audited: bool
    label: str
    """What people call one: "contact", "sharing rule"."""
    fields: Mapping[str, AnySpec]
    """By attribute, in the order of declaration."""

    @property
    def table(self) -> str:
        """Its table."""
        return self.model._meta.db_table

    @property
    def record_type(self) -> str:
        """What files and external ids call its type: "account", "sharing_rule"."""
        return self.label.replace(" ", "_")

    @property
    def of_account(self) -> bool:
        """Does a record belong to an account?"""
        return "account" in self.columns

    @property
    def sortable(self) -> bool:
        """Has any list of it an order to ask for?"""
        return any(each is not None and each.order for each in (self.root_list, self.account_list))

    @property
    def columns(self) -> Mapping[str, FieldSpec]:
        """The fields that are columns, by attribute."""
        return {attribute: spec for attribute, spec in self.fields.items() if isinstance(spec, FieldSpec)}

    @property
    def computed(self) -> Mapping[str, ComputedSpec]:
        """The fields that are expressions over the row, by attribute."""
        return {attribute: spec for attribute, spec in self.fields.items() if isinstance(spec, ComputedSpec)}

    @property
    def composites(self) -> Mapping[str, Composite]:
        """The objects that several columns make up, by their names in GraphQL."""
        return {camel_case(spec.part_of.attribute): spec.part_of for spec in self.columns.values() if spec.part_of}

    @property
    def rules(self) -> Mapping[str, FieldRule]:
        """The rules of its fields, by their names in GraphQL."""
        parts = {name: composite.rule for name, composite in self.composites.items()}
        return parts | {
            self.graphql_name(attribute): spec.rule
            for attribute, spec in self.fields.items()
            if isinstance(spec, ComputedSpec) or spec.part_of is None
        }

    def rules_of(self, composite: Composite) -> Mapping[str, FieldRule]:
        """The rules of the fields of an object that its columns make up."""
        return {
            self.graphql_name(attribute): spec.rule
            for attribute, spec in self.columns.items()
            if spec.part_of is composite
        }

    @property
    def labels(self) -> str:
        """What people call several: "opportunities", "sharing rules"."""
        return re.sub(r"([A-Z])", r" \1", self.plural).lower()

    @property
    def article(self) -> str:
        """The label with its article: "an account"."""
        return f"{'an' if self.label[0] in 'aeio' else 'a'} {self.label}"

    def field(self, attribute: str) -> Field[object]:
        """The Tortoise field of a column."""
        return self.model._meta.fields_map[attribute]

    def column(self, attribute: str) -> str:
        """The name of an attribute's column."""
        return f"{attribute}_id" if isinstance(self.field(attribute), ForeignKeyFieldInstance) else attribute

    def graphql_name(self, attribute: str) -> str:
        """The name of an attribute's field in GraphQL."""
        spec = self.fields[attribute]
        return (spec.name if isinstance(spec, FieldSpec) else "") or camel_case(attribute)

    def unique(self, attribute: str) -> bool:
        """Does no other record have the same value?"""
        spec = self.fields[attribute]
        by_import = self.imports is not None and self.imports.unique == attribute
        return by_import or (isinstance(spec, FieldSpec) and bool(self.field(attribute).unique))

    @property
    def number_prefix(self) -> str | None:
        """What its numbers begin with, if it has numbers."""
        return next((spec.value.prefix for spec in self.columns.values() if isinstance(spec.value, Number)), None)

    def nullable(self, attribute: str) -> bool:
        """Does the field read as null for some records, or for some viewers?"""
        spec = self.fields[attribute]
        empty = spec.nullable if isinstance(spec, ComputedSpec) else self.field(attribute).null
        return bool(empty or spec.rule.hidden_from)


NOUNS: dict[str, Noun] = {}
"""Every noun, by the name of its GraphQL type, in the order of declaration."""


@cache
def camel_case(name: str) -> str:
    """A Python name as GraphQL writes it.

    >>> camel_case("annual_revenue")
    'annualRevenue'
    """
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


@cache
def constant_case(name: str) -> str:
    """A name of GraphQL as its enums write it.

    >>> constant_case("annualRevenue")
    'ANNUAL_REVENUE'
    """
    return re.sub(r"([A-Z])", r"_\1", name).upper()


def noun(
    *,
    prefix: str,
    row_filter: RowFilter,
    order: tuple[str, ...],
    name: str = "",
    plural: str = "",
    label: str = "",
    root_list: Listing | None = None,
    account_list: Listing | None = None,
    mutations: Mutations | None = None,
    groups: GroupSpec | None = None,
    imports: ImportSpec | None = None,
    filtered: bool = True,
    exposed: bool = True,
    in_history: bool = True,
    audited: bool = True,
) -> Callable[[M], M]:
    """Registers a model class as a noun. Its docstring is the description of its GraphQL type."""

    def register(model: M) -> M:
        called = name or model.__name__
        model._meta.table_description = ""  # a changed word must not need a migration
        lowered = called[0].lower() + called[1:]
        NOUNS[called] = Noun(
            model=model,
            name=called,
            plural=plural or f"{lowered}s",
            prefix=prefix,
            description=cleandoc(model.__doc__ or ""),
            order=order,
            row_filter=row_filter,
            root_list=root_list,
            account_list=account_list,
            mutations=mutations,
            groups=groups,
            imports=imports,
            filtered=filtered,
            exposed=exposed,
            in_history=in_history,
            audited=audited,
            label=label or re.sub(r"(?<!^)([A-Z])", r" \1", called).lower(),
            fields=_fields(model, prefix),
        )
        return model

    return register


def _fields(model: type[Model], prefix: str) -> dict[str, AnySpec]:
    """The fields that a model class declares: those of its bases, then its own, as they are written."""
    found: list[tuple[int, str, AnySpec]] = []
    for attribute, field in model._meta.fields_map.items():
        spec = spec_of(field)
        if spec is not None:
            own = replace(spec, value=Id(prefix)) if attribute == "id" else spec
            found.append((place_of(field), attribute, own))
    for base in model.__mro__:
        found += [(each.place, name, each.spec) for name, each in vars(base).items() if isinstance(each, Computed)]
    return {attribute: spec for _, attribute, spec in sorted(found, key=lambda each: each[0])}
