"""The bench compares like with like: on a small company of its making, all servers give the same answers."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench import dataset
from bench.answers import difference, require_equal_answers
from bench.profile import LOOP, by_part
from bench.questions import Question, last_page, questions
from bench.servers import SECRET, SERVERS, BenchError, Running, running
from bench.writes import WRITERS
from graph.auth.tokens import Tokens
from graph.connections import connect
from graph.settings import Settings
from tests.conftest import Postgres

pytestmark = pytest.mark.once

SMALL = 3_000
WRITTEN = 3 * 402
"""The accounts that mutations change."""


@pytest.fixture(scope="module")
async def company(postgres: Postgres) -> tuple[str, list[str]]:
    """The bench's company in small: its address, and what was told while it was made."""
    told: list[str] = []
    return await dataset.make(postgres.url("postgres"), SMALL, told.append), told


@pytest.fixture(scope="module")
def token() -> str:
    return Tokens(Settings(secret=SECRET)).issue(dataset.VIEWER)


@pytest.fixture(scope="module")
async def asked(company: tuple[str, list[str]], token: str) -> tuple[Question, ...]:
    async with connect(company[0]) as connection:
        accounts = await dataset.page_accounts(connection)
    return questions(accounts, await asyncio.to_thread(last_page, company[0], token))


async def test_a_second_making_changes_nothing(company: tuple[str, list[str]], postgres: Postgres) -> None:
    told: list[str] = []
    assert await dataset.make(postgres.url("postgres"), SMALL, told.append) == company[0]
    assert company[1]
    assert not told


async def test_the_company_is_as_described(company: tuple[str, list[str]], asked: tuple[Question, ...]) -> None:
    async with connect(company[0]) as connection:
        counts = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM app_user) AS users,"
            " (SELECT count(*) FROM user_group) AS groups, (SELECT count(*) FROM sharing_rule) AS rules,"
            " (SELECT count(*) FROM account_grant) AS grants,"
            " (SELECT max(n) FROM (SELECT count(parent_id) AS n FROM account GROUP BY parent_id) siblings) AS widest"
        )
    assert dict(counts) == {
        "accounts": SMALL + WRITTEN,
        "users": 500 + 9,
        "groups": 20,
        "rules": 10,
        "grants": 5_000 + sum(WRITERS),
        "widest": 1_000,
    }
    assert len(asked[0].bodies) == 122


async def test_all_servers_give_the_same_answers(
    company: tuple[str, list[str]], asked: tuple[Question, ...], token: str
) -> None:
    await asyncio.to_thread(require_equal_answers, company[0], token, asked)


async def test_pages_are_full_and_the_list_is_of_fifty_accounts_and_the_last_page_is_not_the_first(
    company: tuple[str, list[str]], asked: tuple[Question, ...], token: str
) -> None:
    def ask() -> list[Any]:
        with running(SERVERS[0], company[0], token) as server:
            return [orjson.loads(server.ask(question.bodies[0])) for question in asked]

    page, listed, first, last, industries, parents = await asyncio.to_thread(ask)
    account = page["data"]["account"]
    for relation in ("children", "contacts", "cases", "contracts"):
        assert len(account[relation]["nodes"]) == 10, relation
    assert len(account["opportunitiesByStage"]) >= 3
    nodes = listed["data"]["accounts"]["nodes"]
    assert len(nodes) == 50
    assert all(len(node["contacts"]["nodes"]) == len(node["opportunities"]["nodes"]) == 10 for node in nodes)
    pages = [answer["data"]["accounts"] for answer in (first, last)]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, False]
    assert all(page["nodes"] for page in pages)
    for groups in (industries, parents):
        assert len(groups["data"]["accountGroups"]["nodes"]) >= 10


async def test_a_server_that_can_not_start_is_told_with_its_command(tmp_path: Path, token: str) -> None:
    nowhere = f"postgresql://postgres@/nothing?host={tmp_path}"

    def start() -> Running:
        with running(SERVERS[1], nowhere, token) as server:
            return server

    with pytest.raises(BenchError, match=r"`limit` did not start. To see why: .*python -m uvicorn"):
        await asyncio.to_thread(start)


def test_a_difference_is_told_by_its_place() -> None:
    assert difference({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == "`a[1].b`: 3 instead of 2"


def test_a_sample_belongs_to_the_innermost_frame_that_is_known() -> None:
    stacks = (
        "run (uvicorn/server.py:86);run (asyncio/runners.py:118) 4\n"
        "run (asyncio/runners.py:118);execute (graph/schema/execution.py:9);"
        "_answer (graph/resolvers/loading/loaders.py:114);"
        "fetchrow (asyncpg/pool.py:3);ensure_future (asyncio/tasks.py:680) 3\n"
    )
    assert by_part(stacks) == {LOOP: 4, "asyncpg": 3}
