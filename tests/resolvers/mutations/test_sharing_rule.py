"""Sharing rules, made, changed and deleted: each rule's yes and its no, and who sees what then."""

import asyncio
from typing import Any

import pytest

from graph.models.sharing import RuleColumn, RuleOperator
from graph.resolvers.mutations.rule_conditions import operators
from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done, everything, forbidden, wrong
from tests.resolvers.mutations.sight import difference, sight
from tests.waiting import blocked

RULE = """sharingRule { name isActive level profile role { name } includeBelow group { name }
    conditions { column operator values } }"""
NOWHERE = "00000000-0000-7000-8000-000000000000"
JAPANESE = [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": ["japan"]}]
PLAIN: dict[str, Any] = {
    "name": "Japan to service",
    "level": "READ",
    "profile": "SERVICE_AGENT",
    "conditions": JAPANESE,
}


async def named(writing: Asking, table: str, prefix: str, name: str) -> str:
    return f"{prefix}_{await writing.database.pool.fetchval(f'SELECT id FROM {table} WHERE name = $1', name)}"


async def made(writing: Asking, **given: Any) -> str:
    rule = await done(writing, "ada", "createSharingRule", {**PLAIN, **given}, "sharingRule { id }")
    return str(rule["sharingRule"]["id"])


async def japanese(writing: Asking, *but: str) -> set[str]:
    found = await writing.database.pool.fetch("SELECT name FROM account WHERE billing_country = 'JP'")
    return {row["name"] for row in found} - {*but}


async def test_a_rule_opens_what_it_matches_from_the_next_question_on(writing: Asking) -> None:
    before = await sight(writing)
    assert await done(writing, "ada", "createSharingRule", {**PLAIN, "name": " Japan  to service "}, RULE) == {
        "sharingRule": {
            "name": "Japan to service",
            "isActive": True,
            "level": "READ",
            "profile": "SERVICE_AGENT",
            "role": None,
            "includeBelow": False,
            "group": None,
            "conditions": [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": ["JP"]}],
        },
        "note": None,
    }
    opened = await japanese(writing, *before["sam"])
    assert opened
    assert difference(before, await sight(writing)) == {"sam": dict.fromkeys(opened, (None, "READ"))}


async def test_a_rule_for_a_role_is_for_those_below_where_it_says_so(writing: Asking) -> None:
    before = await sight(writing)
    role = await named(writing, "role", "rol", "manager-eu")
    rule = await made(writing, profile=None, roleId=role, level="EDIT")

    def opened(*people: str) -> dict[str, set[str]]:
        return {who: names for who in people if (names := {each for each in japan if before[who].get(each) != "EDIT"})}

    japan = await japanese(writing)
    after = difference(before, await sight(writing))
    assert {who: set(names) for who, names in after.items()} == opened("max")
    shown = await done(writing, "ada", "updateSharingRule", {"id": rule, "includeBelow": True}, RULE)
    assert (shown["sharingRule"]["role"], shown["sharingRule"]["includeBelow"]) == ({"name": "manager-eu"}, True)
    after = difference(before, await sight(writing))
    assert {who: set(names) for who, names in after.items()} == opened("max", "ray", "rosa")


async def test_a_rule_is_changed_in_what_is_given_and_stays_in_the_rest(writing: Asking) -> None:
    rule = await made(writing)
    before = await sight(writing)
    group = await named(writing, "user_group", "grp", "North America sales team")
    changed = await done(
        writing, "ada", "updateSharingRule", {"id": rule, "level": "EDIT", "profile": None, "groupId": group}, RULE
    )
    assert changed["sharingRule"] == {
        "name": "Japan to service",
        "isActive": True,
        "level": "EDIT",
        "profile": None,
        "role": None,
        "includeBelow": False,
        "group": {"name": "North America sales team"},
        "conditions": [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": ["JP"]}],
    }
    after = difference(before, await sight(writing))
    assert after.keys() == {"sam", "rita"}
    assert set(after["rita"].values()) <= {(None, "EDIT"), ("READ", "EDIT")}


async def test_conditions_are_replaced_all_together_and_keep_their_order(writing: Asking) -> None:
    rule = await made(writing)
    conditions = [
        {"column": "TYPE", "operator": "NOT_IN", "values": ["partner", "CUSTOMER", "PARTNER"]},
        {"column": "INDUSTRY", "operator": "IS_NULL"},
        {"column": "BILLING_STATE", "operator": "NE", "values": [" o'brien\\ "]},
        {"column": "IS_ACTIVE", "operator": "EQ", "values": ["TRUE"]},
        {"column": "ANNUAL_REVENUE", "operator": "GTE", "values": ["1e6"]},
        {"column": "NUMBER_OF_EMPLOYEES", "operator": "IN", "values": ["10", "10.5", "-1"]},
    ]
    changed = await done(writing, "ada", "updateSharingRule", {"id": rule, "conditions": conditions}, RULE)
    assert changed["sharingRule"]["conditions"] == [
        {"column": "TYPE", "operator": "NOT_IN", "values": ["PARTNER", "CUSTOMER"]},
        {"column": "INDUSTRY", "operator": "IS_NULL", "values": []},
        {"column": "BILLING_STATE", "operator": "NE", "values": ["o'brien\\"]},
        {"column": "IS_ACTIVE", "operator": "EQ", "values": ["true"]},
        {"column": "ANNUAL_REVENUE", "operator": "GTE", "values": ["1e6"]},
        {"column": "NUMBER_OF_EMPLOYEES", "operator": "IN", "values": ["10", "10.5", "-1"]},
    ]
    rows = await everything(writing, "sharing_condition")
    assert await done(writing, "ada", "updateSharingRule", {"id": rule, "conditions": conditions}, RULE) == changed
    assert await everything(writing, "sharing_condition") == rows  # the same again changes nothing


@pytest.mark.parametrize("how", ["deactivated", "deleted"])
async def test_a_rule_that_is_deactivated_or_deleted_opens_nothing(writing: Asking, how: str) -> None:
    before = await sight(writing)
    rule = await made(writing)
    opened = await sight(writing)
    if how == "deactivated":
        await done(writing, "ada", "updateSharingRule", {"id": rule, "isActive": False})
    else:
        gone = await done(writing, "ada", "deleteSharingRule", {"id": rule}, "deletedId")
        assert gone == {"deletedId": rule, "note": None}
        assert await wrong(writing, "ada", "deleteSharingRule", {"id": rule}) == {("NOT_FOUND", "id")}
    assert opened != before
    assert await sight(writing) == before
    if how == "deactivated":
        await done(writing, "ada", "updateSharingRule", {"id": rule, "isActive": True})
        assert await sight(writing) == opened


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


async def test_a_value_that_cannot_be_is_told_with_the_mend(writing: Asking) -> None:
    conditions = [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": ["Narnia"]}]
    payload = await do(writing, "ada", "createSharingRule", {**PLAIN, "conditions": conditions}, "sharingRule { id }")
    assert payload == {
        "sharingRule": None,
        "note": None,
        "userErrors": [
            {
                "code": "INVALID",
                "message": "BILLING_COUNTRY can't be 'Narnia': send an ISO 3166-1 alpha-2 code, such as DE.",
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


async def test_a_new_rule_was_for_nobody_before(writing: Asking) -> None:
    one = "A rule is for exactly one of `profile`, `roleId` and `groupId`: send one"
    group = await writing.database.pool.fetchval("SELECT id FROM user_group ORDER BY name LIMIT 1")
    two = {**PLAIN, "name": "Two", "groupId": f"grp_{group}"}
    told = [(await do(writing, "ada", "createSharingRule", two))["userErrors"][0]["message"]]
    preview = "query Q($i: PreviewSharingRuleInput!) { previewSharingRule(input: $i) { userErrors { message } } }"
    changed = {"id": await made(writing), "groupId": two["groupId"]}
    for given in (two, changed):
        found = (await writing("ada", preview, {"i": given}))["previewSharingRule"]
        told.append(found["userErrors"][0]["message"])
    assert told == [f"{one}.", f"{one}.", f"{one}, and null for what it was for."]


async def test_admins_alone_read_and_write_rules(writing: Asking) -> None:
    rule = await made(writing)
    before = await everything(writing, "sharing_rule", "sharing_condition")
    preview = "query Q($input: PreviewSharingRuleInput!) { previewSharingRule(input: $input) { accountsAfter } }"
    for who in ("eve", "dan", "mia", "rita", "sam", "pat", "bi"):
        assert await forbidden(writing, who, "createSharingRule", {**PLAIN, "name": "Mine"})
        assert await forbidden(writing, who, "updateSharingRule", {"id": rule, "level": "EDIT"})
        assert await forbidden(writing, who, "deleteSharingRule", {"id": rule})
        assert await writing.codes(who, preview, {"input": {"id": rule, "delete": True}}) == ["FORBIDDEN"]
        assert await writing.codes(who, "{ sharingRules { name } }") == ["FORBIDDEN"]
        assert await writing(who, f'{{ node(id: "{rule}") {{ id }} }}') == {"node": None}
    assert await everything(writing, "sharing_rule", "sharing_condition") == before
    rules = (await writing("ada", f'{{ node(id: "{rule}") {{ id }} sharingRules {{ name }} }}'))["sharingRules"]
    assert [each["name"] for each in rules] == [
        "Active customers to sales managers",
        "European accounts to their sales team",
        "Japan to service",
        "North American accounts to their sales team",
    ]


async def test_of_two_who_take_a_name_at_once_one_has_it_and_the_other_is_told(writing: Asking) -> None:
    for n in range(20):
        names = (f"Rule {n}", f"RULE {n}")
        payloads = await asyncio.gather(
            *(do(writing, "ada", "createSharingRule", {**PLAIN, "name": name}) for name in names)
        )
        assert sorted(error["code"] for each in payloads for error in each["userErrors"]) == ["NAME_TAKEN"]


async def test_changes_of_one_rule_at_once_leave_the_conditions_of_one_of_them(writing: Asking) -> None:
    rule = await made(writing)
    sets: list[list[dict[str, Any]]] = [
        [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": [code]}, {"column": column, "operator": "NOT_NULL"}]
        for code, column in (("JP", "TYPE"), ("US", "INDUSTRY"), ("DE", "ANNUAL_REVENUE"))
    ]
    for _ in range(20):
        changes = [done(writing, "ada", "updateSharingRule", {"id": rule, "conditions": each}, RULE) for each in sets]
        await asyncio.gather(*changes)
        [left] = [
            each["conditions"]
            for each in (await writing("ada", "{ sharingRules { id conditions { column operator values } } }"))[
                "sharingRules"
            ]
            if each["id"] == rule
        ]
        assert left in [[{"values": [], **condition} for condition in each] for each in sets]


async def test_who_is_no_admin_any_more_when_their_turn_comes_changes_no_rule(writing: Asking) -> None:
    async with writing.database.pool.acquire() as connection, connection.transaction():
        await connection.execute("UPDATE app_user SET profile = 'SALES_REP' WHERE email = 'ada@demo.example'")
        waiting = asyncio.create_task(forbidden(writing, "ada", "createSharingRule", PLAIN))
        await blocked(connection)
        assert not waiting.done()
    assert await waiting
