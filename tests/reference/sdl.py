"""schema.graphql, read by plain graphql-core."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from graphql import GraphQLDirective, GraphQLEnumType, GraphQLObjectType, build_schema
from graphql.execution import get_directive_values

SCHEMA = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text())


def enum_names(enum: str) -> list[str]:
    return list(cast(GraphQLEnumType, SCHEMA.type_map[enum]).values)


@cache
def hidden_field(type_name: str, field: str, profile: str) -> bool:
    """Does @hiddenFrom name this profile?"""
    definition = cast(GraphQLObjectType, SCHEMA.type_map[type_name]).fields[field]
    directive = cast(GraphQLDirective, SCHEMA.get_directive("hiddenFrom"))
    hidden_from: Any = get_directive_values(directive, definition.ast_node) if definition.ast_node else None
    return bool(hidden_from) and profile in hidden_from["profiles"]
