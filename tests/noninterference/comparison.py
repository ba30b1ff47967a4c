"""Worlds that differ only in what a viewer may not see, asked the same questions.

ACCOUNT_GRAPH_TEST_SEED asks an earlier run's questions again; ACCOUNT_GRAPH_TEST_PAIRS says how many pairs of answers
all modules together compare.
"""

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import Any

import asyncpg
import orjson
import pytest

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.instance import Instance
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from tests.asking import data
from tests.resolvers.probing import WHOLE, Document, Writing
from tests.resolvers.probing_values import Values, cursors_in
from tests.resolvers.smaller import smaller
from tests.rows import Row
from tests.world import World, generate
from tests.worlds.facts import Known
from tests.worlds.hidden import Changing
from tests.worlds.prepared import Tables, prepared

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
FULL_RUN = 5_000
LONG_RUN = 8_000
"""In so many pairs each kind of refusal is met; of fewer, the rarest may miss."""
PAIRS = int(os.environ.get("ACCOUNT_GRAPH_TEST_PAIRS") or FULL_RUN)
MODULES = 2
"""Among how many modules the pairs are divided, so that two processes can compare them."""
WRITTEN = 300
"""How many documents there are to ask with, a module."""
DOCUMENTS = 60
"""How many documents are asked of one world and those that it is compared with."""
VALUES = 5
"""How often each is asked, with other values for its variables."""
CHANGES = 3
"""With how many changed worlds one is compared. Each answers what the first was asked, and makes pairs with it."""
VIEWERS = 2
"""How many viewers are asked about one world, and one more who is a partner where there is one."""

CURSORS = CursorKey("what signs the cursors of all worlds")


