"""Measures a query: its statement in the database, and its execution by the API in process."""

import time
from collections.abc import Awaitable, Callable, Sequence
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
from graph.instance import Instance
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
    """The durations of the runs, in milliseconds."""

    runs: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median."""
        return self._at(0.5)

    @property
    def p99(self) -> float:
        """The 99th percentile; of fewer than a hundred runs, the longest."""
        return self._at(0.99)

    def _at(self, part: float) -> float:
        ordered = sorted(self.runs)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass(frozen=True, slots=True)
class Measured:
    """The durations of one query by one viewer."""

    database: Times
    """The time that EXPLAIN ANALYZE reports for the prepared statement, planned as a server has it planned.

    Planning counts if it is done in each run. The transfer of the result does not count.
    """
    api: Times
    """The time from the query to the bytes of the answer, in process, without HTTP."""


@dataclass
class _Hearing:
    """A pool that records the statements it runs."""

    pool: asyncpg.Pool
    asked: list["Heard"]

    async def fetchrow(self, text: str, *values: Any) -> Any:
        """Runs the statement on the pool, and records it."""
        self.asked.append(Heard(self.pool, text, values))
        return await self.pool.fetchrow(text, *values)

    fetchrow_heavy = fetchrow


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement, and the pool that ran it."""

    pool: asyncpg.Pool
    text: str
    values: tuple[Any, ...]


class World:
    """An open world."""

    def __init__(self, database: Database) -> None:
        self._pool = database.pool
        self._planning = database.planning
        self._statements = StatementCache(CursorKey(SECRET))
        self._about: dict[str, str] = {}

    async def viewer(self, name: str) -> Viewer:
        """Loads the viewer of this name."""
        return await load_viewer(self._pool, VIEWERS[name])

    async def row(self, text: str, values: Sequence[Any]) -> Any:
        """The first row of a statement of the bench's own."""
        return await self._pool.fetchrow(text, *values)

    async def measure(self, viewer: Viewer, question: Question, seconds: float) -> Measured:
        """Measures both times of this query, each for ``seconds`` or MAX_RUNS runs, whichever ends first."""
        given = await self._variables(viewer, question)
        # once each, to warm all caches
        heard = [await self._hear(viewer, question.query, variables) for variables in given]

        async def ask(variables: dict[str, Any]) -> float:
            before = time.perf_counter()
            await self._ask(viewer, question.query, variables, self._pool, self._planning)
            return (time.perf_counter() - before) * 1e3

        return Measured(await self._in_database(heard, seconds), await _times(given, ask, seconds))

    async def measure_database(self, viewer: Viewer, question: Question, seconds: float, least: int) -> Times:
        """Measures the query in the database alone, at least so many runs."""
        return await self._in_database(
            [
                await self._hear(viewer, question.query, variables)
                for variables in await self._variables(viewer, question)
            ],
            seconds,
            least,
        )

    async def _in_database(self, heard: list[Heard], seconds: float, least: int = 0) -> Times:
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
                return await _times(calls, run, seconds, least)
            finally:
                await connection.execute("DEALLOCATE asked")

    async def rows_read(self, viewer: Viewer, question: Question) -> int:
        """Returns how many rows of tables and indexes the statement looks at, those that it passes over counted."""
        variables = (await self._variables(viewer, question))[0]
        heard = await self._hear(viewer, question.query, variables)
        plan = await heard.pool.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {heard.text}", *heard.values)
        return _rows_read(orjson.loads(plan)[0]["Plan"])

    async def plan(self, viewer: Viewer, question: Question) -> str:
        """Returns the statement and its plan."""
        variables = (await self._variables(viewer, question))[0]
        heard = await self._hear(viewer, question.query, variables)
        lines = await heard.pool.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {heard.text}", *heard.values)
        return "\n".join([heard.text, *(line[0] for line in lines)])

    async def _hear(self, viewer: Viewer, query: str, variables: dict[str, Any]) -> Heard:
        asked: list[Heard] = []
        await self._ask(viewer, query, variables, _Hearing(self._pool, asked), _Hearing(self._planning, asked))
        if len(asked) != 1:
            raise BenchError(f"Expected one statement, but {len(asked)} were run.")
        return asked[0]

    async def _ask(self, viewer: Viewer, query: str, variables: dict[str, Any], pool: Any, planning: Any) -> bytes:
        context = Context(viewer, pool, self._statements, Instance("USD"), planning=planning)
        result = await execute(context, query, variables, None)
        answer = orjson.dumps({"data": result.data, "errors": result.errors})
        if result.errors:
            raise BenchError(f"A query failed: {answer[:500].decode()}")
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


def _rows_read(node: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in node:
        passed = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck", "Join Filter"))
        own = round((node["Actual Rows"] + passed) * node["Actual Loops"])
    return own + sum(_rows_read(inner) for inner in node.get("Plans", ()))


async def _times(given: list[Given], run: Callable[[Given], Awaitable[float]], seconds: float, least: int = 0) -> Times:
    began = time.perf_counter()
    took: list[float] = []
    while len(took) < (least or MIN_RUNS) or (len(took) < MAX_RUNS and time.perf_counter() - began < seconds):
        took.append(await run(given[len(took) % len(given)]))
    return Times(tuple(took))


async def _call(connection: Any, types: list[str], values: tuple[Any, ...]) -> str:
    """Returns the call of the prepared statement with the values as literals, since EXPLAIN takes no parameters."""
    literals = [
        await connection.fetchval(f"SELECT quote_nullable($1::{name}) || '::{name}'", value)
        for name, value in zip(types, values, strict=True)
    ]
    return f"asked({', '.join(literals)})" if literals else "asked"
