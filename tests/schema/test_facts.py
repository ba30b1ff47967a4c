"""The facts of who sees what, asked of the graph by each of the demo's people: whole sets, and trees both ways."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.asking import Asking
from tests.auth.test_sharing_facts import FACTS
from tests.conftest import Opener
from tests.oracle import Oracle
from tests.rows import Rows
from tests.world import ACCOUNTS, Cast

SHORT = {name: short for short, name in ACCOUNTS.items()}


@pytest.fixture(scope="module")
async def ask(demo_url: str, database: Opener) -> AsyncIterator[Asking]:
    async with database(demo_url) as opened:
        yield Asking(opened)


@pytest.fixture(scope="module")
async def demo(demo_url: str) -> AsyncIterator[tuple[Rows, Cast, Any]]:
    connection = await asyncpg.connect(demo_url)
    try:
        yield await Rows.load(connection), await Cast.load(connection), await connection.fetchval("SELECT now()")
    finally:
        await connection.close()


async def all_accounts(ask: Asking, who: str, fields: str) -> list[dict[str, Any]]:
    """Every account of the list, through all its pages."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        answer = await ask(
            who,
            "query Q($after: String) { accounts(first: 100, after: $after) {"
            f" totalCount nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}",
            {"after": after},
        )
        page = answer["accounts"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found


@pytest.mark.parametrize("who", FACTS)
async def test_the_list_shows_what_the_facts_open_and_nothing_else(
    ask: Asking, demo: tuple[Rows, Cast, Any], who: str
) -> None:
    rows, cast, now = demo
    listed = await all_accounts(ask, who, "id name")
    assert {SHORT[each["name"]] for each in listed if each["name"] in SHORT} == FACTS[who].keys()
    opened = Oracle(rows, cast.people[who], now).visible_accounts()
    assert sorted(each["id"] for each in listed) == sorted(f"acc_{each}" for each in opened)


@pytest.mark.parametrize("who", FACTS)
async def test_by_name_number_and_id_the_facts_hold_too(ask: Asking, demo: tuple[Rows, Cast, Any], who: str) -> None:
    rows, cast, _now = demo
    for short, account_id in cast.accounts.items():
        number = f"ACC-{rows.accounts[account_id].number:06}"
        answer = await ask(
            who,
            "query Q($id: ID!, $number: String!, $name: String!) {"
            " a: account(by: {id: $id}) { name } b: account(by: {number: $number}) { name }"
            " c: account(by: {name: $name}) { name } d: node(id: $id) { ... on Account { name } }"
            " e: nodes(ids: [$id]) { ... on Account { name } } }",
            {"id": f"acc_{account_id}", "number": number, "name": ACCOUNTS[short].upper()},
        )
        expected = {"name": ACCOUNTS[short]} if short in FACTS[who] else None
        assert answer == {"a": expected, "b": expected, "c": expected, "d": expected, "e": [expected]}


@pytest.mark.parametrize("who", FACTS)
async def test_the_trees_are_the_facts(ask: Asking, who: str) -> None:
    fields = """name depth parent { name } ultimateParent { name } ancestors { name }
        children { nodes { name } } descendants { nodes { name } }"""
    seen = {SHORT[each["name"]]: each for each in await all_accounts(ask, who, fields) if each["name"] in SHORT}

    def below(short: str) -> set[str]:
        children = FACTS[who][short].children
        return children.union(*map(below, children))

    def above(short: str) -> list[str]:
        parent = FACTS[who][short].parent
        return [*above(parent), parent] if parent else []

    for short, fact in FACTS[who].items():
        told = seen[short]
        assert told["depth"] == fact.depth
        assert (told["parent"] or {}).get("name") == (ACCOUNTS[fact.parent] if fact.parent else None)
        assert told["ultimateParent"]["name"] == ACCOUNTS[fact.root]
        assert [each["name"] for each in told["ancestors"]] == [ACCOUNTS[each] for each in above(short)]
        assert [each["name"] for each in told["children"]["nodes"]] == sorted(ACCOUNTS[each] for each in fact.children)
        assert [each["name"] for each in told["descendants"]["nodes"]] == sorted(
            ACCOUNTS[each] for each in below(short)
        )


@pytest.mark.parametrize("who", FACTS)
async def test_max_depth_counts_the_steps_that_the_viewer_sees(
    ask: Asking, demo: tuple[Rows, Cast, Any], who: str
) -> None:
    rows, cast, now = demo
    oracle = Oracle(rows, cast.people[who], now)
    levels = " ".join(
        f"to{depth}: descendants(first: 100, maxDepth: {depth}) {{ totalCount nodes {{ id }} }}" for depth in (1, 2, 3)
    )
    question = f"query Q($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Account {{ {levels} }} }} }}"
    seen = sorted(oracle.visible_accounts())
    for start in range(0, len(seen), 20):
        part = seen[start : start + 20]
        answer = await ask(who, question, {"ids": [f"acc_{each}" for each in part]})
        for account_id, told in zip(part, answer["nodes"], strict=True):
            for depth in (1, 2, 3):
                below = sorted(f"acc_{each}" for each in oracle.descendants(account_id, depth))
                assert sorted(node["id"] for node in told[f"to{depth}"]["nodes"]) == below
                assert told[f"to{depth}"]["totalCount"] == len(below)


async def test_below_a_hidden_account_max_depth_goes_on_as_if_it_were_not_there(ask: Asking) -> None:
    """Solvane Communications Group stands between Solvane Holdings and two that ron sees, and he doesn't see it."""
    levels = " ".join(f"to{depth}: descendants(maxDepth: {depth}) {{ nodes {{ name }} }}" for depth in (1, 2, 3))
    assert (await ask("ron", '{ account(by: {name: "Solvane Communications Group"}) { id } }'))["account"] is None
    told = (await ask("ron", f'{{ account(by: {{name: "Solvane Holdings"}}) {{ {levels} }} }}'))["account"]
    first = {"Larkfield & Daughters", "Studio Kupferblau"}
    second = {"Mint & Mallow", "Oaten Hill Cereals", "Pebblewick Toys", "Löwenzahn Naturkost", "Südwind Reisen"}
    assert {level: {node["name"] for node in page["nodes"]} for level, page in told.items()} == {
        "to1": first,
        "to2": first | second,
        "to3": first | second | {"Mint & Mallow Ireland"},
    }


@pytest.mark.parametrize("who", FACTS)
async def test_under_an_account_lies_what_the_viewer_sees_below_it_and_nothing_if_it_is_hidden(
    ask: Asking, demo: tuple[Rows, Cast, Any], who: str
) -> None:
    rows, cast, now = demo
    oracle = Oracle(rows, cast.people[who], now)
    parents = sorted({account.parent_id for account in rows.accounts.values() if account.parent_id is not None})
    for start in range(0, len(parents), 20):
        part = parents[start : start + 20]
        lists = " ".join(
            f'a{n}: accounts(first: 100, where: {{under: "acc_{each}"}}) {{ nodes {{ id }} }}'
            for n, each in enumerate(part)
        )
        answer = await ask(who, f"{{ {lists} }}")
        for n, each in enumerate(part):
            below = oracle.descendants(each) if oracle.level(each) else set()
            found = [node["id"] for node in answer[f"a{n}"]["nodes"]]
            assert sorted(found) == sorted(f"acc_{account_id}" for account_id in below)


@pytest.mark.parametrize("who", FACTS)
async def test_what_hangs_on_a_hidden_account_is_hidden(ask: Asking, demo: tuple[Rows, Cast, Any], who: str) -> None:
    """Every record of every account, by its id: there if and only if its account is."""
    rows, cast, now = demo
    oracle = Oracle(rows, cast.people[who], now)
    prefixes = {"contact": "con", "opportunity": "opp", "support_case": "cas", "contract": "ctr", "activity": "act"}
    prefixes["file"] = "fil"
    for table, prefix in prefixes.items():
        records = list(rows.tables[table].values())
        for start in range(0, len(records), 100):
            part = records[start : start + 100]
            ids = [f"{prefix}_{record.id}" for record in part]
            answer = await ask(who, "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})
            expected = [{"id": each} if oracle.sees(record) else None for each, record in zip(ids, part, strict=True)]
            assert answer["nodes"] == expected
