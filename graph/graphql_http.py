"""GraphQL over HTTP: reads requests, negotiates media types and encodes responses. It knows no schema and no rights.

It follows the GraphQL-over-HTTP draft. A request that can't be executed gets a 4xx, except from clients that name
`application/json`: by that media type's older convention they get 200 for every well-formed request. Clients that
accept anything get `application/json`, and the 4xx.
"""

import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.graphql_request import (
    ClientLeft,
    GraphQLRequest,
    HttpError,
    authorization,
    bad_request,
    not_allowed,
    request_in_body,
    request_in_url,
    require_json,
    whole_body,
)
from graph.logs import RequestLogEntry


class MediaType(NamedTuple):
    """A response's media type. ``strict``: a request that can't be executed gets a 4xx, not a 200 with errors."""

    name: bytes
    strict: bool


ANSWER = MediaType(b"application/graphql-response+json", strict=True)
JSON = MediaType(b"application/json", strict=False)
UNNAMED = MediaType(b"application/json", strict=True)
HTML = MediaType(b"text/html", strict=True)
ALLOWED = b"GET, HEAD, POST, OPTIONS"
NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}")
MAX_CACHED_ACCEPT = 1024
"""Bytes of the longest `Accept` header whose outcome is cached; it bounds the size of the cache."""

_COMMON_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"vary", b"accept, authorization"),
    (b"x-content-type-options", b"nosniff"),
]


class Answer(Protocol):
    """The outcome of a request. If it was not ``executed``, the request itself was bad, and `errors` says why."""

    @property
    def data(self) -> Any:
        """The response's `data`."""

    @property
    def errors(self) -> list[dict[str, Any]] | None:
        """The response's `errors`, or None if there are none."""

    @property
    def executed(self) -> bool:
        """Whether any field was executed."""


Claims = TypeVar("Claims")
Verify = Callable[[str | None], Awaitable[Claims]]
"""Returns what the token in an `Authorization` header claims, before anything else is read; raises HttpError."""
Ask = Callable[[GraphQLRequest, Claims, RequestLogEntry], Awaitable[Answer]]
"""Answers a request for the user that the token names; raises HttpError for an unknown user."""


class GraphQLEndpoint(Generic[Claims]):
    """The ASGI application at `/graphql`: GraphQL requests by POST and GET, and the IDE's page for browsers."""

    def __init__(
        self, ask: Ask[Claims], verify: Verify[Claims], page: ASGIApp, *, body_limit: int, body_timeout: float
    ) -> None:
        self.ask = ask
        self.verify = verify
        self.page = page
        self.body_limit = body_limit
        self.body_timeout = body_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        method = scope["method"]
        entry: RequestLogEntry = scope["log_entry"]
        media = UNNAMED
        extra: tuple[tuple[bytes, bytes], ...] = ()
        try:
            match method:
                case "POST":
                    media = agreed_media_type(headers.get(b"accept"), ANSWER, JSON)
                    claims = await self.verify(authorization(scope["headers"]))
                    require_json(headers)
                    request = request_in_body(await whole_body(headers, receive, self.body_limit, self.body_timeout))
                case "GET" | "HEAD":
                    media = agreed_media_type(headers.get(b"accept"), ANSWER, JSON, HTML)
                    if media is HTML:
                        await self.page(scope, receive, send)
                        return
                    claims = await self.verify(authorization(scope["headers"]))
                    request = request_in_url(scope["query_string"], self.body_limit)
                case "OPTIONS":
                    await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", ALLOWED)]})
                    await send({"type": "http.response.body", "body": b""})
                    return
                case _:
                    raise not_allowed(f"The method {method} is not supported. Use POST, or GET for queries.", ALLOWED)
            if request.operation_name is not None and NAME.fullmatch(request.operation_name):
                entry.operation = request.operation_name
            answer = await self.ask(request, claims, entry)
            entry.outcome = _outcome(answer)
            if not answer.executed and answer.errors and _changes_by_get(answer.errors[0]):
                raise not_allowed(answer.errors[0]["message"], b"POST")
            status, body = 200 if answer.executed or not media.strict else 400, encode(answer, entry.request_id)
            wait = _retry_after(answer.errors) if answer.errors else None
            if wait is not None:
                extra = ((b"retry-after", b"%d" % wait),)
                if _nothing_answered(answer):
                    status = 503
        except ClientLeft:
            entry.outcome = "CLIENT_LEFT"
            return
        except RecursionError:
            refused = bad_request("The request is nested too deeply.")
            entry.outcome, status, body = refused.code, refused.status, refusal(refused, entry.request_id)
        except HttpError as refused:
            entry.outcome, status, extra = refused.code, refused.status, refused.headers
            body = refusal(refused, entry.request_id)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", media.name),
                    (b"content-length", b"%d" % len(body)),
                    *_COMMON_HEADERS,
                    *extra,
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})


