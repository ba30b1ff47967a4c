"""One run: clients who go on and on, kills at moments drawn from a seed, and a look at the database after each."""

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from graph.auth.tokens import Tokens
from graph.settings import Settings
from tests.crashes import Violation
from tests.crashes.clients import OWNERS, SLOWEST, Client, Demo, Gate
from tests.crashes.ledger import Ledger
from tests.crashes.standing import SECRET, Standing, standing
from tests.waiting import eventually

KINDS = ("backend", "backend", "postmaster", "worker", "worker", "worker and postmaster")
WHO = ("ada@demo.example", "mia@demo.example", "ada@demo.example", "mia@demo.example")
MOST_BETWEEN = 60
"""Mutations acknowledged between a recovery and the next kill, at most: about a second's."""
FINISHED = 120.0
"""Seconds for all clients to come to an answer once the server is back."""


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    pending: int = 0
    """Mutations that were not acknowledged when the database was looked at."""
    there: int = 0
    not_there: int = 0
    slowest: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)


async def run(times: int, seed: int, tell: Callable[[str], None], *, embedded: bool = False) -> dict[str, Tally]:
    """Kill so many times; Violation where something that must hold does not.

    ``embedded``: the server keeps its own database, and starts it again by itself.
    """
    tell(f"seed {seed}, {times} kills, {'the embedded database' if embedded else 'a database by DATABASE_URL'}")
    chance = random.Random(f"{seed} kills")
    # directly under /tmp: PostgreSQL's user gets in there, and a socket's name is short
    folder = Path(tempfile.mkdtemp(prefix="account-graph-crashes-"))
    try:
        async with standing(folder, chance, embedded=embedded) as parts:
            try:
                return await _rounds(parts, times, seed, chance, tell)
            except BaseException:
                tell("The end of the server's log:\n" + "\n".join(parts.log.read_text().splitlines()[-15:]))
                raise
    finally:
        shutil.rmtree(folder)


async def _rounds(
    parts: Standing, times: int, seed: int, chance: random.Random, tell: Callable[[str], None]
) -> dict[str, Tally]:
    ledger, gate = Ledger(), Gate(len(WHO))
    tallies = {kind: Tally() for kind in dict.fromkeys(KINDS)}
    async with _clients(parts, ledger, gate, seed) as clients:
        working = [asyncio.create_task(client.work()) for client in clients]
        try:
            for number in range(1, times + 1):
                # at first each kind in turn, so that a short run has them all
                kind = KINDS[-number] if number <= len(KINDS) else chance.choice(KINDS)
                await _round(parts, kind, ledger, gate, clients, working, chance, tallies[kind])
                tell(f"{number:4} {kind:22} {len(ledger.keys):6} acknowledged, {len(ledger.states):5} accounts")
            await _end(ledger, gate, working, parts)
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
    await asyncio.to_thread(parts.check)
    tell(summary(tallies, ledger, clients))
    return tallies


async def _round(
    parts: Standing,
    kind: str,
    ledger: Ledger,
    gate: Gate,
    clients: list[Client],
    working: list[asyncio.Task[None]],
    chance: random.Random,
    tally: Tally,
) -> None:
    before = _outcomes(clients)
    enough = before["acknowledged"] + chance.randint(1, MOST_BETWEEN)
    await _unless_failed(working, eventually(lambda: _outcomes(clients)["acknowledged"] >= enough, within=FINISHED))
    # Half of the time nobody sends again before the database was looked at, and so each one's first fate is seen;
    # otherwise they go on sending while it is down.
    hold = chance.random() < 0.5
    began = time.monotonic()
    parts.killed.clear()
    killing = asyncio.create_task(parts.kill(kind))
    if hold:
        await parts.killed.wait()
        gate.closed = True
    await _unless_failed(working, killing)
    await _unless_failed(working, parts.back())
    tally.slowest = max(tally.slowest, time.monotonic() - began)
    try:
        async with asyncio.timeout(FINISHED):
            await _unless_failed(working, gate.at_rest())
    except TimeoutError:
        raise Violation(f"after a kill ({kind}) clients get no answer") from None
    fate = await ledger.compare(parts.url)
    tally.kills += 1
    tally.pending += len(ledger.pending)
    tally.there += fate.there
    tally.not_there += fate.not_there
    tally.outcomes += _outcomes(clients) - before
    await gate.open()


async def _end(ledger: Ledger, gate: Gate, working: list[asyncio.Task[None]], parts: Standing) -> None:
    """Everything is acknowledged at last, and stands."""
    async with asyncio.timeout(FINISHED):
        while True:
            await _unless_failed(working, gate.at_rest())
            if not ledger.pending:
                break
            await gate.open()
            await eventually(lambda: gate.waiting < gate.clients)
    await ledger.compare(parts.url)
    gate.ended = True
    await gate.open()
    await asyncio.gather(*working)


async def _unless_failed(
    working: list[asyncio.Task[None]], step: Coroutine[Any, Any, object] | asyncio.Task[None]
) -> None:
    """Do it; but where a client has found something wrong, that is what comes of it."""
    doing: asyncio.Future[object] = asyncio.ensure_future(step)
    under_way: set[asyncio.Future[Any]] = {doing, *working}
    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    for task in working:
        if task.done():
            doing.cancel()
            await task
    await doing


def _outcomes(clients: list[Client]) -> Counter[str]:
    return sum((client.outcomes for client in clients), Counter[str]())


@asynccontextmanager
async def _clients(parts: Standing, ledger: Ledger, gate: Gate, seed: int) -> AsyncIterator[list[Client]]:
    connection = await asyncpg.connect(parts.url)
    people = {
        row["email"]: f"usr_{row['id']}"
        for row in await connection.fetch("SELECT email, id FROM app_user WHERE email = ANY($1)", list(OWNERS))
    }
    top = await connection.fetchval("SELECT id FROM account WHERE name = 'Acme Corp Global'")
    await connection.close()
    demo = Demo(f"acc_{top}", people)
    tokens = Tokens(Settings(secret=SECRET))
    async with AsyncExitStack() as stack:
        clients = []
        for number, who in enumerate(WHO):
            headers = {"authorization": f"Bearer {tokens.issue(who, timedelta(days=1))}"}
            limits = httpx.Limits(max_keepalive_connections=0)  # so that any worker may answer any request
            http = httpx.AsyncClient(base_url=parts.address, headers=headers, timeout=SLOWEST, limits=limits)
            await stack.enter_async_context(http)
            clients.append(Client(number, who, http, ledger, gate, demo, seed))
        yield clients


def summary(tallies: dict[str, Tally], ledger: Ledger, clients: list[Client]) -> str:
    """A table of what came of each kind, for people."""
    lines = [f"{'killed':22} {'times':>5} {'not acknowledged':>17} {'was done':>9} {'was not':>8} {'slowest back':>13}"]
    for kind, each in tallies.items():
        lines.append(
            f"{kind:22} {each.kills:5} {each.pending:17} {each.there:9} {each.not_there:8} {each.slowest:11.1f} s"
        )
        lines.append("    " + ", ".join(f"{count} {what}" for what, count in sorted(each.outcomes.items())))
    total = _outcomes(clients)
    lines.append(
        f"{len(ledger.keys)} mutations on {len(ledger.states)} accounts, each acknowledged and there exactly once"
        f" ({', '.join(f'{count} {what}' for what, count in sorted(total.items()))}); check finds nothing wrong"
    )
    return "\n".join(lines)
