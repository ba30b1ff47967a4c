"""Tortoise's client of PostgreSQL, with our pool in it: its own waits for a connection without end, and loses some."""

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
    """Raises Overloaded and Unavailable where it gets no connection; all else is Tortoise's."""

    async def create_pool(self, **options: Any) -> LimitedPool:
        """Called by Tortoise when it first needs a connection."""
        pool: LimitedPool = await LimitedPool(None, **options)
        return pool

    def _in_transaction(self) -> "LimitedTransaction":
        return LimitedTransaction(TransactionWrapper(self), self._pool_init_lock)


class LimitedTransaction(TransactionContextPooled):
    """A transaction that gives its connection back whatever happens, also where it couldn't begin.

    Of a connection that failed it waits no longer than for one. What is committed is done, whatever becomes of the
    connection after that; and what goes wrong first is what is raised.
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
                pass  # it was ended by hand
            elif exc_type is None:
                await self.client.commit()
            elif exc_type is not TransactionManagementError:  # then there is none to roll back
                await self.client.rollback()
        except BaseException as error:
            await self._give_back(failed=True)
            if exc_type is None or not isinstance(error, Exception):
                raise
            return  # what went wrong before the rollback is what is told
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
