"""The embedded PostgreSQL: a server of our own, shared by all processes that use one data folder.

It is an extra. What it needs of the operating system is imported when a server is wanted, and not before.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from .address import DATABASE, SOCKET, server_url
from .programs import EmbeddedServerError, embedded_binaries

__all__ = ["DATABASE", "SOCKET", "EmbeddedServerError", "embedded_binaries", "server_url", "shared_server"]


@contextmanager
def shared_server(
    folder: Path, *, binaries: Path | None = None, options: Mapping[str, str] | None = None, kept: bool = False
) -> Iterator[str]:
    """Starts or joins the server whose data is in `folder`; yields the folder of its socket.

    Any number of processes may use one folder at a time; the last one out stops the server. It listens on no network.
    `options` are server settings, used when this process is the one that starts it. `kept`: where the server ends
    while it is in use, it is started again. Raises EmbeddedServerError.
    """
    programs = binaries or embedded_binaries()
    from .server import Server

    server = Server(folder, programs, options or {})
    with server.joined() as socket_folder, server.kept() if kept else nullcontext():
        yield str(socket_folder)
