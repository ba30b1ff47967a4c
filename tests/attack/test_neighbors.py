"""One caller beside others: no body keeps the event loop, or grows a backend, for as long as its limits say.

What is asserted holds on a busy machine too: the processor time of each callback of the event loop, and the memory of
PostgreSQL's backends. Latencies depend on what else a machine does: `python -m bench --neighbors` measures them.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest

from bench.attacks import PERMITTED, REFUSED
from bench.neighbors import ATTACKERS, FILTERED, MAX_BACKEND, SIMPLE, own_megabytes
from graph.auth.tokens import Tokens
from graph.server import create_app
from graph.settings import Settings
from tests.asking import Asking
from tests.conftest import Saying
from tests.serving import NO_TLS, serving

pytestmark = pytest.mark.once

MAX_STALL = 0.25
"""Seconds of processor time that one callback may take."""
BACKENDS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'account-graph'
"""


@dataclass
class Stalls:
    """The longest that a callback kept the event loop, in seconds of processor time."""

    longest: float = 0.0


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stalls]:
    """Watches all callbacks of this thread's event loop."""
    stalls = Stalls()
    run = asyncio.events.Handle._run

    def timed(handle: asyncio.events.Handle) -> None:
        began = time.thread_time()
        run(handle)
        stalls.longest = max(stalls.longest, time.thread_time() - began)

    with monkeypatch.context() as patched:
        patched.setattr(asyncio.events.Handle, "_run", timed)
        yield stalls


@pytest.fixture
def headers() -> dict[str, str]:
    token = Tokens(Settings(secret="x" * 32)).issue("rita@demo.example")
    return {"authorization": f"Bearer {token}", "content-type": "application/json"}


def settings(url: str) -> Settings:
    return Settings(database_url=url, secret="x" * 32)


@pytest.mark.parametrize("name", [*REFUSED, *PERMITTED])
async def test_no_body_keeps_the_event_loop_or_grows_a_backend(
    ask: Asking, headers: dict[str, str], name: str, say: Saying, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.get_running_loop().slow_callback_duration = 60
    app = create_app(settings(ask.database.url), ask.database)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        assert (await client.post("/graphql", content=SIMPLE)).status_code == 200
        with watched(monkeypatch) as stalls:
            # a task of its own: this one's callback began before it was watched
            answer = await asyncio.create_task(client.post("/graphql", content={**REFUSED, **PERMITTED}[name]))
    told = answer.json()
    codes = {error["extensions"]["code"] for error in told.get("errors", ())}
    if name in REFUSED:
        assert codes <= {"TOO_COMPLEX", "BAD_REQUEST"}, told
        assert codes, told
        assert not any((told.get("data") or {}).values())
    else:
        assert codes == set(), told["errors"][:3]
    assert stalls.longest < MAX_STALL
    pids = [row["pid"] for row in await ask.database.pool.fetch(BACKENDS)]
    largest = max(map(own_megabytes, pids))
    assert largest < MAX_BACKEND
    say(f"attack {name!r}: {stalls.longest * 1000:.0f} ms of the event loop, backends of {largest:.0f} MB at most")


@pytest.mark.parametrize("name", [*REFUSED, *PERMITTED])
async def test_beside_eight_attackers_another_caller_is_answered(
    demo_url: str, headers: dict[str, str], name: str
) -> None:
    """A connection is free for the other caller whenever they ask, and their answers are right."""
    attack = ({**REFUSED, **PERMITTED})[name]
    with serving(create_app(settings(demo_url))) as address:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120, verify=NO_TLS) as client:

            async def told(body: bytes) -> Any:
                answer = await client.post("/graphql", content=body)
                assert answer.status_code == 200
                return orjson.loads(answer.content)

            alone = [await told(SIMPLE), await told(FILTERED)]
            assert all("errors" not in answer for answer in alone)
            attacks = [asyncio.create_task(client.post("/graphql", content=attack)) for _ in range(ATTACKERS)]
            beside = [[await told(SIMPLE), await told(FILTERED)] for _ in range(5)]
            assert beside == [alone] * 5
            answers = await asyncio.gather(*attacks)
            expected = {400, 200} if name in REFUSED else {200}
            assert {answer.status_code for answer in answers} <= expected
