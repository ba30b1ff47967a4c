"""What eight attackers cost another caller: the latency of two lists beside each body of `bench.attacks`."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from bench import cpu
from bench.attacks import PERMITTED, REFUSED
from bench.servers import Running

ATTACKERS = 8
LEAST = 20
"""The number of lists measured at least, of each sort."""
SIMPLE = orjson.dumps({"query": "{ accounts(first: 25) { nodes { id name type } } }"})
FILTERED = orjson.dumps(
    {"query": '{ accounts(first: 25, where: {name: {contains: "1234"}}) { totalCount nodes { id name } } }'}
)
MAX_SIMPLE, MAX_FILTERED = 100.0, 250.0
"""Milliseconds that 95 of 100 lists may take at most."""
MAX_BACKEND = 150.0
"""Megabytes that a backend may have of its own."""


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The latencies of another caller beside attackers, in milliseconds, and the largest backend in MB."""

    simple: float
    filtered: float
    worst: float
    """The longest time that the server took to say that it lives."""
    backend: float | None

    @property
    def holds(self) -> bool:
        """Whether the caller hardly notices the attackers."""
        return self.simple < MAX_SIMPLE and self.filtered < MAX_FILTERED and (self.backend or 0) < MAX_BACKEND


def own_megabytes(pid: int) -> float:
    """Returns the memory that a process shares with no other."""
    found = 0
    with suppress(OSError):  # the process may have ended
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                found += int(line.split()[1])
    return found / 1024


def bodies() -> Mapping[str, bytes]:
    """Returns all attacks by their names, and none first."""
    return {"nobody": b"", **REFUSED, **PERMITTED}


async def beside(server: Running, url: str, attack: bytes, seconds: float) -> Neighbor:
    """Measures another caller's lists while eight attackers send this body again and again."""
    headers = {"authorization": f"Bearer {server.token}", "content-type": "application/json"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=60) as client:

        async def took(body: bytes | None) -> float:
            began = time.perf_counter()
            answer = await (client.get("/livez") if body is None else client.post("/graphql", content=body))
            answer.raise_for_status()
            return (time.perf_counter() - began) * 1000

        await took(SIMPLE)
        await took(FILTERED)
        with attacking(server, attack):
            simple: list[float] = []
            filtered: list[float] = []
            lives: list[float] = []
            until = time.perf_counter() + seconds
            while time.perf_counter() < until or len(simple) < LEAST:
                simple.append(await took(SIMPLE))
                filtered.append(await took(FILTERED))
                lives.append(await took(None))
            pids = await asyncio.to_thread(cpu.backends, url)
            return Neighbor(_p95(simple), _p95(filtered), max(lives), max(map(own_megabytes, pids), default=None))


@contextmanager
def attacking(server: Running, body: bytes) -> Iterator[None]:
    """Sends the body on eight connections, again and again; an empty one not at all."""
    if not body:
        yield
        return
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    attackers = subprocess.Popen(  # noqa: S603  # this Python, with a module of the bench
        [sys.executable, "-m", "bench.attackers", str(server.port), str(ATTACKERS)], stdin=subprocess.PIPE
    )
    try:
        assert attackers.stdin is not None  # noqa: S101  # for the type checker
        attackers.stdin.write(head.encode() + body)
        attackers.stdin.close()
        yield
    finally:
        attackers.kill()
        attackers.wait()


def _p95(latencies: list[float]) -> float:
    return sorted(latencies)[int(len(latencies) * 0.95)]
