"""An executor for resolvers that return finished JSON."""

from typing import Any

import orjson
from graphql import GraphQLObjectType, GraphQLResolveInfo
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.resolvers.loading.raw_json import RawJson

MAX_INTROSPECTED = 42_000
"""The maximum number of fields that introspection may resolve in a request, with ``OBJECT`` more for each object.

The fullest standard query is within it, with a fifth to spare. They are counted as they are resolved, since the lists
of types, fields and arguments differ widely in length.
"""
MAX_INTROSPECTED_BESIDE = 4_000
"""The same for a request that asks for more than introspection, and can't be executed beside the event loop."""
OBJECT = 4
"""The number of fields that take as long as an object does beside its fields."""


class RawJsonExecutor(StrawberryGraphQLCoreExecutionContext):
    """Passes finished JSON through unchanged, instead of completing it field by field; limits introspection."""

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Any, grouped_field_set: Any, *rest: Any
    ) -> Any:
        """Resolves an object's fields; past the limit on introspection none, so that the execution ends at once."""
        if parent_type.name.startswith("__"):
            context = self.context_value
            context.introspected += OBJECT + len(grouped_field_set)
            if context.introspected > context.may_introspect:
                return {}
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, *rest)

    def build_resolve_info(self, *args: Any) -> GraphQLResolveInfo[Any]:
        """Returns graphql-core's info for resolvers; Strawberry's lacks what reading a selection needs."""
        info: GraphQLResolveInfo[Any] = super(StrawberryGraphQLCoreExecutionContext, self).build_resolve_info(*args)
        return info

    def complete_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position: Any) -> Any:
        """Returns finished JSON unchanged, and completes all other values as graphql-core does."""
        if type(result) is RawJson:
            result = result.value
            if type(result) is orjson.Fragment or type(result) is list:
                return result
        return super().complete_value(return_type, details, info, path, result, position)
