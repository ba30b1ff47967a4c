"""Pages: walking a list page by page, either way, gives the list."""

import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
import pytest

from tests import nouns
from tests.conftest import Opener, Postgres
from tests.reference.asked import identify
from tests.reference.filters import kept
from tests.reference.order import DEFAULTS, SORT_KEYS, VIEWS, order_of
from tests.reference.query import VIEWS as KEPT
from tests.resolvers.both import Both
from tests.world import generate

LISTS = {
    "children": "Account",
    "descendants": "Account",
    "contacts": "Contact",
    "opportunities": "Opportunity",
    "cases": "Case",
    "contracts": "Contract",
    "activities": "Activity",
    "files": "File",
    "grants": "Grant",
} | {noun.plural: noun.name for noun in nouns.registered()}
TABLES = {"Case": "support_case", "Role": "role", "Group": "user_group", "Grant": "account_grant"}
PEOPLE = {"users": "User", "roles": "Role", "groups": "Group"}


def orders(type_name: str) -> list[str]:
    """The default order, each key both ways, and each with the next."""
    keys = list(SORT_KEYS.get(type_name, ()))
    alone = [f"{key} {direction}" for key in keys for direction in ("ASC", "DESC")]
    return ["", *alone, *(f"{one} ASC, {other} DESC" for one, other in pairwise(keys))]


def order_by(order: str) -> list[dict[str, str]]:
    return [dict(zip(("field", "direction"), each.split(" "), strict=True)) for each in order.split(", ") if each]


