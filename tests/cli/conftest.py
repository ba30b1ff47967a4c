"""A data folder for the command line's tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import run


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder with the demo company. Under /tmp: pytest's own is closed to the server's user when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="account-graph-test-"))
    loaded = run(folder, "demo")
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.startswith("Loaded.\n")
    assert loaded.stderr.startswith("Applied migration 0001_tables\n")
    yield folder
    shutil.rmtree(folder)
