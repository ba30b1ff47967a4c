"""Executes a request: takes the document from the cache, and resolves it against the schema."""

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import Any

import orjson
import structlog
from graphql import ExecutionResult, GraphQLError
from graphql import execute as graphql_execute
from graphql.language import OperationDefinitionNode, OperationType

from graph.aside import aside
from graph.auth.viewer import ViewerChanged
from graph.context import Context
from graph.errors import GraphError, TooComplex, Unavailable
from graph.faults import constraint_of, log_unavailable
from graph.models.quoted import quoted
from graph.quoting import shortened
from graph.schema import CORE
from graph.schema.documents import Document, Documents
from graph.schema.executor import MAX_INTROSPECTED, MAX_INTROSPECTED_BESIDE, RawJsonExecutor

LONG_VALUES = 1_000
"""The length, as JSON, of the variables past which a request is planned beside the event loop: its filters are long."""

log = structlog.get_logger()


@dataclass(slots=True)
class Result:
    """A response: data that may contain JSON fragments, errors as shown to the client, and whether anything ran."""

    data: Any
    errors: list[dict[str, Any]] | None
    executed: bool


DOCUMENTS = Documents()


async def execute(
    context: Context,
    query: str,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    *,
    read_only: bool = False,
) -> Result:
    """Executes a request.

    Raises ViewerChanged, upon which the caller authenticates again and repeats the request. Raises Unavailable only if
    no field needed the database; otherwise it becomes an error of the fields concerned.
    """
    document = DOCUMENTS.known(query) or await DOCUMENTS.find(query)
    if isinstance(document, list):
        return _refused(document)
    try:
        operation = _operation(document, operation_name, variables, read_only=read_only)
    except GraphQLError as error:
        return _refused([error])
    shaping = document.shaping[operation_name]
    given = variables or {}
    # an omitted variable differs from null: only provided ones are listed
    values = orjson.dumps({name: given[name] for name in shaping if name in given}) if shaping else b""
    context.shaping = (operation_name, values)  # two operations may use one response key for different fields
    introspects = operation_name in document.introspecting
    if introspects and (known := DOCUMENTS.answer(document, context.shaping)) is not None:
        await context.loader.check_viewer()
        return Result(orjson.Fragment(known), None, executed=True)
    shapes = DOCUMENTS.shapes(document, context.shaping)
    context.shapes = shapes.of_fields
    before = len(context.shapes)
    context.may_introspect = MAX_INTROSPECTED if introspects else MAX_INTROSPECTED_BESIDE
    context.large = document.sizes[operation_name].large or len(values) > LONG_VALUES
    options: dict[str, Any] = {
        "context_value": context,
        "variable_values": variables,
        "operation_name": operation_name,
        "executor_class": RawJsonExecutor,
    }
    execution = partial(graphql_execute, CORE, document.ast, **options)
    outcome: Awaitable[ExecutionResult] | ExecutionResult = await aside(execution) if introspects else execution()
    result = await outcome if isawaitable(outcome) else outcome
    if context.introspected > context.may_introspect:
        return _refused([GraphQLError("", original_error=TooComplex(INTROSPECTS_TOO_MUCH))])
    if len(context.shapes) > before:
        DOCUMENTS.keep(document, context.shaping, shapes)
    fault = next((e.original_error for e in result.errors or () if isinstance(e.original_error, Unavailable)), None)
    if fault is not None:
        log_unavailable(fault, context.request_id)
    if operation.operation is OperationType.QUERY:  # a mutation has compared the epoch, and must not be repeated
        for each in result.errors or ():
            if isinstance(each.original_error, ViewerChanged):
                raise each.original_error
        if fault is None:  # if the database was unavailable, no data was returned that the check could protect
            await context.loader.check_viewer()
    executed = result.data is not None or not result.errors or any(error.path for error in result.errors)
    if introspects and not result.errors:
        DOCUMENTS.keep_answer(document, context.shaping, orjson.dumps(result.data))
    return Result(result.data, _shown(result.errors, context.request_id), executed)


INTROSPECTS_TOO_MUCH = "The query introspects too much of the schema at once. Split it into several."


def _refused(errors: list[GraphQLError]) -> Result:
    return Result(None, _shown(errors, ""), executed=False)


def _operation(
    document: Document, name: str | None, variables: dict[str, Any] | None, *, read_only: bool
) -> OperationDefinitionNode:
    """Returns the operation to execute; raises GraphQLError if there is none, or it must not be executed."""
    operation = document.operations.get(name)
    if operation is None:
        raise GraphQLError(_which_operation(document, name))
    if operation.operation is not OperationType.QUERY and read_only:
        raise GraphQLError(
            "GET requests can only contain queries. Send this operation by POST.",
            extensions={"code": "METHOD_NOT_ALLOWED"},
        )
    try:
        document.sizes[name].check(variables)
    except TooComplex as error:
        raise GraphQLError("", original_error=error) from None
    return operation


def _which_operation(document: Document, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {quoted(name)}."
    return (
        "The document has several operations: name one in `operationName`."
        if document.operations
        else "The document has no operation."
    )


def _shown(errors: list[GraphQLError] | None, request_id: str) -> list[dict[str, Any]] | None:
    """Returns errors as shown to the client: GraphErrors and GraphQL errors unchanged, all others masked and logged."""
    if not errors:
        return None
    return [_shown_one(error, request_id) for error in errors]


def _shown_one(error: GraphQLError, request_id: str) -> dict[str, Any]:
    cause = error.original_error
    shown: dict[str, Any] = dict(error.formatted)
    if isinstance(cause, GraphError):
        shown["message"] = cause.message
        shown["extensions"] = cause.extensions | ({"field": list(cause.field)} if cause.field else {})
    elif cause is None or isinstance(cause, GraphQLError):
        shown["message"] = shortened(shown["message"])
        shown.setdefault("extensions", {"code": "BAD_REQUEST"})
    else:
        constraint = constraint_of(cause)
        details = {} if constraint is None else {"constraint": constraint}
        log.error("unexpected", request_id=request_id, path=error.path, exc_info=cause, **details)
        shown["message"] = "Something went wrong on our side. Tell us the request id."
        shown["extensions"] = {"code": "INTERNAL", "requestId": request_id}
    return shown
