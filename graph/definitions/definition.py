"""One definition of the database, as PostgreSQL prints it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a definition is of."""

    CHECK = "check"
    COLUMN = "column"
    EXTENSION = "extension"
    FUNCTION = "function"
    GRANT = "grant"
    INDEX = "index"
    KEY = "key"
    """A primary key, a unique key or a foreign key."""
    OWNER = "owner"
    POLICY = "policy"
    ROLE = "role"
    ROW_SECURITY = "row security"
    SEQUENCE = "sequence"
    TABLE = "table"
    TRIGGER = "trigger"
    TYPE = "type"


OF_THE_LOCK = frozenset({Kind.GRANT, Kind.POLICY, Kind.ROLE, Kind.ROW_SECURITY})


@dataclass(frozen=True, slots=True)
class Definition:
    """A thing of a kind, by name, and what it is: mostly the statement that makes it."""

    kind: Kind
    name: str
    text: str

    @property
    def of_the_lock(self) -> bool:
        """Does the second lock make it, not a migration?"""
        unseen = self.kind in {Kind.FUNCTION, Kind.OWNER} and "account_graph_unseen" in self.name
        return unseen or self.kind in OF_THE_LOCK

    def same(self, other: "Definition") -> bool:
        """Is it the same thing, whichever of its ways PostgreSQL prints it in?"""
        return self.text == other.text or (
            self.kind is not Kind.FUNCTION and canonical(self.text) == canonical(other.text)
        )


CASTS = re.compile(r"::(text|character varying)(\[\])?")


def canonical(text: str) -> str:
    """A definition without what a dump and a restore change in it.

    A list of texts is printed with a cast around it, and once it was read again with a cast around each of them.
    """
    return re.sub(r"[()\s]", "", CASTS.sub("", text))
