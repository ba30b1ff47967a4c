"""Which rows of a file are imported: those that hold what the mapping says, and nothing that it skips."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A column, and the texts of it that are meant, folded; the blank one is ``""``."""

    column: str
    texts: frozenset[str]

    def holds(self, row: Mapping[str, str]) -> bool:
        """Whether a row has one of the texts."""
        return row[self.column].casefold() in self.texts


@dataclass(frozen=True, slots=True)
class RowChoice:
    """The conditions of a part's ``where``, which must all hold, and of its ``skip``, of which none may."""

    where: tuple[Condition, ...] = ()
    skip: tuple[Condition, ...] = ()

    def takes(self, row: Mapping[str, str]) -> bool:
        """Whether a row is imported, by its cleaned cells."""
        return all(each.holds(row) for each in self.where) and not any(each.holds(row) for each in self.skip)
