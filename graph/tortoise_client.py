"""Tortoise's PostgreSQL client with LimitedPool: its own pool waits without limit, and leaks connections."""

from types import TracebackType
from typing import Any

import structlog
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

    def _in_transaction(self) -> "LimitedTransaction":
        return LimitedTransaction(TransactionWrapper(self), self._pool_init_lock)


class LimitedTransaction(TransactionContextPooled):
    """A transaction that always returns its connection to the pool, even if it could not begin.

    Waiting for a failed connection is limited as waiting for a new one is. A connection lost after the commit is
    logged and not raised, and of several errors the first is raised.
    """

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        self.token = get_connections().set(self.connection_name, self.client)
        try:
            await self.client.begin()
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
