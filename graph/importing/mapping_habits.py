"""How files write their cells: said for the whole mapping, one of its imports or one field, and the nearest counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .mapping_faults import Faults

OF_ALL = ("empty_words", "invalid", "blank", "clear_words")
"""The keys that hold for fields of every type."""
HABITS = (*OF_ALL, "decimal", "thousands", "truncate")
"""The keys that a mapping, an import and a field may have."""

_DECIMAL_MARKS = (".", ",")
_THOUSANDS_MARKS = (".", ",", " ", "'", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How cells are written."""

    empty_words: frozenset[str] = frozenset()
    """The cells that mean a blank, folded: `n/a`."""
    decimal: str = ""
    """The mark before decimals; empty where nothing says it."""
    thousands: str | None = None
    """The mark between thousands, empty for none; None where nothing says it."""
    invalid: str | None = None
    """What a cell that can't be used does: ``reject`` its row, or ``empty``, as if it were blank; None where nothing
    says it: then it rejects, but for a record that is at another account."""
    blank: str = "empty"
    """What a blank cell does to a record that is there: ``empty`` its field, or ``keep`` what the field has."""
    clear_words: frozenset[str] = frozenset()
    """The cells that empty their field, folded, whatever blank ones do."""
    truncate: bool = False
    """Whether texts that are too long are cut."""


def read_habits(faults: Faults, table: Mapping[str, Any], above: Habits, where: str) -> Habits:
    """What a table says of habits, and of what it doesn't say what holds above it."""
    habits = above
    if "decimal" in table or "thousands" in table:
        habits = _marks(faults, table, habits, where)
    if "empty_words" in table:
        habits = replace(habits, empty_words=_words(faults, table, "empty_words", '["N/A", "-"]', where))
    if "clear_words" in table:
        habits = replace(habits, clear_words=_words(faults, table, "clear_words", '["#N/A"]', where))
    if isinstance(table.get("truncate", False), bool):
        habits = replace(habits, truncate=table.get("truncate", habits.truncate))
    else:
        faults.add(where, "`truncate` must be true or false")
    for name, choices in (("invalid", ("reject", "empty")), ("blank", ("empty", "keep"))):
        if name in table and table[name] in choices:
            habits = replace(habits, **{name: table[name]})
        elif name in table:
            faults.add(where, f'`{name}` must be "{choices[0]}" or "{choices[1]}"')
    return habits


def _words(faults: Faults, table: Mapping[str, Any], name: str, example: str, where: str) -> frozenset[str]:
    words = table[name]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        faults.add(where, f"`{name}` must be a list of texts, such as {example}")
        return frozenset()
    return frozenset(word.strip().casefold() for word in words)


def _marks(faults: Faults, table: Mapping[str, Any], above: Habits, where: str) -> Habits:
    decimal, thousands = table.get("decimal", ""), table.get("thousands")
    if "decimal" in table and decimal not in _DECIMAL_MARKS:
        faults.add(where, '`decimal` must be "." or ","')
        return above
    if thousands is not None and thousands not in _THOUSANDS_MARKS:
        faults.add(where, '`thousands` must be ".", ",", " ", "\'" or, where there are none, ""')
        return above
    if decimal == thousands:
        faults.add(where, "`decimal` and `thousands` must differ")
        return above
    return replace(above, decimal=decimal, thousands=thousands)
