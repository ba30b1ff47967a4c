"""Rows inserted between the pages of a filtered list: what was there is listed once each, in its order."""

from typing import Any

import orjson
import pytest

from tests.conftest import Opener, Postgres
from tests.reference.asked import identify
from tests.reference.filters import kept
from tests.reference.order import order_of
from tests.resolvers.both import Both
from tests.rows import Row
from tests.world import generate

CASES: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("accounts", "account", "Account", {"isActive": {"eq": True}}, ""),
    ("accounts", "account", "Account", {"name": {"contains": "1"}}, "ANNUAL_REVENUE DESC"),
    ("accounts", "account", "Account", {"parent": {}}, "OWNER_NAME ASC"),
    ("accounts", "account", "Account", {"not": {"opportunities": {"none": {}}}}, "PARENT_NAME DESC, INDUSTRY ASC"),
    ("opportunities", "opportunity", "Opportunity", {"isOpen": {"eq": True}}, ""),
    ("opportunities", "opportunity", "Opportunity", {"amount": {"isNull": False}}, "AMOUNT ASC"),
    ("opportunities", "opportunity", "Opportunity", {"account": {"owner": {}}}, "ACCOUNT_NAME DESC"),
    ("cases", "support_case", "Case", {"priority": {"notIn": ["LOW"]}}, "PRIORITY DESC, CONTACT_NAME ASC"),
]
FIELDS = "nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("name", "table", "noun", "where", "order"), CASES)
async def test_rows_that_stay_are_listed_once_each_while_others_come(
    postgres: Postgres,
    database: Opener,
    name: str,
    table: str,
    noun: str,
    where: dict[str, Any],
    order: str,
    backwards: bool,
) -> None:
    url = await postgres.make_database()
    keys = [dict(zip(("field", "direction"), each.split(" "), strict=True)) for each in order.split(", ") if each]
    question = f"""query Q($w: {noun}Filter, $by: [{noun}Order!],
        $first: Int, $after: String, $last: Int, $before: String) {{
        list: {name}(where: $w, orderBy: $by, first: $first, after: $after, last: $last, before: $before) {{ {FIELDS} }}
    }}"""
    async with database(url) as opened, opened.pool.acquire() as connection:
        now = await connection.fetchval("SELECT now()")
        await generate(1, 30, now).store(connection)
        both = await Both.load(opened)
        admin = next(user for user in both.rows.users.values() if user.is_active and user.profile == "ADMIN")
        asked = both.of(admin.id)
        rows: list[Row] = list(both.rows.tables[table].values())
        there = [identify(row) for row in order_of(noun, keys, None, asked).sort(kept(asked, noun, where, rows))]
        found: list[str] = []
        here, pages = None, 0
        while True:
            page = {"last": 5, "before": here} if backwards else {"first": 5, "after": here}
            both.viewers.clear()  # whom new rules may let in
            result = await both.program(admin.id, question, {"w": where, "by": keys or None, **page})
            assert result.errors is None
            answer = orjson.loads(orjson.dumps(result.data))["list"]
            ids = [node["id"] for node in answer["nodes"]]
            found = ids + found if backwards else found + ids
            if not answer["pageInfo"]["hasPreviousPage" if backwards else "hasNextPage"]:
                break
            here = answer["pageInfo"]["startCursor" if backwards else "endCursor"]
            pages += 1
            if pages <= 4:
                await generate(1 + pages, 10, now).store(connection)
    await postgres.drop_database(url)
    assert pages > 1
    assert len(found) == len(set(found))
    assert [each for each in found if each in set(there)] == there
    assert len(found) > len(there), "some that came meanwhile are listed too"
