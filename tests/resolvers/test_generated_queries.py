"""Generated questions: for every viewer the program's answer is the reference's, byte for byte.

ACCOUNT_GRAPH_TEST_SEED asks an earlier run's questions again; ACCOUNT_GRAPH_TEST_EXAMPLES makes a longer run.
"""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.database import Database, migrate
from tests import reference
from tests.conftest import Opener, Postgres, Saying
from tests.resolvers.both import Both, TooComplexError
from tests.resolvers.questions import Dresser, Question
from tests.resolvers.selections import Bare, questions
from tests.resolvers.smaller import smaller
from tests.rows import Rows
from tests.world import generate
from tests.worlds.history import store_changes

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
FULL_RUN = 20
LONG_RUN = 100
"""So many questions come to most fields, as fewer don't always."""
EXAMPLES = int(os.environ.get("ACCOUNT_GRAPH_TEST_EXAMPLES") or FULL_RUN)
BYTES = 2**16
"""To choose a question by, enough for nine of ten; the tenth isn't asked."""
SIZES = (25, 6, 15, 40)
DRESSES = 4
"""How often each bare question is dressed, which is cheaper than drawing another."""
VIEWERS = 4
"""For how many viewers each is asked then, with variables of their own."""


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of the module's own: hypothesis calls, and the session's loop could not run meanwhile."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
async def urls(postgres: Postgres) -> list[str]:
    return [await database_that_sorts_otherwise(postgres), *[await postgres.make_database() for _ in SIZES[1:]]]


async def database_that_sorts_otherwise(postgres: Postgres) -> str:
    """A database whose own collation is English, as many a server's is; a common one where the server can't have it."""
    try:
        await postgres.run("CREATE DATABASE english TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    except asyncpg.FeatureNotSupportedError:
        return await postgres.make_database()
    await migrate(postgres.url("english"))
    return postgres.url("english")


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
        await store_changes(connection, await Rows.load(connection), Random(f"{SEED} {number}"), now)
    return await Both.load(database)


def viewers_of(company: Both, random: Random) -> list[UUID]:
    """Some viewers of different profiles, a partner among them; of two of a profile mostly the one that sees more."""
    active = [user for user in company.rows.users.values() if user.is_active]
    profiles = random.sample(sorted({user.profile for user in active}), VIEWERS - 1)
    by_profile = [[user.id for user in active if user.profile == profile] for profile in ("PARTNER", *profiles)]
    return [
        max(random.choices(each, k=2), key=lambda user_id: len(company.of(user_id).oracle.visible_accounts()))
        for each in by_profile
        if each
    ]


@pytest.mark.once  # long, and what differs between servers is tested beside it
def test_the_answers_are_the_references(companies: list[Both], loop: asyncio.AbstractEventLoop, say: Saying) -> None:
    counts: Counter[str] = Counter()

    def compare(company: Both, viewer: UUID, question: Question) -> None:
        values = question.values(company.of(viewer))

        def difference(text: str) -> str | None:
            return loop.run_until_complete(company.difference(viewer, text, values))

        try:
            different = difference(question.text)
            counts["answers"] += 1
            if different:
                text = smaller(question.text, lambda text: bool(difference(text)))
                pytest.fail(f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {difference(text)}", pytrace=False)
        except TooComplexError:
            counts["too complex"] += 1

    @settings(database=None, suppress_health_check=list(HealthCheck))
    @given(questions(), st.integers(0, 2**32))
    def ask(bare: Bare, number: int) -> None:
        for dress in range(DRESSES):
            random = Random(f"{number} {dress}")
            company = random.choice(companies)
            viewers = viewers_of(company, random)
            question = Dresser(company.of(random.choice(viewers)), random.getrandbits(32)).question(bare)
            if validate(reference.SCHEMA, parse(question.text)):
                counts["not valid"] += 1
                continue
            for viewer in viewers:
                compare(company, viewer, question)

    random = Random(SEED)
    asking: Any = ask  # hypothesis adds an attribute that its types don't tell of
    for _ in range(EXAMPLES):
        # Bytes of our own: what hypothesis draws by itself depends on which modules are loaded, seed or no seed.
        asking.hypothesis.fuzz_one_input(random.randbytes(BYTES))
    say(f"generated questions: {dict(counts)}, ACCOUNT_GRAPH_TEST_SEED={SEED}")
    if EXAMPLES >= LONG_RUN:
        assert len(fields_never_met(companies)) < len(reachable()) / 4  # the rest is the luck of the draw
    if EXAMPLES >= FULL_RUN:
        assert counts["answers"] > EXAMPLES * DRESSES * VIEWERS / 3  # others are over a limit


SEEN_BY_FEW = re.compile(r"(Grant|GrantConnection|GrantEdge|SharingRule|SharingCondition|Role|Group)\.")
"""Fields that questions seldom come to, since few viewers see any: tests of their own look at each."""


def fields_never_met(companies: list[Both]) -> set[str]:
    """The fields of the schema that no question came to a row of."""
    return reachable() - {name for company in companies for asked in company.asked.values() for name in asked.met}


def reachable() -> set[str]:
    """The fields that a question to the reference can come to: it leaves out some, and what is only below them."""
    found: set[str] = set()
    waiting = [reference.SCHEMA.type_map["Query"]]
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, GraphQLInterfaceType):
            waiting += reference.SCHEMA.get_possible_types(type_)
        elif isinstance(type_, GraphQLObjectType) and not {f"{type_.name}.{field}" for field in type_.fields} <= found:
            found |= {f"{type_.name}.{field}" for field in type_.fields}
            waiting += [get_named_type(field.type) for field in type_.fields.values()]
    return {field for field in found if not SEEN_BY_FEW.match(field)}
