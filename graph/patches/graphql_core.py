"""Changes to graphql-core."""

from collections.abc import Iterable

from graphql import GraphQLInputObjectType, GraphQLNamedType
from graphql.validation.rules import overlapping_fields_can_be_merged

OVERLAPPING_FIELDS_BUDGET = 20_000
"""The maximum number of comparisons of fields with equal response keys during the validation of a document."""


def limit_overlapping_fields() -> None:
    """Lowers graphql-core's budget for comparing fields: with the default, 6 kB keep a worker busy for seconds."""
    overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = OVERLAPPING_FIELDS_BUDGET


def tell_one_of(types: Iterable[GraphQLNamedType]) -> None:
    """Marks oneOf inputs for graphql-core: Strawberry prints `@oneOf`, but doesn't set what validation reads."""
    for type_ in types:
        if isinstance(type_, GraphQLInputObjectType):
            type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of
