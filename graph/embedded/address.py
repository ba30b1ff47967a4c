"""The address of the embedded PostgreSQL, which listens on a Unix socket only."""

from urllib.parse import quote

DATABASE = "account_graph"
"""The database's name on the embedded server, which creates it at its first start."""

SOCKET = ".s.PGSQL.5432"
"""The file name of the server's socket."""


def server_url(socket_folder: str, database: str) -> str:
    """Returns the URL of a database on the server whose socket is in this folder."""
    return f"postgresql://postgres@/{quote(database)}?host={quote(socket_folder)}"
