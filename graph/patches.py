"""What this program changes in libraries it uses, all in one place, each with its reason.

`tests/test_patches.py` fails when a library has mended what a patch is for: then the patch goes.
"""

from collections.abc import Iterable

from graphql import GraphQLInputObjectType, GraphQLNamedType
from graphql.validation.rules import overlapping_fields_can_be_merged

OVERLAPPING_FIELDS_BUDGET = 20_000
"""Comparisons of fields that share a key, at most, while a document is validated."""


def limit_overlapping_fields() -> None:
    """Lowers graphql-core's budget for pairs of fields: with its own, six kilobytes keep a worker busy for seconds."""
    overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = OVERLAPPING_FIELDS_BUDGET


def tell_one_of(types: Iterable[GraphQLNamedType]) -> None:
    """Tells graphql-core which inputs are oneOf: Strawberry prints `@oneOf`, and sets nothing that validation reads."""
    for type_ in types:
        if isinstance(type_, GraphQLInputObjectType):
            type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of
