"""The short run, and that the ledger sees what it is there to see."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.crashes import Violation
from tests.crashes.ledger import Ledger, Operation, State
from tests.crashes.run import KINDS, run

BEFORE = State(
    "acc_1", "Crash 0 1", "+1", 1, "mia", "mia", "acc_0", datetime(2026, 1, 1, tzinfo=UTC), None, ("acc_1 0", "acc_0 1")
)
AFTER = replace(
    BEFORE, version=2, owner="rita", updated_by="ada", updated_at=datetime(2026, 1, 2, tzinfo=UTC),
    last_activity=datetime(2026, 1, 2, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.once
async def test_six_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_half_done() -> None:
    lines: list[str] = []
    tallies = await run(len(KINDS), random.randrange(10**6), lines.append, embedded=True)
    assert {kind: tally.kills for kind, tally in tallies.items()} == {kind: KINDS.count(kind) for kind in KINDS}, lines
    assert tallies["backend"].outcomes["acknowledged"] > 0, lines


def ledger(*, unknown: bool = False) -> tuple[Ledger, Operation]:
    """One account that was made and acknowledged, and is being handed over."""
    transfer = Operation(
        "ada", "transferAccount", "crash 0 2", BEFORE.name, {}, BEFORE, new_owner="rita", unknown=unknown
    )
    return Ledger({BEFORE.name: BEFORE}, {"crash 0 1"}, {BEFORE.name: transfer}), transfer


FIRST = {"crash 0 1": True}
BOTH = {**FIRST, "crash 0 2": True}


def test_what_is_wholly_there_or_wholly_not_is_right() -> None:
    books, _ = ledger(unknown=True)
    assert books.compare_with({BEFORE.name: BEFORE}, FIRST).not_there == 1
    assert books.compare_with({BEFORE.name: AFTER}, BOTH).there == 1


WRONG: dict[str, Callable[[State], State | None]] = {
    "an account that is gone": lambda _: None,
    "a version ahead": lambda state: replace(state, version=state.version + 1),
    "an owner left behind": lambda state: replace(state, owner="mia"),
    "an activity left behind": lambda state: replace(state, last_activity=None),
    "an author left behind": lambda state: replace(state, updated_by="mia"),
    "a closure with a hole": lambda state: replace(state, above=state.above[:1]),
    "a time that went back": lambda state: replace(state, updated_at=BEFORE.updated_at - timedelta(1)),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_mutation_that_is_done_in_part_is_noticed(change: Callable[[State], State | None]) -> None:
    books, _ = ledger(unknown=True)
    stands = change(AFTER)
    with pytest.raises(Violation):
        books.compare_with({} if stands is None else {BEFORE.name: stands}, BOTH)


def test_a_change_without_its_key_or_a_key_without_its_change_is_noticed() -> None:
    books, _ = ledger(unknown=True)
    for stands, keys in ((AFTER, FIRST), (BEFORE, BOTH), (BEFORE, {}), (BEFORE, {"crash 0 1": False})):
        with pytest.raises(Violation):
            books.compare_with({BEFORE.name: stands}, keys)


def test_what_was_told_as_not_done_and_is_done_is_noticed() -> None:
    books, _ = ledger()
    with pytest.raises(Violation, match="told as not done"):
        books.compare_with({BEFORE.name: AFTER}, BOTH)


def test_what_was_told_as_done_and_is_not_is_noticed() -> None:
    books, transfer = ledger(unknown=True)
    transfer.done = True
    with pytest.raises(Violation, match="told as done"):
        books.compare_with({BEFORE.name: BEFORE}, FIRST)


def test_what_is_done_twice_is_noticed() -> None:
    books, transfer = ledger()
    with pytest.raises(Violation, match="was acknowledged as"):
        books.acknowledge(transfer, replace(AFTER, version=3))


def test_an_account_that_nobody_made_is_noticed() -> None:
    books, _ = ledger()
    other = replace(BEFORE, id="acc_2", name="Crash 0 9")
    with pytest.raises(Violation, match="nobody made"):
        books.compare_with({BEFORE.name: BEFORE, other.name: other}, FIRST)
