"""What is killed: a PostgreSQL and a server with workers, both of this script's own; and how they come back."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import httpx

from graph.embedded import DATABASE, EmbeddedServerError, server_url, shared_server
from tests.crashes import Violation
from tests.serving import NO_TLS
from tests.waiting import eventually, pause, until

ROOT = Path(__file__).parents[2]
DURABLE = {"fsync": "off", "synchronous_commit": "on", "deadlock_timeout": "100ms"}
"""A killed process loses nothing that was written; only a killed machine would, which is what fsync is for."""
SECRET = "crashes " * 5
WORKERS = 2
BACK = 90.0
"""Seconds after which a server that doesn't answer isn't coming back."""
BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'account-graph'
ORDER BY xact_start IS NOT NULL DESC, random()
LIMIT 1
"""


class Standing:
    """The running parts."""

    def __init__(self, folder: Path, chance: random.Random, *, embedded: bool) -> None:
        self.folder = folder
        self.embedded = embedded
        self.chance = chance
        self.url = ""
        self.address = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.killed = asyncio.Event()
        """Set at each kill, which comes before what has to be started again is."""
        self._stack = ExitStack()

    def start_database(self) -> None:
        """A new PostgreSQL in the folder."""
        self.url = server_url(self._stack.enter_context(shared_server(self.folder, options=DURABLE)), DATABASE)

    @property
    def environment(self) -> dict[str, str]:
        """What the server and other commands are run with."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            **({"ACCOUNT_GRAPH_DATA": str(self.folder)} if self.embedded else {"DATABASE_URL": self.url}),
            "ACCOUNT_GRAPH_SECRET": SECRET,
            "ACCOUNT_GRAPH_STATEMENT_TIMEOUT": "10",
            "ACCOUNT_GRAPH_POOL_SIZE": "4",
            "COLUMNS": "200",
        }

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.folder / "serve.log"

    def start_server(self) -> None:
        """`account-graph serve` with several workers, on a port of loopback that is free."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "graph", "serve", "--workers", str(WORKERS), "--port", str(port)],
                env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """The server, then the database."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                for pid in (*self.workers(), self.process.pid):
                    os.kill(pid, signal.SIGKILL)
                self.process.wait(30)
        self._stack.close()

    def workers(self) -> list[int]:
        """The processes that answer. They are those that were spawned; a watcher of resources is no worker."""
        assert self.process is not None
        pid = self.process.pid
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return [int(child) for child in children if b"spawn_main" in _command(int(child))]
        return []

    def check(self) -> None:
        """`account-graph check` finds nothing wrong."""
        done = subprocess.run(
            [sys.executable, "-m", "graph", "check"], env=self.environment, cwd=ROOT, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Violation(f"account-graph check exits with {done.returncode}:\n{done.stdout}{done.stderr}")

    async def kill(self, kind: str) -> None:
        """Kill what the kind says. A postmaster that isn't the server's own to keep is started again after a while."""
        match kind:
            case "backend":
                self._kill(await self._backend())
            case "worker":
                self._kill_a_worker()
            case "postmaster":
                await self._kill_the_postmaster(self.chance.uniform(0, 1))
            case "worker and postmaster":
                self._kill_a_worker()
                await self._kill_the_postmaster(self.chance.uniform(0, 6))
            case _:
                raise LookupError(kind)

    async def _backend(self) -> int:
        """One that is in a transaction, if any is."""
        connection = await asyncpg.connect(self.url)
        try:
            pid: int = await eventually(lambda: connection.fetchval(BACKENDS))
        finally:
            await connection.close()
        return pid

    def _kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.killed.set()

    def _kill_a_worker(self) -> None:
        oldest, *others = sorted(self.workers())  # those that just come up answer nobody yet
        self._kill(oldest if self.chance.random() < 0.75 else self.chance.choice([oldest, *others]))

    async def _kill_the_postmaster(self, down: float) -> None:
        self._kill(int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        if not self.embedded:
            await pause(down)
            await asyncio.to_thread(until, self._started_again, within=BACK)

    def _started_again(self) -> bool:
        try:
            with shared_server(self.folder, options=DURABLE):
                return True
        except EmbeddedServerError:  # orphans of the old one may still be about to end
            return False

    async def back(self) -> None:
        """Wait until all workers run and the server says it is ready."""

        async def is_back() -> bool:
            self.require_running()
            return len(self.workers()) == WORKERS and await self._ready()

        await eventually(is_back, within=BACK)

    def require_running(self) -> None:
        """Violation where the server has ended."""
        assert self.process is not None
        if (code := self.process.poll()) is not None:
            raise Violation(f"the server ended by itself with exit code {code}")

    async def _ready(self) -> bool:
        async with httpx.AsyncClient(verify=NO_TLS) as client:
            try:
                return (await client.get(f"{self.address}/readyz", timeout=10)).status_code == 200
            except httpx.TransportError:
                return False


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@asynccontextmanager
async def standing(folder: Path, chance: random.Random, *, embedded: bool) -> AsyncIterator[Standing]:
    """A database with the demo and a server that answers, until this ends."""
    from graph import demo
    from graph.database import migrate

    parts = Standing(folder, chance, embedded=embedded)
    try:
        await asyncio.to_thread(parts.start_database)
        await migrate(parts.url)
        await demo.load(parts.url)
        parts.start_server()
        await parts.back()
        yield parts
    finally:
        await asyncio.to_thread(parts.stop)
