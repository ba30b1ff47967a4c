"""Reproducible randomness: the demo's only source of random choices, ids and times."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")

Row = dict[str, Any]
"""A row of a table: its values, by column."""

TODAY = date(2026, 11, 1)
"""The demo's current date, fixed so that examples in the docs stay true."""

NOW = datetime.combine(TODAY, time(9), UTC)
FOUNDED = datetime(2021, 1, 4, 8, tzinfo=UTC)
"""When the demo company's users, roles, groups and rules were created."""

_SEED = "account-graph demo"


class Chance(random.Random):
    """Random choices seeded by a subject, so that changing one part of the demo leaves the others unchanged."""

    def __init__(self, *subject: str) -> None:
        super().__init__("/".join((_SEED, *subject)))

    def id(self, at: datetime) -> UUID:
        """Returns an id in the format of UUIDv7 with this time."""
        milliseconds = int(at.timestamp() * 1000)
        value = milliseconds << 80 | 0x7 << 76 | self.getrandbits(12) << 64 | 0b10 << 62 | self.getrandbits(62)
        return UUID(int=value)

    def maybe(self, probability: float) -> bool:
        """Returns true with this probability."""
        return self.random() < probability

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Returns one of the keys, chosen by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def day(self, first: date, last: date) -> date:
        """Returns a day from ``first`` to ``last``, or ``first`` if ``last`` is earlier."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def moment(self, first: datetime, last: datetime) -> datetime:
        """Returns a time from ``first`` to ``last``, on a weekday in working hours if the range allows it."""
        at = datetime.combine(self.day(first.date(), last.date()), time(8), UTC)
        if at.weekday() >= 5:
            at -= timedelta(days=2)
        at += timedelta(minutes=self.randint(0, 9 * 60))
        return max(first, min(at, last))


def record(chance: Chance, at: datetime, by: UUID | None) -> Row:
    """Returns the columns common to all records, as of their creation."""
    return {
        "id": chance.id(at),
        "created_at": at,
        "created_by_id": by,
        "updated_at": at,
        "updated_by_id": by,
        "version": 1,
    }
