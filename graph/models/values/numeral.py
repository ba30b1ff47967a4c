"""Numerals: what number a text of digits and separators stands for, and which texts could be two numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .invalid import InvalidValue

POINTS = (".", ",")
"""What separates decimals, in one part of the world or the other."""
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\u2019": "'"})
_EXPONENT = re.compile(r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)[eE]([+-]?[0-9]{1,2})")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<mark>[.,' ])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
    # as in India: 12,34,567
    r"|[1-9][0-9]?(?P<lakh>,)(?:[0-9]{2},)+[0-9]{3}"
)


class AmbiguousNumeral(InvalidValue):
    """A text that is two numbers: `12.500` is twelve and a half to some, and twelve thousand five hundred to others."""

    def __init__(self, first: Decimal, second: Decimal) -> None:
        grouped, pointed = sorted((first, second), key=abs, reverse=True)
        super().__init__(f"could be {plain(grouped)} or {plain(pointed)}: send one of these")
        self.numbers = grouped, pointed


def number(
    text: str, decimal: str = "", thousands: str | None = None, largest: Decimal | None = None
) -> Decimal | None:
    """The number that digits with separators stand for; None where they stand for none.

    ``decimal`` and ``thousands`` are the separators where they are known, and an empty ``thousands`` is none. Where
    they aren't, the text itself has to say: raises AmbiguousNumeral if it could be two numbers of up to ``largest``.
    """
    text = text.translate(_SPACES)
    if scientific := _EXPONENT.fullmatch(text):
        digits, exponent = scientific.groups()
        fraction = next((mark for mark in POINTS if mark in digits), "")
        return Decimal(f"{digits.replace(',', '.')}e{exponent}") if fraction in ("", decimal or fraction) else None
    found = sorted(set(_readings(text, decimal, thousands)))
    if len(found) == 2 and largest is not None and found[1] > largest:
        found.pop()
    if len(found) == 2:
        raise AmbiguousNumeral(*found)
    return found[0] if found else None


def signed(text: str) -> Decimal:
    """The number that a plain decimal stands for, `-1100.04`; raises AmbiguousNumeral where its point may be a mark."""
    sign = -1 if text.startswith("-") else 1
    try:
        found = number(text.lstrip("+-"))
    except AmbiguousNumeral as ambiguous:
        raise AmbiguousNumeral(*(sign * each for each in ambiguous.numbers)) from None
    if found is None:
        raise ValueError(f"{text!r} is not a plain decimal")
    return sign * found


def _readings(text: str, decimal: str, thousands: str | None) -> Iterator[Decimal]:
    """Every number that the text could be."""
    if decimal not in text or not decimal:
        whole = _ungrouped(text, decimal, thousands)
        if whole:
            yield Decimal(whole)
    for mark in (decimal,) if decimal else POINTS:
        before, found, after = text.partition(mark)
        if not found or mark == thousands or not (before or after) or (after and not _is_digits(after)):
            continue
        whole = _ungrouped(before, mark, thousands) if before else "0"
        if whole:
            yield Decimal(f"{whole}.{after or 0}")


def _ungrouped(text: str, decimal: str, thousands: str | None) -> str:
    """The digits of a whole number, empty where it is none."""
    if _is_digits(text):
        return text
    grouped = _GROUPED.fullmatch(text)
    mark = (grouped["mark"] or grouped["lakh"]) if grouped else None
    return (
        text.replace(mark, "") if mark and mark != decimal and mark == (thousands or mark) and thousands != "" else ""
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def plain(value: Decimal) -> str:
    """The number in digits, without zeros at its end."""
    return f"{value.normalize():f}"
