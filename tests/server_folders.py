"""Folders for servers of a test's own."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder directly under /tmp: what pytest makes is closed to the server's user when we are root."""
    path = Path(tempfile.mkdtemp(prefix="account-graph-test-"))
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
