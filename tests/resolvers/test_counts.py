"""Filters by how many records a list has: those that the viewer sees, all of them or those that meet conditions."""

from typing import Any

import pytest

from graph.resolvers.compiler import budget
from tests.asking import Asking

Where = dict[str, Any]
ASKED = """query Q($where: AccountFilter, $after: String) {
  accounts(where: $where, first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
}"""
NUMBERS = """query Q($after: String) {
  accounts(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    name
    contacts { totalCount }
    opportunities { totalCount }
    open: opportunities(where: { isOpen: { eq: true } }) { totalCount }
    cases { totalCount }
    contracts { totalCount }
    activities { totalCount }
    files { totalCount }
    children { totalCount }
  } }
}"""
LISTS = ("contacts", "opportunities", "cases", "contracts", "activities", "files", "children")


async def accounts(ask: Asking, who: str, question: str, variables: Where) -> list[Any]:
    """The accounts of all pages."""
    found, after, more = [], None, True
    while more:
        page = (await ask(who, question, {**variables, "after": after}))["accounts"]
        found += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


async def names(ask: Asking, who: str, where: Where) -> set[str]:
    return {account["name"] for account in await accounts(ask, who, ASKED, {"where": where})}


async def counted(ask: Asking, who: str, alias: str) -> dict[str, int]:
    """How many an account has, by its name, as the list itself says."""
    return {account["name"]: account[alias]["totalCount"] for account in await accounts(ask, who, NUMBERS, {})}


@pytest.mark.parametrize("who", ["ada", "max", "ron", "pat"])
@pytest.mark.parametrize("name", LISTS)
async def test_the_number_compared_is_the_totalcount_of_the_list(ask: Asking, who: str, name: str) -> None:
    numbers = await counted(ask, who, name)
    for bound in (0, 2):
        for operator, meets in (("gt", int.__gt__), ("lte", int.__le__), ("eq", int.__eq__)):
            expected = {account for account, number in numbers.items() if meets(number, bound)}
            assert await names(ask, who, {name: {"count": {operator: bound}}}) == expected, (operator, bound)


async def test_conditions_choose_which_are_counted(ask: Asking) -> None:
    numbers = await counted(ask, "ada", "open")
    where = {"opportunities": {"count": {"where": {"isOpen": {"eq": True}}, "gte": 2, "lt": 4}}}
    found = await names(ask, "ada", where)
    assert found == {account for account, number in numbers.items() if 2 <= number < 4}
    assert found


async def test_none_at_all_and_numbers_out_of_reach_compare_as_any_other(ask: Asking) -> None:
    everyone = await names(ask, "max", {})
    holds: tuple[Where, ...] = ({}, {"gte": 0}, {"gt": -1}, {"ne": -1}, {"lt": 2**31 - 1}, {"notIn": []}, {"eq": None})
    for comparison in holds:
        assert await names(ask, "max", {"contacts": {"count": comparison}}) == everyone, comparison
    fails: tuple[Where, ...] = ({"lt": 0}, {"eq": -1}, {"gt": 2**31 - 1}, {"in": []}, {"in": [-1, 9_999]})
    for comparison in fails:
        assert await names(ask, "max", {"contacts": {"count": comparison}}) == set(), comparison


async def test_what_does_not_have_so_many_is_what_a_not_keeps(ask: Asking) -> None:
    everyone = await names(ask, "ada", {})
    where = {"contacts": {"count": {"gte": 2}}}
    assert await names(ask, "ada", {"not": where}) == everyone - await names(ask, "ada", where)


async def test_an_account_hidden_from_the_viewer_is_no_child_that_counts(ask: Asking) -> None:
    where = {"name": {"eq": "Acme Corp Global"}, "children": {"count": {"gte": 1}}}
    assert await names(ask, "ada", where) == {"Acme Corp Global"}
    for who in ("max", "ron"):
        numbers = await counted(ask, who, "children")
        assert await names(ask, who, {"children": {"count": {"eq": 0}}}) == {
            account for account, number in numbers.items() if number == 0
        }


async def test_what_is_counted_by_a_hidden_field_is_refused(ask: Asking) -> None:
    where = {"opportunities": {"count": {"where": {"amount": {"gt": "1"}}, "gt": 0}}}
    assert await ask.codes("pat", ASKED, {"where": where}) == ["FIELD_HIDDEN"]
    assert await ask.codes("pat", ASKED, {"where": {"externalIds": {"count": {"eq": 0}}}}) == ["FIELD_HIDDEN"]


async def test_counting_takes_more_of_the_budget_than_looking_for_one(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: Where = {"contacts": {"some": {}}}
    counts: Where = {"contacts": {"count": {"gt": 0}}}
    monkeypatch.setattr(budget, "MAX_WORK", budget.ROWS_ALL + 20)
    assert await ask.codes("ada", ASKED, {"where": {"and": [looked] * 10}}) == []
    assert await ask.codes("ada", ASKED, {"where": {"and": [counts] * 10}}) == ["TOO_COMPLEX"]
