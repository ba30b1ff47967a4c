"""Draws: every choice comes from one seed, the ids too."""
# ruff: noqa: RUF001  # characters that look like others are what these texts are for

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

Records = list[dict[str, Any]]

# What programs trip over: quotes, backslashes, what LIKE and JSON escape, controls (PostgreSQL has no NUL), emoji,
# right-to-left, combining marks, characters outside the basic plane, line separators, look-alikes of other cases.
ODD = (
    "Plain",
    "plain",
    'O\'Brien & "Sons"',
    "C:\\new\\table",
    "100% _under_",
    "tab\there",
    "line\nbreak\r\n",
    "\x01\x1f\x7f\x85",
    "🙂👩‍👩‍👧 𝔘",
    "שלום عليكم",
    "\u202eright to left\u202c",
    "Ünïcødé e\u0301 é",
    "STRASSE Straße ſ",
    "ıİiI",
    "\u2028\u2029\ufeff",
    "日本語 Ｗｉｄｅ",
    "</script>{{$1}} %s \\u0041",
    "ﬁ Ǆ ΐ",
)
LONG_TEXTS = (None, "", "null", "*Markdown*\n\n- one\n- two", "x" * 3000, *ODD)


class Draw:
    """A source of choices for a world of ``size`` accounts."""

    def __init__(self, seed: int, size: int, now: datetime) -> None:
        self.random = Random(seed)  # to be drawn again from the seed, not to be secret
        self.seed, self.size, self.now = seed, size, now
        # few and fixed, so that sort keys tie
        self.moments = [datetime(2024, 2, 29, 12, 0, n % 3, n, tzinfo=UTC) + timedelta(days=97 * n) for n in range(7)]
        self.days = [None, None, date(2023, 12, 31), date(2025, 3, 1), date(2025, 3, 1), date(2030, 1, 1)]

    def id(self) -> UUID:
        """A random id of version 7; its order says nothing of when it was made."""
        return UUID(int=self.random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62)

    def one(self, of: Sequence[Any]) -> Any:  # whatever the sequence holds
        return self.random.choice(of)

    def id_of(self, records: Records) -> UUID | None:
        return self.one(records)["id"] if records else None

    def perhaps_id_of(self, records: Records, percent: int = 80) -> UUID | None:
        return self.id_of(records) if self.chance(percent) else None

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def money(self, of: Sequence[str | None]) -> Decimal | None:
        amount = self.one(of)
        return None if amount is None else Decimal(amount)

    def name(self, what: str, n: int) -> str:
        """An odd name that no other world has."""
        return f"{self.one(ODD)} {what} {self.seed}-{n}"

    def tree_parents(self, count: int) -> list[int | None]:
        """For each of ``count`` nodes the index of its parent, an earlier one: a forest, chain, fan or mixture."""
        shape = self.one(("forest", "chain", "fan", "mixture", "mixture", "loose"))
        parents: list[int | None] = []
        for n in range(count):
            if n == 0 or (shape == "forest" and self.chance(25)) or (shape == "loose" and self.chance(80)):
                parents.append(None)
            elif shape == "chain" and self.chance(90):
                parents.append(n - 1)
            elif shape == "fan" and self.chance(80):
                parents.append(self.random.randrange(min(n, 3)))
            else:
                parents.append(None if self.chance(5) else self.random.randrange(n))
        return parents
