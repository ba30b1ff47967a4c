"""schema.graphql, read by plain graphql-core; with the nouns of the tests, where they are registered."""

from dataclasses import replace
from functools import cache
from typing import Any, cast

from graphql import (
    DefinitionNode,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    parse,
)
from graphql.execution import get_directive_values

from tests import nouns

NOT_ANSWERED = {
    "Account": {"invoices", "rollup"},
    "Query": {"accountGroups", "changes", "invoices", "opportunityGroups", "previewSharingRule", "vehicleGroups"},
}
"""Fields that the reference leaves out: tests of their own compare them with plain sums and with the oracle, and so
`access` of another user."""


def _read() -> GraphQLSchema:
    document = parse(nouns.schema_text())
    return build_ast_schema(replace(document, definitions=tuple(map(_answered, document.definitions))))


def _answered(node: DefinitionNode) -> DefinitionNode:
    if not isinstance(node, ObjectTypeDefinitionNode):
        return node
    left_out = NOT_ANSWERED.get(node.name.value, ())
    return replace(node, fields=tuple(field for field in node.fields or () if field.name.value not in left_out))


SCHEMA = _read()


def enum_names(enum: str) -> list[str]:
    return list(cast(GraphQLEnumType, SCHEMA.type_map[enum]).values)


@cache
def hidden_field(type_name: str, field: str, profile: str) -> bool:
    """Does @hiddenFrom name this profile? Not of a part of a field, and of what only the audit trail has."""
    definition = cast(GraphQLObjectType, SCHEMA.type_map[type_name]).fields.get(field)
    if definition is None:
        return False
    directive = cast(GraphQLDirective, SCHEMA.get_directive("hiddenFrom"))
    hidden_from: Any = get_directive_values(directive, definition.ast_node) if definition.ast_node else None
    return bool(hidden_from) and profile in hidden_from["profiles"]
