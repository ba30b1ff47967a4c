"""What is hidden and what isn't there are refused alike: by the same statements, and in the same time.

ACCOUNT_GRAPH_TEST_REFUSALS says how many tries of each mutation are timed; none are by default, since time says more of
the machine and of what else it does.
"""

import asyncio
import os
import random

import pytest

from graph.resolvers.loading.statements import StatementCache
from graph.resolvers.mutations import refusal_time
from graph.resolvers.mutations.user_error import UserError, UserErrorCode
from tests.asking import CURSORS, Asking
from tests.attack.refusals import distinguishable, heard, hidden_place, missing_like, pairs, refused, timed
from tests.conftest import SHIPPED_STEP, Saying

TRIES = int(os.environ.get("ACCOUNT_GRAPH_TEST_REFUSALS") or 0)
MAX_DISTINGUISHABLE = 0.6


@pytest.mark.parametrize("row_security", [True, False])
async def test_hidden_and_missing_ids_are_refused_by_the_same_statements(
    writing: Asking, monkeypatch: pytest.MonkeyPatch, row_security: bool
) -> None:
    writing.statements = StatementCache(CURSORS, lock=row_security)
    found = pairs(await hidden_place(writing))
    assert len(found) > 25
    different = {}
    async with heard(monkeypatch) as texts:
        await refused(writing, found[0], found[0].hidden)  # the connection is new
        for pair in found:
            sent = []
            for given in (pair.hidden, pair.missing):
                texts.clear()
                await refused(writing, pair, given)
                sent.append(list(texts))
            assert len(sent[0]) > 2
            if sent[0] != sent[1]:
                different[pair.mutation] = sent
    assert not different, (sorted(different), next(iter(different.values())))


async def test_what_is_not_found_is_told_at_the_end_of_a_step_and_all_else_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(refusal_time, "STEP", SHIPPED_STEP)
    monkeypatch.setattr("graph.resolvers.mutations.refusal_time.asyncio.sleep", sleep)
    others = [UserError(code, "") for code in UserErrorCode if code is not UserErrorCode.NOT_FOUND]
    await refusal_time.round_up(loop.time(), [])
    await refusal_time.round_up(loop.time(), others)
    assert waits == []
    with monkeypatch.context() as still:
        still.setattr(loop, "time", lambda: 1000.0)
        for taken in (0.0, 0.3 * SHIPPED_STEP, 7.9 * SHIPPED_STEP):
            await refusal_time.round_up(1000.0 - taken, [*others, UserError(UserErrorCode.NOT_FOUND, "")])
    assert waits == pytest.approx([SHIPPED_STEP, 0.7 * SHIPPED_STEP, 0.1 * SHIPPED_STEP])


@pytest.mark.skipif(not TRIES, reason="a measurement: ACCOUNT_GRAPH_TEST_REFUSALS=2000")
async def test_hidden_and_missing_ids_are_refused_in_the_same_time(
    writing: Asking, say: Saying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal_time, "STEP", SHIPPED_STEP)
    viewer = await writing.viewer("ron")
    areas = {}
    for pair in pairs(await hidden_place(writing)):
        if pair.mutation not in ("updateAccount", "createContact", "updateContact", "deleteCase", "moveAccount"):
            continue
        title = pair.mutation[0].upper() + pair.mutation[1:]
        question = f"mutation M($i: {title}Input!) {{ {pair.mutation}(input: $i) {{ userErrors {{ code }} }} }}"
        hidden: list[float] = []
        missing: list[float] = []
        for number in range(TRIES + 40):
            is_hidden = random.random() < 0.5
            name = "accountId" if "accountId" in pair.hidden else "id"
            given = pair.hidden if is_hidden else {**pair.missing, name: missing_like(pair.missing[name])}
            taken = await timed(writing, viewer, question, given)
            if number >= 40:
                (hidden if is_hidden else missing).append(taken)
        areas[pair.mutation] = round(distinguishable(hidden, missing), 3)
        hidden.sort()
        missing.sort()
        say(
            f"{pair.mutation}: {areas[pair.mutation]}; medians {hidden[len(hidden) // 2] * 1000:.2f} ms hidden,"
            f" {missing[len(missing) // 2] * 1000:.2f} ms missing"
        )
    assert max(areas.values()) < MAX_DISTINGUISHABLE, areas
