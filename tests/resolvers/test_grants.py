"""Grants, team members, roles, groups and rules as they are read: to each viewer what the oracle says, and no more."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.asking import Asking
from tests.oracle import Oracle
from tests.rows import Rows
from tests.world import PEOPLE

NODES = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }"
KINDS = {"account_grant": "grt", "account_team": "tea", "role": "rol", "user_group": "grp", "sharing_rule": "rul"}
GRANTS = """query Q($after: String) { accounts(first: 50, after: $after) {
    nodes {
        id
        grants(first: 10) { totalCount nodes { id account { id } createdBy { name } } }
        team { id account { id } }
    }
    pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture(scope="module")
async def rows(demo_url: str) -> Rows:
    connection = await asyncpg.connect(demo_url)
    try:
        return await Rows.load(connection)
    finally:
        await connection.close()


def oracle(rows: Rows, who: str) -> Oracle:
    [user_id] = (row for row, user in rows.users.items() if user.email == PEOPLE[who])
    return Oracle(rows, user_id, datetime.now(UTC))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("table", KINDS)
async def test_each_viewer_finds_by_id_what_is_for_them(ask: Asking, rows: Rows, who: str, table: str) -> None:
    sees = oracle(rows, who)
    ids = [f"{KINDS[table]}_{row_id}" for row_id in rows.tables[table]]
    found: list[Any] = []
    for start in range(0, len(ids), 100):
        found += (await ask(who, NODES, {"ids": ids[start : start + 100]}))["nodes"]
    expected = [f"{KINDS[table]}_{row.id}" if sees.sees(row) else None for row in rows.tables[table].values()]
    assert [node and node["id"] for node in found] == expected


@pytest.mark.parametrize("who", PEOPLE)
async def test_the_grants_and_the_team_of_an_account_are_those_of_its_viewer(ask: Asking, rows: Rows, who: str) -> None:
    sees = oracle(rows, who)
    cursor, more = None, True
    met = 0
    while more:
        page = (await ask(who, GRANTS, {"after": cursor}))["accounts"]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        for account in page["nodes"]:
            for field, table in (("grants", "account_grant"), ("team", "account_team")):
                listed = account[field]["nodes"] if field == "grants" else account[field]
                there = [
                    row
                    for row in rows.tables[table].values()
                    if f"acc_{row.account_id}" == account["id"] and sees.sees(row)
                ]
                assert {each["id"] for each in listed} == {f"{KINDS[table]}_{row.id}" for row in there}
                assert all(each["account"] == {"id": account["id"]} for each in listed)
                met += len(listed)
            assert account["grants"]["totalCount"] == len(account["grants"]["nodes"])
            makers = {each["createdBy"] and each["createdBy"]["name"] for each in account["grants"]["nodes"]}
            assert makers <= ({None} if who == "pat" else {"Ada Okafor"})
    assert met
