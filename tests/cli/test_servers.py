"""Servers started from the command line, and commands beside them: where to look, what works, what is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.cli.commands import (
    GREETED,
    MAPPING,
    alive,
    answers,
    ask,
    ended,
    environment,
    free_port,
    run,
    served,
    stop,
    stopped,
)
from tests.waiting import until

pytestmark = pytest.mark.once


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
        dry = run(data, "import", str(tmp_path / "mapping.toml"), "--dry-run", "--rejects", str(tmp_path / "rejects"))
        assert dry.returncode == 3, dry.stderr
        first = run(data, "import", str(tmp_path / "mapping.toml"), "--rejects", str(tmp_path / "rejects"))
        assert first.returncode == 3, first.stderr
        assert first.stderr == ""
        assert "1 created" in first.stdout
        assert "1 rejected" in first.stdout
        assert len((tmp_path / "rejects" / "accounts.csv").read_text().splitlines()) == 2
        (tmp_path / "accounts.csv").write_text("id,name\n1,Beside a server\n")
        second = run(data, "import", str(tmp_path / "mapping.toml"), "--rejects", str(tmp_path / "rejects"))
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
