"""uvicorn's HTTP/1.1 protocol with a limit on the size of a request's head.

uvicorn itself collects headers without limit, before authentication: a single header of 300 MB kept the event loop
busy for minutes.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 65_536
"""Bytes of request line and headers that may arrive after the first chunk of them."""

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 29\r\nconnection: close\r\n\r\n"
    b"The request's head is too big"
)


class BoundedHeadProtocol(HttpToolsProtocol):
    """Closes a connection whose request's head exceeds the limit."""

    _head: int | None = None  # bytes of the current head received so far; None outside a head

    def on_message_begin(self) -> None:
        """Starts counting at the beginning of a head."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Stops counting at the end of a head."""
        self._head = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Counts a chunk that belongs to a head, and closes the connection past the limit."""
        begun = self._head is not None
        super().data_received(data)
        # a chunk in which a head begins may also hold the end of the previous body
        if begun and self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                if self.cycle is None or self.cycle.response_complete:  # otherwise a response is in progress
                    self.transport.write(TOO_LARGE)
                self.transport.close()
