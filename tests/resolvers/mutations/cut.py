"""A way to the database that breaks at the commit, before the server has heard of it or before its answer is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from graph.embedded import SOCKET, server_url


class Break(Enum):
    """What happens to a commit on its way."""

    NOT_HEARD = auto()
    """The connection ends before the server hears of it."""
    NOT_ANSWERED = auto()
    """The server has done it when the connection ends."""
    SILENT = auto()
    """The server has done it, the connection stands, and nothing more comes over it."""


class Way:
    """Passes everything on, but for commits while `broken` says what becomes of them."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        self.url = server_url(str(folder), parts.path.lstrip("/"))
        self.broken: Break | None = None
        self.commits = 0
        self._there = str(Path(parse_qs(parts.query)["host"][0]) / SOCKET)
        self._running: set[asyncio.Task[None]] = set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        server_reader, server_writer = await asyncio.open_unix_connection(self._there)
        answers = asyncio.create_task(self._pass(server_reader, writer))
        try:
            while data := await reader.read(65536):
                if b"COMMIT" in data:
                    self.commits += 1
                    if self.broken is not None:
                        answers.cancel()
                        if self.broken is not Break.NOT_HEARD:
                            server_writer.write(data)
                            await server_reader.read(65536)
                        if self.broken is Break.SILENT:
                            await reader.read()  # until the other side gives up
                        return
                server_writer.write(data)
        except ConnectionError:
            pass
        finally:
            answers.cancel()
            for each in (writer, server_writer):
                each.close()
                with suppress(ConnectionError):
                    await each.wait_closed()
            self._running.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
            writer.close()

    async def end(self) -> None:
        """Cut what is left."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


@asynccontextmanager
async def way(url: str, folder: Path) -> AsyncIterator[Way]:
    """A way to the database at this address, over a socket in the folder."""
    made = Way(url, folder)
    server = await asyncio.start_unix_server(made.carry, str(folder / SOCKET))
    try:
        yield made
    finally:
        server.close()
        await made.end()
        await server.wait_closed()
