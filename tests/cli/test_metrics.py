"""Metrics of a server started from the command line: what is counted, by how many workers, and what never is."""

import os
import re
import signal
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from graph import metrics
from tests.cli.commands import ask, free_port, run, served
from tests.program_files import ROOT
from tests.waiting import until

pytestmark = pytest.mark.once

Sample = tuple[str, tuple[tuple[str, str], ...]]
PLANTED, NAME = "planted-4711", "planted4711"


def samples(port: int) -> dict[Sample, float]:
    """All samples, by name and labels."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(port: int, outcome: str, profile: str) -> float:
    return samples(port).get(("account_graph_requests_total", (("outcome", outcome), ("profile", profile))), 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_are_counted_by_outcome_and_profile_over_all_workers(data: Path, workers: int) -> None:
    port = free_port()
    token = run(data, "token", "rita@demo.example").stdout.strip()
    with served(data, "--workers", str(workers), ACCOUNT_GRAPH_METRICS_PORT=str(port)) as (_, address):
        until(lambda: samples(port).get(("account_graph_workers", ())) == workers)
        for _ in range(8):  # a connection each: every worker takes some
            assert ask(address, token, "{ accounts { totalCount } }")
        httpx.post(f"{address}/graphql", json={"query": "{ accounts { totalCount } }"})
        httpx.post(f"{address}/graphql", json={"query": "{ nothing }"}, headers={"Authorization": f"Bearer {token}"})
        assert requests(port, "OK", "SALES_REP") == 8
        assert requests(port, "UNAUTHENTICATED", "") == 1
        assert requests(port, "BAD_REQUEST", "SALES_REP") == 1
        found = samples(port)
        assert found[("account_graph_request_seconds_count", ())] == 10
        assert found[("account_graph_statement_seconds_count", ())] >= 8
        assert found[("account_graph_connection_wait_seconds_count", ())] >= 8
        until(lambda: samples(port).get(("account_graph_connections", (("pool", "reads"), ("state", "idle"))), 0) > 0)


def test_a_worker_that_was_killed_has_no_connections_and_what_it_counted_stays(data: Path) -> None:
    port = free_port()
    token = run(data, "token", "rita@demo.example").stdout.strip()
    with served(data, "--workers", "2", ACCOUNT_GRAPH_METRICS_PORT=str(port)) as (process, address):
        until(lambda: samples(port).get(("account_graph_workers", ())) == 2)
        for _ in range(8):
            assert ask(address, token, "{ accounts { totalCount } }")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        workers = [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        until(lambda: not Path(f"/proc/{workers[0]}").exists())
        until(lambda: samples(port).get(("account_graph_workers", ())) == 2)  # its successor, and no third
        assert requests(port, "OK", "SALES_REP") == 8


def test_behind_a_pooler_the_one_pool_is_counted_once(data: Path) -> None:
    port = free_port()
    with served(data, ACCOUNT_GRAPH_METRICS_PORT=str(port), ACCOUNT_GRAPH_BEHIND_POOLER="true"):
        idle = ("account_graph_connections", (("pool", "reads"), ("state", "idle")))
        until(lambda: idle in samples(port))
        assert {labels for name, labels in samples(port) if name == idle[0]} == {
            (("pool", "reads"), ("state", state)) for state in ("idle", "busy")
        }


def test_nothing_of_what_callers_send_is_in_metrics(data: Path) -> None:
    port = free_port()
    token = run(data, "token", "rita@demo.example").stdout.strip()
    with served(data, ACCOUNT_GRAPH_METRICS_PORT=str(port)) as (_, address):
        for head in (f"Bearer {token}", f"Bearer {PLANTED}"):
            httpx.post(
                f"{address}/graphql?{PLANTED}",
                json={
                    "query": f"query Q{NAME}($a: String) {{ accounts(search: $a) {{ totalCount }} }}",
                    "variables": {"a": PLANTED},
                },
                headers={"Authorization": head, "X-Request-ID": PLANTED, "User-Agent": PLANTED},
            )
        until(lambda: requests(port, "OK", "SALES_REP") == 1)
        text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    for secret in (PLANTED, NAME, token, "rita", "demo.example"):
        assert secret not in text


def test_a_port_that_is_taken_is_told_with_the_setting(data: Path) -> None:
    port = free_port()
    with served(data, ACCOUNT_GRAPH_METRICS_PORT=str(port)):
        refused = run(data, "serve", "--port", str(free_port()), ACCOUNT_GRAPH_METRICS_PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 can't be listened on for metrics" in refused.stderr
    assert "Choose another: ACCOUNT_GRAPH_METRICS_PORT." in refused.stderr


def test_the_documentation_names_every_metric_and_no_other() -> None:
    ours = {
        each._name
        for each in vars(metrics).values()
        if hasattr(each, "_documentation")  # it has no public name for it
    }
    documented = set(re.findall(r"`(account_graph_\w+?)(?:_total)?`", (ROOT / "docs/metrics.md").read_text()))
    assert documented == ours
