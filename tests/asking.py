"""Questions asked in process, as one of the people in a database."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.database import Database
from graph.instance import Instance
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute

CURSORS = CursorKey("what signs the cursors of tests")
REQUEST_ID = "a-request"


@dataclass
class Asking:
    """Asks one database: ``await ask("rita", "{ viewer { email } }")``. People are named by their short names."""

    database: Database
    statements: StatementCache = field(default_factory=lambda: StatementCache(CURSORS))
    lock_timeout: float = 5.0
    instance: Instance = field(default_factory=partial(Instance, "EUR"))

    async def __call__(self, who: str, question: str, variables: dict[str, Any] | None = None) -> Any:
        """The answer's data. Errors fail the test."""
        result = await self.result(who, question, variables)
        assert result.errors is None, result.errors
        return data(result)

    async def codes(self, who: str, question: str, variables: dict[str, Any] | None = None) -> list[str]:
        """The codes of the errors that are the answer."""
        result = await self.result(who, question, variables)
        return [error["extensions"]["code"] for error in result.errors or ()]

    async def refusal(self, who: str, question: str, variables: dict[str, Any] | None = None) -> tuple[str, str]:
        """The code and the message of the one error that is the answer."""
        result = await self.result(who, question, variables)
        errors = result.errors or []
        assert len(errors) == 1, (result.data, errors)
        return errors[0]["extensions"]["code"], errors[0]["message"]

    async def result(
        self, who: str, question: str, variables: dict[str, Any] | None = None, operation_name: str | None = None
    ) -> Result:
        """Whatever comes of it."""
        return await self.result_as(await self.viewer(who), question, variables, operation_name)

    async def result_as(
        self, viewer: Viewer, question: str, variables: dict[str, Any] | None = None, operation_name: str | None = None
    ) -> Result:
        """Whatever comes of it for a viewer who was read before."""
        database = self.database
        context = Context(
            viewer,
            database.pool,
            self.statements,
            self.instance,
            REQUEST_ID,
            database.writer,
            self.lock_timeout,
            planning=database.planning,
        )
        return await execute(context, question, variables, operation_name)

    async def viewer(self, who: str) -> Viewer:
        """Who that is now."""
        return await load_viewer(self.database.pool, f"{who}@demo.example")


def data(result: Result) -> Any:
    """The answer's data as a client reads it."""
    return orjson.loads(orjson.dumps(result.data))
