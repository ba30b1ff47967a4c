"""Limits of filters: what is too large is refused at once, however it is sent."""

from typing import Any

import pytest

from graph.resolvers.compiler.conditions import MAX_CONDITIONS, MAX_RELATIONS, MAX_VALUES
from tests.asking import Asking
from tests.counting import MANY, counted_calls

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
    "values": {"name": {"in": ["a"] * MAX_VALUES}, "number": {"notIn": ["ACC-000001"] * MAX_VALUES}},
}

PAST: dict[str, Where] = {
    "conditions": {"or": [NAME] * (MAX_CONDITIONS // 2) + [{}]},
    "operators": {"and": [{"name": {"contains": "a", "ne": "b", "startsWith": "c", "endsWith": "d"}}] * 21},
    "not": nested(MAX_CONDITIONS + 1, "not"),
    "empty": {"or": [{}] * (MAX_CONDITIONS + 1)},
    "very many": {"and": [{"or": []}] * 20_000},
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
    assert calls.number < 3 * MANY


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
