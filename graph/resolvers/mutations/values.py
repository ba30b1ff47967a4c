"""Kinds of input values: what each looks like in GraphQL, and what of it the database can hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from graph.errors import BadInput
from graph.models import address
from graph.models.names import UNSEEN
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.node import parse_id, plain_text


class Unfit(Exception):  # a decision, not a fault
    """A value that can't be stored: which sort of wrong, and the words for people. Nested values name their field."""

    def __init__(self, code: UserErrorCode, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class Kind(Protocol):
    """A kind of value."""

    @property
    def type_name(self) -> str:
        """What it is in GraphQL: a scalar's or an enum's name."""

    def columns(self, value: Any) -> Mapping[str, Any]:
        """What to store, by column; Unfit where that can't be done. Null is for the field to judge."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words: trimmed, of so many letters at most; nothing but spaces, or what isn't seen, is nothing."""

    column: str
    most: int
    lines: bool = False
    """Whether it may have several."""
    spaced: bool = False
    """Whether its words are parted by single spaces, as names are: others are taken out."""
    type_name: str = "String"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The trimmed text, or null."""
        return {self.column: self.fit(value)}

    def fit(self, value: str) -> str | None:
        """The text as it is stored."""
        try:
            plain_text(value, "it")
        except BadInput:
            raise Unfit(UserErrorCode.INVALID, "has NUL or half of a surrogate pair in it: leave it out.") from None
        text = value.strip()
        if len(text) > self.most:
            raise Unfit(UserErrorCode.TOO_LONG, f"has {len(text):,} letters: at most {self.most:,}.")
        if not self.lines and any(unicodedata.category(letter) in BREAKS for letter in text):
            raise Unfit(UserErrorCode.INVALID, "has a control character or a line break in it: write it on one line.")
        if not self.lines and TURNING.search(text):
            raise Unfit(
                UserErrorCode.INVALID,
                "has a character in it that turns the direction of what follows: leave it out.",
            )
        if self.spaced:
            text = " ".join(text.split())
        return text if any(map(_is_seen, text)) else None


BREAKS = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of what no single line has: control characters, and what ends lines and paragraphs."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What shows a line as another: overrides and embeddings of a direction, isolates, and their ends. Marks may stay."""
BLANK = "\u2800"
"""Braille without a dot: Unicode counts it as a symbol, and it shows nothing."""


def _is_seen(letter: str) -> bool:
    """Is it a letter, a number, a mark of punctuation or a symbol that shows?"""
    return unicodedata.category(letter)[0] in "LNPS" and letter != BLANK and not UNSEEN.match(letter)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text of a certain look."""

    text: Text
    read: Callable[[str], str | None]
    """The text as it is kept, or None where it looks otherwise."""
    looks_like: str
    """What to send, for people."""
    type_name: str = "String"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The text, if it looks right."""
        text = self.text.fit(value)
        kept = None if text is None else self.read(text)
        if text is not None and kept is None:
            raise Unfit(UserErrorCode.INVALID, f"can't be used: send {self.looks_like}.")
        return {self.text.column: kept}


def _if(look: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if look.fullmatch(text) else None


def website(column: str) -> Pattern:
    """An address on the web."""
    return Pattern(Text(column, 2048), address.website, "an address such as https://example.com")


def email(column: str) -> Pattern:
    """An e-mail address."""
    return Pattern(Text(column, 320), address.email, "an address such as ann@example.com")


def phone(column: str) -> Pattern:
    """A telephone number as people write them, with an extension or without."""
    look = re.compile(r"(?=(?:.*[0-9]){3})\+?[0-9 ()./-]+(?:(?:ext\.?|x|#|,|;ext=) ?[0-9]+)?", re.IGNORECASE)
    return Pattern(Text(column, 64), _if(look), "a number such as +44 20 7946 0123 or (415) 555-0100 x 12")


def color(column: str) -> Pattern:
    """A colour."""
    return Pattern(Text(column, 7), _if(re.compile("#[0-9A-Fa-f]{6}")), "a colour such as #1A2B3C")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an enum's names."""

    column: str
    enum: type[StrEnum]

    @property
    def type_name(self) -> str:
        """The enum's name."""
        return self.enum.__name__

    def columns(self, value: Any) -> Mapping[str, Any]:
        """The enum's member."""
        return {self.column: self.enum(str(value))}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, zero or more; its scalar has bounded it."""

    column: str
    type_name: str = "Decimal"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The amount."""
        amount = Decimal(value)
        if amount < 0:
            raise Unfit(UserErrorCode.INVALID, "is below zero: send zero or more.")
        return {self.column: abs(amount)}  # there is a negative zero


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    column: str
    least: int
    most: int
    type_name: str = "Int"

    def columns(self, value: int) -> Mapping[str, Any]:
        """The number."""
        if not self.least <= value <= self.most:
            raise Unfit(UserErrorCode.INVALID, f"is {value:,}: send {self.least:,} to {self.most:,}.")
        return {self.column: value}


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds, kept to six decimal places."""

    column: str
    least: float
    most: float
    type_name: str = "Float"

    def columns(self, value: float) -> Mapping[str, Any]:
        """The number."""
        if not self.least <= value <= self.most:  # neither is NaN
            raise Unfit(UserErrorCode.INVALID, f"is {value}: send {self.least:g} to {self.most:g}.")
        return {self.column: Decimal(f"{value:.6f}")}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    column: str
    type_name: str = "Boolean"

    def columns(self, value: bool) -> Mapping[str, Any]:  # as GraphQL has it
        """The value."""
        return {self.column: value}


EARLIEST, LATEST = 1900, 2200
"""The years that dates may be in."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, of years that make sense."""

    column: str
    type_name: str = "Date"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The day."""
        day = date.fromisoformat(value)
        _require_sensible(day.year)
        return {self.column: day}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, of years that make sense."""

    column: str
    type_name: str = "DateTime"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The moment."""
        moment = datetime.fromisoformat(value)
        with suppress(OverflowError):  # of a year that makes no sense either way
            moment = moment.astimezone(UTC)
        _require_sensible(moment.year)
        return {self.column: moment}


def _require_sensible(year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise Unfit(UserErrorCode.INVALID, f"is of the year {year}: send one from {EARLIEST} to {LATEST}.")


@dataclass(frozen=True, slots=True)
class Country:
    """A country; its scalar has made a code of whatever name it came by."""

    column: str
    type_name: str = "CountryCode"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The code."""
        return {self.column: value}


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record, by its id, which the viewer must see."""

    column: str
    type_name_of: str
    type_name: str = "ID"

    def columns(self, value: str) -> Mapping[str, Any]:
        """The row's id. Whether the viewer sees it is asked of the database, all references together."""
        try:
            return {self.column: parse_id(value, only=self.type_name_of)[1]}
        except BadInput as error:
            raise Unfit(UserErrorCode.INVALID, f"can't be used: {error.message}") from None


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object made of the row's own columns. Null empties it; of its fields, those left out stay as they are."""

    type_name: str
    """Of its input, without the ending."""
    fields: Mapping[str, Kind]
    whole: bool = False
    """Whether all of its fields are given together or none."""

    def columns(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """All the columns of the fields that are given."""
        found: dict[str, Any] = {}
        for name, inner in value.items():
            if inner is None:
                found.update(empty(self.fields[name]))
                continue
            try:
                found.update(self.fields[name].columns(inner))
            except Unfit as unfit:
                raise Unfit(unfit.code, unfit.message, name) from None
        return found


def empty(kind: Kind) -> dict[str, None]:
    """What null means: each of the kind's columns without a value."""
    if isinstance(kind, Embedded):
        return {column: None for field in kind.fields.values() for column in empty(field)}
    if isinstance(kind, Pattern):
        return {kind.text.column: None}
    return {kind.column: None}  # type: ignore[attr-defined]  # every other kind is one column's
