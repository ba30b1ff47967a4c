"""The executor that lets finished parts of an answer pass."""

from typing import Any

import orjson
from graphql import GraphQLResolveInfo
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.resolvers.loading.raw_json import RawJson


class RawJsonExecutor(StrawberryGraphQLCoreExecutionContext):
    """An executor that lets finished parts pass as they are, instead of walking them."""

    def build_resolve_info(self, *args: Any) -> GraphQLResolveInfo[Any]:
        """What resolvers are told, as graphql-core has it: Strawberry's form lacks what selections are read with."""
        info: GraphQLResolveInfo[Any] = super(StrawberryGraphQLCoreExecutionContext, self).build_resolve_info(*args)
        return info

    def complete_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position: Any) -> Any:
        """The value of a finished part; for all else, what graphql-core makes of it."""
        if type(result) is RawJson:
            result = result.value
            if type(result) is orjson.Fragment or type(result) is list:
                return result
        return super().complete_value(return_type, details, info, path, result, position)
