"""Errors that a caller can act on: one class per error code, each raised with a message that says what to do."""

from typing import Any, ClassVar


class GraphError(Exception):
    """An error whose message is shown to the caller. All other exceptions are masked."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.field: tuple[str, ...] = ()
        """The path, below the error's own `path`, of the field that caused it; empty for the field at `path` itself."""

    @property
    def extensions(self) -> dict[str, Any]:
        """The error's `extensions` in the GraphQL response."""
        return {"code": self.code}


class BadInput(GraphError):
    """An invalid argument, such as a page size over the maximum, a forged cursor or a malformed id."""

    code = "BAD_INPUT"


class Unauthenticated(GraphError):
    """The request has no valid token of an active user."""

    code = "UNAUTHENTICATED"


class Forbidden(GraphError):
    """The viewer lacks the permission for this."""

    code = "FORBIDDEN"


class FieldHidden(GraphError):
    """A filter, order, grouping or aggregate names a field that is hidden from the viewer."""

    code = "FIELD_HIDDEN"


class TooComplex(GraphError):
    """The document exceeds a limit on its size."""

    code = "TOO_COMPLEX"


class Unavailable(GraphError):
    """The database can't be reached at the moment; a retry may succeed."""

    code = "UNAVAILABLE"
    retry_after: ClassVar[int] = 5
    """Seconds after which to retry."""

    @property
    def extensions(self) -> dict[str, Any]:
        """The error's `extensions` in the GraphQL response."""
        return {"code": self.code, "retryAfter": self.retry_after}


class TimedOut(Unavailable):
    """A statement was cancelled because it ran, or waited for a lock, longer than the limit."""

    code = "TIMEOUT"


class Overloaded(Unavailable):
    """No database connection became free within the limit."""

    code = "OVERLOADED"
    retry_after = 1


class DiskFull(Unavailable):
    """The database has no space left for what was to be written, or sorted; somebody has to make some."""

    code = "DISK_FULL"
    retry_after = 60


class TryAgain(Unavailable):
    """Concurrent changes got in the way; a retry may succeed."""

    code = "TRY_AGAIN"
    retry_after = 1


class RowSecurityMismatch(GraphError):
    """The row filter and row-level security disagree on a row: a defect of the program."""

    def __init__(self, request_id: str) -> None:
        super().__init__("Something went wrong on our side. Tell us the request id.")
        self.request_id = request_id

    @property
    def extensions(self) -> dict[str, Any]:
        """The error's `extensions`: the code and the request's id, as for every internal error."""
        return {"code": self.code, "requestId": self.request_id}
