"""References: another record, by its id."""

from dataclasses import dataclass
from typing import ClassVar

from . import comparison, scalars
from .value import ValueType


@dataclass(frozen=True, slots=True)
class Reference(ValueType):
    """The id of a record of one noun, which the viewer must see to name it."""

    noun: str
    """The GraphQL type's name."""
    scalar = scalars.ID
    comparison = comparison.ID
    sql_type = "uuid"
    reading_keys: ClassVar[frozenset[str]] = frozenset({"by", "missing"})


@dataclass(frozen=True, slots=True)
class Id(ValueType):
    """A record's own id: a prefix that says its type, and a UUID."""

    prefix: str
    scalar = scalars.ID
    comparison = comparison.ID
    sql_type = "uuid"

    def read(self, column: str) -> str:
        """The prefix and the UUID."""
        return f"'{self.prefix}_' || {column}"
