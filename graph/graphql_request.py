"""One GraphQL request as it comes over HTTP: its body or its URL read, bounded and checked, before anyone is asked."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

JSON = b"application/json"


class HttpError(Exception):  # a decision, not a fault
    """The request gets no answer but a status and one GraphQL error with this code and message."""

    def __init__(
        self, status: int, code: str, message: str, *headers: tuple[bytes, bytes], **extensions: object
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code, **extensions}}]})
        self.headers = headers


class ClientLeft(Exception):  # nobody's fault
    """The client closed its connection before its request was whole."""


@dataclass(frozen=True, slots=True)
class Question:
    """One well-formed GraphQL request. ``read_only``: it came by GET, so that it may not change anything."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    read_only: bool


def require_json(headers: dict[bytes, bytes]) -> None:
    """Refuse a body that doesn't call itself JSON in UTF-8, with 415."""
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
    """The one `Authorization` header. What stands before us may go by another of several, so they are refused."""
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) > 1:
        raise bad_request("`Authorization` is given twice. Send it once.")
    return given[0].decode("latin-1") if given else None


async def whole_body(headers: dict[bytes, bytes], receive: Receive, limit: int, seconds: float) -> bytes:
    """The request's body, of at most this many bytes and in at most this many seconds.

    A longer one is refused as soon as that is known, with 413, and a slower one with 408.
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


def question_in_body(body: bytes) -> Question:
    """The question that a POST's JSON body asks."""
    asked = _json(body, "The body")
    if type(asked) is not dict:
        raise bad_request("The body has to be one JSON object with a `query` in it.")
    return _question(asked, read_only=False)


def question_in_url(query_string: bytes, limit: int) -> Question:
    """The question that a GET's parameters ask."""
    if len(query_string) > limit:
        raise HttpError(414, "URI_TOO_LONG", f"The URL's query is over the limit of {limit:,} bytes. Use POST.")
    try:
        parameters = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError:
        raise bad_request("The URL's parameters have to be percent-encoded UTF-8, and no more than 100.") from None
    asked: dict[str, Any] = {}
    for name, value in parameters:
        if name in asked:
            raise bad_request(f"`{name[:100]}` is given twice.")
        asked[name] = value
    for name in ("variables", "extensions"):
        if name in asked:
            asked[name] = _json(asked[name].encode(), f"`{name}`")
    return _question(asked, read_only=True)


def _question(asked: dict[str, Any], *, read_only: bool) -> Question:
    """Names that GraphQL over HTTP doesn't know are left alone, as it says."""
    query = asked.get("query")
    if type(query) is not str:
        raise bad_request("`query` has to be a string, and is " + _kind(asked, "query") + ".")
    variables = asked.get("variables")
    if variables is not None and type(variables) is not dict:
        raise bad_request("`variables` has to be an object, and is " + _kind(asked, "variables") + ".")
    operation_name = asked.get("operationName")
    if operation_name is not None and type(operation_name) is not str:
        raise bad_request("`operationName` has to be a string, and is " + _kind(asked, "operationName") + ".")
    extensions = asked.get("extensions")
    if extensions is not None and type(extensions) is not dict:
        raise bad_request("`extensions` has to be an object, and is " + _kind(asked, "extensions") + ".")
    return Question(query, variables, operation_name or None, read_only)


_KINDS = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}


def _kind(asked: dict[str, Any], name: str) -> str:
    return _KINDS.get(type(asked[name]), "null") if name in asked else "missing"


def _json(text: bytes, what: str) -> Any:
    """The value of a JSON text in which no object has a name twice.

    Of such names orjson keeps the last in silence, and what reads requests before us might have gone by the other.
    Fewer colons in the value than in the text tell of a lost pair, unless one was written as an escape; only then is
    the text read again, slowly.
    """
    try:
        value = orjson.loads(text)
        colons = orjson.dumps(value).count(b":")
    except orjson.JSONDecodeError as error:
        raise bad_request(f"{what} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except orjson.JSONEncodeError:
        raise bad_request(f"{what} is nested too deeply.") from None
    if text.count(b":") != colons or b"\\u003" in text:
        try:
            json.loads(text, object_pairs_hook=_all_different)
        except ValueError:
            raise bad_request(f"{what} has an object with a name twice.") from None
    return value


def _all_different(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) != len({name for name, _ in pairs}):
        raise ValueError


def bad_request(message: str) -> HttpError:
    """The refusal of a request that GraphQL over HTTP has no meaning for."""
    return HttpError(400, "BAD_REQUEST", message)


def _too_large(limit: int) -> HttpError:
    return HttpError(413, "BODY_TOO_LARGE", f"The body is over the limit of {limit:,} bytes. Send less at a time.")


def not_allowed(message: str, allowed: bytes) -> HttpError:
    """The refusal of a method."""
    return HttpError(405, "METHOD_NOT_ALLOWED", message, (b"allow", allowed))
