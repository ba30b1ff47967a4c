"""Limits of filters: what is too large is refused at once, however it is sent."""

from typing import Any

import pytest

from graph.resolvers.compiler.conditions import MAX_CONDITIONS, MAX_RELATIONS, MAX_TEXT, MAX_VALUES
from graph.resolvers.compiler.planner import MAX_SORT_KEYS
from tests.asking import Asking
from tests.counting import counted_calls

SOON = 100_000
"""Calls within some twenty milliseconds: no caller notices that another was refused."""

ASKED = "query Q($where: AccountFilter) { accounts(first: 1, where: $where) { totalCount } }"

Where = dict[str, Any]


def nested(levels: int, join: str, innermost: Where | None = None) -> Where:
    """A filter inside so many others."""
    where = innermost or {}
    for _ in range(levels):
        where = {join: where if join in ("not", "parent") else [where]}
    return where


def through_children(levels: int) -> Where:
    where: Where = {}
    for _ in range(levels):
        where = {"children": {"some": where}}
    return where


NAME = {"name": {"ne": "nobody"}}

WITHIN: dict[str, Where] = {
    "conditions": {"or": [NAME] * (MAX_CONDITIONS // 2)},
    "operators": {"and": [{"name": {"contains": "a", "ne": "b", "startsWith": "c", "endsWith": "d"}}] * 20},
    "not": nested(MAX_CONDITIONS, "not"),
    "empty": {"or": [{}] * MAX_CONDITIONS},
    "to one": nested(MAX_RELATIONS, "parent"),
    "to many": through_children(MAX_RELATIONS),
    "beside each other": {"and": [nested(MAX_RELATIONS, "parent")] * 10},
    "texts": {"name": {"contains": "a" * MAX_TEXT}},
    "values": {"name": {"in": ["a"] * MAX_VALUES}, "number": {"notIn": ["ACC-000001"] * MAX_VALUES}},
}

PAST: dict[str, Where] = {
    "conditions": {"or": [NAME] * (MAX_CONDITIONS // 2) + [{}]},
    "operators": {"and": [{"name": {"contains": "a", "ne": "b", "startsWith": "c", "endsWith": "d"}}] * 21},
    "not": nested(MAX_CONDITIONS + 1, "not"),
    "empty": {"or": [{}] * (MAX_CONDITIONS + 1)},
    "very many": {"and": [{"or": []}] * 20_000},
    "empty objects without end": {"or": [{}] * 230_000},
    "many fields": {"or": [{f"f{number}": number for number in range(50_000)}]},
    "lists in lists": {"or": [[[]] * 900] * 900},
    "a text": {"name": {"contains": "a" * (MAX_TEXT + 1)}},
    "a text without end": {"name": {"contains": "\u212a" * 900_000}},
    "a text among others": {"name": {"in": ["a", "b" * 900_000]}},
    "to one": nested(MAX_RELATIONS + 1, "parent"),
    "to many": through_children(MAX_RELATIONS + 1),
    "behind a join": {"not": {"or": [nested(MAX_RELATIONS + 1, "parent")]}},
    "values": {"name": {"in": ["a"] * (MAX_VALUES + 1)}},
    "other values": {"id": {"notIn": ["acc_018f4c1e-0000-7000-8000-000000000000"] * (MAX_VALUES + 1)}},
}


@pytest.mark.parametrize("which", WITHIN)
async def test_a_filter_just_within_the_limits_is_answered(ask: Asking, which: str) -> None:
    assert await ask("ada", ASKED, {"where": WITHIN[which]})


@pytest.mark.parametrize("which", PAST)
async def test_a_filter_past_a_limit_is_refused_at_once(ask: Asking, which: str) -> None:
    with counted_calls() as calls:
        assert await ask.codes("rita", ASKED, {"where": PAST[which]}) == ["TOO_COMPLEX"]
    assert calls.number < SOON


def often(times: int, lists: int, where: str) -> str:
    """Lists that are each filtered by the same, so many times."""
    listed = f"accounts(first: 1, where: {{or: [{' '.join([where] * times)}]}}) {{ totalCount }}"
    return " ".join(f"a{number}: {listed}" for number in range(lists))


DEFAULT = "query Q($where: AccountFilter = {or: [" + "{} " * 900 + "]}) { accounts(where: $where) { totalCount } }"


@pytest.mark.parametrize(
    ("question", "variables"),
    [
        (DEFAULT, {}),
        (f"{{ {often(2_000, 1, '{}')} }}", {}),
        (f"{{ {often(90, 20, '{}')} }}", {}),
        (f"query Q($where: AccountFilter!) {{ {often(20, 20, '$where')} }}", {"where": {"or": [NAME] * 50}}),
        ("{ currency }", {"undeclared": [{}] * 230_000}),
        ("{ currency }", {"undeclared": [["x"] * 900] * 900}),
        ("query Q($after: String) { accounts(after: $after) { totalCount } }", {"after": "x" * 200_001}),
        ("query Q($by: AccountKey!) { account(by: $by) { id } }", {"by": {"name": "x" * 200_001}}),
    ],
    ids=[
        "a default",
        "a literal",
        "literals of lists",
        "a variable that stands often",
        "objects",
        "lists",
        "a text",
        "a text inside",
    ],
)
async def test_values_are_counted_before_they_are_coerced(
    ask: Asking, question: str, variables: dict[str, Any]
) -> None:
    await ask.result("rita", question)  # whose document is then known
    with counted_calls() as calls:
        code, message = await ask.refusal("rita", question, variables)
    assert (code, "Send less at a time" in message) == ("TOO_COMPLEX", True)
    assert calls.number < 2 * SOON  # a document of many literals has to be parsed


async def test_a_list_is_sorted_by_so_many_fields_at_most(ask: Asking) -> None:
    question = "query Q($by: [AccountOrder!]) { accounts(first: 1, orderBy: $by) { totalCount } }"
    names = ("NAME", "NUMBER", "CREATED_AT", "UPDATED_AT", "TYPE", "INDUSTRY")
    by = [{"field": name, "direction": "ASC"} for name in names]
    assert await ask.codes("ada", question, {"by": by[:MAX_SORT_KEYS]}) == []
    assert await ask.codes("ada", question, {"by": by}) == ["TOO_COMPLEX"]


@pytest.mark.parametrize(("levels", "join"), [(120, "and"), (250, "not"), (500, "and"), (900, "not")])
async def test_a_filter_nested_too_deeply_to_read_is_refused_at_once(ask: Asking, levels: int, join: str) -> None:
    result = await ask.result("rita", ASKED, {"where": nested(levels, join)})
    assert not result.executed
    assert {error["extensions"]["code"] for error in result.errors or ()} <= {"TOO_COMPLEX", "BAD_REQUEST"}


@pytest.mark.parametrize(
    "where",
    [
        {"name": {"contains": "\0"}},
        {"phone": {"in": ["a", "b\0"]}},
        {"id": {"eq": "acc_1"}},
        {"id": {"eq": "acc_\u0660\u0661\u0668f4c1e-0000-7000-8000-000000000000"}},
        {"number": {"eq": "ACC-\u0660\u0660\u0660\u0660\u0660\u0661"}},
        {"id": {"in": ["con_018f4c1e-0000-7000-8000-000000000000"]}},
        {"number": {"ne": "CASE-000001"}},
        {"under": "nobody"},
        {"underOrSelf": "usr_018f4c1e-0000-7000-8000-000000000000"},
        {"contacts": {"every": {"name": {"endsWith": "\0"}}}},
        {"or": [{}, {"not": {"parent": {"number": {"notIn": ["1"]}}}}]},
    ],
)
async def test_what_can_be_no_value_is_bad_input_wherever_it_stands(ask: Asking, where: Where) -> None:
    assert await ask.codes("rita", ASKED, {"where": where}) == ["BAD_INPUT"]
