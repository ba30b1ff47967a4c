"""How a column writes its numbers: the mark before decimals, and whether they are fractions or too fine."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

from graph.models.values import InvalidValue, Percent, Reading, ValueType

_MARKS = ("", ".", ",")
"""The marks before decimals, and none where numbers say it themselves: the plainest first."""


@dataclass(frozen=True, slots=True)
class Manner:
    """A way to write numbers: the mark before decimals, empty where they say it themselves."""

    decimal: str = ""
    multiply: int = 1
    round: bool = False

    @property
    def reading(self) -> Reading:
        """What reads such numbers."""
        return Reading(decimal=self.decimal, multiply=Decimal(self.multiply), round=self.round)


class Figures:
    """Finds the manner of one column: the plainest that reads the most of its cells."""

    def __init__(self, value: ValueType) -> None:
        self.value = value
        self._read: Counter[tuple[Manner, ...]] = Counter()
        """How many cells exactly these manners read."""
        scales = (1, 100) if isinstance(value, Percent) else (1,)
        self.manners = [
            Manner(mark, scale, rounded) for rounded in (False, True) for scale in scales for mark in _MARKS
        ]
        self._readings = {manner: manner.reading for manner in self.manners}

    def see(self, text: str) -> bool:
        """Takes a cell into account; whether any manner reads it."""
        fitting: list[Manner] = []
        for manner in self.manners:
            if manner.round and fitting:
                break  # what isn't too fine as it stands isn't when it is rounded
            with suppress(InvalidValue):
                self.value.read_cell(text, self._readings[manner])
                fitting.append(manner)
        self._read[tuple(fitting)] += 1
        return bool(fitting)

    def count(self, manner: Manner) -> int:
        """How many cells a manner reads."""
        exact = replace(manner, round=False)
        return sum(count for fitting, count in self._read.items() if manner in fitting or exact in fitting)

    def chosen(self, decimals: Sequence[str] = _MARKS) -> Manner:
        """The plainest manner with one of these marks that reads the most cells."""
        return max((manner for manner in self.manners if manner.decimal in decimals), key=self.count)

    @property
    def undecided(self) -> bool:
        """Whether either mark reads as many cells, and the cells don't say which it is."""
        best = self.chosen()
        other = {".": ",", ",": "."}.get(best.decimal)
        return other is not None and self.count(self.chosen((other,))) == self.count(best)
