"""The wheel that `make wheel` has built, and fresh environments with nothing else in them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Postgres

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def pythons() -> list[str]:
    """The supported interpreters that this machine has by these names; if none, the one that runs the tests."""
    return [name for name in (f"python{version}" for version in VERSIONS) if starts(name)] or [sys.executable]


def starts(python: str) -> bool:
    """Whether there is such an interpreter. Of some that a version manager has, only a name is there."""
    found = shutil.which(python)
    if found is None:
        return False
    return subprocess.run([found, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0


@dataclass(frozen=True)
class Installed:
    """An environment that the wheel is installed in, and a folder to run its programs in, far from the repository."""

    prefix: Path
    folder: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.prefix / "bin" / program), *arguments]

    def environ(self, **changed: str) -> dict[str, str]:
        """What its programs find in the environment: nothing of the tests'."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "ACCOUNT_GRAPH_SECRET": "x" * 32, **changed}

    def run(self, program: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(program, *arguments),
            cwd=self.folder,
            env=self.environ(**environ),
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The wheel in dist/."""
    found = list((ROOT / "dist").glob("*.whl"))
    assert len(found) == 1, "Build it: make wheel"
    return found[0]


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked versions as constraints: what is installed follows from the wheel, and in which version from them."""
    pins = re.findall(r"^[\w.-]+(?:\[\w+\])?==[^\\]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    file = tmp_path_factory.mktemp("locked") / "constraints.txt"
    file.write_text("\n".join(pins))
    return file


@pytest.fixture(scope="session", params=pythons())
def installed(
    request: pytest.FixtureRequest, wheel: Path, locked: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """A fresh environment of each Python at hand, with the wheel and what it asks for."""
    prefix = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([request.param, "-m", "venv", prefix], check=True)
    pip = [str(prefix / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--no-compile", "--constraint", str(locked), str(wheel)], check=True)
    subprocess.run([*pip, "check"], check=True)
    yield Installed(prefix, tmp_path_factory.mktemp("elsewhere"))
    shutil.rmtree(prefix)


@pytest.fixture(scope="session")
async def external_url(installed: Installed, postgres_server: Postgres) -> AsyncIterator[str]:
    """An empty database on a PostgreSQL that the installed program has nothing to do with."""
    url = await postgres_server.make_database(template="template1")
    yield url
    await postgres_server.drop_database(url)
