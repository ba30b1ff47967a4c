"""Times: days of the calendar, and moments."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from tortoise import fields

from . import comparison, scalars
from .invalid import InvalidValue
from .value import Reading, ValueType

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def _require_sensible(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidValue(f"is of the year {year}: send one from {EARLIEST_YEAR} to {LATEST_YEAR}")


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
        """ISO 8601, or as the reading's format says."""
        try:
            return datetime.strptime(text, reading.format).date() if reading.format else date.fromisoformat(text)
        except ValueError:
            raise InvalidValue(f"is not a date like {reading.format or '2026-12-31'}") from None

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
        """ISO 8601, or as the reading's format says; without an offset it is UTC."""
        try:
            moment = datetime.strptime(text, reading.format) if reading.format else datetime.fromisoformat(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise InvalidValue(f"is not a time like {reading.format or '2026-12-31T23:59:59Z'}") from None

    def judge(self, value: str | datetime) -> datetime:
        """The moment in UTC."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        with suppress(OverflowError):  # of a year that makes no sense either way
            moment = moment.astimezone(UTC)
        _require_sensible(moment.year)
        return moment
