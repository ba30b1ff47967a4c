"""How long one question takes: its very statement in the database, and the whole way through the API in process."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
import orjson

from bench.scale.questions import ABOUT, VIEWERS, Question
from bench.servers import SECRET, BenchError
from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.database import Database
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute

MAX_RUNS = 200
MIN_RUNS = 5

Given = TypeVar("Given")

PAGES = "query Pages { accounts(first: 20, orderBy: [{field: UPDATED_AT, direction: DESC}]) { nodes { id } } }"
BY_NUMBER = "SELECT id FROM account ORDER BY created_at OFFSET $1 - 1 LIMIT 1"


@dataclass(frozen=True, slots=True)
class Times:
    """How long the runs took, in milliseconds."""

    runs: tuple[float, ...]

    @property
    def p50(self) -> float:
        """Half of the runs took at most this long."""
        return self._at(0.5)

    @property
    def p99(self) -> float:
        """All but one in a hundred runs took at most this long; the longest of fewer."""
        return self._at(0.99)

    def _at(self, part: float) -> float:
        ordered = sorted(self.runs)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass(frozen=True, slots=True)
class Measured:
    """One question of one viewer."""

    database: Times
    """Running the statement, as EXPLAIN ANALYZE has it: prepared, and planned as a server has it planned.

    Planning counts where it is done for each run. The way to us does not.
    """
    api: Times
    """From the question to the answer's bytes, in process: without HTTP."""


@dataclass
class _Hearing:
    """Stands for a pool, and remembers what is asked of it."""

    pool: asyncpg.Pool
    asked: list["Heard"]

    async def fetchrow(self, text: str, *values: Any) -> Any:
        """The pool's."""
        self.asked.append(Heard(self.pool, text, values))
        return await self.pool.fetchrow(text, *values)


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement, and the pool that it was asked of."""

    pool: asyncpg.Pool
    text: str
    values: tuple[Any, ...]


class World:
    """One open world."""

    def __init__(self, database: Database) -> None:
        self._pool = database.pool
        self._planning = database.planning
        self._statements = StatementCache(CursorKey(SECRET))
        self._about: dict[str, str] = {}

    async def viewer(self, name: str) -> Viewer:
        """Who that is."""
        return await load_viewer(self._pool, VIEWERS[name])

    async def measure(self, viewer: Viewer, question: Question, seconds: float) -> Measured:
        """Both times of this question, each measured for so long, at most MAX_RUNS times."""
        given = await self._variables(viewer, question)
        # once each, so that caches are as warm as they will be
        heard = [await self._hear(viewer, question.query, variables) for variables in given]

        async def ask(variables: dict[str, Any]) -> float:
            before = time.perf_counter()
            await self._ask(viewer, question.query, variables, self._pool, self._planning)
            return (time.perf_counter() - before) * 1e3

        return Measured(await self._in_database(heard, seconds), await _times(given, ask, seconds))

    async def _in_database(self, heard: list[Heard], seconds: float) -> Times:
        async with heard[0].pool.acquire() as connection:

            async def run(call: str) -> float:
                plan = await connection.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE {call}")
                found = orjson.loads(plan)[0]
                took: float = found["Planning Time"] + found["Execution Time"]
                return took

            text = heard[0].text
            types = [parameter.name for parameter in (await connection.prepare(text)).get_parameters()]
            calls = [await _call(connection, types, one.values) for one in heard]
            await connection.execute(f"PREPARE asked AS {text}")
            try:
                return await _times(calls, run, seconds)
            finally:
                await connection.execute("DEALLOCATE asked")

    async def plan(self, viewer: Viewer, question: Question) -> str:
        """The statement and its plan, for whoever asks why."""
        variables = (await self._variables(viewer, question))[0]
        heard = await self._hear(viewer, question.query, variables)
        lines = await heard.pool.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {heard.text}", *heard.values)
        return "\n".join([heard.text, *(line[0] for line in lines)])

    async def _hear(self, viewer: Viewer, query: str, variables: dict[str, Any]) -> Heard:
        asked: list[Heard] = []
        await self._ask(viewer, query, variables, _Hearing(self._pool, asked), _Hearing(self._planning, asked))
        if len(asked) != 1:
            raise BenchError(f"One statement was expected, and {len(asked)} were asked.")
        return asked[0]

    async def _ask(self, viewer: Viewer, query: str, variables: dict[str, Any], pool: Any, planning: Any) -> bytes:
        context = Context(viewer, pool, self._statements, "USD", planning=planning)
        result = await execute(context, query, variables, None)
        answer = orjson.dumps({"data": result.data, "errors": result.errors})
        if result.errors:
            raise BenchError(f"A question was refused: {answer[:500].decode()}")
        return answer

    async def _variables(self, viewer: Viewer, question: Question) -> list[dict[str, Any]]:
        if question.about is None:
            return [question.variables]
        if question.about == "pages":
            answer = orjson.loads(await self._ask(viewer, PAGES, {}, self._pool, self._planning))
            return [{"id": node["id"]} for node in answer["data"]["accounts"]["nodes"]]
        if question.about not in self._about:
            row = await self._pool.fetchval(BY_NUMBER, ABOUT[question.about])
            self._about[question.about] = f"acc_{row}"
        return [{**question.variables, "id": self._about[question.about]}]


async def _times(given: list[Given], run: Callable[[Given], Awaitable[float]], seconds: float) -> Times:
    began = time.perf_counter()
    took: list[float] = []
    while len(took) < MIN_RUNS or (len(took) < MAX_RUNS and time.perf_counter() - began < seconds):
        took.append(await run(given[len(took) % len(given)]))
    return Times(tuple(took))


async def _call(connection: Any, types: list[str], values: tuple[Any, ...]) -> str:
    """The prepared statement with these values: EXPLAIN takes no parameters."""
    literals = [
        await connection.fetchval(f"SELECT quote_nullable($1::{name}) || '::{name}'", value)
        for name, value in zip(types, values, strict=True)
    ]
    return f"asked({', '.join(literals)})" if literals else "asked"
