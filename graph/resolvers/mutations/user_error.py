"""What is wrong with a mutation's input, told to a caller who can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class UserErrorCode(StrEnum):
    """What is wrong, for programs."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    NAME_TAKEN = "NAME_TAKEN"
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
    """One thing that is wrong: with which field of the input, or with the whole of it where that is empty."""

    code: UserErrorCode
    message: str
    field: Path = ()


class Refused(Exception):  # a decision, not a fault
    """The mutation is not done, for these reasons; nothing of it stays."""

    def __init__(self, errors: list[UserError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors
