"""Structured logs: JSON lines on standard error, one a request, without tokens, variables or query texts."""

import logging
import re
import sys
from collections.abc import MutableMapping
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
"""Asked every few seconds by whoever watches us: their successes are told at debug level only."""
CLIENT_LEFT = 499
"""The status a request is logged with when its client went away before the answer; it is never sent."""

_as_dict = ExceptionDictTransformer(show_locals=False, max_frames=30)
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(slots=True)
class RequestLogEntry:
    """What one request's log line says of it; those who learn it fill it in (`scope["log_entry"]`)."""

    request_id: str
    viewer: str | None = None
    operation: str | None = None
    status: int = CLIENT_LEFT
    bytes: int = 0


class RequestLog:
    """Pure ASGI middleware: a request id in and out, one log line a request, and a masked 500 for what nobody expected.

    The id is the caller's `X-Request-ID` when that is 1 to 128 of ``[A-Za-z0-9._-]``, and a new one otherwise.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and log it."""
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
            if entry.status == CLIENT_LEFT:
                await _answer_masked(entry, send_and_note)
        finally:
            path = scope["path"]
            tell = log.debug if path in QUIET and entry.status == 200 else log.info
            tell(
                "request",
                request_id=entry.request_id,
                method=scope["method"],
                path=path[:200],
                status=entry.status,
                duration_ms=(perf_counter_ns() - began) // 1000 / 1000,
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
    """The 500 that tells nothing but the id under which the log tells all."""
    extensions = {"code": "INTERNAL", "requestId": entry.request_id}
    body = orjson.dumps({"errors": [{"message": "Internal error", "extensions": extensions}]})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def configure_logs(level: str = "info") -> None:
    """Everything logged in this process, ours and others', as JSON lines on standard error from this level on.

    An exception is told by its types and frames; a warning's, which was expected, by its type alone. Its message, which
    may quote a caller's values, is told at level `debug` only.
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
        # Our own line a request takes the place of uvicorn's; everything else of its goes through ours.
        logger.propagate = name != "uvicorn.access"
    # At debug level it logs statements with their values.
    logging.getLogger("tortoise").setLevel(max(threshold, logging.INFO))


def leave_locals_out() -> None:
    """Where nobody has configured structlog, its own form of logs, but for the values of local variables.

    They are what a log must not hold, and to print a pool or a document takes seconds in which nothing is answered.
    """
    if not structlog.is_configured():
        console = structlog.dev.ConsoleRenderer(
            exception_formatter=structlog.dev.RichTracebackFormatter(show_locals=False)
        )
        structlog.configure(processors=[*structlog.get_config()["processors"][:-1], console])


class _Exceptions:
    """A structlog processor: `exc_info` becomes `exception`, a list of types and frames from the outermost in."""

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
                **({} if name == "warning" else {"frames": list(map(_told, stack["frames"]))}),
            }
            for stack in _as_dict(given)
        ]
        return event


def _told(frame: dict[str, Any]) -> str:
    return f"{frame['filename']}:{frame['lineno']} {frame['name']}"


def _dumps(event: object, **_: object) -> bytes:
    """One line. What JSON has no form for is named by its type, since its text might hold a caller's values."""
    return orjson.dumps(event, default=lambda value: f"<{type(value).__name__}>")
