"""Metrics of all workers together, on a port of their own."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Metric, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from graph.serving import ServingError
from graph.settings import hand_down

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The client library's name for the folder in which processes count together. They look for it when they start."""
OF_A_LIVING_ONE = re.compile(r"gauge_live[a-z]+_(\d+)\.db")
"""The files of gauges that end with their worker."""


@contextmanager
def serve(host: str, port: int, workers: int) -> Iterator[None]:
    """Serves at this port what this process counts as the only worker, or the workers it starts.

    Raises ServingError if the port can't be listened on.
    """
    with ExitStack() as stack:
        registry = REGISTRY if workers == 1 else stack.enter_context(_of_all_workers())
        stack.enter_context(_served(host, port, registry))
        yield


@contextmanager
def _served(host: str, port: int, registry: CollectorRegistry) -> Iterator[None]:
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise ServingError(
            f"Port {port} of {host} can't be listened on for metrics: {error.strerror or error}. Choose another:"
            " ACCOUNT_GRAPH_METRICS_PORT."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _of_all_workers() -> Iterator[CollectorRegistry]:
    folder = Path(tempfile.mkdtemp(prefix="account-graph-metrics-"))
    hand_down({SHARED: str(folder)})
    registry = CollectorRegistry()
    registry.register(_OfAllWorkers(folder))
    try:
        yield registry
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _OfAllWorkers(Collector):
    """A collector of what the workers counted; one that was killed has no connections any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """Returns all metrics."""
        for file in self._folder.iterdir():
            named = OF_A_LIVING_ONE.fullmatch(file.name)
            if named and not _is_alive(int(named[1])):
                file.unlink(missing_ok=True)
        collector = MultiProcessCollector(CollectorRegistry(), str(self._folder))  # type: ignore[no-untyped-call]  # so
        found: Iterable[Metric] = collector.collect()  # type: ignore[no-untyped-call]  # likewise
        return found


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
