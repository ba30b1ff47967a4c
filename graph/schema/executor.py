"""An executor for resolvers that return finished JSON."""

from typing import Any

import orjson
from graphql import GraphQLResolveInfo
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.resolvers.loading.raw_json import RawJson


class RawJsonExecutor(StrawberryGraphQLCoreExecutionContext):
    """Passes finished JSON through unchanged, instead of completing it field by field."""

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