@pytest.fixture(scope="module")
async def company(postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    url = await postgres.make_database()
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            await generate(7, 60, await connection.fetchval("SELECT now()")).store(connection)
        yield await Both.load(opened)
    await postgres.drop_database(url)


@pytest.fixture(scope="module")
def viewers(company: Both) -> dict[str, UUID]:
    """One who sees everything; and who sees most of those seeing a part. No partner, who may sort by less."""
    active = [user for user in company.rows.users.values() if user.is_active and user.profile != "PARTNER"]
    seen = {user.id: len(company.of(user.id).oracle.visible_accounts()) for user in active}
    parts = {user_id: count for user_id, count in seen.items() if count < len(company.rows.accounts)}
    return {
        "admin": next(user.id for user in active if user.profile == "ADMIN"),
        "other": max(parts, key=lambda user_id: parts[user_id]),
    }


async def asked(company: Both, viewer: UUID, question: str, **variables: Any) -> Any:
    result = await company.program(viewer, question, variables)
    assert result.errors is None
    return json.loads(orjson.dumps(result.data))


async def walked(company: Both, viewer: UUID, question: str, size: int, backwards: bool, **variables: Any) -> list[str]:
    """The ids of a list's nodes, read page by page; the pages hold together."""
    found: list[str] = []
    here = None
    while True:
        page = {"last": size, "before": here} if backwards else {"first": size, "after": here}
        answer = await asked(company, viewer, question, **variables, **page)
        answer = answer.get("list") or answer["account"]["list"]
        info, ids = answer["pageInfo"], [edge["node"]["id"] for edge in answer["edges"]]
        assert ids == [node["id"] for node in answer["nodes"]]
        ends = [answer["edges"][0]["cursor"], answer["edges"][-1]["cursor"]] if ids else [None, None]
        assert [info["startCursor"], info["endCursor"]] == ends
        assert info["hasNextPage" if backwards else "hasPreviousPage"] == (here is not None)
        found = ids + found if backwards else found + ids
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            assert answer["totalCount"] == len(found)
            return found
        assert len(ids) == size
        here = info["startCursor" if backwards else "endCursor"]


PAGE = """{
    totalCount nodes { id } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
}"""


@pytest.mark.parametrize("who", ["admin", "other"])
@pytest.mark.parametrize("order", orders("Account"))
async def test_all_accounts_are_walked_either_way(
    company: Both, viewers: dict[str, UUID], who: str, order: str
) -> None:
    asking = company.of(viewers[who])
    rows = asking.accounts(asking.oracle.visible_accounts())
    expected = [identify(row) for row in order_of("Account", order_by(order), None, asking).sort(rows)]
    question = f"""query Q($by: [AccountOrder!], $first: Int, $after: String, $last: Int, $before: String) {{
        list: accounts(orderBy: $by, first: $first, after: $after, last: $last, before: $before) {PAGE} }}"""
    for size, backwards in ((13, False), (9, True)):
        assert await walked(company, viewers[who], question, size, backwards, by=order_by(order)) == expected


ROOT = {
    "contacts": "Contact",
    "opportunities": "Opportunity",
    "cases": "Case",
    "contracts": "Contract",
    "activities": "Activity",
} | {noun.plural: noun.name for noun in nouns.registered()}


@pytest.mark.parametrize("who", ["admin", "other"])
@pytest.mark.parametrize("name", ROOT)
async def test_the_lists_at_the_root_are_walked_either_way_under_a_filter(
    company: Both, viewers: dict[str, UUID], who: str, name: str
) -> None:
    noun, asking = ROOT[name], company.of(viewers[who])
    where = {"account": {"or": [{"isActive": {"eq": True}}, {"parent": {}}]}}
    rows = [row for row in company.rows.tables[TABLES.get(noun, noun.lower())].values() if asking.oracle.sees(row)]
    question = f"""query Q(
        $w: {noun}Filter, $by: [{noun}Order!], $first: Int, $after: String, $last: Int, $before: String
    ) {{ list: {name}(where: $w, orderBy: $by, first: $first, after: $after, last: $last, before: $before) {PAGE} }}"""
    for order in orders(noun):
        by = order_by(order)
        found = order_of(noun, by, None, asking).sort(kept(asking, noun, where, rows))
        for size, backwards in ((45, False), (40, True)):
            ids = await walked(company, viewers[who], question, size, backwards, w=where, by=by)
            assert ids == [identify(row) for row in found]


@pytest.mark.parametrize("name", ["roles", "groups"])
async def test_roles_and_groups_are_walked_either_way(company: Both, viewers: dict[str, UUID], name: str) -> None:
    asking = company.of(viewers["other"])
    rows = list(company.rows.tables[TABLES[PEOPLE[name]]].values())
    expected = [identify(row) for row in order_of(PEOPLE[name], None, None, asking).sort(rows)]
    question = f"""query Q($first: Int, $after: String, $last: Int, $before: String) {{
        list: {name}(first: $first, after: $after, last: $last, before: $before) {PAGE} }}"""
    for size, backwards in ((1, False), (2, False), (3, True)):
        assert await walked(company, viewers["other"], question, size, backwards) == expected


@pytest.mark.parametrize("view", [*VIEWS, *KEPT])
async def test_a_view_is_walked_either_way(company: Both, viewers: dict[str, UUID], view: str) -> None:
    asking = company.of(viewers["other"])
    rows = asking.accounts(asking.oracle.visible_accounts())
    kept = [row for row in rows if view not in KEPT or KEPT[view](asking, row)]
    expected = [identify(row) for row in order_of("Account", None, view, asking).sort(kept)]
    question = f"""query Q($view: AccountView, $first: Int, $after: String, $last: Int, $before: String) {{
        list: accounts(view: $view, first: $first, after: $after, last: $last, before: $before) {PAGE} }}"""
    for size, backwards in ((1, False), (2, False), (3, True)):
        assert await walked(company, viewers["other"], question, size, backwards, view=view) == expected


@pytest.mark.parametrize("name", LISTS)
async def test_the_lists_of_an_account_are_walked_either_way(
    company: Both, viewers: dict[str, UUID], name: str
) -> None:
    type_name = LISTS[name]
    admin = company.of(viewers["admin"])

    def rows_of(account_id: UUID) -> list[Any]:
        if type_name == "Account":
            return admin.accounts(getattr(admin.oracle, name)(account_id))
        return admin.rows.of_account(TABLES.get(type_name, type_name.lower()), account_id)

    account_id = max(company.rows.accounts, key=lambda each: len(rows_of(each)))
    rows = rows_of(account_id)
    assert len(rows) > 1
    keys = f"$by: [{type_name}Order!]," if type_name in SORT_KEYS else ""
    question = f"""query Q($id: ID!, {keys} $first: Int, $after: String, $last: Int, $before: String) {{
        account(by: {{id: $id}}) {{
            list: {name}({"orderBy: $by," if keys else ""} first: $first, after: $after, last: $last, before: $before)
            {PAGE}
        }}
    }}"""
    for order in orders(type_name):
        variables: dict[str, Any] = {"by": order_by(order)} if keys else {}
        variables["id"] = identify(company.rows.accounts[account_id])
        expected = [identify(row) for row in order_of(type_name, order_by(order), None, admin).sort(rows)]
        steps = ((1, False), (2, False), (1, True), (3, True)) if len(rows) < 10 else ((7, False), (8, True))
        for size, backwards in steps:
            assert await walked(company, viewers["admin"], question, size, backwards, **variables) == expected


def test_every_type_with_an_order_is_walked() -> None:
    assert {*LISTS.values(), *PEOPLE.values(), "Change"} == DEFAULTS.keys() >= SORT_KEYS.keys()


@pytest.mark.parametrize("fields", ["totalCount", "pageInfo { hasNextPage }", "__typename", "nodes { id }"])
@pytest.mark.parametrize("argument", ["after", "before"])
async def test_a_forged_cursor_is_refused_whatever_is_asked_of_the_page(
    company: Both, viewers: dict[str, UUID], argument: str, fields: str
) -> None:
    question = f'{{ accounts {{ nodes {{ contacts({argument}: "forged") {{ {fields} }} }} }} }}'
    result = await company.program(viewers["admin"], question)
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_INPUT"]
