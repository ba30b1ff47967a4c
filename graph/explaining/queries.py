"""What answering a question takes: its plans, its SQL, and PostgreSQL's plan. Nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.errors import Unauthenticated
from graph.instance import Instance
from graph.resolvers.compiler.describe import described
from graph.resolvers.compiler.planner import NOBODY
from graph.resolvers.loading.statements import Shape, StatementCache, StatementPlan
from graph.schema.execution import execute
from graph.sql import Statement
from graph.sql_layout import laid_out


class ExplainError(Exception):
    """The question can't be explained; the message says why."""


@dataclass(slots=True)
class Explained:
    """One statement of a question."""

    plan: StatementPlan
    statement: Statement
    values: list[Any] = field(default_factory=list)
    """What its parameters stand for."""
    database_plan: str = ""
    """PostgreSQL's plan, for these values."""

    def __str__(self) -> str:
        parameters = [f"${place} = {value!r}" for place, value in enumerate(self.values, 1)]
        return "\n\n".join(
            f"-- {title}\n{text}"
            for title, text in (
                ("Plan", described(self.plan)),
                ("SQL", laid_out(self.statement.text)),
                ("Parameters", "\n".join(parameters)),
                ("PostgreSQL", self.database_plan),
            )
            if text
        )


class _Watched(StatementCache):
    """Statements that are noted as they are made."""

    def __init__(self, statements: StatementCache) -> None:
        super().__init__(statements.cursors, lock=statements.lock)
        self.made: dict[str, Explained] = {}

    def plan(self, shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer] = NOBODY) -> StatementPlan:
        """The plan, noted with its SQL."""
        plan = super().plan(shapes, viewer, users)
        made = self.compile(plan)
        self.made[made.text] = Explained(plan, made)
        return plan


class _Connection:
    """A connection in place of a pool, which notes the values that statements are run with."""

    def __init__(self, connection: asyncpg.Connection, made: Mapping[str, Explained]) -> None:
        self._connection = connection
        self._made = made

    async def fetchrow(self, text: str, *values: Any) -> Any:
        """The first row."""
        if text in self._made:
            self._made[text].values = list(values)
        return await self._connection.fetchrow(text, *values)

    async def fetchval(self, text: str, *values: Any) -> Any:
        """The first value of the first row."""
        return await self._connection.fetchval(text, *values)


async def explain(
    connection: asyncpg.Connection,
    viewer: Viewer,
    query: str,
    variables: dict[str, Any] | None,
    statements: StatementCache,
    *,
    analyze: bool = False,
) -> list[Explained]:
    """All statements that answer a viewer's query, in the order in which they are made.

    ``analyze`` has PostgreSQL run each once more and say how long its steps took. ExplainError for a question that
    can't be answered, and for mutations.
    """
    transaction = connection.transaction(readonly=True)
    await transaction.start()
    try:
        watched = _Watched(statements)
        context = Context(viewer, _Connection(connection, watched.made), watched, Instance())
        result = await execute(context, query, variables, None, read_only=True)
        if result.errors:
            raise ExplainError("\n".join(str(error["message"]) for error in result.errors))
        for each in watched.made.values():
            how = "EXPLAIN (ANALYZE, BUFFERS) " if analyze else "EXPLAIN "
            rows = await connection.fetch(how + each.statement.text, *each.values)
            each.database_plan = "\n".join(row[0] for row in rows)
        return list(watched.made.values())
    finally:
        await transaction.rollback()


async def explain_at(
    url: str,
    email: str,
    query: str,
    variables: dict[str, Any] | None,
    statements: StatementCache,
    *,
    analyze: bool,
) -> list[Explained]:
    """The same for the user of an e-mail address, in the database at this address."""
    connection = await asyncpg.connect(url)
    try:
        try:
            viewer = await load_viewer(connection, email)
        except Unauthenticated:
            raise ExplainError(f"No active user has the e-mail {email}.") from None
        return await explain(connection, viewer, query, variables, statements, analyze=analyze)
    finally:
        await connection.close()
