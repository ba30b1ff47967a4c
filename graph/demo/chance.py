"""Chance that comes out the same every time: the demo's only source of randomness, ids and time."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")

Row = dict[str, Any]
"""One row of a table, by column."""

TODAY = date(2026, 11, 1)
"""The demo's today. It is fixed, so that what documents show of the demo stays true."""

NOW = datetime.combine(TODAY, time(9), UTC)
FOUNDED = datetime(2021, 1, 4, 8, tzinfo=UTC)
"""When the demo company was set up: its people, roles, groups and rules are of this moment."""

_SEED = "account-graph demo"


class Chance(random.Random):
    """Random choices that hang on a subject alone, so that a change to one part leaves the others as they were."""

    def __init__(self, *subject: str) -> None:
        super().__init__("/".join((_SEED, *subject)))

    def id(self, at: datetime) -> UUID:
        """An id in the form of UUIDv7, of the given time."""
        milliseconds = int(at.timestamp() * 1000)
        value = milliseconds << 80 | 0x7 << 76 | self.getrandbits(12) << 64 | 0b10 << 62 | self.getrandbits(62)
        return UUID(int=value)

    def maybe(self, probability: float) -> bool:
        """True as often as the probability says."""
        return self.random() < probability

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def day(self, first: date, last: date) -> date:
        """A day from first to last; first where that is the later one."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def moment(self, first: datetime, last: datetime) -> datetime:
        """A moment from first to last, on a weekday and in working hours where there is room for that."""
        at = datetime.combine(self.day(first.date(), last.date()), time(8), UTC)
        if at.weekday() >= 5:
            at -= timedelta(days=2)
        at += timedelta(minutes=self.randint(0, 9 * 60))
        return max(first, min(at, last))


def record(chance: Chance, at: datetime, by: UUID | None) -> Row:
    """The columns every record has, as they stand when it is made."""
    return {
        "id": chance.id(at),
        "created_at": at,
        "created_by_id": by,
        "updated_at": at,
        "updated_by_id": by,
        "version": 1,
    }
