"""A small schema behind the HTTP side of GraphQL, with what it promises to do."""

from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from graphql import ExecutionResult, GraphQLError, OperationType, build_schema, get_operation_ast, parse, validate
from graphql.execution import execute as run

from graph.graphql_request import GraphQLRequest, HttpError
from graph.logs import RequestLogEntry
from tests.waiting import eventually

LIMIT = 20_000
BODY_TIMEOUT = 1.0
SLOW: list[int] = []
"""Questions for the field ``slow``, each of which is answered when there is a second."""
SCHEMA = build_schema(
    'type Query { hello(name: String = "you"): String! broken: Int busy: Int part: String crash: Int slow: Int }'
    " type Mutation { change: Int done: Done } type Done { busy: Int }"
)


@dataclass
class Answered:
    data: Any = None
    errors: list[dict[str, Any]] | None = None
    executed: bool = True


class Root:
    def hello(self, _info: object, name: str) -> str:
        return f"Hello {name}"

    def broken(self, _info: object) -> int:
        raise GraphQLError("it broke")

    def busy(self, _info: object) -> int:
        raise GraphQLError("not now", extensions={"code": "OVERLOADED", "retryAfter": 3})

    def crash(self, _info: object) -> int:
        return 1

    def done(self, _info: object) -> "Root":
        return self

    async def slow(self, _info: object) -> int:
        SLOW.append(1)
        await eventually(lambda: len(SLOW) >= 2)
        return 1


async def verify(authorization: str | None) -> str | None:
    """Anything is a token here, but for this one."""
    if authorization == "Bearer nobody":
        raise HttpError(401, "UNAUTHENTICATED", "Nobody we know.", (b"www-authenticate", b"Bearer"))
    return authorization


async def ask(request: GraphQLRequest, authorization: str | None, record: RequestLogEntry) -> Answered:
    """What the schema's own execution promises to do, in a dozen lines."""
    assert authorization != "Bearer nobody"
    record.viewer = "the-viewer"
    try:
        document = parse(request.query)
    except GraphQLError as error:
        return refused([error])
    errors = validate(SCHEMA, document)
    if errors:
        return refused(errors)
    operation = get_operation_ast(document, request.operation_name)
    if operation and request.read_only and operation.operation is OperationType.MUTATION:
        return refused([GraphQLError("Send mutations by POST.", extensions={"code": "METHOD_NOT_ALLOWED"})])
    if "crash" in request.query:
        raise ValueError("hunter2")
    if "part" in request.query:
        return Answered(data={"part": orjson.Fragment(b'"made elsewhere"')})
    result = run(SCHEMA, document, Root(), None, request.variables, request.operation_name)
    if not isinstance(result, ExecutionResult):
        result = await result
    found = result.errors or []
    if result.data is None and all(error.path is None for error in found):
        return refused(found)
    return Answered(result.data, told(found) or None)


def refused(errors: list[GraphQLError]) -> Answered:
    return Answered(errors=told(errors), executed=False)


def told(errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(error.formatted) for error in errors]


def error_of(response: httpx.Response) -> dict[str, Any]:
    (error,) = response.json()["errors"]
    return dict(error)
