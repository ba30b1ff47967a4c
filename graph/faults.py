"""Faults of the database as errors of ours: one place for all who ask it something.

Reads see what asyncpg raises. What goes through Tortoise may come wrapped in an exception of its own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from graph.errors import Overloaded, TimedOut, TryAgain, Unavailable

TIMEOUT = "This took longer than is allowed and was given up. Ask for less at a time, or try again later."
OVERLOADED = "Too much is being asked at once. Try again shortly."
UNAVAILABLE = "The database can't be reached at the moment. Try again shortly."
TRY_AGAIN = "Others were changing the same at this moment. Try again."

CONNECTION_GONE = re.compile(r"\bclos(ed|ing)\b|released back to the pool|^cannot switch to state")
"""How asyncpg words that a connection or a pool isn't there any more, or was just told to end while nobody used it.

All else of these classes are faults of ours.
"""

log = structlog.get_logger()


def unavailable(error: BaseException | None) -> Unavailable | None:
    """What a caller is told of this exception from the database, if it is one of those that pass; None for any other.

    TimeoutError is taken for a statement's: whoever waits for a connection says Overloaded on their own.
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
    """The name of the constraint that the database has refused a row for, if that is what went wrong."""
    cause = _wrapped(error) if isinstance(error, BaseORMException) else error
    return cause.constraint_name if isinstance(cause, asyncpg.IntegrityConstraintViolationError) else None


def connection_lost(error: BaseException) -> bool:
    """Was it the connection that failed, so that another one may do?"""
    return type(unavailable(error)) is Unavailable


@contextmanager
def translate_errors() -> Iterator[None]:
    """What goes wrong within is raised as Unavailable where it is a fault of the database, and else as it is."""
    try:
        yield
    except Exception as error:
        told = unavailable(error)
        if told is None or told is error:
            raise
        raise told from error


def log_unavailable(error: Unavailable, request_id: str) -> None:
    """One line in the log: what happened to this request, by the cause's type alone."""
    cause = error.__cause__
    log.warning(
        "unavailable",
        request_id=request_id,
        code=error.code,
        cause=None if cause is None else type(cause).__name__,
    )
