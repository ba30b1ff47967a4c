"""The viewer's tree at the sizes of real ones: sixteen levels of a bank's, and a thousand children."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from graph.importing import run
from graph.models.base import uuid7
from graph.models.profile import Profile
from tests.conftest import Opener, Postgres
from tests.importing.conftest import sample_data
from tests.oracle import Oracle
from tests.reference.asked import identify
from tests.resolvers.both import Both
from tests.rows import Row

EXAMPLES = Path(__file__).parents[2] / "examples"
ACCOUNTS = 100
"""How many accounts of the bank tree are looked at, half of them the deepest."""

__all__ = ["sample_data"]

QUESTION = """query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Account {
    id depth parent { id } ultimateParent { id } ancestors { id }
    children(first: 100) { totalCount nodes { id } }
    all: descendants(first: 1) { totalCount } near: descendants(maxDepth: 2, first: 1) { totalCount }
} } }"""
UNDER = """query Q($id: ID!) {
    below: accounts(first: 1, where: {under: $id}) { totalCount }
    itself: accounts(first: 1, where: {underOrSelf: $id}) { totalCount }
}"""


async def make_users(connection: asyncpg.Connection, count: int) -> list[UUID]:
    """Reps who see nothing yet."""
    users = [uuid7() for _ in range(count)]
    now = datetime.now(UTC)
    rows = [(each, f"rep{n}@tree.example", f"Rep {n}", str(Profile.SALES_REP), now) for n, each in enumerate(users)]
    await connection.copy_records_to_table(
        "app_user", records=rows, columns=["id", "email", "name", "profile", "created_at"]
    )
    return users


async def grant(connection: asyncpg.Connection, user: UUID, accounts: list[UUID], cascading: set[UUID]) -> None:
    now = datetime.now(UTC)
    rows = [(uuid7(), account, user, "READ", account in cascading, now) for account in accounts]
    columns = ["id", "account_id", "user_id", "level", "cascades", "created_at"]
    await connection.copy_records_to_table("account_grant", records=rows, columns=columns)


@pytest.fixture(scope="module")
async def banks(postgres: Postgres, database: Opener, sample_data: Path, tmp_path_factory: Any) -> AsyncIterator[Both]:
    """The bank groups, and reps with grants here and there: single accounts, and a few whole branches."""
    url = await postgres.make_database()
    rejects = tmp_path_factory.mktemp("banks") / "rejects.csv"
    await run(url, EXAMPLES / "bank_hierarchies.toml", folder=sample_data / "bank_hierarchies", rejects=rejects)
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            accounts = [row["id"] for row in await connection.fetch("SELECT id FROM account ORDER BY number")]
            for n, user in enumerate(await make_users(connection, 3)):
                random = Random(n)
                granted = random.sample(accounts, (4_000, 1_500, 200)[n])
                await grant(connection, user, granted, set(granted[: (20, 100, 2)[n]]))
        yield await Both.load(opened)
    await postgres.drop_database(url)


async def asked(both: Both, viewer: UUID, question: str, **variables: Any) -> Any:
    result = await both.program(viewer, question, variables)
    assert result.errors is None
    return orjson.loads(orjson.dumps(result.data))


def expected(both: Both, oracle: Oracle, account: Row) -> dict[str, Any]:
    """What the oracle says of an account that is seen."""
    ids = both.rows.accounts
    parent, children = oracle.parent(account.id), oracle.children(account.id)
    return {
        "id": identify(account),
        "depth": oracle.depth(account.id),
        "parent": None if parent is None else {"id": identify(ids[parent])},
        "ultimateParent": {"id": identify(ids[oracle.ultimate_parent(account.id)])},
        "ancestors": [{"id": identify(ids[each])} for each in oracle.ancestors(account.id)],
        "children": {
            "totalCount": len(children),
            "nodes": [
                {"id": identify(row)} for row in sorted((ids[each] for each in children), key=lambda row: row.name_key)
            ][:100],
        },
        "all": {"totalCount": len(oracle.descendants(account.id))},
        "near": {"totalCount": len(oracle.descendants(account.id, 2))},
    }


@pytest.mark.parametrize("who", [0, 1, 2])
async def test_the_bank_tree_is_what_the_oracle_says(banks: Both, who: int) -> None:
    viewer = next(user.id for user in banks.rows.users.values() if user.email == f"rep{who}@tree.example")
    oracle = banks.of(viewer).oracle
    seen = [banks.rows.accounts[each] for each in oracle.visible_accounts()]
    by_depth = sorted(seen, key=lambda row: (-oracle.depth(row.id), row.id))
    looked_at = by_depth[: ACCOUNTS // 2]
    looked_at += Random(who).sample(by_depth[ACCOUNTS // 2 :], min(ACCOUNTS // 2, len(by_depth) - len(looked_at)))
    for start in range(0, len(looked_at), 50):
        some = looked_at[start : start + 50]
        answer = await asked(banks, viewer, QUESTION, ids=[identify(row) for row in some])
        assert answer["nodes"] == [expected(banks, oracle, row) for row in some]
    roots = sorted(seen, key=lambda row: -len(oracle.descendants(row.id)))[:5]
    hidden = next(row for row in banks.rows.accounts.values() if oracle.level(row.id) is None)
    for row in (*roots, *looked_at[:5]):
        below = len(oracle.descendants(row.id))
        assert await asked(banks, viewer, UNDER, id=identify(row)) == {
            "below": {"totalCount": below},
            "itself": {"totalCount": below + 1},
        }
    nothing = {"below": {"totalCount": 0}, "itself": {"totalCount": 0}}
    assert await asked(banks, viewer, UNDER, id=identify(hidden)) == nothing


def test_the_bank_tree_goes_sixteen_levels_down(banks: Both) -> None:
    def levels(account: Row) -> int:
        return 0 if account.parent_id is None else 1 + levels(banks.rows.accounts[account.parent_id])

    assert max(map(levels, banks.rows.accounts.values())) == 16


async def test_of_a_thousand_children_those_that_are_seen_are_listed(postgres: Postgres, database: Opener) -> None:
    url = await postgres.make_database()
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            [user] = await make_users(connection, 1)
            ids = [uuid7() for _ in range(1_501)]
            # every other of a thousand children is hidden, and half of those have a child that is seen
            rows: list[tuple[UUID, str, str, UUID | None]] = [(ids[0], "Top", "top", None)]
            rows += [(ids[n], f"Child {n:04}", f"child {n:04}", ids[0]) for n in range(1, 1_001)]
            rows += [(ids[n], f"Grandchild {n:04}", f"grandchild {n:04}", ids[n - 1_000]) for n in range(1_001, 1_501)]
            made = [(*row, "CUSTOMER", datetime.now(UTC), datetime.now(UTC)) for row in rows]
            columns = ["id", "name", "name_key", "parent_id", "type", "created_at", "updated_at"]
            await connection.copy_records_to_table("account", records=made, columns=columns)
            seen = [ids[0], *ids[1:1_001:2], *ids[1_001:]]
            await grant(connection, user, seen, set())
        both = await Both.load(opened)
        oracle = both.of(user).oracle
        assert len(oracle.children(ids[0])) == 500 + 250
        top = both.rows.accounts[ids[0]]
        answer = await asked(both, user, QUESTION, ids=[identify(top)])
        assert answer["nodes"] == [expected(both, oracle, top)]
        found: list[str] = []
        after = None
        while True:
            page = await asked(
                both,
                user,
                "query Q($id: ID!, $after: String) { account(by: {id: $id}) { children(first: 100, after: $after,"
                ' where: {not: {name: {endsWith: "7"}}}) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
                id=identify(top),
                after=after,
            )
            children = page["account"]["children"]
            found += [node["id"] for node in children["nodes"]]
            after = children["pageInfo"]["endCursor"]
            if not children["pageInfo"]["hasNextPage"]:
                break
        right = sorted((both.rows.accounts[each] for each in oracle.children(ids[0])), key=lambda row: row.name_key)
        assert found == [identify(row) for row in right if not row.name.endswith("7")]
    await postgres.drop_database(url)
