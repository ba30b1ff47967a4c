"""HTTP/1.1 as uvicorn reads it, with an end to how long a request's head may be.

uvicorn collects headers for as long as they come, before anyone has shown a token: three hundred megabytes of one
header kept the event loop busy for minutes.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 65_536
"""Bytes of a request's first line and headers that may come after the first piece that the network brings of them."""

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 29\r\nconnection: close\r\n\r\n"
    b"The request's head is too big"
)


class BoundedHeadProtocol(HttpToolsProtocol):
    """Closes a connection whose request's head doesn't end."""

    _head: int | None = None  # how much of a head came so far; None outside of heads

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head ends."""
        self._head = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """A piece of whatever the client sends."""
        begun = self._head is not None
        super().data_received(data)
        # a piece in which a head only begins may hold the end of the body before it
        if begun and self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                if self.cycle is None or self.cycle.response_complete:  # else another answer is under way here
                    self.transport.write(TOO_LARGE)
                self.transport.close()
