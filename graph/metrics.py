"""What a worker counts of itself, in Prometheus's terms. Nothing of what callers send or read is in it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Protocol

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The upper bounds of the histograms' buckets."""
LOOK = 1.0
"""Seconds between two looks at the pools and at the event loop."""

REQUESTS = Counter(
    "account_graph_requests",
    "Requests to the API, by the code of their first error, or OK, and by the profile of their viewer.",
    ("outcome", "profile"),
)
REQUEST_SECONDS = Histogram(
    "account_graph_request_seconds", "Seconds from a request's head to the end of its answer.", buckets=SECONDS
)
WAIT_SECONDS = Histogram(
    "account_graph_connection_wait_seconds", "Seconds that a read waited for a database connection.", buckets=SECONDS
)
STATEMENT_SECONDS = Histogram(
    "account_graph_statement_seconds", "Seconds that the database took for a read.", buckets=SECONDS
)
CONNECTIONS = Gauge(
    "account_graph_connections",
    "Connections to the database, by pool and by whether they are idle or busy.",
    ("pool", "state"),
    multiprocess_mode="livesum",
)
LOOP_LAG_SECONDS = Gauge(
    "account_graph_loop_lag_seconds",
    "Seconds by which the event loop was late for its last timer; of several workers, the latest.",
    multiprocess_mode="livemax",
)
WORKERS = Gauge("account_graph_workers", "Workers that serve.", multiprocess_mode="livesum")


class Pool(Protocol):
    """A pool of connections, as far as it is counted."""

    def get_size(self) -> int:
        """How many connections it has."""

    def get_idle_size(self) -> int:
        """How many of them nobody uses."""


def count_request(outcome: str, profile: str, seconds: float) -> None:
    """Counts a request to the API."""
    REQUESTS.labels(outcome, profile).inc()
    REQUEST_SECONDS.observe(seconds)


class Reads:
    """Counts what reads wait for."""

    def waited(self, seconds: float) -> None:
        """Counts a wait for a connection."""
        WAIT_SECONDS.observe(seconds)

    def answered(self, seconds: float) -> None:
        """Counts a statement."""
        STATEMENT_SECONDS.observe(seconds)


@asynccontextmanager
async def watching(pools: Mapping[Pool, str]) -> AsyncIterator[None]:
    """Looks at these pools, each with its name, and at the event loop from time to time, until the end."""
    WORKERS.set(1)
    task = asyncio.create_task(_watch(pools))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        WORKERS.set(0)


async def _watch(pools: Mapping[Pool, str]) -> None:
    while True:
        for pool, name in pools.items():
            idle = pool.get_idle_size()
            CONNECTIONS.labels(name, "idle").set(idle)
            CONNECTIONS.labels(name, "busy").set(pool.get_size() - idle)
        due = perf_counter() + LOOK
        await asyncio.sleep(LOOK)
        LOOP_LAG_SECONDS.set(max(0.0, perf_counter() - due))
