"""Orders of accounts by how many records they have: what their lists count, from either end and deep in the list."""

from typing import Any

import pytest

from graph.resolvers.compiler import budget, connection
from tests.asking import Asking

KEYS = {
    "CHILD_COUNT": "children",
    "CONTACT_COUNT": "contacts",
    "OPPORTUNITY_COUNT": "opportunities",
    "CASE_COUNT": "cases",
    "CONTRACT_COUNT": "contracts",
    "ACTIVITY_COUNT": "activities",
    "FILE_COUNT": "files",
}
PEOPLE = ("ada", "max", "pat")
PAGES = """query Q($by: [AccountOrder!], $after: String, $before: String, $first: Int, $last: Int) {
  accounts(orderBy: $by, after: $after, before: $before, first: $first, last: $last) {
    nodes { id %s { totalCount } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def listed(ask: Asking, who: str, key: str, direction: str, *, backwards: bool, size: int) -> list[Any]:
    """All accounts in this order with their numbers, page by page."""
    found: list[Any] = []
    cursor, more = None, True
    while more:
        page: dict[str, Any] = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        by = [{"field": key, "direction": direction}]
        answer = (await ask(who, PAGES % KEYS[key], {"by": by, **page}))["accounts"]
        nodes = [(each[KEYS[key]]["totalCount"], each["id"]) for each in answer["nodes"]]
        found = nodes + found if backwards else found + nodes
        info = answer["pageInfo"]
        more = info["hasPreviousPage" if backwards else "hasNextPage"]
        cursor = info["startCursor" if backwards else "endCursor"]
    return found


@pytest.fixture(params=["few", "many"])
def asked(request: pytest.FixtureRequest, demo_ask: Asking, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Asks a list that has few accounts for the program, and one that has many."""
    if request.param == "many":
        monkeypatch.setattr(connection, "MOST_ASKED", 1)
    return demo_ask


@pytest.fixture
def demo_ask(ask: Asking) -> Asking:
    """Statements of its own: those that others keep were made for lists that are short."""
    return Asking(ask.database)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("key", KEYS)
async def test_accounts_are_listed_by_the_number_that_their_list_counts(asked: Asking, who: str, key: str) -> None:
    upwards = await listed(asked, who, key, "ASC", backwards=False, size=100)
    assert upwards == sorted(upwards)
    downwards = await listed(asked, who, key, "DESC", backwards=True, size=40)
    assert downwards == upwards[::-1]


@pytest.mark.parametrize("key", ["CHILD_COUNT", "CONTACT_COUNT"])
async def test_a_page_between_two_cursors_has_what_is_listed_between_them(asked: Asking, key: str) -> None:
    whole = await listed(asked, "max", key, "DESC", backwards=False, size=100)
    by = [{"field": key, "direction": "DESC"}]
    question = PAGES % KEYS[key]
    first = (await asked("max", question, {"by": by, "first": 5}))["accounts"]["pageInfo"]["endCursor"]
    last = (await asked("max", question, {"by": by, "first": 12}))["accounts"]["pageInfo"]["endCursor"]
    found = await asked("max", question, {"by": by, "first": 100, "after": first, "before": last})
    assert [each["id"] for each in found["accounts"]["nodes"]] == [id_ for _, id_ in whole[5:11]]


async def test_counts_sort_beside_other_keys_and_inside_of_an_account(asked: Asking) -> None:
    by = [{"field": "CASE_COUNT", "direction": "DESC"}, {"field": "PARENT_NAME"}, {"field": "OWNER_NAME"}]
    question = """query Q($by: [AccountOrder!]) { accounts(orderBy: $by, first: 100) { nodes {
      cases { totalCount } parent { name } owner { name }
    } } }"""
    for who in PEOPLE:
        nodes = (await asked(who, question, {"by": by}))["accounts"]["nodes"]
        numbers = [each["cases"]["totalCount"] for each in nodes]
        assert numbers == sorted(numbers, reverse=True)
        same = [each["parent"] is None for each in nodes if each["cases"]["totalCount"] == numbers[0]]
        assert same == sorted(same)
    below = """{ account(by: {name: "Acme Corp Global"}) {
      children(orderBy: [{field: CONTACT_COUNT, direction: DESC}]) { nodes { contacts { totalCount } } }
      descendants(orderBy: [{field: CHILD_COUNT, direction: DESC}]) { nodes { children { totalCount } } }
    } }"""
    account = (await asked("ada", below))["account"]
    for field, inner in (("children", "contacts"), ("descendants", "children")):
        numbers = [each[inner]["totalCount"] for each in account[field]["nodes"]]
        assert len(numbers) > 1
        assert numbers == sorted(numbers, reverse=True)


async def test_accounts_found_by_a_search_are_listed_by_their_number(asked: Asking) -> None:
    question = """{ accounts(search: "acme", orderBy: [{field: CONTACT_COUNT, direction: DESC}]) {
      nodes { contacts { totalCount } } } }"""
    nodes = (await asked("ada", question))["accounts"]["nodes"]
    numbers = [each["contacts"]["totalCount"] for each in nodes]
    assert len(numbers) > 1
    assert numbers == sorted(numbers, reverse=True)


async def test_an_order_by_a_number_draws_on_the_budget(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MAX_WORK", budget.ROWS_ALL + budget.COUNTS_ALL)
    question = "query Q($by: [AccountOrder!]) { accounts(orderBy: $by, first: 1) { nodes { id } } }"
    by = [{"field": "CONTACT_COUNT"}, {"field": "CASE_COUNT"}]
    assert await ask.codes("ada", question, {"by": by[:1]}) == []
    assert await ask.codes("ada", question, {"by": by}) == ["TOO_COMPLEX"]
