"""The address of the embedded PostgreSQL, which listens on a socket alone."""

from urllib.parse import quote

DATABASE = "account_graph"
"""The database's name on the embedded server; it is there from the first start on."""

SOCKET = ".s.PGSQL.5432"
"""The name of the server's socket in its folder."""


def server_url(socket_folder: str, database: str) -> str:
    """The address of one database of a server that listens on a socket in this folder."""
    return f"postgresql://postgres@/{quote(database)}?host={quote(socket_folder)}"
