"""Field rules as schema directives: the very rules that field_rules enforces are the ones that print."""

from collections.abc import Iterable
from typing import Any

import strawberry
from strawberry.schema_directive import Location
from strawberry.utils.str_converters import to_camel_case

from graph.auth import field_rules
from graph.schema.enums import Profile

LOCATIONS = [Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION]


@strawberry.schema_directive(
    locations=LOCATIONS, description="These profiles read the field and may not write it: FIELD_READ_ONLY."
)
class ReadOnlyFor:
    """`@readOnlyFor`."""

    profiles: list[Profile]


@strawberry.schema_directive(
    locations=LOCATIONS,
    description="For these profiles it is null; to filter, sort, group or total by it is an error: FIELD_HIDDEN.",
)
class HiddenFrom:
    """`@hiddenFrom`."""

    profiles: list[Profile]


def attach(types: Iterable[type]) -> None:
    """Put each field's rule on it. LookupError for a field without a rule, so that no schema is made with one."""
    for type_ in types:
        definition: Any = type_.__strawberry_definition__  # type: ignore[attr-defined]  # Strawberry's mark on its types
        for field in definition.fields:
            field.directives = directives_of(definition.name, field.graphql_name or to_camel_case(field.python_name))


def directives_of(type_name: str, field: str) -> list[object]:
    """One field's rule as directives."""
    rule = field_rules.rule(type_name, field)
    found: list[object] = []
    if rule.read_only_for:
        found.append(ReadOnlyFor(profiles=_in_order(rule.read_only_for)))
    if rule.hidden_from:
        found.append(HiddenFrom(profiles=_in_order(rule.hidden_from)))
    return found


def _in_order(profiles: frozenset[Profile]) -> list[Profile]:
    return [profile for profile in Profile if profile in profiles]
