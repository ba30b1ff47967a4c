"""The limit: a bare ASGI application that runs the same statements as our server, for one fixed viewer.

It checks no token, parses no GraphQL and logs nothing. What remains is HTTP, asyncpg and PostgreSQL.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from bench.bare_asgi import BareApplication
from bench.dataset import VIEWER
from graph.auth.authenticator import load_viewer
from graph.connections import database_url
from graph.context import Context
from graph.database import Database, open_database
from graph.instance import Instance
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class _Sent:
    """A statement that our server sends, its values, and the pool that runs it."""

    pool: asyncpg.Pool
    text: str
    values: tuple[Any, ...]


class _Recording:
    """A pool that records what our server sends."""

    def __init__(self, pool: asyncpg.Pool, sent: list[_Sent]) -> None:
        self._pool = pool
        self._sent = sent

    async def fetchrow(self, text: str, *values: Any) -> asyncpg.Record:
        self._sent.append(_Sent(self._pool, text, values))
        return await self._pool.fetchrow(text, *values)

    fetchrow_heavy = fetchrow


class Limit(BareApplication):
    """The ASGI application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database: Database
        self._known: dict[bytes, tuple[bytes, _Sent]] = {}
        """The field that a request asks for, and what our server sends, by body: taken down at its first request."""

    async def answer(self, scope: dict[str, Any], body: bytes) -> bytes:
        """Answers a query that is one statement."""
        if body not in self._known:
            self._known[body] = await self._take_down(orjson.loads(body))
        field, sent = self._known[body]
        row = await sent.pool.fetchrow(sent.text, *sent.values)
        # after the epoch: a list's JSON, or the keys of records and the JSON of each
        answer: str = row[1] if isinstance(row[1], str) else row[2][0]
        return b'{"data":{"' + field + b'":' + answer.encode() + b"}}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Opens the database."""
        with database_url(self._settings) as url:
            async with open_database(self._settings, url) as self._database:
                yield

    async def _take_down(self, asked: dict[str, Any]) -> tuple[bytes, _Sent]:
        sent: list[_Sent] = []
        pool, planning = _Recording(self._database.pool, sent), _Recording(self._database.planning, sent)
        viewer = await load_viewer(self._database.pool, VIEWER)
        statements = StatementCache(CursorKey(*self._settings.signing_secrets()))
        context = Context(viewer, pool, statements, Instance.of(self._settings), planning=planning)
        result = await execute(context, asked["query"], asked["variables"], None)
        if result.errors or result.data is None:
            raise RuntimeError(f"Our server failed to answer: {result.errors}")
        (field,), (statement,) = result.data, sent
        return field.encode(), statement


def app() -> Limit:
    """Returns the application, set up from the environment."""
    return Limit(Settings.from_environment())