class OneByOne:
    """A connection in a pool's place: a question that failed may leave a statement running while the next is asked."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._free = asyncio.Lock()
        self._is_over = False

    async def fetchrow(self, *statement: Any) -> Any:
        async with self._turn():
            return await self._connection.fetchrow(*statement)

    fetchrow_heavy = fetchrow

    async def fetchval(self, *statement: Any) -> Any:
        async with self._turn():
            return await self._connection.fetchval(*statement)

    async def rollback(self, transaction: Any) -> None:
        """Ends the world. A statement that still waits for its turn is not run: the next world has the connection."""
        async with self._turn():
            self._is_over = True
            await transaction.rollback()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._free:
            if self._is_over:
                raise asyncio.CancelledError
            yield


@dataclass
class Stored:
    """A world in a transaction that is never finished."""

    pool: OneByOne
    viewer: Viewer

    async def answer(self, statements: StatementCache, text: str, values: dict[str, Any]) -> tuple[bytes, Any]:
        """The bytes of data and errors, and the result."""
        context = Context(self.viewer, self.pool, statements, Instance("EUR"), "a request")
        result = await execute(context, text, values, None)
        return orjson.dumps([result.data, result.errors]), result


@dataclass(frozen=True)
class Question:
    """A document with values, and what the unchanged world answered."""

    text: str
    values: dict[str, Any]
    answer: bytes


@dataclass(frozen=True)
class Told:
    """The unchanged world as one viewer was asked about it."""

    world: World
    viewer_id: Any
    plan: tuple[bool, bool]


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
    """Asks worlds of these sizes, up to the first difference, and counts.

    One connection holds one world after another, so that what is planned for the first serves those that it is
    compared with. The second connection holds the first world again, once a difference is to be made smaller.
    """

    def __init__(self, sizes: tuple[int, ...], connections: tuple[asyncpg.Connection, asyncpg.Connection]) -> None:
        self.wanted = -(-PAIRS // MODULES)
        self.counts: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.finding: Finding | None = None
        self._sizes = sizes
        self._connections = connections
        self._statements = StatementCache(CURSORS)
        self._documents = [Writing(Random(f"{SEED} {sizes} document {n}")).document() for n in range(WRITTEN)]

    def __str__(self) -> str:
        return (
            f"non-interference, worlds of {self._sizes}: {dict(self.counts)}, changes {dict(self.steps)},"
            f" ACCOUNT_GRAPH_TEST_SEED={SEED}"
        )

    @property
    def done(self) -> bool:
        return self.finding is not None or self.counts["pairs"] >= self.wanted

    async def run(self) -> None:
        for number in itertools.count():
            await self._world(number)
            if self.done:
                return

    async def _world(self, number: int) -> None:
        """One world, changed for some of its viewers."""
        size = self._sizes[number % len(self._sizes)]
        random = Random(f"{SEED} {size} {number}")
        now = datetime.now(UTC)
        world = generate(SEED * 1_000 + number, size, now)
        tables = prepared(world, random)
        viewers = [user["id"] for user in tables["app_user"] if user["is_active"] and user["profile"] != "ADMIN"]
        partners = [user["id"] for user in tables["app_user"] if user["is_active"] and user["partner_account_id"]]
        chosen = random.sample(partners, min(1, len(partners))) + random.sample(viewers, min(VIEWERS, len(viewers)))
        for viewer_id in dict.fromkeys(chosen):
            before = Known(tables, viewer_id, now)
            if not 0 < len(before.accounts) < len(tables["account"]):
                self.counts["nothing to hide"] += 1
                continue
            changings = [Changing(tables, before, random) for _ in range(CHANGES)]
            changed = [changing for changing in changings if changing.change()]
            self.counts["not changed"] += CHANGES - len(changed)
            if changed:
                await self._compare(replace(world, tables=tables), changed, random)
            if self.done:
                return

    async def _compare(self, world: World, changed: list[Changing], random: Random) -> None:
        before = changed[0].before
        # an estimate chooses the plan; the answer must not tell which
        told = Told(world, before.viewer_id, _a_plan(random))
        known = (before, *(changing.after for changing in changed))
        async with self._stored(told.world.tables, told, 0) as one:
            values = Values(known, CURSORS, random, no_system=one.viewer.may_roll_up_everything)
            questions = [
                question
                for document in random.sample(self._documents, DOCUMENTS)
                for question in await self._asked(document, one, values)
            ]
        for changing in changed:
            plan = told.plan if random.random() < 0.75 else _a_plan(random)
            async with self._stored(changing.tables, replace(told, plan=plan), 0) as other:
                self.counts["pairs of worlds"] += 1
                self.steps.update(changing.steps)
                for question in questions:
                    answer, result = await other.answer(self._statements, question.text, question.values)
                    self.counts["pairs"] += 1
                    self._count(question.text, question.values, result)
                    if answer != question.answer:
                        async with self._stored(told.world.tables, told, 1) as one:
                            self.finding = await self._made_smaller(question, (one, other), changing)
                    if self.done:
                        return

    @asynccontextmanager
    async def _stored(self, tables: Tables, told: Told, which: int) -> AsyncIterator[Stored]:
        """A world like the first in all but its rows, and perhaps its plan."""
        connection = self._connections[which]
        transaction = connection.transaction()
        await transaction.start()
        pool = OneByOne(connection)
        try:
            await replace(told.world, tables=tables).store(connection)
            few, few_by_role = told.plan
            viewer = await load_viewer(connection, told.viewer_id)
            yield Stored(pool, replace(viewer, few_listed=few, few_by_role=few_by_role))
        finally:
            await pool.rollback(transaction)

    async def _asked(self, document: Document, one: Stored, values: Values) -> list[Question]:
        questions = []
        for _ in range(VALUES if document.arguments else 1):
            drawn = values.of(document)
            answer, result = await one.answer(self._statements, document.text, drawn)
            questions.append(Question(document.text, drawn, answer))
            self.counts["questions"] += 1
            if "ursor" in document.text and result.data is not None:
                values.cursors_seen = list(cursors_in(data(result)))
        return questions

    def _count(self, text: str, values: dict[str, Any], result: Any) -> None:
        codes = {error["extensions"]["code"] for error in result.errors or ()}
        self.counts.update(codes or {"without an error"})
        if "INTERNAL" in codes:
            pytest.fail(f"ACCOUNT_GRAPH_TEST_SEED={SEED}: a fault of ours\n{text}\n{values}", pytrace=False)

    async def _made_smaller(self, question: Question, both: tuple[Stored, Stored], changing: Changing) -> Finding:
        answers: dict[str, tuple[bytes, bytes]] = {}
        candidates = [question.text]

        class LaterError(Exception):
            """The answers to a candidate aren't known yet."""

        def is_wrong(candidate: str) -> bool:
            if candidate not in answers:
                candidates.append(candidate)
                raise LaterError
            return answers[candidate][0] != answers[candidate][1]

        while True:  # the shrinker isn't asynchronous: it starts anew whenever it needs an answer
            for candidate in candidates:
                told = [(await each.answer(self._statements, candidate, question.values))[0] for each in both]
                answers[candidate] = told[0], told[1]
            candidates.clear()
            try:
                found = smaller(question.text, is_wrong, WHOLE)
            except LaterError:
                continue
            return Finding(changing.steps, changing.before.oracle.viewer, found, question.values, answers[found])


def _a_plan(random: Random) -> tuple[bool, bool]:
    return random.random() < 0.6, random.random() < 0.6
