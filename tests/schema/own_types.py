"""The types of the schema that are ours, and not GraphQL's."""

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_scalar_type,
)

from graph.schema import CORE as SCHEMA

OURS = {
    name: type_
    for name, type_ in SCHEMA.type_map.items()
    if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
}

COMPOSITE = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)}
