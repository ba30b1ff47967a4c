"""One stored company, asked both ways: the program and the reference."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.database import Database
from graph.instance import Instance
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute
from tests import reference
from tests.oracle import Oracle
from tests.rows import Rows

SECRET = "not a secret, since only tests know it by heart"  # noqa: S105  # tests sign with it


class TooComplexError(Exception):
    """The question is over one of the limits, which the reference hasn't."""


@dataclass(repr=False)
class Both:
    """The program over a database, and the reference over the rows that were in it."""

    database: Database
    rows: Rows
    now: datetime
    cursors: CursorKey = field(default_factory=partial(CursorKey, SECRET))
    instance: Instance = field(default_factory=partial(Instance, "EUR"))
    viewers: dict[UUID, Viewer] = field(default_factory=dict)
    asked: dict[UUID, reference.Asked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.statements = StatementCache(self.cursors)

    @classmethod
    async def load(cls, database: Database) -> "Both":
        async with database.pool.acquire() as connection:
            return cls(database, await Rows.load(connection), await connection.fetchval("SELECT now()"))

    async def program(self, user_id: UUID, question: str, variables: dict[str, Any] | None = None) -> Result:
        if user_id not in self.viewers:
            self.viewers[user_id] = await load_viewer(self.database.pool, user_id)
        context = Context(
            self.viewers[user_id],
            self.database.pool,
            self.statements,
            self.instance,
            "a test",
            planning=self.database.planning,
        )
        return await execute(context, question, variables, None)

    def of(self, user_id: UUID) -> reference.Asked:
        """What the reference is asked with by this user."""
        if user_id not in self.asked:
            oracle = Oracle(self.rows, user_id, self.now)
            self.asked[user_id] = reference.Asked(self.rows, oracle, self.cursors, self.instance.currency)
        return self.asked[user_id]

    async def difference(self, user_id: UUID, question: str, variables: dict[str, Any] | None = None) -> str | None:
        """How the two answers differ, if they do."""
        result = await self.program(user_id, question, variables)
        codes = {error["extensions"]["code"] for error in result.errors or ()}
        if "TOO_COMPLEX" in codes:
            raise TooComplexError
        right = reference.answer(self.of(user_id), question, variables)
        wrong = compare_errors(result, right)
        program, expected = canonical(orjson.dumps(result.data)), canonical(dump(right.data).encode())
        if wrong is None and program != expected:
            wrong = first_difference(json.loads(program), json.loads(expected), "data")
        if wrong is None:
            return None
        viewer = self.rows.users[user_id]
        return (
            f"{wrong}\nviewer {viewer.email} {viewer.profile}, variables {variables}\n{question}\n"
            f"program:   {program} {result.errors}\nreference: {expected} {right.errors}"
        )


def compare_errors(result: Result, right: reference.Answer) -> str | None:
    """What is wrong with the errors."""
    found = {tuple(error.get("path", ())): error["extensions"]["code"] for error in result.errors or ()}
    for path, code in found.items():
        if len(path) != 1 or code not in right.errors.get(str(path[0]), ()):
            return f"the program refuses with {code} at {path}: {result.errors}"
    missing = right.errors.keys() - {path[0] for path in found}
    if missing:
        return f"the program does not refuse {missing}"
    return None


def canonical(answer: bytes) -> str:
    """The same text for the same answer: fields in their order, numbers as they were written."""
    return dump(json.loads(answer, parse_float=Decimal))


def dump(data: Any) -> str:
    """JSON whose numbers have no trailing zeros."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{dump(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(dump, data)) + "]"
    if isinstance(data, float):
        return str(int(data)) if data.is_integer() else repr(data)
    return str(data) if isinstance(data, Decimal) else json.dumps(data)


def first_difference(program: Any, expected: Any, path: str) -> str:
    """Where two answers part."""
    if isinstance(program, dict) and isinstance(expected, dict):
        if list(program) != list(expected):
            return f"{path}: the program has the fields {list(program)}, should have {list(expected)}"
        for key in program:
            if dump(program[key]) != dump(expected[key]):
                return first_difference(program[key], expected[key], f"{path}.{key}")
    if isinstance(program, list) and isinstance(expected, list) and len(program) == len(expected):
        for index, (one, other) in enumerate(zip(program, expected, strict=True)):
            if dump(one) != dump(other):
                return first_difference(one, other, f"{path}.{index}")
    return f"{path}: the program says {dump(program)}, should say {dump(expected)}"
