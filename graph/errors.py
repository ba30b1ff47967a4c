"""What goes wrong in ways a caller can understand: one class a code, each with a message that names the mend."""

from typing import Any, ClassVar


class GraphError(Exception):
    """An error of ours, told to the caller as it is. Everything else is masked."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.field: tuple[str, ...] = ()
        """The field below the error's `path` that it is about, by the answer's keys; empty for that of the path."""

    @property
    def extensions(self) -> dict[str, Any]:
        """What the error's `extensions` hold in a GraphQL answer."""
        return {"code": self.code}


class BadInput(GraphError):
    """An argument that can't be used: a page too long, a forged cursor, a malformed id."""

    code = "BAD_INPUT"


class Unauthenticated(GraphError):
    """Nobody we know is asking."""

    code = "UNAUTHENTICATED"


class Forbidden(GraphError):
    """Known, and not allowed."""

    code = "FORBIDDEN"


class FieldHidden(GraphError):
    """A field hidden from this viewer was named to filter, sort, group or aggregate."""

    code = "FIELD_HIDDEN"


class TooComplex(GraphError):
    """A document over one of the limits on its size."""

    code = "TOO_COMPLEX"


class Unavailable(GraphError):
    """Not now: the database can't be reached. The same question may be answered later."""

    code = "UNAVAILABLE"
    retry_after: ClassVar[int] = 5
    """Whole seconds after which to ask again."""

    @property
    def extensions(self) -> dict[str, Any]:
        """What the error's `extensions` hold in a GraphQL answer."""
        return {"code": self.code, "retryAfter": self.retry_after}


class TimedOut(Unavailable):
    """A statement ran, or waited for a lock, for longer than is allowed, and was given up."""

    code = "TIMEOUT"


class Overloaded(Unavailable):
    """No connection to the database came free in time."""

    code = "OVERLOADED"
    retry_after = 1


class TryAgain(Unavailable):
    """What was asked for was changed by others meanwhile."""

    code = "TRY_AGAIN"
    retry_after = 1


class RowSecurityMismatch(GraphError):
    """What one of the two locks on rows opened and the other did not: a fault of ours."""

    def __init__(self, request_id: str) -> None:
        super().__init__("Something went wrong on our side. Tell us the request id.")
        self.request_id = request_id

    @property
    def extensions(self) -> dict[str, Any]:
        """The code and the request's id, as for every error of ours."""
        return {"code": self.code, "requestId": self.request_id}
