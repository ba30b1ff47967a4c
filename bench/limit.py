"""The limit: a bare ASGI application that runs the same statements as our server, for one fixed viewer.

It checks no token, parses no GraphQL and logs nothing. What remains is HTTP, asyncpg and PostgreSQL.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from bench.bare_asgi import BareApplication
from bench.dataset import VIEWER, page_accounts
from bench.questions import ACCOUNT_LIST, ACCOUNT_PAGE
from graph.auth.authenticator import load_viewer
from graph.connections import database_url
from graph.context import Context
from graph.database import open_database
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from graph.settings import Settings


class _Recording:
    """A pool that records the statement and the values that our server sends."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.text = ""
        self.values: list[Any] = []

    async def fetchrow(self, text: str, *values: Any) -> asyncpg.Record:
        self.text, self.values = text, list(values)
        return await self._pool.fetchrow(text, *values)


@dataclass(frozen=True, slots=True)
class _Sent:
    text: str
    values: list[Any]


class Limit(BareApplication):
    """The ASGI application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool
        self._page: _Sent
        self._key: int
        self._list: _Sent

    async def answer(self, scope: dict[str, Any], body: bytes) -> bytes:
        """Answers one of the two queries."""
        variables = orjson.loads(body).get("variables")
        if variables:
            values = self._page.values.copy()
            values[self._key] = [UUID(variables["id"][4:])]
            row = await self._pool.fetchrow(self._page.text, *values)
            account: str = row[2][0]  # after the epoch and the keys
            return b'{"data":{"account":' + account.encode() + b"}}"
        row = await self._pool.fetchrow(self._list.text, *self._list.values)
        accounts: str = row[-1]
        return b'{"data":{"accounts":' + accounts.encode() + b"}}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Opens the database, and takes down the statements that our server sends."""
        with database_url(self._settings) as url:
            async with open_database(self._settings, url) as database:
                self._pool = database.pool
                async with database.pool.acquire() as connection:
                    (account, *_) = await page_accounts(connection)
                self._page = await self._sent(ACCOUNT_PAGE, {"id": account})
                self._key = self._page.values.index([UUID(account[4:])])
                self._list = await self._sent(ACCOUNT_LIST, {})
                yield

    async def _sent(self, query: str, variables: dict[str, Any]) -> _Sent:
        """Returns the statement and the values that our server sends for this query."""
        viewer = await load_viewer(self._pool, VIEWER)
        recording = _Recording(self._pool)
        statements = StatementCache(CursorKey(self._settings.signing_secret()))
        result = await execute(Context(viewer, recording, statements, self._settings.currency), query, variables, None)
        if result.errors:
            raise RuntimeError(f"Our server failed to answer: {result.errors}")
        return _Sent(recording.text, recording.values)


def app() -> Limit:
    """Returns the application, set up from the environment."""
    return Limit(Settings.from_environment())
