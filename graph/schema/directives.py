"""Field rules as schema directives: those that `graph.auth.field_rules` enforces are those that print."""

import strawberry
from strawberry.schema_directive import Location

from graph.auth import field_rules
from graph.models.profile import Profile

LOCATIONS = [Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION]


@strawberry.schema_directive(
    locations=LOCATIONS,
    description="Profiles that can read the field and can't write it: writing is the error FIELD_READ_ONLY.",
)
class ReadOnlyFor:
    """`@readOnlyFor`."""

    profiles: list[Profile]


@strawberry.schema_directive(
    locations=LOCATIONS,
    description="Profiles for which the field is null. Filtering, sorting, grouping or totaling by it is the error"
    " FIELD_HIDDEN.",
)
class HiddenFrom:
    """`@hiddenFrom`."""

    profiles: list[Profile]


def directives_of(type_name: str, field: str) -> list[object]:
    """The rule of a field as directives. LookupError for a field without a rule, so that no schema is made with one."""
    rule = field_rules.rule(type_name, field)
    found: list[object] = []
    if rule.read_only_for:
        found.append(ReadOnlyFor(profiles=_in_order(rule.read_only_for)))
    if rule.hidden_from:
        found.append(HiddenFrom(profiles=_in_order(rule.hidden_from)))
    return found


def _in_order(profiles: frozenset[Profile]) -> list[Profile]:
    return [profile for profile in Profile if profile in profiles]
