"""The GraphQL scalars beside the built-in ones: what each is called, and what it accepts as input.

Answers carry their values as the database wrote them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from graph.models.country import country_code
from graph.models.quoted import quoted

from . import numeral


@dataclass(frozen=True, slots=True)
class Scalar:
    """A GraphQL scalar; ``parse`` judges its input, and is None for the built-in ones."""

    name: str
    typescript: str
    description: str = ""
    parse: Callable[[Any], Any] | None = None


PLAIN_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""How a decimal is written. Other forms that Python reads, such as `1_000`, are slips."""
MAX_DECIMAL = Decimal(10) ** 16
FARTHEST_ZONE = timedelta(hours=16)
"""No zone is this far from UTC; PostgreSQL accepts less."""
MAX_COUNTRY_LENGTH = 100


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not PLAIN_DECIMAL.fullmatch(str(value)):
        raise ValueError(f'{quoted(value)} is not a decimal: send a string such as "1100.04".')
    try:
        number = numeral.signed(str(value))
    except numeral.AmbiguousNumeral as ambiguous:
        raise ValueError(f"{quoted(value)} {ambiguous.message}.") from None
    if abs(number) >= MAX_DECIMAL:
        raise ValueError(f"{quoted(value)} is too large a decimal: send one below 10^16.")
    if number != round(number, 2):
        raise ValueError(f"{quoted(value)} has more than two decimal places: send two at most.")
    return f"{number:.2f}"


def _date_time(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    away = None if moment is None else moment.utcoffset()
    if moment is None or away is None or abs(away) >= FARTHEST_ZONE or away.microseconds:
        raise ValueError(
            f"{quoted(value)} is not a point in time: send ISO 8601 with a zone, such as 2026-01-31T09:00:00Z."
        )
    return moment.isoformat()


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(f"{quoted(value)} is not a date: send ISO 8601, such as 2026-01-31.") from None


def country(value: Any) -> str | None:
    """The code of a country that a code or a name stands for; None where it stands for none."""
    return country_code(value) if isinstance(value, str) and len(value) <= MAX_COUNTRY_LENGTH else None


def _country(value: Any) -> str:
    code = country(value)
    if code is None:
        raise ValueError(f"{quoted(value)} is not a known country: send its ISO 3166-1 alpha-2 code, such as DE.")
    return code


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise ValueError(f"{quoted(value)} is not a whole number of up to 64 bits.")
    return value


STRING = Scalar("String", "string")
INT = Scalar("Int", "number")
FLOAT = Scalar("Float", "number")
BOOLEAN = Scalar("Boolean", "boolean")
ID = Scalar("ID", "string")
DECIMAL = Scalar(
    "Decimal",
    "string",
    'An exact decimal number as a string, such as `"1100.04"`: at most 18 digits, two of them after the point.',
    _decimal,
)
DATE_TIME = Scalar(
    "DateTime",
    "string",
    "A point in time as ISO 8601 in UTC, with microseconds: `2026-01-31T09:00:00.000000Z`.",
    _date_time,
)
DATE = Scalar("Date", "string", "A day of the calendar as ISO 8601: `2026-01-31`.", _date)
BIG_INT = Scalar("BigInt", "number", "A whole number of up to 64 bits, as a JSON number.", _whole)
COUNTRY_CODE = Scalar(
    "CountryCode",
    "string",
    "A country by its ISO 3166-1 alpha-2 code: `DE`. As input, its name or a common one such as `UK` is accepted too.",
    _country,
)

CUSTOM = (DECIMAL, DATE_TIME, DATE, BIG_INT, COUNTRY_CODE)
"""The scalars that are not built into GraphQL."""
