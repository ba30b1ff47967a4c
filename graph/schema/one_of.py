"""Validation of inputs in which exactly one field must be set."""

from typing import Any

from graphql import GraphQLError, GraphQLInputObjectType, ValidationRule, get_named_type
from graphql.language import NonNullTypeNode, OperationDefinitionNode


class OneOfVariablesRule(ValidationRule):
    """Requires that a variable for the field of a oneOf input is non-null.

    graphql-core's rule misses it if the input itself is non-null; Strawberry's fails on a fragment that precedes its
    operation.
    """

    def leave_operation_definition(self, operation: OperationDefinitionNode, *_args: Any) -> None:
        """Checks each variable that the operation and its fragments use."""
        declared = {each.variable.name.value: each.type for each in operation.variable_definitions or ()}
        for usage in self.context.get_recursive_variable_usages(operation):
            name = usage.node.name.value
            input_type = get_named_type(usage.parent_type) if usage.parent_type else None
            one_of = isinstance(input_type, GraphQLInputObjectType) and input_type.is_one_of
            if one_of and name in declared and not isinstance(declared[name], NonNullTypeNode):
                self.report_error(
                    GraphQLError(
                        f"Variable '${name}' must be non-null: it sets the only field of '{input_type}'.", [usage.node]
                    )
                )
