"""uvicorn's HTTP/1.1 protocol with limits on what a caller without a token can hold: size, time and connections.

uvicorn itself collects headers without limit, before authentication: a single header of 300 MB kept the event loop
busy for minutes. It waits without end for a head, and takes the fields after a chunked body for headers.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MAX_HEAD = 65_536
"""Bytes beside its body that may arrive after the first chunk of a request: request line, headers and trailers."""
MAX_CONNECTIONS = 500
"""Connections that a worker keeps open; each takes a file descriptor, of which a process often has 1,024."""
SECONDS = 10.0
"""Seconds from the opening of a connection, or from a head's first byte, to the head's end; and for what still arrives
of a body whose request is already answered."""


def _refusal(status: bytes, message: bytes, headers: bytes = b"") -> bytes:
    return (
        b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n%sconnection: close\r\n\r\n%s"
        % (status, len(message), headers, message)
    )


TOO_LARGE = _refusal(b"431 Request Header Fields Too Large", b"The request's head is too big")
TOO_SLOW = _refusal(b"408 Request Timeout", b"The request's head did not arrive within %d seconds" % SECONDS)
TOO_MANY = _refusal(b"503 Service Unavailable", b"There are too many connections", b"retry-after: 1\r\n")


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection that is one too many, and one whose request's head is too large or too slow."""

    _open = False
    """Whether a request has begun and not ended."""
    _in_head = False
    _beside = 0
    """The bytes of the open request that came in chunks without any of its body."""
    _bodies = 0
    """How often some of a body arrived."""
    _timer: TimerHandle | None = None
    _running: RequestResponseCycle | None = None
    """The request being answered, or the last one that was."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Refuses a connection past the limit; otherwise gives its first head its time."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            self._refuse(TOO_MANY)
        else:
            self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection with all that it still had in its pipeline; uvicorn tells only the last request."""
        self._stop_timer()
        self._abandon()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begins a request."""
        self._open = self._in_head = True
        self._beside = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Ends a head. What follows a chunked body as headers is dropped: no proxy has looked at it."""
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """Takes some of a body."""
        self._bodies += 1
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends a request."""
        self._open = False
        self._stop_timer()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Reads a chunk, and closes the connection if what it belongs to is too large."""
        begun, bodies = self._open, self._bodies
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._open:
            # a chunk in which a request begins may also hold the end of the one before
            if begun and bodies == self._bodies:
                self._beside += len(data)
                if self._beside > MAX_HEAD:
                    self._refuse(TOO_LARGE)
                    return
            if self._in_head or self.cycle.response_complete:
                self._start_timer()
        elif self._answered():
            self._start_timer()  # line ends between two requests have stopped uvicorn's own timer

    def on_response_complete(self) -> None:
        """Gives what still arrives of an answered request its time."""
        super().on_response_complete()
        if self._open and not self._in_head and self.cycle.response_complete and not self.transport.is_closing():
            self._start_timer()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _abandon(self) -> None:
        """Drops the requests that wait in the pipeline, and tells the one being answered that nobody listens."""
        self.pipeline.clear()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _answered(self) -> bool:
        """Whether no response is owed or in progress."""
        return self.cycle is None or (self.cycle.response_complete and not self.pipeline)

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(SECONDS, self._time_is_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_is_up(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self._refuse(TOO_SLOW if self._in_head else b"")

    def _refuse(self, answer: bytes) -> None:
        if answer and self._answered():  # otherwise a response is in progress
            self.transport.write(answer)
        self._abandon()
        self.transport.close()
