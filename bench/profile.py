"""A profile of our server: CPU time per request from the kernel, divided into parts by py-spy's samples."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.table import Table

from bench.load import drive, measure, microseconds
from bench.questions import Question
from bench.servers import OURS, BenchError, Running, running

SAMPLES_A_SECOND = 250
WARM_UP = 3.0  # seconds

PARTS: tuple[tuple[str, str], ...] = (
    ("logging the request", r"structlog/|graph/logs\.py:(?!62\b|65\b)|BytesLogger"),
    ("signing in", r"graph/auth/(authenticator|tokens)\.py|jwt/"),
    ("document lookup", r"Documents\.read|_shaping|graph/schema/limits\.py"),
    ("asyncpg", r"asyncpg/"),
    ("statement and loader", r"graph/resolvers/|graph/auth/|graph/context\.py|aiodataloader/"),
    ("execution (graphql-core, Strawberry)", r"graphql/|strawberry/|graph/schema/"),
    ("encoding the answer", r"^encode \(graph/graphql_http"),
    (
        "our own HTTP: body, media type",
        r"graph/(graphql_http|graphql_request|server)\.py|graph/logs\.py",
    ),
    ("uvicorn and httptools", r"uvicorn/protocols|uvicorn/middleware|httptools"),
)
"""The parts with a pattern of their stack frames. The innermost frame that matches any decides a sample's part."""
LOOP = "event loop: epoll, what asyncpg reads"
"""The part of all other samples. asyncpg and uvloop are compiled: time without a Python frame appears here."""


def profile(url: str, token: str, question: Question, seconds: float) -> Table:
    """Measures our server under load for this question, then samples it; raises BenchError without py-spy."""
    py_spy = shutil.which("py-spy") or shutil.which("py-spy", path=str(Path(sys.executable).parent))
    if py_spy is None:
        raise BenchError(f"py-spy is not installed. Install it: {sys.executable} -m pip install py-spy")
    with running(OURS, url, token) as server:
        drive(server, question.bodies, WARM_UP)
        load = measure(server, url, question.bodies, seconds)
        samples = _sampled(py_spy, server, question, seconds)
    table = Table("where", "share", "us a request", title=f"{question.name}: {load.rate:,.0f} a second")
    everything = sum(samples.values())
    for part in (*(part for part, _ in PARTS), LOOP):
        if samples[part]:
            share = samples[part] / everything
            table.add_row(part, f"{share:.1%}", microseconds(load.server_cpu, share))
    table.add_section()
    table.add_row("our server's process in total", "", microseconds(load.server_cpu))
    table.add_row("PostgreSQL's processes", "", microseconds(load.database_cpu))
    return table


def _sampled(py_spy: str, server: Running, question: Question, seconds: float) -> Counter[str]:
    """Returns the number of samples by part."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        file = Path(folder) / "stacks"
        load = beside.submit(drive, server, question.bodies, seconds + 1)
        options = ["--rate", str(SAMPLES_A_SECOND), "--duration", f"{seconds:.0f}", "--format", "raw"]
        done = subprocess.run(  # noqa: S603  # arguments from this module
            [py_spy, "record", *options, "--output", str(file), "--pid", str(server.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        load.result()
        if done.returncode != 0:
            raise BenchError(f"py-spy failed: {done.stderr.strip()}")
        return by_part(file.read_text())


def by_part(stacks: str) -> Counter[str]:
    """Counts samples by part. Each line has frames joined by semicolons, innermost last, and a number of samples."""
    known: list[tuple[str, Callable[[str], object]]] = [(part, re.compile(looks).search) for part, looks in PARTS]
    found: Counter[str] = Counter()
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        part = next((part for frame in reversed(stack.split(";")) for part, looks in known if looks(frame)), LOOP)
        found[part] += int(count)
    return found
