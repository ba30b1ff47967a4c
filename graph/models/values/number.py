"""Numbers: money, counts, percent, degrees, sizes."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, ClassVar

from tortoise import fields

from . import comparison, figure, scalars
from .invalid import InvalidValue
from .numeral import AmbiguousNumeral
from .value import Reading, SortKey, ValueType

PLAIN = re.compile(r"[+-]?[0-9]+(?:\.(?:[0-9]{1,2}|[0-9]{4,}))?")
"""A number that is one in any manner of writing with a decimal point: most are, and need no closer look."""
LARGEST_INT = 2**31 - 1
LARGEST_BIG_INT = 2**63 - 1
LARGEST_MONEY = Decimal("9999999999999999.99")


class _Number(ValueType):
    """What a number of a file's cell stands for."""

    reading_keys: ClassVar[frozenset[str]] = frozenset({"multiply", "round", "decimal", "thousands"})
    places: ClassVar[int]
    always_rounded: ClassVar[bool] = False

    def is_unit(self, word: str) -> bool:
        """Whether it is a word for what the numbers are in, which may stand beside one."""
        return False

    @property
    def largest(self) -> Decimal:
        """The largest number that can be stored."""
        raise NotImplementedError

    def parse(self, text: str, reading: Reading) -> Decimal:
        """The number in the unit of the graph."""
        number = self._number(text, reading) * reading.multiply
        if number.adjusted() > 30:  # far past every bound: to quantize it would be an error
            return number
        rounded = number.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_EVEN)
        if rounded != number and not (self.always_rounded or reading.round):
            raise InvalidValue(self.too_fine)
        return rounded

    def example(self, reading: Reading) -> str:
        """A number as the file writes it."""
        return f"1100{reading.decimal or '.'}04" if self.places else "1100"

    @property
    def too_fine(self) -> str:
        """What a number with too many decimals is told."""
        if not self.places:
            return "is not a whole number: send one, or say `round` in the mapping"
        return f"has more than {self.places} decimals: send {self.places} at most, or say `round` in the mapping"

    def _number(self, text: str, reading: Reading) -> Decimal:
        if reading.decimal in ("", ".") and PLAIN.fullmatch(text):
            return Decimal(text)
        largest = self.largest / abs(reading.multiply) if reading.multiply else None
        try:
            number = figure.read(text, self.is_unit, reading.decimal, reading.thousands, largest)
        except AmbiguousNumeral as ambiguous:
            raise InvalidValue(f"{ambiguous.message}, or say `decimal` in the mapping") from None
        if number is None:
            raise InvalidValue(f"is not a number: send one such as {self.example(reading)}")
        return number


@dataclass(frozen=True, slots=True)
class Money(_Number):
    """An amount in the instance's currency, zero or more, to the cent."""

    scalar = scalars.DECIMAL
    comparison = comparison.DECIMAL
    sql_type = "numeric(18, 2)"
    places = 2

    def is_unit(self, word: str) -> bool:
        """Whether it is a currency."""
        return figure.is_currency(word)

    @property
    def largest(self) -> Decimal:
        """The largest amount."""
        return LARGEST_MONEY

    def column(self, **options: Any) -> fields.DecimalField[Decimal]:
        """A numeric of 18 digits, two of them after the point."""
        return fields.DecimalField(18, 2, **options)

    def read(self, column: str) -> str:
        """A string with two decimal places."""
        return f"{column}::text"

    def judge(self, value: str | Decimal) -> Decimal:
        """The amount."""
        amount = Decimal(value)
        if amount < 0:
            raise InvalidValue("is below zero: send zero or more")
        if amount > LARGEST_MONEY:
            raise InvalidValue("is too large: send an amount below 10^16")
        return abs(amount)  # there is a negative zero


@dataclass(frozen=True, slots=True)
class Whole(_Number):
    """A whole number within bounds."""

    least: int = 0
    most: int = LARGEST_INT
    scalar = scalars.INT
    comparison = comparison.INT
    sql_type = "integer"
    places = 0

    @property
    def largest(self) -> Decimal:
        """The greatest number within the bounds."""
        return Decimal(self.most)

    def column(self, **options: Any) -> fields.IntField[int]:
        """An integer."""
        return fields.IntField(**options)

    def judge(self, value: int | Decimal) -> int:
        """The number."""
        if not self.least <= value <= self.most:
            raise InvalidValue(f"is {value:,}: send {self.least:,} to {self.most:,}")
        return int(value)


