"""How files write their cells: said for the whole mapping, one of its imports or one field, and the nearest counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .mapping_faults import Faults

HABITS = ("decimal", "thousands")
"""The keys that a mapping, an import and a field may have."""

_DECIMAL_MARKS = (".", ",")
_THOUSANDS_MARKS = (".", ",", " ", "'", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How cells are written."""

    decimal: str = ""
    """The mark before decimals; empty where nothing says it."""
    thousands: str | None = None
    """The mark between thousands, empty for none; None where nothing says it."""


def read_habits(faults: Faults, table: Mapping[str, Any], above: Habits, where: str) -> Habits:
    """What a table says of habits, and of what it doesn't say what holds above it."""
    habits = above
    if "decimal" in table or "thousands" in table:
        habits = _marks(faults, table, habits, where)
    return habits


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
