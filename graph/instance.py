"""The instance: what holds for all of a database's data, namely its currency and the time zone of its days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import asyncpg

from graph.connections import connect, describe
from graph.failure import Failure
from graph.settings import Settings

FARTHEST_EAST, FARTHEST_WEST = timedelta(hours=14), timedelta(hours=-12)
"""The offsets from UTC where a day begins first, and where it ends last."""


class InstanceMismatch(Failure):
    """A setting differs from what the database keeps, or its server can't compute with it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """What a database keeps since its first start."""

    currency: str = "USD"
    """The currency of all amounts: its ISO 4217 code."""
    time_zone: str = "UTC"
    """The time zone whose date is today: a name of the IANA database."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Returns what the settings say, and the defaults where they say nothing."""
        said = {"currency": settings.currency, "time_zone": settings.time_zone}
        return cls(**{name: value for name, value in said.items() if value is not None})

    def today(self) -> date:
        """Returns the date in the time zone, as `graph.models.today.TODAY` does in the database."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    def variables(self) -> Mapping[str, str]:
        """Returns the environment variables that say the same."""
        return {"ACCOUNT_GRAPH_CURRENCY": self.currency, "ACCOUNT_GRAPH_TIME_ZONE": self.time_zone}


def earliest_today() -> date:
    """Returns the date where it is still the earliest on earth."""
    return (datetime.now(UTC) + FARTHEST_WEST).date()


def latest_today() -> date:
    """Returns the date where it is already the latest on earth."""
    return (datetime.now(UTC) + FARTHEST_EAST).date()


async def keep(url: str, settings: Settings) -> Instance:
    """Returns what the database keeps; what the settings say is kept at the first start.

    Raises InstanceMismatch if a setting differs.
    """
    said = Instance.of(settings)
    async with connect(url) as connection:
        await _require_zone(connection, said.time_zone)
        await connection.execute(
            "UPDATE instance SET currency = $1, time_zone = $2 WHERE currency IS NULL", said.currency, said.time_zone
        )
        kept = await _kept(connection)
    if settings.currency not in (None, kept.currency):
        raise InstanceMismatch(
            f"{describe(url)} keeps amounts in {kept.currency}, and ACCOUNT_GRAPH_CURRENCY is {settings.currency}."
            f" Unset it. If the amounts are in {settings.currency}, correct what is kept:"
            f" account-graph instance --currency {settings.currency}"
        )
    if settings.time_zone not in (None, kept.time_zone):
        raise InstanceMismatch(
            f"{describe(url)} keeps the time zone {kept.time_zone}, and ACCOUNT_GRAPH_TIME_ZONE is"
            f" {settings.time_zone}. Unset it, or change what is kept:"
            f" account-graph instance --time-zone {settings.time_zone}"
        )
    return kept


async def change(url: str, currency: str | None, time_zone: str | None) -> Instance:
    """Changes what the database keeps, where it is given, and returns it. No amount is converted."""
    async with connect(url) as connection:
        if time_zone is not None:
            await _require_zone(connection, time_zone)
        await connection.execute(
            "UPDATE instance SET currency = coalesce($1, currency), time_zone = coalesce($2, time_zone)",
            currency,
            time_zone,
        )
        return await _kept(connection)


async def _kept(connection: asyncpg.Connection) -> Instance:
    row = await connection.fetchrow("SELECT currency, time_zone FROM instance")
    if row is None:
        raise InstanceMismatch("The table `instance` has lost its row. Put it back: account-graph check --repair")
    kept = Instance(time_zone=row["time_zone"])
    return kept if row["currency"] is None else replace(kept, currency=row["currency"])


async def _require_zone(connection: asyncpg.Connection, name: str) -> None:
    """Raises InstanceMismatch for a zone that PostgreSQL doesn't know: its list can be older than Python's."""
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1)", name):
        raise InstanceMismatch(
            f"PostgreSQL knows no time zone {name}. It lists its own in the view `pg_timezone_names`: take one of them."
        )
