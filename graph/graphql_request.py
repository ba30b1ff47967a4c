"""Reads a GraphQL request from an HTTP body or URL: bounds its size and checks its form, before authentication."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from graph import json_size

JSON = b"application/json"
MAX_MARKS = 50_000
"""The maximum number of brackets, colons and commas in a JSON text, those in its strings included.

They are counted before the text is parsed, which takes long for many small values only.
"""


class HttpError(Exception):
    """A request answered by an HTTP status and a single GraphQL error with this code and message."""

    def __init__(
        self, status: int, code: str, message: str, *headers: tuple[bytes, bytes], **extensions: object
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.error: dict[str, Any] = {"message": message, "extensions": {"code": code, **extensions}}
        self.headers = headers


class ClientLeft(Exception):
    """The client closed its connection before it had sent the whole request."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A well-formed GraphQL request. ``read_only``: it came by GET, so it must not contain a mutation."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    read_only: bool


def require_json(headers: dict[bytes, bytes]) -> None:
    """Raises HttpError (415) unless the headers declare an uncompressed JSON body in UTF-8."""
    content_type = headers.get(b"content-type", b"")
    if content_type != JSON:
        kind, *parameters = (part.strip() for part in content_type.lower().split(b";"))
        charsets = [part[8:].strip(b'"') for part in parameters if part.startswith(b"charset=")]
        if kind != JSON or charsets not in ([], [b"utf-8"], [b"utf8"]):
            raise HttpError(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Send the request as JSON in UTF-8, with `Content-Type: application/json`.",
                (b"accept", JSON),
            )
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise HttpError(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body uncompressed.", (b"accept-encoding", b"identity"))


def authorization(headers: list[tuple[bytes, bytes]]) -> str | None:
    """Returns the `Authorization` header, if there is one.

    Raises HttpError (400) for several, since a proxy may have authorized the request by another one.
    """
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) > 1:
        raise bad_request("The `Authorization` header occurs more than once. Send it once.")
    return given[0].decode("latin-1") if given else None


async def whole_body(headers: dict[bytes, bytes], receive: Receive, limit: int, seconds: float) -> bytes:
    """Returns the request's body.

    Raises HttpError: 413 as soon as the body is known to exceed ``limit`` bytes, 408 if it takes more than ``seconds``.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _whole_body(headers, receive, limit)
    except TimeoutError:
        raise HttpError(
            408,
            "REQUEST_TIMEOUT",
            f"The body did not arrive within {seconds:g} seconds.",
            (b"connection", b"close"),
        ) from None


async def _whole_body(headers: dict[bytes, bytes], receive: Receive, limit: int) -> bytes:
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)
    body = b""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        body = message.get("body", b"")
        size += len(body)
        if size > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return b"".join((*chunks, body)) if chunks else body
        chunks.append(body)


def request_in_body(body: bytes) -> GraphQLRequest:
    """Returns the request in a POST's JSON body."""
    asked = _json(body, "The body")
    if type(asked) is not dict:
        raise bad_request("The body must be a JSON object with a `query`.")
    return _request(asked, read_only=False)


def request_in_url(query_string: bytes, limit: int) -> GraphQLRequest:
    """Returns the request in a GET's URL parameters."""
    if len(query_string) > limit:
        raise HttpError(414, "URI_TOO_LONG", f"The URL's query exceeds the limit of {limit:,} bytes. Use POST.")
    try:
        parameters = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError:
        raise bad_request("The URL's parameters must be percent-encoded UTF-8, and at most 100.") from None
    asked: dict[str, Any] = {}
    for name, value in parameters:
        if name in asked:
            raise bad_request(f"The URL parameter `{name[:100]}` occurs more than once. Send it once.")
        asked[name] = value
    for name in ("variables", "extensions"):
        if name in asked:
            asked[name] = _json(asked[name].encode(), f"`{name}`")
    return _request(asked, read_only=True)


def _request(asked: dict[str, Any], *, read_only: bool) -> GraphQLRequest:
    """Returns the request; names that GraphQL over HTTP doesn't define are ignored, as it demands."""
    query = asked.get("query")
    if query is None and _is_persisted(asked.get("extensions")):
        # what Apollo and urql look for, to send the whole query again: this message, and a body that they read
        raise HttpError(200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
    if type(query) is not str:
        raise bad_request("`query` must be a string, but is " + _kind(asked, "query") + ".")
    variables = asked.get("variables")
    if variables is not None and type(variables) is not dict:
        raise bad_request("`variables` must be an object, but is " + _kind(asked, "variables") + ".")
    operation_name = asked.get("operationName")
    if operation_name is not None and type(operation_name) is not str:
        raise bad_request("`operationName` must be a string, but is " + _kind(asked, "operationName") + ".")
    extensions = asked.get("extensions")
    if extensions is not None and type(extensions) is not dict:
        raise bad_request("`extensions` must be an object, but is " + _kind(asked, "extensions") + ".")
    return GraphQLRequest(query, variables, operation_name or None, read_only)


def _is_persisted(extensions: object) -> bool:
    """Whether these extensions name a query by its hash, in the place of its text."""
    return type(extensions) is dict and type(extensions.get("persistedQuery")) is dict


_KINDS = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}


def _kind(asked: dict[str, Any], name: str) -> str:
    return _KINDS.get(type(asked[name]), "null") if name in asked else "missing"


def _json(text: bytes, what: str) -> Any:
    """Returns the value of a JSON text; raises HttpError (400) if it is malformed or an object has a duplicate name.

    orjson silently keeps the last of duplicate names, while a proxy may have checked the first. Fewer colons in the
    value than in the text reveal a lost pair, unless a colon was written as an escape. Only then is the text parsed
    again, by the slower parser of the standard library.
    """
    if len(text) > MAX_MARKS and sum(map(text.count, (b"{", b"[", b":", b","))) > MAX_MARKS:
        raise HttpError(400, "TOO_COMPLEX", f"{what} has more than {MAX_MARKS:,} values. Send less at a time.")
    try:
        value = orjson.loads(text)
        colons = orjson.dumps(value).count(b":")
    except orjson.JSONDecodeError as error:
        raise bad_request(f"{what} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except orjson.JSONEncodeError:
        raise bad_request(f"{what} is nested too deeply.") from None
    if text.count(b":") != colons or b"\\u003" in text:
        try:
            json_size.size(value, f"{what} has")
        except json_size.TooLarge as error:
            raise HttpError(400, "TOO_COMPLEX", f"{error} Send less at a time.") from None
        try:
            json.loads(text, object_pairs_hook=_all_different)
        except ValueError:
            raise bad_request(f"{what} has an object with a duplicate name.") from None
    return value


def _all_different(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) != len({name for name, _ in pairs}):
        raise ValueError


def bad_request(message: str) -> HttpError:
    """Returns the error for a request that is no valid GraphQL-over-HTTP request."""
    return HttpError(400, "BAD_REQUEST", message)


def _too_large(limit: int) -> HttpError:
    return HttpError(413, "BODY_TOO_LARGE", f"The body exceeds the limit of {limit:,} bytes. Split the request.")


def not_allowed(message: str, allowed: bytes) -> HttpError:
    """Returns the error for an HTTP method that can't be used."""
    return HttpError(405, "METHOD_NOT_ALLOWED", message, (b"allow", allowed))
