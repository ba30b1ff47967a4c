"""Figures as files write them: digits with a sign or in brackets, beside a currency or a percent sign."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pycountry

from . import numeral

Unit = Callable[[str], bool]
"""Whether a word beside the digits is what figures of a type are in."""

_MINUS = "-\u2212\u2013"
_BRACKETED = re.compile(r"\((.*)\)")
# 500,- is a whole amount, also with longer dashes
_WHOLE = re.compile(r"(?<=[0-9])[.,] ?[-\u2013\u2014]{1,2}(?=[^0-9]*$)")
_WORD_BEFORE = re.compile(r"[^\d\s.,'\u2019()+\-\u2212\u2013]+\.?(?=[\s(+\-\u2212\u2013]*[\d.,(])")
_WORD_AFTER = re.compile(r"(?<=[\d.,)\-\s])[^\d\s.,'\u2019()+\-\u2212\u2013]+\.?$")

# What ISO 4217 and Unicode's currency signs don't have.
_CURRENCIES = frozenset({"kr", "zł", "kč", "ft", "lei", "fr", "sfr", "rs", "r"})


def read(
    text: str, is_unit: Unit, decimal: str = "", thousands: str | None = None, largest: Decimal | None = None
) -> Decimal | None:
    """The number that a figure stands for, None where it is none; the other arguments are those of `numeral.number`.

    >>> read("(1.234,50 €)", is_currency)
    Decimal('-1234.50')
    """
    negative = signed = named = False
    digits = _WHOLE.sub("", text).strip()
    while True:
        if not signed and (bracketed := _BRACKETED.fullmatch(digits)):
            digits, signed, negative = bracketed[1].strip(), True, True
        elif not signed and digits[:1] in ("+", *_MINUS):
            negative = digits[0] != "+"
            digits, signed = digits[1:].strip(), True
        elif not signed and digits[-1:] in tuple(_MINUS):
            digits, signed, negative = digits[:-1].strip(), True, True
        elif not named and (before := _WORD_BEFORE.match(digits)) and is_unit(before[0]):
            digits, named = digits[before.end() :].strip(), True
        elif not named and (after := _WORD_AFTER.search(digits)) and is_unit(after[0]):
            digits, named = digits[: after.start()].strip(), True
        else:
            break
    number = numeral.number(digits, decimal, thousands, largest)
    return -number if negative and number is not None else number


def is_currency(word: str) -> bool:
    """Whether it is a currency's sign, such as `€` or `US$`, its ISO 4217 code, or what it is called for short."""
    signs = [letter for letter in word if unicodedata.category(letter) == "Sc"]
    if signs:
        rest = word.replace(signs[0], "")
        return len(signs) == 1 and len(rest) <= 3 and (not rest or rest.isalpha())
    return word.upper() in _codes() or word.casefold().rstrip(".") in _CURRENCIES


def is_percent(word: str) -> bool:
    """Whether it is a percent sign."""
    return word in ("%", "\uff05")


@cache
def _codes() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)
