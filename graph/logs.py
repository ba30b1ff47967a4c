"""Structured logs: one JSON line per request on standard error, without tokens, variables or query texts."""

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from secrets import token_hex
from time import perf_counter_ns
from typing import Any

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.tracebacks import ExceptionDictTransformer

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
QUIET = frozenset({"/livez", "/readyz"})
"""Paths that monitoring polls every few seconds: their successes are logged at debug level only."""
CLIENT_LEFT = 499
"""The status logged for a request whose client disconnected before the response; it is never sent."""

_as_dict = ExceptionDictTransformer(show_locals=False, max_frames=30)
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(slots=True)
class RequestLogEntry:
    """The content of one request's log line, in `scope["log_entry"]`; the layers below fill in what they learn."""

    request_id: str
    viewer: str | None = None
    profile: str = ""
    """The viewer's; not logged."""
    outcome: str = ""
    """The code of the answer's first error, or OK; empty for what isn't of the API. Not logged."""
    operation: str | None = None
    status: int = CLIENT_LEFT
    bytes: int = 0


CountRequest = Callable[[str, str, float], None]
"""Counts a request to the API, by its outcome, its viewer's profile, and its seconds."""


class RequestLog:
    """Pure ASGI middleware: assigns request ids, logs one line per request, and masks unexpected errors as a 500.

    The id is the caller's `X-Request-ID` if that consists of 1 to 128 of ``[A-Za-z0-9._-]``, and a new one otherwise.
    """

    def __init__(self, app: ASGIApp, count: CountRequest | None = None) -> None:
        self.app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and logs it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter_ns()
        header = _request_id(scope["headers"])
        entry = scope["log_entry"] = RequestLogEntry(header.decode("ascii"))

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", header)]
            else:
                entry.bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            log.error("unexpected error", request_id=entry.request_id, exc_info=error)
            entry.outcome = "INTERNAL"
            if entry.status == CLIENT_LEFT:
                await _answer_masked(entry, send_and_note)
        finally:
            nanoseconds = perf_counter_ns() - began
            if self._count is not None and entry.outcome:
                self._count(entry.outcome, entry.profile, nanoseconds / 1e9)
            path = scope["path"]
            write = log.debug if path in QUIET and entry.status == 200 else log.info
            write(
                "request",
                request_id=entry.request_id,
                method=scope["method"],
                path=path[:200],
                status=entry.status,
                duration_ms=nanoseconds // 1000 / 1000,
                viewer=entry.viewer,
                operation=entry.operation,
                bytes=entry.bytes,
            )


def _request_id(headers: list[tuple[bytes, bytes]]) -> bytes:
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return value
    return token_hex(8).encode("ascii")


async def _answer_masked(entry: RequestLogEntry, send: Send) -> None:
    """Sends a 500 that reveals only the request id, under which the log has the details."""
    told = {"requestId": entry.request_id}
    error = {"message": "Internal error", "extensions": {"code": "INTERNAL", **told}}
    body = orjson.dumps({"errors": [error], "extensions": told})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def configure_logs(level: str = "info") -> None:
    """Writes all logs of this process, from this level on, as JSON lines on standard error.

    An exception is logged as its types and frames; in a warning, which is expected, as its type alone. Exception
    messages may quote a caller's values and are logged at level `debug` only.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Exceptions(messages=threshold <= logging.DEBUG),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=lambda event, **_: _dumps(event).decode()),
            ],
            keep_exc_info=False,
        )
    )
    logging.basicConfig(handlers=[handler], level=threshold, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        # RequestLog replaces uvicorn's access log; its other logs go to the root logger.
        logger.propagate = name != "uvicorn.access"
    # at debug level Tortoise logs statements with their values
    logging.getLogger("tortoise").setLevel(max(threshold, logging.INFO))


def leave_locals_out() -> None:
    """Keeps local variables out of structlog's default logs, for processes that don't configure structlog.

    Local variables hold values that must not be logged, and printing a pool or a document blocks the process for
    seconds.
    """
    if not structlog.is_configured():
        console = structlog.dev.ConsoleRenderer(
            exception_formatter=structlog.dev.RichTracebackFormatter(show_locals=False)
        )
        structlog.configure(processors=[*structlog.get_config()["processors"][:-1], console])


class _Exceptions:
    """A structlog processor: replaces `exc_info` by `exception`, a list of types and frames, outermost first."""

    def __init__(self, *, messages: bool) -> None:
        self.messages = messages

    def __call__(self, logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        given = event.pop("exc_info", None)
        if not given:
            return event
        if isinstance(given, BaseException):
            given = (type(given), given, given.__traceback__)
        elif not isinstance(given, tuple):
            given = sys.exc_info()
        if given[1] is None:
            return event
        event["exception"] = [
            {
                "type": stack["exc_type"],
                **({"message": stack["exc_value"]} if self.messages else {}),
                **({} if name == "warning" else {"frames": list(map(_location, stack["frames"]))}),
            }
            for stack in _as_dict(given)
        ]
        return event


def _location(frame: dict[str, Any]) -> str:
    return f"{frame['filename']}:{frame['lineno']} {frame['name']}"


def _dumps(event: object, **_: object) -> bytes:
    """Returns one line; a value that JSON can't represent appears as its type, since its text may quote a caller."""
    return orjson.dumps(event, default=lambda value: f"<{type(value).__name__}>")
