"""Translates exceptions of the database drivers to the program's errors.

Reads raise asyncpg's exceptions; Tortoise may wrap them in exceptions of its own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from graph.errors import DiskFull, Overloaded, TimedOut, TryAgain, Unavailable

TIMEOUT = "The request took longer than the time limit and was cancelled. Request less at a time, or try again later."
OVERLOADED = "The server has too many requests at the moment. Try again shortly."
UNAVAILABLE = "The database can't be reached at the moment. Try again shortly."
DISK_FULL = "The database has no space left on its disk. Its operators have to make some; then try again."
TRY_AGAIN = "Someone else changed the same records at the same time. Try again."

CONNECTION_GONE = re.compile(r"\bclos(ed|ing)\b|released back to the pool|^cannot switch to state")
"""Matches asyncpg's messages for a closed connection or pool.

All other InterfaceErrors and InternalClientErrors are defects of the program.
"""

log = structlog.get_logger()


def unavailable(error: BaseException | None) -> Unavailable | None:  # noqa: PLR0911  # one for each sort of fault
    """Returns the error to raise for a transient fault of the database; None for any other exception.

    A TimeoutError counts as a statement's. LimitedPool raises Overloaded itself when no connection becomes free.
    """
    match error:
        case Unavailable():
            return error
        case (
            asyncpg.QueryCanceledError()
            | asyncpg.LockNotAvailableError()
            | asyncpg.IdleInTransactionSessionTimeoutError()
            | TimeoutError()
        ):
            return TimedOut(TIMEOUT)
        case asyncpg.DiskFullError():
            return DiskFull(DISK_FULL)
        case asyncpg.InsufficientResourcesError():
            return Overloaded(OVERLOADED)
        case asyncpg.TransactionRollbackError():
            return TryAgain(TRY_AGAIN)
        case (
            OSError()
            | asyncpg.PostgresConnectionError()
            | asyncpg.OperatorInterventionError()
            | asyncpg.InvalidCatalogNameError()
            | asyncpg.InvalidAuthorizationSpecificationError()
            | asyncpg.ReadOnlySQLTransactionError()
        ):
            return Unavailable(UNAVAILABLE)
        case asyncpg.InterfaceError() | asyncpg.InternalClientError() if CONNECTION_GONE.search(str(error)):
            return Unavailable(UNAVAILABLE)
        case BaseORMException():
            return unavailable(_wrapped(error))
    return None


def _wrapped(error: BaseORMException) -> BaseException | None:
    return error.__cause__ or next((part for part in error.args if isinstance(part, Exception)), None)


def constraint_of(error: BaseException) -> str | None:
    """Returns the name of the constraint that was violated; None for any other error."""
    cause = _wrapped(error) if isinstance(error, BaseORMException) else error
    return cause.constraint_name if isinstance(cause, asyncpg.IntegrityConstraintViolationError) else None


def connection_lost(error: BaseException) -> bool:
    """Whether the connection failed, so that a retry on another connection may succeed."""
    return type(unavailable(error)) is Unavailable


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises transient faults of the database as Unavailable, and all other exceptions unchanged."""
    try:
        yield
    except Exception as error:
        translated = unavailable(error)
        if translated is None or translated is error:
            raise
        raise translated from error


def log_unavailable(error: Unavailable, request_id: str) -> None:
    """Logs that a request failed; of the cause only its type, since its message may quote values.

    A full disk is an error: it doesn't pass by itself.
    """
    cause = error.__cause__
    write = log.error if isinstance(error, DiskFull) else log.warning
    write(
        "unavailable",
        request_id=request_id,
        code=error.code,
        cause=None if cause is None else type(cause).__name__,
    )
