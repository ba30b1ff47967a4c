"""Folders for servers of a test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # what is made in it has a name drawn by chance
ROOM = 4 << 30
"""Bytes free in memory that a run asks for: it fills less than one gigabyte at a time."""


def parent() -> Path:
    """Where the folders are: in memory if there is room, since a disk takes ten times as long to copy a database.

    pytest's own folders won't do: they are closed to the server's user when we are root.
    """
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM:
        return IN_MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that the server's user can enter, with a short name, as a socket's has to be."""
    path = Path(tempfile.mkdtemp(prefix="account-graph-test-", dir=parent()))
    try:
        yield path
    finally:
        shutil.rmtree(path)


@contextmanager
def copied(run_before: Path) -> Iterator[Path]:
    """A copy of a folder in which a server has run: the first start in a folder takes longest by far."""
    with open_folder() as path:
        subprocess.run(["cp", "--archive", f"{run_before}/.", path], check=True)  # noqa: S607  # with owners, as root
        yield path
