"""Choices: enums, yes or no, countries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tortoise import fields

from . import comparison, scalars
from .comparison import Comparison
from .invalid import InvalidValue
from .scalars import Scalar
from .value import Reading, SortKey, ValueType

TRUE = frozenset({"true", "yes", "y", "t", "1"})
FALSE = frozenset({"false", "no", "n", "f", "0"})


def literals(names: Iterable[str]) -> str:
    """Words of the program, such as names of an enum, as SQL, a comma between them."""
    return ", ".join(f"'{name}'" for name in names)


@dataclass(frozen=True, slots=True)
class Choice(ValueType):
    """One of an enum's names."""

    enum: type[StrEnum]
    ranked: bool = False
    """Whether the enum's own order sorts it, not the alphabet's."""
    sql_type = "text"

    @property
    def scalar(self) -> Scalar:  # type: ignore[override]  # it depends on the enum
        """The enum."""
        return Scalar(self.enum.__name__, " | ".join(f'"{name}"' for name in self.enum), self.enum.__doc__ or "")

    @property
    def comparison(self) -> Comparison:  # type: ignore[override]  # likewise
        """Equality with the enum's names."""
        return comparison.choice(self.enum.__name__)

    def column(self, **options: Any) -> fields.CharField[str]:
        """A varchar; a check constraint in the database lists the names."""
        return fields.CharField(max(map(len, self.enum)), **options)

    def sort_key(self, column: str) -> SortKey:
        """By rank, or by code point."""
        if not self.ranked:
            return SortKey(f'{column} COLLATE "C"', "text")
        return SortKey(f"array_position(ARRAY[{literals(self.enum)}], {column}::text)", "int")

    def parse(self, text: str, reading: Reading) -> str:
        """The name; case, spaces, hyphens and slashes are forgiven."""
        return re.sub(r"[\s\-/]+", "_", text).upper()

    def judge(self, value: Any) -> StrEnum:
        """The enum's member."""
        try:
            return self.enum(str(value))
        except ValueError:
            raise InvalidValue(f"is none of {', '.join(self.enum)}: send one of these") from None


@dataclass(frozen=True, slots=True)
class Flag(ValueType):
    """Yes or no."""

    scalar = scalars.BOOLEAN
    comparison = comparison.BOOLEAN
    sql_type = "boolean"

    def column(self, **options: Any) -> fields.BooleanField[bool]:
        """A boolean."""
        return fields.BooleanField(**options)

    def parse(self, text: str, reading: Reading) -> bool:
        """True for true, yes, y, t, 1; false for their opposites."""
        word = text.casefold()
        if word not in TRUE | FALSE:
            raise InvalidValue("is neither true nor false: send yes or no")
        return word in TRUE

    @staticmethod
    def words(flag: bool) -> frozenset[str]:
        """The texts that stand for it, in lower case."""
        return TRUE if flag else FALSE


@dataclass(frozen=True, slots=True)
class Country(ValueType):
    """A country by its ISO 3166-1 alpha-2 code."""

    scalar = scalars.COUNTRY_CODE
    comparison = comparison.COUNTRY
    sql_type = "text"

    def column(self, **options: Any) -> fields.CharField[str]:
        """A varchar of two."""
        return fields.CharField(2, **options)

    def judge(self, value: str) -> str:
        """The code that a code or a name stands for."""
        code = scalars.country(value)
        if code is None:
            raise InvalidValue("is not a known country: send its ISO 3166-1 alpha-2 code, such as DE")
        return code
