"""Non-interference: two worlds that differ only in what a viewer may not see answer that viewer with the same bytes.

ACCOUNT_GRAPH_TEST_SEED asks an earlier run's questions again; ACCOUNT_GRAPH_TEST_PAIRS says how many pairs of answers
are compared.
"""

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import parse, validate

from graph.auth.backend import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.resolvers.cursor import CursorKey
from graph.resolvers.loaders import Statements
from graph.schema.execution import execute
from tests.asking import data
from tests.conftest import Postgres
from tests.oracle import Row
from tests.resolvers.probing import WHOLE, Document, Values, Writing, cursors_in
from tests.resolvers.smaller import smaller
from tests.world import World, generate
from tests.worlds.facts import Known
from tests.worlds.hidden import Changing, Tables, prepared

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
FULL_RUN = 6_000
PAIRS = int(os.environ.get("ACCOUNT_GRAPH_TEST_PAIRS") or FULL_RUN)
SIZES = (8, 12, 16, 24)
WRITTEN = 500
"""How many documents there are to ask with."""
DOCUMENTS = 50
"""How many documents are asked of one pair of worlds."""
VALUES = 10
"""How often each is asked, with other values for its variables."""
VIEWERS = 2
"""How many viewers are asked about one world, and one more who is a partner where there is one."""

CURSORS = CursorKey("what signs the cursors of both worlds")
SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}


class OneByOne:
    """A connection in a pool's place: a question that failed may leave a statement running while the next is asked."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._free = asyncio.Lock()

    async def fetchrow(self, *statement: Any) -> Any:
        async with self._free:
            return await self._connection.fetchrow(*statement)

    async def fetchval(self, *statement: Any) -> Any:
        async with self._free:
            return await self._connection.fetchval(*statement)

    async def rollback(self, transaction: Any) -> None:
        async with self._free:
            await transaction.rollback()


@dataclass
class Stored:
    """One of the two worlds, in a transaction that is never finished."""

    pool: OneByOne
    viewer: Viewer

    async def answer(self, statements: Statements, text: str, values: dict[str, Any]) -> tuple[bytes, Any]:
        """The bytes of data and errors, and the result."""
        context = Context(self.viewer, self.pool, statements, "EUR", "a request")
        result = await execute(context, text, values, None)
        return orjson.dumps([result.data, result.errors]), result


@dataclass
class Finding:
    """A question whose two answers differ."""

    steps: list[str]
    viewer: Row
    text: str
    values: dict[str, Any]
    answers: tuple[bytes, bytes]

    def __str__(self) -> str:
        used = {name: value for name, value in self.values.items() if f"${name}" in self.text}
        one, other = (answer.decode() for answer in self.answers)
        return (
            f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {self.viewer.email} {self.viewer.profile} is told what is hidden\n"
            f"changed: {', '.join(self.steps)}\n{self.text}\nvariables: {used}\n"
            f"one world:   {one}\nother world: {other}"
        )


class Comparison:
    """Asks both worlds of a pair, and counts."""

    def __init__(self, connections: tuple[asyncpg.Connection, asyncpg.Connection]) -> None:
        self.connections = connections
        self.statements = Statements(CURSORS)
        self.counts: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.finding: Finding | None = None
        self.documents = [Writing(Random(f"{SEED} document {n}")).document() for n in range(min(WRITTEN, PAIRS))]

    async def world(self, number: int) -> None:
        """One world, changed for some of its viewers."""
        random = Random(f"{SEED} {number}")
        now = datetime.now(UTC)
        world = generate(SEED * 1_000 + number, SIZES[number % len(SIZES)], now)
        tables = prepared(world, random)
        viewers = [user["id"] for user in tables["app_user"] if user["is_active"] and user["profile"] != "ADMIN"]
        partners = [user["id"] for user in tables["app_user"] if user["is_active"] and user["partner_account_id"]]
        chosen = random.sample(partners, min(1, len(partners))) + random.sample(viewers, min(VIEWERS, len(viewers)))
        for viewer_id in dict.fromkeys(chosen):
            changing = Changing(tables, viewer_id, now, random)
            seen = len(changing.before.accounts)
            if not 0 < seen < len(tables["account"]):
                self.counts["nothing to hide"] += 1
                continue
            changed = changing.change()
            if not changing.steps:
                self.counts["not changed"] += 1
                continue
            self.steps.update(changing.steps)
            self.counts["pairs of worlds"] += 1
            await self.pair(world, (tables, changed), changing, random)
            if self.finding or self.counts["answers"] >= PAIRS:
                return

    async def pair(self, world: World, both: tuple[Tables, Tables], changing: Changing, random: Random) -> None:
        transactions = [connection.transaction() for connection in self.connections]
        stored: list[Stored] = []
        for transaction, connection, tables in zip(transactions, self.connections, both, strict=True):
            await transaction.start()
            await replace(world, tables=tables).store(connection)
            stored.append(Stored(OneByOne(connection), await load_viewer(connection, changing.viewer_id)))
        # an estimate chooses the plan; the answer must not tell which
        plans = [(random.random() < 0.6, random.random() < 0.6) for _ in stored]
        same = random.random() < 0.75
        for each, plan in zip(stored, plans, strict=True):
            few, few_below = plans[0] if same else plan
            each.viewer = replace(each.viewer, sees_few=few, few_below=few_below)
        known = (changing.before, Known(both[1], changing.viewer_id, changing.now))
        may_roll_up = stored[0].viewer.may_roll_up_everything
        values = Values(known, CURSORS, random, no_system=may_roll_up)
        for document in random.sample(self.documents, min(DOCUMENTS, len(self.documents))):
            await self.document(document, stored, values, changing)
            if self.finding or self.counts["answers"] >= PAIRS:
                break
        for each, transaction in zip(stored, transactions, strict=True):
            await each.pool.rollback(transaction)

    async def document(self, document: Document, stored: list[Stored], values: Values, changing: Changing) -> None:
        for _ in range(VALUES if document.arguments else 1):
            drawn = values.of(document)
            one, other = await self.ask(document.text, drawn, stored)
            self.counts["answers"] += 1
            codes = {error["extensions"]["code"] for error in one[1].errors or ()}
            self.counts.update(codes or {"without an error"})
            if "INTERNAL" in codes:
                pytest.fail(f"ACCOUNT_GRAPH_TEST_SEED={SEED}: a fault of ours\n{document.text}\n{drawn}", pytrace=False)
            if one[0] != other[0]:
                self.finding = await self.made_smaller(document.text, drawn, stored, changing)
                return
            if "ursor" in document.text and one[1].data is not None:
                values.cursors_seen = list(cursors_in(data(one[1])))

    async def ask(self, text: str, values: dict[str, Any], stored: list[Stored]) -> list[tuple[bytes, Any]]:
        return list(await asyncio.gather(*(each.answer(self.statements, text, values) for each in stored)))

    async def made_smaller(
        self, text: str, values: dict[str, Any], stored: list[Stored], changing: Changing
    ) -> Finding:
        answers: dict[str, tuple[bytes, bytes]] = {}
        candidates = [text]

        class LaterError(Exception):
            """The answers to a candidate aren't known yet."""

        def is_wrong(candidate: str) -> bool:
            if candidate not in answers:
                candidates.append(candidate)
                raise LaterError
            return answers[candidate][0] != answers[candidate][1]

        while True:  # the shrinker isn't asynchronous: it starts anew whenever it needs an answer
            for candidate in candidates:
                one, other = await self.ask(candidate, values, stored)
                answers[candidate] = one[0], other[0]
            candidates.clear()
            try:
                found = smaller(text, is_wrong, WHOLE)
            except LaterError:
                continue
            return Finding(changing.steps, changing.before.oracle.viewer, found, values, answers[found])