@dataclass(frozen=True, slots=True)
class Percent(Whole):
    """A whole number of percent, from 0 to 100: `12` or, in a file, `12 %`."""

    most: int = 100

    @property
    def too_fine(self) -> str:
        """What a fraction is told."""
        return (
            "is not a whole number of percent: send 12 for 12 %, or say `multiply = 100` in the mapping for fractions"
        )

    def example(self, reading: Reading) -> str:
        """A percentage."""
        return "12 %"

    def is_unit(self, word: str) -> bool:
        """Whether it is a percent sign."""
        return figure.is_percent(word)

    def judge(self, value: int | Decimal) -> int:
        """The percentage."""
        if not self.least <= value <= self.most:
            raise InvalidValue(f"is {value:,} percent: send {self.least} to {self.most}")
        return int(value)

    def column(self, **options: Any) -> fields.SmallIntField:
        """A smallint."""
        return fields.SmallIntField(**options)


@dataclass(frozen=True, slots=True)
class BigWhole(_Number):
    """A whole number of up to 64 bits, zero or more, such as a size in bytes."""

    scalar = scalars.BIG_INT
    comparison = comparison.BIG_INT
    sql_type = "bigint"
    places = 0

    @property
    def largest(self) -> Decimal:
        """The greatest number of 64 bits."""
        return Decimal(LARGEST_BIG_INT)

    def column(self, **options: Any) -> fields.BigIntField:
        """A bigint."""
        return fields.BigIntField(**options)

    def judge(self, value: int | Decimal) -> int:
        """The number."""
        if not 0 <= value <= LARGEST_BIG_INT:
            raise InvalidValue(f"is {value:,}: send zero or more, below 2^63")
        return int(value)


@dataclass(frozen=True, slots=True)
class Degrees(_Number):
    """A latitude or a longitude, to a millionth of a degree, a hand's breadth: finer ones are rounded."""

    most: int = 180
    scalar = scalars.FLOAT
    comparison = comparison.FLOAT
    sql_type = "numeric(9, 6)"
    places = 6
    always_rounded = True

    @property
    def largest(self) -> Decimal:
        """The most degrees."""
        return Decimal(self.most)

    def column(self, **options: Any) -> fields.DecimalField[Decimal]:
        """A numeric with six decimal places."""
        return fields.DecimalField(9, 6, **options)

    def read(self, column: str) -> str:
        """A number without trailing zeros."""
        return f"trim_scale({column})"

    def audit(self, column: str) -> str:
        """The number without trailing zeros."""
        return f"trim_scale({column})::text"

    def judge(self, value: float | Decimal) -> Decimal:
        """The number, rounded."""
        if not -self.most <= value <= self.most:  # neither is NaN
            raise InvalidValue(f"is {float(value)}: send {-self.most} to {self.most}")
        return Decimal(f"{value:.6f}")


@dataclass(frozen=True, slots=True)
class Number(ValueType):
    """A record's number, such as ``ACC-000001``: a sequence assigns it, and never gives one twice."""

    prefix: str
    scalar = scalars.STRING
    comparison = comparison.NUMBER
    sql_type = "bigint"

    def read(self, column: str) -> str:
        """The prefix and at least six digits."""
        return f"'{self.prefix}-' || lpad({column}::text, greatest(6, length({column}::text)), '0')"

    def audit(self, column: str) -> str:
        """As it reads."""
        return self.read(column)

    def sort_key(self, column: str) -> SortKey:
        """As a number."""
        return SortKey(column, "bigint")

    def parse(self, text: str, reading: Reading) -> int:
        """The number, with its prefix or without."""
        digits = text[len(self.prefix) + 1 :] if text.upper().startswith(f"{self.prefix}-") else text
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:  # fits 64 bits
            raise InvalidValue(f"is not a number of this kind: send one such as {self.prefix}-000001")
        return int(digits)
