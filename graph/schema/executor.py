"""An executor for resolvers that return finished JSON."""

from typing import Any

import orjson
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.resolvers.loading.raw_json import RawJson


class RawJsonExecutor(StrawberryGraphQLCoreExecutionContext):
    """Passes finished JSON through unchanged, instead of completing it field by field."""

    def complete_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position: Any) -> Any:
        """Returns finished JSON unchanged, and completes all other values as graphql-core does."""
        if type(result) is RawJson:
            result = result.value
            if type(result) is orjson.Fragment or type(result) is list:
                return result
        return super().complete_value(return_type, details, info, path, result, position)
