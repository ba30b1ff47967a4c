"""Load by wrk: eight connections that each ask again as soon as they are answered."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile

from bench import cpu
from bench.questions import Question
from bench.servers import BenchError, Running

CONNECTIONS = 8
SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a few seconds of it. Latencies are milliseconds."""

    rate: float
    """Requests a second."""
    p50: float
    p99: float
    requests: int
    server_cpu: float | None = None
    """Microseconds of CPU a request that the server's process took; None where that can't be known."""
    database_cpu: float | None = None
    """The same of PostgreSQL's processes."""


@dataclass(frozen=True, slots=True)
class Loads:
    """Several rounds of one question on one server."""

    rounds: tuple[Load, ...]

    @property
    def rate(self) -> float:
        """The median."""
        return median(load.rate for load in self.rounds)

    @property
    def slowest(self) -> float:
        """The lowest rate of all rounds."""
        return min(load.rate for load in self.rounds)

    @property
    def fastest(self) -> float:
        """The highest rate of all rounds."""
        return max(load.rate for load in self.rounds)

    @property
    def p50(self) -> float:
        """The median of the rounds' medians."""
        return median(load.p50 for load in self.rounds)

    @property
    def p99(self) -> float:
        """The median of the rounds' 99th percentiles."""
        return median(load.p99 for load in self.rounds)

    @property
    def server_cpu(self) -> float | None:
        """The median of the rounds."""
        return _median(load.server_cpu for load in self.rounds)

    @property
    def database_cpu(self) -> float | None:
        """The median of the rounds."""
        return _median(load.database_cpu for load in self.rounds)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def require_wrk() -> None:
    """BenchError unless wrk is installed."""
    if shutil.which("wrk") is None:
        raise BenchError("wrk is not installed. On Debian and Ubuntu: apt-get install wrk. On macOS: brew install wrk.")


def drive(server: Running, question: Question, seconds: float) -> Load:
    """Load for this long; BenchError where an answer was no success."""
    with NamedTemporaryFile(suffix=".jsonl") as bodies:
        bodies.write(b"\n".join(question.bodies))
        bodies.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s", "-s", str(SCRIPT)]
        done = subprocess.run(  # noqa: S603  # its own arguments
            [*command, f"http://127.0.0.1:{server.port}/graphql", "--", bodies.name, server.token],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise BenchError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    summary = json.loads(done.stdout.splitlines()[-1])
    if summary["wrong"]:
        raise BenchError(f"Of {summary['requests']} requests {summary['wrong']} had no answer, or no success.")
    if not summary["requests"]:
        raise BenchError(f"Nothing was answered within {seconds:g} seconds: is the machine too busy? Try --seconds 30.")
    return Load(
        rate=summary["requests"] / summary["microseconds"] * 1e6,
        p50=summary["p50"] / 1e3,
        p99=summary["p99"] / 1e3,
        requests=summary["requests"],
    )


def measure(server: Running, url: str, question: Question, seconds: float) -> Load:
    """Load for this long, with the CPU that it took; warm up first."""
    processes = ([server.pid], cpu.backends(url))
    before = [cpu.seconds(pids) for pids in processes]
    load = drive(server, question, seconds)
    after = [cpu.seconds(pids) for pids in processes]
    ours, theirs = (
        None if then is None or now is None else (now - then) / load.requests * 1e6
        for then, now in zip(before, after, strict=True)
    )
    return replace(load, server_cpu=ours, database_cpu=theirs)
