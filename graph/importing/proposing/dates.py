"""How a column writes its dates and times: the formats that read its cells."""

import re
from collections import Counter
from contextlib import suppress
from datetime import datetime
from itertools import product

from graph.models.values import InvalidValue, Reading, ValueType

ISO = ""
"""The format of ISO 8601, which a mapping needn't say."""

_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_OTHERS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"),
    *("%d-%b-%y", "%a %b %d %Y", "%d. %B %Y"),
)
_CLOCKS = (
    *("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", ", %I:%M:%S %p"),
    *("T%H:%M:%S", "T%H:%M:%SZ", "T%H:%M:%S.%fZ", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S.%f", " %H:%M:%S%z"),
    *(" %H:%M %z", " %H:%M:%S UTC", " %H:%M UTC"),
)
FORMATS = tuple(f"{day}{clock}" for day, clock in product((*_DAY_FIRST, *_MONTH_FIRST, *_OTHERS), _CLOCKS))
"""What is tried beside ISO 8601; where two fit equally, the earlier."""
_MOST_SHAPES = 100
_ZONE = re.compile(r"(Z|UTC|GMT|\d ?[+-]\d\d:?\d\d)$")


class DateFormats:
    """Finds the formats of one column."""

    def __init__(self, value: ValueType) -> None:
        self.value = value
        self.count: Counter[str] = Counter()
        """How many cells each format reads."""
        self.has_zones = False
        """Whether any cell says its offset from UTC."""
        self._by_shape: dict[str, list[str]] = {}
        self._examples: dict[str, str] = {}
        """A cell of each shape."""

    def see(self, text: str) -> bool:
        """Takes a cell into account; whether any format reads it."""
        # 1/5/2024 and 12/25/2024 are of one shape, in which the same formats are tried first
        shape = re.sub(r"\d{1,3}(?!\d)", "9", re.sub(r"\d{4,}", "Y", re.sub(r"[^\W\d_]+", "A", text)))
        known = self._by_shape.get(shape, [])
        fitting = [each for each in known if self._fits(text, each)]
        if not fitting:
            fitting = [ISO] if self._fits(text, ISO) else [each for each in FORMATS if self._fits(text, each)]
            if fitting and (known or len(self._by_shape) < _MOST_SHAPES):
                self._examples.setdefault(shape, text)
                self._by_shape[shape] = list(dict.fromkeys([*known, *fitting]))
        self.count.update(fitting)
        self.has_zones = self.has_zones or bool(_ZONE.search(text))
        return bool(fitting)

    def chosen(self, *, month_first: bool) -> tuple[list[str], str | None]:
        """The formats to say, none for ISO 8601, and another that reads the cells as well as one of them.

        ``month_first`` decides between such two.
        """
        formats, rival = [], None
        for fitting in self._by_shape.values():
            most = max(self.count[each] for each in fitting)
            best = [each for each in fitting if self.count[each] == most]
            preferred = [each for each in best if _is_month_first(each)] if month_first else best
            choice = (preferred or best)[0]
            formats.append(choice)
            rival = rival or next((each for each in best if _is_month_first(each) != _is_month_first(choice)), None)
        if not any(formats):
            return [], None
        # beside other formats, ISO 8601 has to be said as one
        said = [each or self._as_format(shape) for each, shape in zip(formats, self._by_shape, strict=True)]
        return list(dict.fromkeys(filter(None, said))), rival

    def _as_format(self, shape: str) -> str | None:
        """The format that reads cells of a shape of ISO 8601."""
        return next((each for each in FORMATS if self._fits(self._examples[shape], each)), None)

    @property
    def month_first(self) -> bool | None:
        """Whether the cells write the month before the day; None where they leave it open."""
        counts = dict.fromkeys((True, False), 0)
        for each, count in self.count.items():
            if each.startswith((*_DAY_FIRST, *_MONTH_FIRST)):
                first = _is_month_first(each)
                counts[first] = max(counts[first], count)
        if counts[True] == counts[False]:
            return True if any("%p" in each and _is_month_first(each) for each in self.count) else None
        return counts[True] > counts[False]

    def _fits(self, text: str, each: str) -> bool:
        if each and each[0] == "%" and each[1] in "YmdbB" and not text[:1].isalnum():
            return False
        with suppress(InvalidValue):
            if not each:
                self.value.read_cell(text)
                return True
            with suppress(ValueError):
                datetime.strptime(text, each)
                self.value.read_cell(text, Reading(formats=(each,)))
                return True
        return False


def _is_month_first(each: str) -> bool:
    return each.startswith(_MONTH_FIRST)
