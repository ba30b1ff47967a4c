"""Runs the program as anyone runs it, and looks at what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.serving import NO_TLS
from tests.waiting import until

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
        cwd=folder or Path(__file__).parents[2],
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
        return httpx.get(f"{address}/readyz", verify=NO_TLS).status_code == 200
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
