"""The embedded PostgreSQL: a server that all processes with the same data folder share.

It is an optional extra, so modules that exist only on some operating systems are imported when a server is started.
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

    Any number of processes may use a folder at the same time; the last one to leave stops the server. The server
    listens on no network. `options` are settings of the server, used if this process starts it. `kept` restarts the
    server if it ends while in use. Raises EmbeddedServerError if the server can't be started.
    """
    programs = binaries or embedded_binaries()
    from .server import Server

    server = Server(folder, programs, options or {})
    with server.joined() as socket_folder, server.kept() if kept else nullcontext():
        yield str(socket_folder)
