"""In which order tests run, and which stay together: long files first, so that none is the last to end.

A file runs in one process, since what it makes once is often dear. Its tests on a second server are a unit of their
own, and come last of all: each process changes its server once.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # comes without types

LONG = (
    *("tests/noninterference/", "tests/resolvers/test_generated_queries.py", "tests/auth/test_sharing_worlds.py"),
    *("tests/nouns/test_one_noun_more.py",),
    *("tests/crashes/", "tests/cli/", "tests/resolvers/mutations/test_next_request.py"),
    *("tests/test_embedded.py", "tests/test_unavailable.py", "tests/importing/test_sample_data.py"),
)
"""What takes longest, the longest first: `make test` prints the ten slowest tests."""

CAN_DIFFER = (
    *("tests/auth/", "tests/checking/", "tests/importing/", "tests/models/"),
    *("tests/resolvers/test_inserts.py", "tests/resolvers/test_plans.py"),
    *("tests/resolvers/test_search", "tests/resolvers/test_statements.py"),
    *("tests/resolvers/mutations/test_second_lock.py", "tests/test_database.py", "tests/test_second_lock.py"),
)
"""Where the version of PostgreSQL can make a difference: definitions, plans, search, statements, row security.

The rest runs on other versions by `make test-all` alone.
"""

FIRST, SECOND = "18", "15"
"""What the ids of tests that run on two servers call these."""


def can_differ(metafunc: pytest.Metafunc) -> bool:
    """Whether a test runs on the second server too: all that asks one, but for what is marked `once`."""
    return (
        "postgres_server" in metafunc.fixturenames
        and metafunc.definition.nodeid.startswith(CAN_DIFFER)
        and metafunc.definition.get_closest_marker("once") is None
    )


def on_the_second(nodeid: str) -> bool:
    """Whether this is a test's run on the second server."""
    return f"[{SECOND}]" in nodeid or f"[{SECOND}-" in nodeid


def place(nodeid: str) -> int:
    """Where in the order a test is: a number, the lowest first."""
    if on_the_second(nodeid):
        return len(LONG) + 1
    return next((number for number, path in enumerate(LONG) if nodeid.startswith(path)), len(LONG))


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # likewise
    """Gives a process one file after the other, in their order, and those on the second server by themselves."""

    def _split_scope(self, nodeid: str) -> Any:
        return f"{nodeid.partition('::')[0]} {SECOND if on_the_second(nodeid) else ''}"
