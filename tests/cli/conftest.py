"""A data folder for the command line's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.server_folders import open_folder


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder with the demo company."""
    with open_folder() as folder:
        loaded = run(folder, "demo")
        assert loaded.returncode == 0, loaded.stderr
        assert loaded.stdout.startswith("Loaded.\n")
        assert loaded.stderr.startswith("Applied migration 0001_tables\n")
        yield folder
