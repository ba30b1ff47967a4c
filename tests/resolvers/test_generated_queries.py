"""Generated questions: for every viewer the program's answer is the reference's, byte for byte.

ACCOUNT_GRAPH_TEST_SEED asks an earlier run's questions again; ACCOUNT_GRAPH_TEST_EXAMPLES makes a longer run.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from graph.database import Database
from tests import reference
from tests.conftest import Opener, Postgres
from tests.resolvers.both import Both, TooComplexError
from tests.resolvers.questions import Dresser
from tests.resolvers.selections import Bare, questions
from tests.resolvers.smaller import smaller
from tests.world import generate

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
EXAMPLES = int(os.environ.get("ACCOUNT_GRAPH_TEST_EXAMPLES") or 400)
SIZES = (6, 15, 25, 40)
VIEWERS = 4
"""How many viewers are asked for with each question."""


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of the module's own: hypothesis calls, and the session's loop could not run meanwhile."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
async def urls(postgres: Postgres) -> list[str]:
    return [await postgres.make_database() for _ in SIZES]


@pytest.fixture(scope="module")
def companies(urls: list[str], loop: asyncio.AbstractEventLoop, database: Opener) -> Iterator[list[Both]]:
    """Generated worlds, stored in a database each."""
    done = asyncio.Event()
    ready: asyncio.Future[list[Both]] = loop.create_future()

    async def hold() -> None:
        """Opens and closes them in one task, which is what Tortoise's context wants."""
        async with AsyncExitStack() as stack:
            opened = [await stack.enter_async_context(database(url)) for url in urls]
            ready.set_result([await stored(each, number) for number, each in enumerate(opened)])
            await done.wait()

    holding = loop.create_task(hold())
    loop.run_until_complete(asyncio.wait((holding, ready), return_when=asyncio.FIRST_COMPLETED))
    if holding.done():
        holding.result()
    yield ready.result()
    done.set()
    loop.run_until_complete(holding)


async def stored(database: Database, number: int) -> Both:
    async with database.pool.acquire() as connection:
        now = await connection.fetchval("SELECT now()")
        await generate(SEED * 1_000 + number, SIZES[number], now).store(connection)
    return await Both.load(database)


def viewers_of(company: Both, random: Random) -> list[UUID]:
    """Some viewers of different profiles, mostly those that see a part."""
    active = [user for user in company.rows.users.values() if user.is_active]
    profiles = random.sample(sorted({user.profile for user in active}), VIEWERS - 1)
    by_profile = [[user.id for user in active if user.profile == profile] for profile in ("PARTNER", *profiles)]
    return [random.choice(each) for each in by_profile if each]


def test_the_answers_are_the_references(
    companies: list[Both], loop: asyncio.AbstractEventLoop, request: pytest.FixtureRequest
) -> None:
    counts: Counter[str] = Counter()

    def differs(company: Both, viewer: UUID, text: str, values: dict[str, Any]) -> str | None:
        return loop.run_until_complete(company.difference(viewer, text, values))

    @seeded(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=(Phase.generate,),  # what differs is made smaller below, which is quicker
        suppress_health_check=list(HealthCheck),
    )
    @given(questions(), st.integers(0, len(companies) - 1), st.integers(0, 2**32))
    def ask(bare: Bare, which: int, number: int) -> None:
        company, random = companies[which], Random(number)
        viewers = viewers_of(company, random)
        question = Dresser(company.of(random.choice(viewers)), number).question(bare)
        assume(not validate(reference.SCHEMA, parse(question.text)))
        counts["questions"] += 1
        for viewer in viewers:
            values = question.values(company.of(viewer))
            try:
                difference = differs(company, viewer, question.text, values)
            except TooComplexError:
                counts["too complex"] += 1
                continue
            counts["answers"] += 1
            if difference:
                text = smaller(question.text, lambda text: bool(differs(company, viewer, text, values)))  # noqa: B023  # used at once
                smallest = differs(company, viewer, text, values)
                raise AssertionError(f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {smallest}")

    ask()
    report(request.config, f"generated questions: {dict(counts)}, ACCOUNT_GRAPH_TEST_SEED={SEED}")
    assert counts["answers"] > EXAMPLES


def report(config: pytest.Config, line: str) -> None:
    """A line past the capture, so that the seed of a run that passed is known too."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        terminal = config.pluginmanager.getplugin("terminalreporter")
        terminal.ensure_newline()
        terminal.write_line(line)
