"""What a sharing rule's input may be: conditions, operators and values, each refusal with its remedy."""

from typing import Any

import pytest

from graph.models.sharing import RuleColumn, RuleOperator
from graph.resolvers.mutations.rule_conditions import operators
from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done, everything, wrong
from tests.resolvers.mutations.rules import JAPANESE, NOWHERE, PLAIN, RULE, made

TOO_MANY = [{"column": "TYPE", "operator": "NOT_NULL"}] * 21

WRONG: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"name": "  "}, {("REQUIRED", "name")}),
    ({"name": "x" * 256}, {("TOO_LONG", "name")}),
    ({"name": "european ACCOUNTS to their  sales team"}, {("NAME_TAKEN", "name")}),
    ({"name": "\uff25uropean accounts to their sales team"}, {("NAME_TAKEN", "name")}),  # in full width
    ({"profile": None}, {("REQUIRED", "")}),
    ({"groupId": f"grp_{NOWHERE}"}, {("INVALID", ""), ("NOT_FOUND", "groupId")}),
    ({"profile": None, "roleId": f"rol_{NOWHERE}"}, {("NOT_FOUND", "roleId")}),
    ({"profile": None, "roleId": f"grp_{NOWHERE}"}, {("INVALID", "roleId"), ("REQUIRED", "")}),
    ({"includeBelow": True}, {("INVALID", "includeBelow")}),
    ({"isActive": None, "includeBelow": None}, {("REQUIRED", "isActive"), ("REQUIRED", "includeBelow")}),
    ({"conditions": []}, {("REQUIRED", "conditions")}),
    ({"conditions": TOO_MANY}, {("INVALID", "conditions")}),
]


@pytest.mark.parametrize(("given", "expected"), WRONG)
async def test_what_no_rule_can_be_is_told(
    writing: Asking, given: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    before = await everything(writing, "sharing_rule", "sharing_condition", "sharing_epoch")
    assert await wrong(writing, "ada", "createSharingRule", {**PLAIN, **given}) == expected
    assert await everything(writing, "sharing_rule", "sharing_condition", "sharing_epoch") == before
    rule = await made(writing)
    before = await everything(writing, "sharing_rule", "sharing_condition", "sharing_epoch")
    assert await wrong(writing, "ada", "updateSharingRule", {"id": rule, **given}) == expected
    assert await everything(writing, "sharing_rule", "sharing_condition", "sharing_epoch") == before


VALUES = {
    RuleColumn.TYPE: ("CUSTOMER", "VENDOR"),
    RuleColumn.INDUSTRY: ("BANKING", "MAGIC"),
    RuleColumn.BILLING_COUNTRY: ("DE", "Korea"),
    RuleColumn.BILLING_STATE: ("TX", "a\nb"),
    RuleColumn.IS_ACTIVE: ("true", "yes"),
    RuleColumn.ANNUAL_REVENUE: ("1000000", "1,000"),
    RuleColumn.NUMBER_OF_EMPLOYEES: ("12", "Infinity"),
}


def counts(operator: RuleOperator) -> tuple[int, list[int]]:
    """How many values an operator takes, and how many it doesn't."""
    if operator in (RuleOperator.IS_NULL, RuleOperator.NOT_NULL):
        return 0, [1]
    if operator in (RuleOperator.IN, RuleOperator.NOT_IN):
        return 3, [0, 101]
    return 1, [0, 2]


@pytest.mark.parametrize("column", RuleColumn)
async def test_each_operator_takes_values_of_its_column_and_so_many(writing: Asking, column: RuleColumn) -> None:
    good, bad = VALUES[column]
    compares = {RuleOperator.GT, RuleOperator.GTE, RuleOperator.LT, RuleOperator.LTE}
    unable = compares if column not in (RuleColumn.ANNUAL_REVENUE, RuleColumn.NUMBER_OF_EMPLOYEES) else set()
    if column is RuleColumn.IS_ACTIVE:
        unable |= {RuleOperator.IN, RuleOperator.NOT_IN}
    assert set(RuleOperator) - unable == operators(column)
    given: dict[str, Any] = {"column": str(column)}
    for operator in RuleOperator:
        takes, others = counts(operator)
        given["operator"] = str(operator)
        asked = {**PLAIN, "name": operator, "conditions": [{**given, "values": [good] * takes}]}
        if operator in unable:
            assert await wrong(writing, "ada", "createSharingRule", asked) == {("INVALID", "conditions.0.operator")}
            continue
        shown = (await done(writing, "ada", "createSharingRule", asked, RULE))["sharingRule"]
        assert shown["conditions"] == [{**given, "values": [good] * min(takes, 1)}]
        for count in others:
            asked["conditions"] = [*JAPANESE, {**given, "values": [good] * count}]
            asked["name"] = f"{operator} {count}"
            assert await wrong(writing, "ada", "createSharingRule", asked) == {("INVALID", "conditions.1.values")}
        if takes:
            asked["conditions"] = [{**given, "values": [bad] * takes}]
            expected = {("INVALID", f"conditions.0.values.{n}") for n in range(takes)}
            assert await wrong(writing, "ada", "createSharingRule", asked) == expected


@pytest.mark.parametrize(
    ("column", "value", "mend"),
    [
        ("BILLING_COUNTRY", "Narnia", "send an ISO 3166-1 alpha-2 code, such as DE"),
        ("ANNUAL_REVENUE", "25.000", "send 25000 or 25, whichever it is"),
        ("NUMBER_OF_EMPLOYEES", "-1.500", "send -1500 or -1.5, whichever it is"),
    ],
)
async def test_a_value_that_cannot_be_is_told_with_the_mend(
    writing: Asking, column: str, value: str, mend: str
) -> None:
    conditions = [{"column": column, "operator": "EQ", "values": [value]}]
    payload = await do(writing, "ada", "createSharingRule", {**PLAIN, "conditions": conditions}, "sharingRule { id }")
    assert payload == {
        "sharingRule": None,
        "note": None,
        "userErrors": [
            {
                "code": "INVALID",
                "message": f"{column} can't be {value!r}: {mend}.",
                "field": ["conditions", "0", "values", "0"],
            }
        ],
    }


@pytest.mark.parametrize(
    ("operator", "values", "message"),
    [
        ("EQ", [], "EQ takes one value, and none is given."),
        ("IS_NULL", ["DE"], "IS_NULL takes no value, and 1 is given."),
        ("EQ", ["DE", "FR"], "EQ takes one value, and 2 are given."),
    ],
)
async def test_how_many_values_are_given_is_told_in_good_grammar(
    writing: Asking, operator: str, values: list[str], message: str
) -> None:
    conditions = [{"column": "BILLING_COUNTRY", "operator": operator, "values": values}]
    payload = await do(writing, "ada", "createSharingRule", {**PLAIN, "conditions": conditions})
    assert [error["message"] for error in payload["userErrors"]] == [message]
