"""The budget of a request: all its lists together, in whichever way they are asked for."""

from typing import Any

import pytest

from graph.resolvers.compiler import budget
from graph.resolvers.compiler.budget import MAX_WORK, Budget, OverBudget
from tests.asking import Asking
from tests.counting import MANY, counted_calls

TOGETHER = "units of work. Split it into several."
Where = dict[str, Any]


def each(times: int, field: str, alias: str = "a") -> str:
    """The field so many times, with its number in the place of #."""
    return " ".join(f"{alias}{number}: {field.replace('#', str(number + 1))}" for number in range(times))


def through(levels: int, name: str) -> Where:
    where: Where = {"name": {"contains": name}}
    for _ in range(levels):
        where = {"children": {"some": where}}
    return where


NAMES = {"or": [{"name": {"contains": f"a{n}", "ne": f"b{n}", "startsWith": "c", "endsWith": "d"}} for n in range(19)]}
NESTED = {"or": [through(5, f"name {number}") for number in range(14)]}
COUNTED = "accounts(first: #) { totalCount }"
FILTERED = "accounts(first: #, where: $where) { nodes { id } }"
SEARCHED = 'accounts(first: 1, search: "acme corp global name#") { nodes { id } }'
LETTERS = 'accounts(first: #, search: "a e i o u n r s t d") { nodes { id } }'
GROUPED = "accountGroups(first: #, by: [COUNTRY]) { totalCount }"

PAST: dict[str, tuple[str, Where]] = {
    "conditions of many lists": (f"query Q($where: AccountFilter) {{ {each(6, FILTERED)} }}", NAMES),
    "conditions behind relations": (f"query Q($where: AccountFilter) {{ {each(2, FILTERED)} }}", NESTED),
    "counts": (f"{{ {each(25, COUNTED)} }}", {}),
    "searches": (f"{{ {each(30, SEARCHED)} }}", {}),
    "letters": (f"{{ {each(2, LETTERS)} }}", {}),
    "groups": (f"{{ {each(13, GROUPED)} }}", {}),
    "lists": (f"{{ {each(200, 'contacts(first: 1) { nodes { id } }')} }}", {}),
    "lists in a list": (
        f"{{ accounts(first: 1) {{ nodes {{ {each(200, 'contacts(first: 1) { nodes { id } }')} }} }} }}",
        {},
    ),
    "objects in a list": (f"{{ accounts(first: 1) {{ nodes {{ {each(200, 'parent { id }')} }} }} }}", {}),
    "a little of each": (
        f"query Q($where: AccountFilter) {{ {each(1, FILTERED)} {each(4, GROUPED, 'g')} {each(8, SEARCHED, 's')}"
        f" {each(7, COUNTED, 'c')} }}",
        NAMES,
    ),
}


@pytest.mark.parametrize("which", PAST)
async def test_what_all_lists_ask_for_together_has_an_end(ask: Asking, which: str) -> None:
    question, where = PAST[which]
    variables = {"where": where} if where else {}
    with counted_calls() as calls:
        result = await ask.result("ada", question, variables)
    assert {error["extensions"]["code"] for error in result.errors or ()} == {"TOO_COMPLEX"}
    assert all(error["message"].endswith(TOGETHER) for error in result.errors or ())
    assert calls.number < MANY / 2


@pytest.mark.parametrize(
    ("question", "where"),
    [
        (f"query Q($where: AccountFilter) {{ {each(4, FILTERED)} }}", NAMES),
        (f"query Q($where: AccountFilter) {{ {each(1, FILTERED)} }}", NESTED),
        (f"{{ {each(16, COUNTED)} }}", {}),
        (f"{{ {each(12, SEARCHED)} }}", {}),
        (f"{{ {each(1, LETTERS)} }}", {}),
        (f"{{ {each(10, GROUPED)} }}", {}),
        (f"{{ {each(30, 'contacts(first: #) { nodes { id } }')} }}", {}),
    ],
)
async def test_what_is_just_within_the_budget_is_answered(ask: Asking, question: str, where: Where) -> None:
    assert await ask("ada", question, {"where": where} if where else {})


async def test_mutations_of_a_request_share_its_budget_and_none_is_made_that_can_not_be_shown(
    writing: Asking,
) -> None:
    account = (await writing("ada", "{ accounts(first: 1) { nodes { id name } } }"))["accounts"]["nodes"][0]
    shown = f"account {{ {each(40, 'contacts(first: #) { totalCount }')} }}"
    change = f'updateAccount(input: {{id: "{account["id"]}", name: "Name #"}}) {{ {shown} userErrors {{ code }} }}'
    result = await writing.result("ada", f"mutation {{ {each(4, change)} }}")
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["TOO_COMPLEX"] * 2
    (name,) = (await writing("ada", f'{{ node(id: "{account["id"]}") {{ ... on Account {{ name }} }} }}')).values()
    assert name == {"name": "Name 2"}


async def test_a_statement_is_only_so_long(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MAX_STATEMENT", 2_000)
    question = f"{{ accounts(first: 1) {{ nodes {{ {each(10, 'contacts(first: #) { nodes { name } }')} }} }} }}"
    code, message = await ask.refusal("rita", question)
    assert (code, "characters: at most 2,000" in message) == ("TOO_COMPLEX", True)


def test_a_budget_can_be_spent_once() -> None:
    spending = Budget()
    spending.spend(MAX_WORK - 1)
    spending.require(1)
    spending.spend(1)
    with pytest.raises(OverBudget):
        spending.require(1)
