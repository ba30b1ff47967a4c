"""What is wrong with a mutation's input: errors that the caller can correct, collected to be told all at once."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from graph.errors import BadInput
from graph.resolvers.node import parse_id


class UserErrorCode(StrEnum):
    """What is wrong, for programs."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    NAME_TAKEN = "NAME_TAKEN"
    TOO_MANY_NAMES = "TOO_MANY_NAMES"
    TAKEN = "TAKEN"
    FIELD_READ_ONLY = "FIELD_READ_ONLY"
    FIELD_HIDDEN = "FIELD_HIDDEN"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    CLOSED = "CLOSED"
    IN_USE = "IN_USE"
    CYCLE = "CYCLE"
    KEY_REUSED = "KEY_REUSED"


Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserError:
    """One error: of the field of the input at this path, or of the whole input where the path is empty."""

    code: UserErrorCode
    message: str
    field: Path = ()


class Refused(Exception):  # a decision, not a fault
    """The mutation is refused for these errors, and nothing of it is kept."""

    def __init__(self, errors: list[UserError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class UserErrors:
    """Collects the errors of one input."""

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    def add_error(self, code: UserErrorCode, message: str, *path: str) -> None:
        """Adds an error, once."""
        error = UserError(code, message, path)
        if error not in self.errors:
            self.errors.append(error)

    def raise_if_errors(self) -> None:
        """Raises Refused if there are errors so far."""
        if self.errors:
            raise Refused(self.errors)

    def not_found(self, label: str, *path: str) -> Refused:
        """Returns the refusal of a record that is missing or hidden: both read the same."""
        self.add_error(UserErrorCode.NOT_FOUND, f"There is no such {label}.", *path)
        return Refused(self.errors)

    def parse_id(self, text: str, type_name: str, *path: str) -> UUID:
        """Returns the row that an id names; raises Refused if it can't name one of this type."""
        try:
            return parse_id(text, only=type_name)[1]
        except BadInput as error:
            self.add_error(UserErrorCode.INVALID, error.message, *path)
            raise Refused(self.errors) from None
