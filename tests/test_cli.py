"""The command line, run as anyone runs it: exit codes, what goes to which stream, and what is left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from graphql import build_schema

from tests.waiting import until

pytestmark = pytest.mark.once

GREETED = ("rita@demo.example", "mia@demo.example", "pat@demo.example")
MAPPING = """
source = "shop"

[[imports]]
file = "accounts.csv"
record = "account"
key = "id"

[imports.fields]
name = "name"
"""


def environment(data: Path, **more: str) -> dict[str, str]:
    ours = {"ACCOUNT_GRAPH_DATA": str(data), "PYTHONWARNINGS": "error", "COLUMNS": "200", **more}
    names = ("PATH", "HOME", "PYTHONPATH", "COVERAGE_PROCESS_CONFIG")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | ours


def run(data: Path, *arguments: str, folder: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end; whatever happens, nobody is shown a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "graph", *arguments],
        env=environment(data, **more),
        cwd=folder or Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(data: Path, *arguments: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that answers, and its address."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "graph", "serve", "--port", str(port), *arguments],
            env=environment(data, **more),
            stderr=said,
            text=True,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            until(lambda: answers(address) or ended(process))
            yield process, address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            said.seek(0)
            assert "Traceback" not in said.read()


def ended(process: subprocess.Popen[str]) -> bool:
    """False while it runs; a process that must not have ended fails the test."""
    assert process.poll() is None
    return False


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def stop(process: subprocess.Popen[str], number: signal.Signals) -> int:
    process.send_signal(number)
    return process.wait(30)


def stopped(data: Path) -> bool:
    """Is the embedded server at rest, with nothing of it left running?"""
    return not (data / "postgres" / "postmaster.pid").exists()


def alive(group: int) -> bool:
    """Does any process of the group run? A zombie, that nobody has asked about yet, does not."""
    facts = [file.read_text().rpartition(")")[2].split() for file in Path("/proc").glob("[0-9]*/stat") if file.exists()]
    return any(int(fact[2]) == group and fact[0] != "Z" for fact in facts)


def ask(address: str, token: str, query: str) -> Mapping[str, object]:
    answer = httpx.post(f"{address}/graphql", json={"query": query}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    data: Mapping[str, object] = answer.json()["data"]
    return data


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


def test_the_demo_is_loaded_once_and_lists_its_people(data: Path) -> None:
    again = run(data, "demo")
    assert again.returncode == 0
    assert again.stderr == ""
    assert "nothing was changed" in again.stdout
    assert all(email in again.stdout for email in GREETED)
    assert stopped(data)


def test_a_token_comes_alone_on_standard_output(data: Path) -> None:
    made = run(data, "token", "Rita@Demo.example", "--expires-in", "30m")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.count(".") == 2
    assert made.stdout.split() == [made.stdout.removesuffix("\n")]


def test_a_token_is_for_known_users_only(data: Path) -> None:
    refused = run(data, "token", "rota@demo.example")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        refused.stderr
        == "Error: No active user has the e-mail address rota@demo.example. Did you mean rosa@demo.example?\n"
    )


@pytest.mark.parametrize("near", ["max", "maxx@demo.example", "MAX@demo.exmaple", "max@example.org"])
def test_a_near_address_is_suggested_by_its_name(data: Path, near: str) -> None:
    assert run(data, "token", near).stderr == (
        f"Error: No active user has the e-mail address {near}. Did you mean max@demo.example?\n"
    )


@pytest.mark.parametrize("far", ["nobody@demo.example", "zz", "@demo.example"])
def test_no_address_is_suggested_where_none_is_near(data: Path, far: str) -> None:
    assert run(data, "token", far).stderr == (
        f"Error: No active user has the e-mail address {far}. To list the demo users, which changes nothing:"
        " account-graph demo\n"
    )


def test_spaces_around_an_address_do_not_count(data: Path) -> None:
    made = run(data, "token", " rita@demo.example ")
    assert (made.returncode, made.stderr) == (0, "")


def test_tokens_of_an_identity_provider_are_not_made_here(data: Path) -> None:
    refused = run(data, "token", "rita@demo.example", ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE=__file__)
    assert refused.returncode == 1
    assert "identity provider" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("token",),
        ("token", "rita@demo.example", "--expires-in", "soon"),
        ("import", "nowhere.toml"),
        ("serve", "--port", "70000"),
        ("fly",),
    ],
)
def test_a_wrong_command_is_told_by_2(data: Path, arguments: tuple[str, ...]) -> None:
    done = run(data, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr


def test_a_new_folder_has_no_users_yet_and_says_so() -> None:
    folder = Path(tempfile.mkdtemp(prefix="account-graph-test-"))
    try:
        refused = run(folder, "token", "rita@demo.example")
        assert refused.returncode == 1
        assert "account-graph migrate" in refused.stderr
        assert run(folder, "migrate").stdout.startswith("Applied 0001_tables\n")
        again = run(folder, "migrate")
        assert (again.stdout.endswith(" is up to date.\n"), again.stderr) == (True, "")
        assert "account-graph demo" in run(folder, "token", "rita@demo.example").stderr
    finally:
        shutil.rmtree(folder)


def test_the_schema_is_printed_alone_and_checked(data: Path, tmp_path: Path) -> None:
    printed = run(data, "schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert build_schema(printed.stdout).query_type
    file = tmp_path / "schema.graphql"
    missing = run(data, "schema", "--check", folder=tmp_path, PYTHONPATH=str(Path(__file__).parent.parent))
    assert missing.returncode == 1
    file.write_text(printed.stdout)
    same = run(data, "schema", "--check", "--path", str(file))
    assert (same.returncode, same.stdout, same.stderr) == (0, f"{file} matches the schema.\n", "")
    file.write_text(printed.stdout.replace("type Account ", "type Company "))
    differs = run(data, "schema", "--check", "--path", str(file))
    assert differs.returncode == 1
    assert "-type Company implements Node {\n+type Account implements Node {\n" in differs.stdout
    assert differs.stderr == f"Error: {file} differs from the schema. To update it: account-graph schema > {file}\n"


@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGINT), (1, signal.SIGTERM), (2, signal.SIGINT)])
def test_serve_stops_in_order_and_takes_the_database_along(data: Path, workers: int, number: signal.Signals) -> None:
    with served(data, "--workers", str(workers)) as (process, address):
        token = run(data, "token", "rita@demo.example").stdout.strip()
        assert ask(address, token, "{ viewer { user { name } } }") == {"viewer": {"user": {"name": "Rita Delgado"}}}
        assert stop(process, number) == 0
        assert not answers(address)
        until(lambda: not alive(process.pid), within=5)  # Python's own helper of a pool ends just after them
    assert stopped(data)


def test_serve_says_where_to_look_and_gives_tokens_that_work(data: Path) -> None:
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve"],
        env=environment(data, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: answers(f"http://127.0.0.1:{port}") or ended(process))
    assert time.monotonic() - began < 30  # a second start; it takes two seconds where nothing else is going on
    page = httpx.get(f"http://localhost:{port}/graphql", headers={"Accept": "text/html"})
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=30)
    assert out == ""
    logged = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert "Application startup complete." in {line["event"] for line in logged}
    lines = [line for line in told.splitlines() if not line.startswith("{")]
    assert lines[0].startswith(f"Account Graph: http://localhost:{port}/graphql ")
    assert page.headers["content-type"].startswith("text/html")
    tokens = {email: lines[lines.index(f"  {email}") + 1].strip() for email in GREETED}
    assert lines[-1] == "Stopped."
    with served(data) as (_, address):
        for email, token in tokens.items():
            assert email.split("@")[0] in str(ask(address, token, "{ viewer { user { name } } }")).lower()


def test_an_import_works_beside_a_server_and_leaves_it_running(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "accounts.csv").write_text("id,name\n1,Beside a server\n2,\n")
    with served(data) as (_, address):
        dry = run(
            data, "import", str(tmp_path / "mapping.toml"), "--dry-run", "--rejects", str(tmp_path / "rejects.csv")
        )
        assert dry.returncode == 3, dry.stderr
        first = run(data, "import", str(tmp_path / "mapping.toml"), "--rejects", str(tmp_path / "rejects.csv"))
        assert first.returncode == 3, first.stderr
        assert first.stderr == ""
        assert "1 created" in first.stdout
        assert "1 rejected" in first.stdout
        assert len((tmp_path / "rejects.csv").read_text().splitlines()) == 2
        (tmp_path / "accounts.csv").write_text("id,name\n1,Beside a server\n")
        second = run(data, "import", str(tmp_path / "mapping.toml"), "--rejects", str(tmp_path / "rejects.csv"))
        assert second.returncode == 0, second.stderr
        assert "1 unchanged" in second.stdout
        assert answers(address)


def test_a_check_works_beside_a_server_and_warns_of_an_open_secret(data: Path) -> None:
    with served(data) as (_, address):
        done = run(data, "check")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("Nothing is wrong.\n")
        assert "warning" not in done.stdout
        (data / "secret").chmod(0o644)
        warned = run(data, "check")
        (data / "secret").chmod(0o600)
        assert warned.returncode == 0
        assert "warning  secret: " in warned.stdout
        assert f"           chmod 600 {data}/secret\n" in warned.stdout
        assert answers(address)


def test_a_faulty_mapping_is_refused_by_what_is_wrong_with_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text("[nonsense")
    refused = run(data, "import", str(tmp_path / "mapping.toml"))
    assert refused.returncode == 2
    assert "mapping.toml is not valid TOML" in refused.stderr


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(data, "serve", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: Port {port} of 127.0.0.1 can't be listened on: ")
    assert "--port" in refused.stderr
    assert stopped(data)


@pytest.mark.parametrize("command", [("migrate",), ("demo",), ("token", "rita@demo.example"), ("serve", "--port", "0")])
def test_an_unreachable_database_is_named(data: Path, command: tuple[str, ...]) -> None:
    command = tuple(str(free_port()) if word == "0" else word for word in command)
    url = "postgresql://me:hush@127.0.0.1:1/books"
    refused = run(data, *command, DATABASE_URL=url, ACCOUNT_GRAPH_SECRET="s" * 32)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: The database books at 127.0.0.1:1 can't be reached: ")
    assert "hush" not in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("token", "rita@demo.example"), ("serve",)])
def test_a_database_of_ones_own_needs_a_secret(data: Path, command: tuple[str, ...]) -> None:
    refused = run(data, *command, DATABASE_URL="postgresql://127.0.0.1:1/books")
    assert refused.returncode == 1
    assert "ACCOUNT_GRAPH_SECRET" in refused.stderr


def test_a_wrong_setting_is_named(data: Path) -> None:
    refused = run(data, "migrate", ACCOUNT_GRAPH_CURRENCY="euro")
    assert refused.returncode == 1
    assert refused.stderr == "Error: ACCOUNT_GRAPH_CURRENCY must be a currency's three capital letters, such as EUR.\n"


def test_a_command_that_is_interrupted_takes_the_database_along(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    os.mkfifo(tmp_path / "accounts.csv")  # an import that waits for its file
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "import", str(tmp_path / "mapping.toml")],
        env=environment(data),
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: not stopped(data))
    process.terminate()
    _, told = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in told
    assert stopped(data)
