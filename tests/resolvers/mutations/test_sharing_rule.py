"""Sharing rules, made, changed and deleted: each rule's yes and its no, and who sees what then."""

import asyncio
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done, everything, forbidden, wrong
from tests.resolvers.mutations.rules import PLAIN, RULE, japanese, made, named
from tests.resolvers.mutations.sight import difference, sight
from tests.waiting import blocked


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
