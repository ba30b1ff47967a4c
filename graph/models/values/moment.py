"""Times: days of the calendar, and moments."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, TypeVar

from tortoise import fields

from . import comparison, scalars
from .invalid import InvalidValue
from .value import Reading, ValueType

T = TypeVar("T", date, datetime)

_EXAMPLE = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def _require_sensible(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidValue(f"is of the year {year}: send one from {EARLIEST_YEAR} to {LATEST_YEAR}")


def _whole(moment: datetime) -> datetime:
    return moment


def _by_formats(text: str, reading: Reading, called: str, part: Callable[[datetime], T]) -> T:
    """What the formats make of a text; InvalidValue where none fits, or two make two things of it."""
    found = set()
    for each in reading.formats:
        with suppress(ValueError):
            found.add(part(datetime.strptime(text, each)))
    if not found:
        looks = " or ".join(_EXAMPLE.strftime(each) for each in reading.formats)
        raise InvalidValue(f"is not a {called}: send one like {looks}")
    if len(found) > 1:
        several = " or ".join(sorted(map(str, found)))
        raise InvalidValue(f"could be {several}, by two of the formats in the mapping: leave one out")
    return found.pop()


@dataclass(frozen=True, slots=True)
class Day(ValueType):
    """A day of the calendar."""

    scalar = scalars.DATE
    comparison = comparison.DATE
    sql_type = "date"
    reading_keys: ClassVar[frozenset[str]] = frozenset({"format"})

    def column(self, **options: Any) -> fields.DateField[date]:
        """A date."""
        return fields.DateField(**options)

    def audit(self, column: str) -> str:
        """ISO 8601."""
        return f"to_char({column}, 'YYYY-MM-DD')"

    def parse(self, text: str, reading: Reading) -> date:
        """ISO 8601, or as one of the reading's formats says."""
        if reading.formats:
            return _by_formats(text, reading, "date", datetime.date)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InvalidValue("is not a date: send one like 2026-12-31, or say its `format` in the mapping") from None

    def judge(self, value: str | date) -> date:
        """The day."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        _require_sensible(day.year)
        return day


@dataclass(frozen=True, slots=True)
class Moment(ValueType):
    """A point in time."""

    scalar = scalars.DATE_TIME
    comparison = comparison.DATE_TIME
    sql_type = "timestamptz"
    reading_keys: ClassVar[frozenset[str]] = frozenset({"format"})

    def column(self, **options: Any) -> fields.DatetimeField[datetime]:
        """A timestamptz."""
        return fields.DatetimeField(**options)

    def read(self, column: str) -> str:
        """ISO 8601 in UTC, with microseconds."""
        return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

    def audit(self, column: str) -> str:
        """As it reads."""
        return self.read(column)

    def parse(self, text: str, reading: Reading) -> datetime:
        """ISO 8601, or as one of the reading's formats says; without an offset it is UTC."""
        try:
            moment = _by_formats(text, reading, "time", _whole) if reading.formats else datetime.fromisoformat(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise InvalidValue(
                "is not a time: send one like 2026-12-31T23:59:59Z, or say its `format` in the mapping"
            ) from None

    def judge(self, value: str | datetime) -> datetime:
        """The moment in UTC."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        with suppress(OverflowError):  # of a year that makes no sense either way
            moment = moment.astimezone(UTC)
        _require_sensible(moment.year)
        return moment
