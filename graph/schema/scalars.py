"""Scalars beside GraphQL's own. Answers carry them as the database wrote them; input is checked here."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal as PythonDecimal
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph.models.country import country_code

Decimal = NewType("Decimal", str)
DateTime = NewType("DateTime", str)
Date = NewType("Date", str)
CountryCode = NewType("CountryCode", str)
BigInt = NewType("BigInt", int)

PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""How a decimal is written: others that Python reads, such as `1_000`, are slips."""
FARTHEST_ZONE = timedelta(hours=16)
"""What no zone is from UTC: what PostgreSQL takes ends before it."""
LONGEST_COUNTRY = 100
"""Letters that a country's name may have."""


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not PLAIN.fullmatch(str(value)):
        raise ValueError(f'{value!r} is not a decimal: send a string such as "1100.04".')
    number = PythonDecimal(value)
    if abs(number) >= PythonDecimal(10) ** 16:
        raise ValueError(f"{value!r} is too large a decimal: send one below 10^16.")
    if number != round(number, 2):
        raise ValueError(f"{value!r} has more than two decimal places: send two at most.")
    return f"{number:.2f}"


def _date_time(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    away = None if moment is None else moment.utcoffset()
    if moment is None or away is None or abs(away) >= FARTHEST_ZONE or away.microseconds:
        raise ValueError(f"{value!r} is not a point in time: send ISO 8601 with a zone, such as 2026-01-31T09:00:00Z.")
    return moment.isoformat()


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a date: send ISO 8601, such as 2026-01-31.") from None


def _country(value: Any) -> str:
    code = country_code(value) if isinstance(value, str) and len(value) <= LONGEST_COUNTRY else None
    if code is None:
        raise ValueError(f"{value!r} is no country that is known here: send its ISO 3166-1 alpha-2 code, such as DE.")
    return code


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise ValueError(f"{value!r} is not a whole number of up to 64 bits.")
    return value


def _scalar(name: str, description: str, parse: Any, url: str | None = None) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=str, parse_value=parse, specified_by_url=url)


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _scalar(
        "Decimal",
        'An exact decimal number as a string, such as `"1100.04"`: at most 18 digits, two of them after the point.',
        _decimal,
    ),
    DateTime: _scalar(
        "DateTime",
        "A point in time as ISO 8601 in UTC, with microseconds: `2026-01-31T09:00:00.000000Z`.",
        _date_time,
    ),
    Date: _scalar("Date", "A day of the calendar as ISO 8601: `2026-01-31`.", _date),
    BigInt: _scalar("BigInt", "A whole number of up to 64 bits, as a JSON number.", _whole),
    CountryCode: _scalar(
        "CountryCode",
        "A country by its ISO 3166-1 alpha-2 code: `DE`. Sent, it may be its name too, or a common one such as `UK`.",
        _country,
    ),
}
