"""Reasons, counted: those that differ in the values they name are one, and so are mended in one way."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_KINDS_KEPT = 1_000
"""How many reasons are told apart: enough for any mapping, and a bound of memory for reasons that no pattern fits."""

_SHOWN = 79
"""How much of a longer text every reason shows."""

_OTHERS = "other reasons"

_WORDED = re.compile(r'^(?:column|template) "[^"]*"')
"""What the mapping calls a cell's source: a part of the reason, and no value of it."""
_VALUE = re.compile(
    r'"(?:[^"]|"(?=\w))*"'  # with what a text like 5"pipe has within
    r"|\b[a-z]{3}_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<=characters as )[^…]*…"
    r"|[-+]?\d(?:[\d.,:T+-]*\d)?"
)


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason, the part whose rows have it, and how many those are. A row may have several reasons."""

    part: str
    reason: str
    """Its text, in which ``…`` stands for what differs between the rows."""
    rows: int


class ReasonCounts:
    """Counts the reasons of rows, in the order of their coming."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], _Sort] = {}

    def add(self, part: str, reasons: Iterable[str], cells: Sequence[str]) -> None:
        """Counts the reasons of one row, which may name its cells."""
        quoted = [cell.strip()[:_SHOWN] for cell in cells if '"' in cell]
        for reason in reasons:
            plain = reason
            for cell in quoted:  # a quote within a value isn't the end of it
                plain = plain.replace(cell, cell.replace('"', "'"))
            kind, values = _taken_apart(plain)
            key = (part, kind)
            if key not in self._found and len(self._found) >= _KINDS_KEPT:
                key, kind, values = (part, _OTHERS), _OTHERS, []
            sort = self._found.setdefault(key, _Sort(kind, values))
            sort.add(values)

    def counted(self) -> tuple[ReasonCount, ...]:
        """The reasons, the most frequent first."""
        counts = [ReasonCount(part, sort.text(), sort.rows) for (part, _), sort in self._found.items()]
        return tuple(sorted(counts, key=lambda count: -count.rows))


class _Sort:
    """The reasons that differ in values only."""

    def __init__(self, kind: str, values: list[str]) -> None:
        self.kind = kind
        self.values = values
        self.rows = 0

    def add(self, values: list[str]) -> None:
        self.rows += 1
        self.values = [
            kept if kept == value else '"…"' if value.startswith('"') else "…"
            for kept, value in zip(self.values, values, strict=True)
        ]

    def text(self) -> str:
        pieces = self.kind.split("\0")
        return pieces[0] + "".join(value + piece for value, piece in zip(self.values, pieces[1:], strict=True))


def _taken_apart(reason: str) -> tuple[str, list[str]]:
    """A reason with a NUL for each value, and the values."""
    worded = _WORDED.match(reason)
    begins = worded.end() if worded else 0
    values = _VALUE.findall(reason, begins)
    return reason[:begins] + _VALUE.sub("\0", reason[begins:]), values