def _outcome(answer: Answer) -> str:
    """The code of the first error; of an answer without one, OK."""
    return str(answer.errors[0].get("extensions", {}).get("code", "ERROR")) if answer.errors else "OK"


def _changes_by_get(error: dict[str, Any]) -> bool:
    return bool(error.get("extensions", {}).get("code") == "METHOD_NOT_ALLOWED")


def _retry_after(errors: list[dict[str, Any]]) -> int | None:
    """Returns the seconds after which to retry, or None if no error is one that a retry may resolve."""
    return max((e["extensions"]["retryAfter"] for e in errors if "retryAfter" in e.get("extensions", ())), default=None)


def _nothing_answered(answer: Answer) -> bool:
    """Whether every root field failed. A payload with an unreadable part doesn't count: its mutation was committed."""
    if answer.data is None:
        return True
    failed = {error["path"][0] for error in answer.errors or () if error.get("path")}
    return all(value is None and name in failed for name, value in answer.data.items())


def encode(answer: Answer, request_id: str) -> bytes:
    """Returns the answer as JSON, with the request's id if it has errors.

    Parts that are JSON already (`orjson.Fragment`) are copied unchanged.
    """
    if answer.errors is None:
        return orjson.dumps({"data": answer.data})
    data = {"data": answer.data} if answer.executed else {}
    return orjson.dumps({"errors": answer.errors, **data, "extensions": {"requestId": request_id}})


def refusal(error: HttpError, request_id: str) -> bytes:
    """Returns the answer to a request that is refused, as JSON."""
    return orjson.dumps({"errors": [error.error], "extensions": {"requestId": request_id}})


def agreed_media_type(accept: bytes | None, *offers: MediaType) -> MediaType:
    """Returns the offer that an `Accept` header prefers; UNNAMED if the header accepts anything.

    At equal quality an exact name wins over a wildcard, and then the earlier offer wins. Raises HttpError (406) if no
    offer is acceptable.
    """
    if accept is None:
        return UNNAMED
    choose = _best_offer if len(accept) <= MAX_CACHED_ACCEPT else _best_offer.__wrapped__
    best = choose(accept, offers)
    if best is None:
        offered = b" or ".join(offer.name for offer in offers).decode("ascii")
        raise HttpError(406, "NOT_ACCEPTABLE", f"No media type in `Accept` is supported. Accept {offered}, in UTF-8.")
    return best


@lru_cache(maxsize=256)
def _best_offer(accept: bytes, offers: tuple[MediaType, ...]) -> MediaType | None:
    likings: dict[bytes, float] = {}
    for part in accept.lower().split(b","):
        media_range, *parameters = (piece.strip() for piece in part.split(b";"))
        given = dict(parameter.partition(b"=")[::2] for parameter in parameters)
        if given.get(b"charset", b"utf-8").strip(b'"') not in (b"utf-8", b"utf8"):
            continue
        try:
            likings[media_range] = float(given.get(b"q", b"1"))
        except ValueError:
            continue
    best, most = None, 0.0
    for offer in offers:
        if likings.get(offer.name, 0.0) > most:
            best, most = offer, likings[offer.name]
    for offer in (UNNAMED, *offers):
        liking = likings.get(offer.name.partition(b"/")[0] + b"/*", likings.get(b"*/*", 0.0))
        if offer.name not in likings and liking > most:
            best, most = offer, liking
    return best
