"""What a field holds: from a cell's text to a value that the database takes, or the reason why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import ClassVar

from graph.models import address
from graph.models.country import country_code

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_TRUE = frozenset({"true", "yes", "y", "t", "1"})
_FALSE = frozenset({"false", "no", "n", "f", "0"})
_LARGEST_INTEGER = 2**31 - 1


class Unreadable(Exception):
    """The text is no value of the field; the message goes on after the text itself: 'is not a number'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a field's text is written: in which unit, to be rounded or not, in which date format."""

    multiply: Decimal = Decimal(1)
    round: bool = False
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of value: its SQL type, the mapping keys that only it takes, and how its text is read."""

    sql: ClassVar[str] = "text"
    keys: ClassVar[frozenset[str]] = frozenset()

    def read(self, text: str, reading: Reading) -> object:
        """The value of a text that isn't blank; raises Unreadable."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Text of at most so many characters."""

    longest: int = 10_000_000

    def read(self, text: str, reading: Reading) -> str:
        """The text itself."""
        if len(text) > self.longest:
            raise Unreadable(f"is {len(text)} characters long; the longest is {self.longest}")
        return text


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One name of an enum; case, spaces and hyphens are forgiven."""

    enum: type[StrEnum]

    def read(self, text: str, reading: Reading) -> str:
        """The enum's name."""
        name = re.sub(r"[\s\-/]+", "_", text).upper()
        if name not in self.enum.__members__:
            raise Unreadable(f"is none of {', '.join(self.enum)}")
        return name


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A number with so many decimals within a range; ``multiply`` turns the file's unit into ours."""

    keys: ClassVar[frozenset[str]] = frozenset({"multiply", "round"})

    decimals: int
    least: Decimal
    most: Decimal
    always_rounded: bool = False

    def read(self, text: str, reading: Reading) -> object:
        """The number in our unit."""
        if not _NUMBER.fullmatch(text):
            raise Unreadable("is not a number")
        number = Decimal(text) * reading.multiply
        if not self.least <= number <= self.most:
            raise Unreadable(f"is not between {self.least} and {self.most}")
        rounded = number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_EVEN)
        if rounded != number and not (self.always_rounded or reading.round):
            raise Unreadable(f"has more than {self.decimals} decimals" if self.decimals else "is not a whole number")
        return rounded if self.decimals else int(rounded)


class Amount(Number):
    """Money, zero or more, to the cent."""

    sql: ClassVar[str] = "numeric(18, 2)"

    def __init__(self) -> None:
        super().__init__(2, Decimal(0), Decimal("9999999999999999.99"))


class Whole(Number):
    """A whole number, zero or more."""

    sql: ClassVar[str] = "integer"

    def __init__(self, most: int = _LARGEST_INTEGER) -> None:
        super().__init__(0, Decimal(0), Decimal(most))


class Degrees(Number):
    """A latitude or longitude; a millionth of a degree is a hand's breadth, so finer ones are rounded."""

    sql: ClassVar[str] = "numeric(9, 6)"

    def __init__(self, most: int) -> None:
        super().__init__(6, Decimal(-most), Decimal(most), always_rounded=True)


@dataclass(frozen=True, slots=True)
class Flag(Kind):
    """Yes or no."""

    sql: ClassVar[str] = "boolean"

    def read(self, text: str, reading: Reading) -> bool:
        """True for true, yes, y, t, 1; false for their opposites."""
        word = text.casefold()
        if word not in _TRUE | _FALSE:
            raise Unreadable("is neither true nor false")
        return word in _TRUE


@dataclass(frozen=True, slots=True)
class Day(Kind):
    """A date: ISO 8601, or as ``format`` says."""

    sql: ClassVar[str] = "date"
    keys: ClassVar[frozenset[str]] = frozenset({"format"})

    def read(self, text: str, reading: Reading) -> date:
        """The date."""
        try:
            return datetime.strptime(text, reading.format).date() if reading.format else date.fromisoformat(text)
        except ValueError:
            raise Unreadable(f"is not a date like {reading.format or '2026-12-31'}") from None


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A point in time: ISO 8601, or as ``format`` says; without an offset it is UTC."""

    sql: ClassVar[str] = "timestamptz"
    keys: ClassVar[frozenset[str]] = frozenset({"format"})

    def read(self, text: str, reading: Reading) -> datetime:
        """The time in UTC."""
        try:
            moment = datetime.strptime(text, reading.format) if reading.format else datetime.fromisoformat(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Unreadable(f"is not a time like {reading.format or '2026-12-31T23:59:59Z'}") from None


@dataclass(frozen=True, slots=True)
class Country(Kind):
    """An ISO 3166-1 alpha-2 code, by code or English name."""

    def read(self, text: str, reading: Reading) -> str:
        """The code."""
        code = country_code(text)
        if code is None:
            raise Unreadable("is no country that we know by a code or an English name")
        return code


@dataclass(frozen=True, slots=True)
class Pattern(Kind):
    """Text of a certain look."""

    kept: Callable[[str], str | None]
    otherwise: str
    longest: int
    lowered: bool = False

    def read(self, text: str, reading: Reading) -> str:
        """The text as it is kept, in lower case where the field is kept so."""
        if len(text) > self.longest:
            raise Unreadable(f"is {len(text)} characters long; the longest is {self.longest}")
        kept = self.kept(text.lower() if self.lowered else text)
        if kept is None:
            raise Unreadable(self.otherwise)
        return kept


@dataclass(frozen=True, slots=True)
class Reference(Kind):
    """Another record, found by its key in the same source or by a name; resolved in the database, not here."""

    sql: ClassVar[str] = "uuid"
    keys: ClassVar[frozenset[str]] = frozenset({"by", "missing"})

    target: str

    def read(self, text: str, reading: Reading) -> str:
        """The text that the record is looked up by."""
        return text


@dataclass(frozen=True, slots=True)
class References(Reference):
    """Any number of other records, parted by ``separator``."""

    sql: ClassVar[str] = "uuid[]"
    keys: ClassVar[frozenset[str]] = frozenset({"by", "missing", "separator"})


def email(*, lowered: bool) -> Pattern:
    """An e-mail address, roughly: what is surely none is refused."""
    return Pattern(address.email, "is not an e-mail address", 320, lowered)


def website() -> Pattern:
    """An http or https address."""
    return Pattern(address.website, "is not an address such as https://example.com", 2048)


def colour() -> Pattern:
    """A colour as #RRGGBB."""
    return Pattern(lambda text: text if _COLOUR.fullmatch(text) else None, "is not a colour like #1A2B3C", 7)
