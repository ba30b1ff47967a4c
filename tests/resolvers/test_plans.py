"""Which statements are planned for the values that they are run with."""

from typing import Any

import pytest

from graph.context import Context
from graph.instance import Instance
from graph.schema.execution import execute
from tests.asking import Asking


class Hearing:
    """Stands for a pool, and counts what is asked of it."""

    def __init__(self, pool: Any) -> None:
        self.asked = 0
        self._pool = pool

    async def fetchrow(self, text: str, *values: Any) -> Any:
        self.asked += 1
        return await self._pool.fetchrow(text, *values)

    fetchrow_heavy = fetchrow


async def heard(ask: Asking, who: str, question: str) -> tuple[int, int]:
    """How often the pool for all values was asked, and the one that plans."""
    pool, planning = Hearing(ask.database.pool), Hearing(ask.database.planning)
    context: Any = Context(await ask.viewer(who), pool, ask.statements, Instance("EUR"), planning=planning)
    result = await execute(context, question, None, None)
    assert result.errors is None, result.errors
    return pool.asked, planning.asked


@pytest.mark.parametrize("who", ["ada", "rita", "pat"])
@pytest.mark.parametrize(
    "question",
    [
        '{ accounts(where: {owner: {name: {startsWith: "R"}}}) { nodes { id } } }',
        '{ accounts(search: "acme") { nodes { id } } }',
        '{ viewer { email } mine: accounts(first: 1) { nodes { id } } accounts(search: "a") { nodes { id } } }',
        "{ opportunities(first: 5) { nodes { id } } }",
        '{ contacts(search: "a") { totalCount } }',
    ],
)
async def test_lists_that_depend_on_values_are_planned_for_them(ask: Asking, who: str, question: str) -> None:
    assert await heard(ask, who, question) == (0, 1)


@pytest.mark.parametrize("who", ["ada", "rita", "pat"])
@pytest.mark.parametrize(
    "question",
    [
        "{ accounts(view: ALL_CUSTOMERS, first: 5) { nodes { id } } }",
        "{ accounts(first: 2) { nodes { id contacts(where: {isPrimary: {eq: true}}) { nodes { id } } } } }",
        "{ viewer { email } }",
        "{ accountGroups(by: [INDUSTRY], where: {isActive: {eq: true}}) { nodes { count } } }",
    ],
)
async def test_everything_else_shares_one_plan(ask: Asking, who: str, question: str) -> None:
    assert await heard(ask, who, question) == (1, 0)
