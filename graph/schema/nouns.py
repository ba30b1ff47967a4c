"""The types of nouns: derived from what each declares, and from its computed fields."""

from collections.abc import Iterator

from graph.models.noun import Noun, camel_case
from graph.models.spec import Composite, ComputedSpec
from graph.resolvers.nouns.computed import COMPUTED, ComputedField
from graph.schema.declarations import Field, ObjectType, prose


def types_of(noun: Noun) -> Iterator[ObjectType]:
    """The object type of a noun, and those of its composites."""
    yield ObjectType(noun.name, prose(noun.description), fields_of(noun), implements="Node")
    for composite in noun.composites.values():
        yield ObjectType(composite.type_name, composite.type_description, _composite_fields(noun, composite))


def fields_of(noun: Noun) -> dict[str, Field]:
    """The fields of a noun's type: as declared, then the computed ones that replace none of these."""
    computed = COMPUTED.get(noun.name, {})
    fields: dict[str, Field] = {}
    for attribute, spec in noun.fields.items():
        composite = None if isinstance(spec, ComputedSpec) else spec.part_of
        if composite is not None:
            fields[camel_case(composite.attribute)] = Field(composite.type_name, composite.description)
        else:
            name = noun.graphql_name(attribute)
            fields[name] = _computed(computed[name]) if name in computed else _declared(noun, attribute)
    return fields | {name: _computed(field) for name, field in computed.items() if name not in fields}


def _computed(field: ComputedField) -> Field:
    return Field(field.type, field.description, field.arguments)


def _declared(noun: Noun, attribute: str) -> Field:
    spec = noun.fields[attribute]
    reference = None if isinstance(spec, ComputedSpec) else spec.reference
    name = reference.noun if reference is not None else spec.value.scalar.name
    return Field(name if noun.nullable(attribute) else f"{name}!", spec.description)


def _composite_fields(noun: Noun, composite: Composite) -> dict[str, Field]:
    fields = {}
    for attribute, spec in noun.columns.items():
        if spec.part_of is composite:
            type_ = spec.value.scalar.name
            nullable = not composite.whole and noun.nullable(attribute)
            fields[noun.graphql_name(attribute)] = Field(type_ if nullable else f"{type_}!", spec.description)
    return fields
