"""A bare ASGI application: it reads a request's body and answers with bytes, and does nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BareApplication(ABC):
    """What the limits have in common; they accept the same POST requests as our server."""

    @abstractmethod
    async def answer(self, scope: dict[str, Any], body: bytes) -> bytes:
        """Returns the JSON that answers a request."""

    @abstractmethod
    def open(self) -> AbstractAsyncContextManager[None]:
        """Opens what answering needs, for as long as the server runs."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answers a request, or handles the lifespan."""
        if scope["type"] == "lifespan":
            await receive()
            async with self.open():
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        answer = await self.answer(scope, body)
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))],
            }
        )
        await send({"type": "http.response.body", "body": answer})
