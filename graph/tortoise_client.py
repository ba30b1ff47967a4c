"""Tortoise's PostgreSQL client with LimitedPool: its own pool waits without limit, and leaks connections."""

import asyncio
from types import TracebackType
from typing import Any

import asyncpg
import structlog
from asyncpg.transaction import Transaction, TransactionState
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContextPooled
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from graph.pools import LimitedPool

log = structlog.get_logger()


class LimitedClient(AsyncpgDBClient):
    """Tortoise's client, which here raises Overloaded or Unavailable if it gets no connection."""

    async def create_pool(self, **options: Any) -> LimitedPool:
        """Returns the pool; Tortoise calls this when it first needs a connection."""
        pool: LimitedPool = await LimitedPool(None, **options)
        return pool

    def transaction(self, opening: str) -> "LimitedTransaction":
        """Returns a transaction that sends a query, which takes no parameters, along with its BEGIN."""
        return LimitedTransaction(TransactionWrapper(self), self._pool_init_lock, opening)

    def _in_transaction(self) -> "LimitedTransaction":
        return LimitedTransaction(TransactionWrapper(self), self._pool_init_lock)


class OpenedTransaction(Transaction):  # type: ignore[misc]  # asyncpg comes without types
    """asyncpg's transaction, begun in one trip with its first query."""

    async def open(self, query: str) -> str:
        """Begins the transaction and runs the query; returns its status, such as ``SELECT 1``."""
        self._connection._top_xact = self
        try:
            status: str = await self._connection.execute(f"BEGIN; {query}")
        except asyncpg.PostgresError:
            self._state = TransactionState.STARTED  # what the server has refused is the query
            await self.rollback()
            raise
        except BaseException:
            self._state = TransactionState.FAILED
            raise
        self._state = TransactionState.STARTED
        return status


class LimitedTransaction(TransactionContextPooled):
    """A transaction that always returns its connection to the pool, even if it could not begin.

    Waiting for a failed connection is limited as waiting for a new one is. A connection lost after the commit is
    logged and not raised, and of several errors the first is raised.
    """

    def __init__(self, client: TransactionWrapper, pool_init_lock: asyncio.Lock, opening: str | None = None) -> None:
        super().__init__(client, pool_init_lock)
        self._opening = opening
        self.opened: str | None = None
        """The status of the query that it began with."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        self.token = get_connections().set(self.connection_name, self.client)
        try:
            if self._opening is None:
                await self.client.begin()
            else:
                begun = OpenedTransaction(self.client._connection._con, None, False, False)
                self.opened = await begun.open(self._opening)
                self.client.transaction = begun  # type: ignore[attr-defined]  # it is a TransactionWrapper
        except BaseException:
            await self._give_back(failed=True)
            raise
        return self.client

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        try:
            if self.client._finalized:
                pass  # already committed or rolled back explicitly
            elif exc_type is None:
                await self.client.commit()
            elif exc_type is not TransactionManagementError:  # raised when there is no transaction to roll back
                await self.client.rollback()
        except BaseException as error:
            await self._give_back(failed=True)
            if exc_type is None or not isinstance(error, Exception):
                raise
            return  # the error before the rollback is the one to raise
        try:
            await self._give_back(failed=False)
        except Exception as error:
            if exc_type is None:
                log.warning("connection lost after a commit", cause=type(error).__name__)

    async def _give_back(self, *, failed: bool) -> None:
        try:
            await self.client._parent._pool.give_back(self.client._connection, failed=failed)
        finally:
            get_connections().reset(self.token)


client_class = LimitedClient
