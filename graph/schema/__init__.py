"""The schema, assembled: declarations, the Strawberry types that are made of them, and the resolvers of the root."""

from collections.abc import Iterator

import strawberry
from graphql import GraphQLObjectType
from strawberry.schema.config import StrawberryConfig

from graph.models.noun import NOUNS
from graph.patches import graphql_core
from graph.resolvers.mutations.root import PAYLOAD_RESOLVERS, mutate, read_back
from graph.resolvers.nouns.external_id import EXTERNAL_ID
from graph.resolvers.nouns.history import CHANGES
from graph.resolvers.nouns.keys import KEYED
from graph.resolvers.nouns.registry import ENTITIES
from graph.resolvers.nouns.sharing_rule_preview import example_account, example_user
from graph.resolvers.root import RESOLVERS
from graph.schema import (
    access,
    enums,
    external_id,
    history,
    rollup,
    sharing_condition,
    sharing_rule_preview,
    stages,
    viewer,
)
from graph.schema.connection import NODE, PAGE_INFO, connection
from graph.schema.declarations import Declaration, EnumType, ObjectType, prose
from graph.schema.executor import RawJsonExecutor
from graph.schema.filters import noun_filters, value_filters
from graph.schema.groups import group_types
from graph.schema.mutation import mutation_types
from graph.schema.nouns import types_of
from graph.schema.order import order_input
from graph.schema.query import EXTERNAL_KEY, QUERY, key_input
from graph.schema.scalars import SCALAR_MAP
from graph.schema.strawberry_types import strawberry_types


def declarations() -> Iterator[Declaration]:
    """Every type of the schema: those derived from nouns, and those that stand for themselves."""
    exposed = [noun for noun in NOUNS.values() if noun.exposed]
    choices = enums.enums_of(exposed)
    yield from (EnumType(enum, prose(enum.__doc__)) for enum in choices.values())
    yield from enums.OTHERS
    yield from (NODE, PAGE_INFO)
    for noun in exposed:
        entity = ENTITIES[noun.name]
        yield from types_of(noun)
        yield from connection(noun.name)
        if entity.filters:
            yield from noun_filters(noun.name, noun.labels, entity.filters)
        if entity.sort_keys:
            yield from order_input(noun.name, noun.labels, entity.sort_keys)
    yield from value_filters(choices)
    yield from (access.ACCESS_REASON, access.ACCOUNT_ACCESS, rollup.ACCOUNT_ROLLUP, viewer.VIEWER)
    yield from (stages.OPPORTUNITY_STAGE_GROUP, stages.PIPELINE, sharing_condition.SHARING_CONDITION, history.CHANGE)
    yield external_id.EXTERNAL_ID
    yield from noun_filters("ExternalId", "external ids", EXTERNAL_ID.filters)
    yield from connection("Change")
    # changes are filtered at the root only, by admins: those of an account are what its viewer may read
    yield from noun_filters("Change", "changes", CHANGES.filters)
    yield from (sharing_rule_preview.PREVIEW_INPUT, *sharing_rule_preview.TYPES)
    yield from group_types()
    yield from mutation_types()
    yield EXTERNAL_KEY
    yield from map(key_input, KEYED.values())
    yield QUERY


_declared = tuple(declarations())
_types = strawberry_types(_declared)

DECLARED = {each.name: each for each in _declared}
"""Every declaration, by the type's name."""

RULED_TYPES = tuple(name for name, each in DECLARED.items() if isinstance(each, ObjectType) and each.ruled)
"""The types whose fields have rules. The others hold no data of their own: pages, edges, payloads and the roots."""

schema = strawberry.Schema(
    query=_types["Query"],
    mutation=_types["Mutation"],
    types=[_types[name] for name in RULED_TYPES],
    execution_context_class=RawJsonExecutor,
    config=StrawberryConfig(scalar_map=SCALAR_MAP, enable_experimental_incremental_execution=False),
    schema_directives=[],
)

CORE = schema._schema
"""graphql-core's schema, which Strawberry has no public name for."""

for type_ in CORE.type_map.values():
    if type_ is CORE.query_type:
        for name, field in CORE.query_type.fields.items():
            field.resolve = RESOLVERS[name]
    elif type_ is CORE.mutation_type:
        for field in CORE.mutation_type.fields.values():
            field.resolve = mutate
    elif isinstance(type_, GraphQLObjectType) and type_.name.endswith("Payload"):
        for name, field in type_.fields.items():
            field.resolve = PAYLOAD_RESOLVERS.get(name, read_back)
    elif isinstance(type_, GraphQLObjectType) and type_.name == "AccessExample":
        type_.fields["account"].resolve, type_.fields["user"].resolve = example_account, example_user

graphql_core.tell_one_of(CORE.type_map.values())

__all__ = ["CORE", "DECLARED", "RULED_TYPES", "schema"]
