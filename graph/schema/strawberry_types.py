"""Strawberry's types, made of declarations.

They only declare: root fields are answered by `graph.resolvers.root`, and everything below by their statements.
"""

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING
from enum import EnumMeta
from keyword import iskeyword
from typing import Any, Optional

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_snake_case

from graph.resolvers.nouns.computed import Argument
from graph.schema.declarations import Declaration, EnumType, Field, InputType, InputValue, ObjectType, named_type
from graph.schema.directives import directives_of
from graph.schema.scalars import SCALARS

BUILT_IN = {"String": str, "Int": int, "Float": float, "Boolean": bool, "ID": strawberry.ID}


def strawberry_types(declared: Iterable[Declaration]) -> dict[str, Any]:
    """The Strawberry types by their names. LookupError for a type that is named and not declared."""
    declared = tuple(declared)
    require_declared(declared)
    maker = _Maker(declared)
    made = {each.name: maker.make(each) for each in declared}
    for each in declared:
        maker.complete(each)
    return made


def require_declared(declared: Iterable[Declaration]) -> None:
    """LookupError for a type that is declared twice, or that a field or an argument names and nobody declares."""
    declared = tuple(declared)
    known = set(BUILT_IN) | set(SCALARS)
    for each in declared:
        if each.name in known:
            raise LookupError(f"{each.name} is declared twice in the schema: rename one of them.")
        known.add(each.name)
    for place, type_ in _references(declared):
        if named_type(type_) not in known:
            raise LookupError(
                f"{place} is of the type {type_}, and the schema has no {named_type(type_)}: correct the type where the"
                " field is declared, or declare that type in graph/schema/."
            )


def _references(declared: Iterable[Declaration]) -> Iterable[tuple[str, str]]:
    """The places that name a type, with the type."""
    for each in declared:
        if isinstance(each, EnumType):
            continue
        for name, field in each.fields.items():
            yield f"{each.name}.{name}", field.type
            if isinstance(field, Field):
                yield from ((f"{each.name}.{name}({one.name}:)", one.type) for one in field.arguments)


class _Maker:
    def __init__(self, declared: Iterable[Declaration]) -> None:
        self._namespace: dict[str, Any] = {**BUILT_IN, **SCALARS}
        """The types by their names in GraphQL. They may name one another in a circle: fields get theirs at the end."""
        self._fields: dict[str, dict[str, StrawberryField]] = {}
        for each in declared:
            if isinstance(each, EnumType):
                self._namespace[each.name] = each.enum

    def make(self, declared: Declaration) -> Any:
        """The Strawberry type, whose fields have no types yet."""
        match declared:
            case EnumType():
                made = _enum(declared)
            case InputType():
                made = self._input(declared)
            case ObjectType():
                made = self._object(declared)
        self._namespace[declared.name] = made
        return made

    def complete(self, declared: Declaration) -> None:
        """Gives the fields of a made type their types and arguments."""
        if isinstance(declared, EnumType):
            return
        fields = self._fields[declared.name]
        for name, field in declared.fields.items():
            fields[name].type_annotation = self._annotation(field.type)
            if isinstance(field, Field):
                fields[name].arguments = [self._argument(each) for each in field.arguments]

    def _object(self, declared: ObjectType) -> Any:
        fields = {
            name: strawberry.field(
                name=name,
                description=field.description,
                directives=directives_of(declared.name, name) if declared.ruled else (),
            )
            for name, field in declared.fields.items()
        }
        bases = (self._namespace[declared.implements],) if declared.implements else ()
        self._fields[declared.name] = fields
        class_ = _class(declared.name, fields, bases)
        return strawberry.type(class_, description=declared.description, is_interface=declared.interface)

    def _input(self, declared: InputType) -> Any:
        # what must be given comes first
        values = dict(sorted(declared.fields.items(), key=lambda item: not _is_required(item[1])))
        fields = {
            name: strawberry.field(
                name=name,
                description=value.description,
                directives=directives_of(*value.sets) if value.sets else (),
                default=MISSING if _is_required(value) else self._default(value),
            )
            for name, value in values.items()
        }
        self._fields[declared.name] = fields
        class_ = _class(declared.name, fields)
        return strawberry.input(class_, description=declared.description, one_of=declared.one_of or None)

    def _argument(self, argument: Argument) -> StrawberryArgument:
        return StrawberryArgument(
            python_name=to_snake_case(argument.name),
            graphql_name=argument.name,
            type_annotation=self._annotation(argument.type),
            description=argument.description,
            default=self._default(argument),
        )

    def _annotation(self, type_: str) -> StrawberryAnnotation:
        return StrawberryAnnotation(self._python_type(type_))

    def _python_type(self, type_: str) -> Any:
        """A GraphQL type as an annotation: ``[Account!]!`` is ``list[Account]``, ``Account`` is ``Account | None``."""
        inner = type_.removesuffix("!")
        named: Any = list[self._python_type(inner[1:-1])] if inner.startswith("[") else self._namespace[inner]  # type: ignore[misc]  # made of data
        return named if type_.endswith("!") else Optional[named]  # noqa: UP045  # some of Strawberry's types know no `|`

    def _default(self, value: InputValue | Argument) -> Any:
        if value.default is None:
            return UNSET
        type_ = self._namespace.get(named_type(value.type))
        return type_(value.default) if isinstance(type_, EnumMeta) else value.default


def _is_required(value: InputValue) -> bool:
    return value.type.endswith("!") and value.default is None


def _class(name: str, fields: Mapping[str, StrawberryField], bases: tuple[type, ...] = ()) -> type:
    """A class with these fields, by the names that default resolvers read of an object.

    Their types are set when Strawberry has read the class: it looks for what annotations name in the class's module.
    """
    attributes = {_attribute(field): made for field, made in fields.items()}
    annotations = dict.fromkeys(attributes, object)
    return types.new_class(name, bases, {}, lambda body: body.update(attributes, __annotations__=annotations))


def _attribute(field: str) -> str:
    name = to_snake_case(field)
    return f"{name}_" if iskeyword(name) else name


def _enum(declared: EnumType) -> Any:
    made: Any = strawberry.enum(declared.enum, description=declared.description)
    for value in made.__strawberry_definition__.values:
        value.description = declared.values.get(value.name)
    return made