@pytest.fixture(scope="module")
async def comparison(postgres: Postgres, request: pytest.FixtureRequest) -> Comparison:
    """Runs all comparisons, up to the first difference."""
    urls = [await postgres.make_database() for _ in range(2)]
    connections = [await asyncpg.connect(url, server_settings=SETTINGS, statement_cache_size=300) for url in urls]
    made = Comparison((connections[0], connections[1]))
    try:
        for number in itertools.count():
            await made.world(number)
            if made.finding or made.counts["answers"] >= PAIRS:
                break
    finally:
        for connection in connections:
            await connection.close()
        for url in urls:
            await postgres.drop_database(url)
    line = f"non-interference: {dict(made.counts)}, changes {dict(made.steps)}, ACCOUNT_GRAPH_TEST_SEED={SEED}"
    report(request.config, line)
    return made


def report(config: pytest.Config, line: str) -> None:
    """A line past the capture, so that the seed of a run that passed is known too."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        terminal = config.pluginmanager.getplugin("terminalreporter")
        terminal.ensure_newline()
        terminal.write_line(line)


@pytest.mark.once
def test_what_is_hidden_changes_no_answer(comparison: Comparison) -> None:
    if comparison.finding:
        pytest.fail(str(comparison.finding), pytrace=False)
    assert comparison.counts["answers"] >= PAIRS


@pytest.mark.once
@pytest.mark.skipif(PAIRS < FULL_RUN, reason="fewer answers were asked for")
def test_the_questions_are_worth_asking(comparison: Comparison) -> None:
    """Most are answered, every kind of refusal is compared too, and nearly every kind of change was made."""
    if comparison.finding:
        pytest.skip("a difference ended the run")
    counts = comparison.counts
    assert counts["without an error"] > 0.4 * counts["answers"]
    assert {"FIELD_HIDDEN", "FORBIDDEN", "BAD_INPUT"} <= counts.keys()
    assert len(comparison.steps) >= 12, comparison.steps


@pytest.mark.once
def test_every_document_is_valid() -> None:
    documents: Iterator[Document] = (Writing(Random(f"{SEED} {n}")).document() for n in range(200))
    wrong = [(document.text, errors) for document in documents if (errors := validate(WHOLE, parse(document.text)))]
    assert not wrong, f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {wrong[:1]}"
