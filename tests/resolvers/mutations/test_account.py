"""Accounts, written: each rule's yes and its no, with whole payloads."""

import asyncio
from typing import Any

import pytest

from tests.asking import Asking, data
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id, wrong

TREE = """SELECT a.name || ' ' || t.depth FROM account_tree t JOIN account a ON a.id = t.ancestor_id
WHERE t.descendant_id = $1 ORDER BY t.depth"""


async def test_an_account_is_made_with_what_is_given_and_its_maker_owns_it(writing: Asking) -> None:
    made = await done(
        writing,
        "rita",
        "createAccount",
        {
            "name": "  Nimbus   Freight ",
            "type": "CUSTOMER",
            "industry": "LOGISTICS",
            "description": "# Freight\n\nBy air.",
            "numberOfEmployees": 12,
            "phone": "+1 555 0100",
            "website": "https://nimbus.example/about",
            "billingAddress": {"city": "Toronto", "country": "Canada"},
            "officeLocation": {"latitude": 43.651070, "longitude": -79.347015},
            "brandColor": "#1a2B3c",
            "parentId": await account_id(writing, "acme"),
        },
        """account { name type industry description numberOfEmployees phone website brandColor isActive version
           billingAddress { street city state postalCode country } officeLocation { latitude longitude }
           owner { name } createdBy { name } updatedBy { name } parent { name } depth lastActivityDate customerSince
           annualRevenue totalOpportunityAmount openCaseCount }""",
    )
    assert made == {
        "account": {
            "name": "Nimbus Freight",
            "type": "CUSTOMER",
            "industry": "LOGISTICS",
            "description": "# Freight\n\nBy air.",
            "numberOfEmployees": 12,
            "phone": "+1 555 0100",
            "website": "https://nimbus.example/about",
            "brandColor": "#1a2B3c",
            "isActive": True,
            "version": 1,
            "billingAddress": {"street": None, "city": "Toronto", "state": None, "postalCode": None, "country": "CA"},
            "officeLocation": {"latitude": 43.65107, "longitude": -79.347015},
            "owner": {"name": "Rita Delgado"},
            "createdBy": {"name": "Rita Delgado"},
            "updatedBy": {"name": "Rita Delgado"},
            "parent": {"name": "Acme Corp Global"},
            "depth": 1,
            "lastActivityDate": None,
            "customerSince": None,
            "annualRevenue": None,
            "totalOpportunityAmount": "0.00",
            "openCaseCount": 0,
        },
        "note": None,
    }


async def test_a_manager_makes_an_account_for_someone_else_and_need_not_see_it_then(writing: Asking) -> None:
    given = {"name": "For Rosa", "ownerId": await user_id(writing, "rosa")}
    made = await done(writing, "mia", "createAccount", given, "account { name }")
    assert made == {"account": None, "note": "Saved. You no longer have access to this account."}
    mine = await writing("rosa", '{ account(by: {name: "For Rosa"}) { owner { name } createdBy { name } version } }')
    assert mine["account"] == {
        "owner": {"name": "Rosa Bianchi"},
        "createdBy": {"name": "Mia Castellanos"},
        "version": 1,
    }
    assert await forbidden(
        writing, "rita", "createAccount", {"name": "For Ray", "ownerId": await user_id(writing, "ray")}
    )


async def test_numbers_are_given_in_turn_and_never_again(writing: Asking) -> None:
    first = await done(writing, "rita", "createAccount", {"name": "One"}, "account { id number }")
    await done(writing, "rita", "deleteAccount", {"id": first["account"]["id"]})
    second = await done(writing, "rita", "createAccount", {"name": "Two"}, "account { number }")
    assert int(second["account"]["number"][4:]) == int(first["account"]["number"][4:]) + 1


async def test_all_that_is_wrong_is_told_at_once_and_nothing_is_done(writing: Asking) -> None:
    before = await everything(writing, "account")
    given = {
        "name": "ACME  corp us",
        "annualRevenue": "1.00",
        "numberOfEmployees": -1,
        "phone": "call me",
        "website": "ftp://acme.example",
        "brandColor": "red",
        "description": "a\u0000b",
        "billingAddress": {"city": "x" * 256},
        "officeLocation": {"latitude": 91, "longitude": 0},
        "partnerId": "usr_00000000-0000-7000-8000-000000000000",
        "ownerId": "usr_00000000-0000-7000-8000-000000000000",
        "parentId": await account_id(writing, "acme-apac"),
    }
    given.pop("ownerId")  # naming another owner is not for reps at all
    assert await wrong(writing, "rita", "createAccount", given) == {
        ("NAME_TAKEN", "name"),
        ("FIELD_READ_ONLY", "annualRevenue"),
        ("INVALID", "numberOfEmployees"),
        ("INVALID", "phone"),
        ("INVALID", "website"),
        ("INVALID", "brandColor"),
        ("INVALID", "description"),
        ("TOO_LONG", "billingAddress.city"),
        ("INVALID", "officeLocation.latitude"),
        ("INVALID", "partnerId"),
        ("NOT_FOUND", "parentId"),
    }
    assert await everything(writing, "account") == before


@pytest.mark.parametrize("name", ["", "   ", "\t"])
async def test_a_name_is_needed(writing: Asking, name: str) -> None:
    assert {code for code, _ in await wrong(writing, "rita", "createAccount", {"name": name})} <= {
        "REQUIRED",
        "INVALID",
    }


@pytest.mark.parametrize(
    "name",
    [
        "ACME CORP APAC",
        " acme corp  apac",
        "\uff21\uff43\uff4d\uff45 Corp APAC",
        "Acme\u00a0Corp APAC",
        "Acme \u200bCorp APAC",
        "Ac\u00adme Corp APAC",
        "\ufeffAcme Corp \u200f APAC\u2060",
        "Ac\u200cme C\u200dorp APA\ufe0fC",
    ],
)
async def test_a_name_is_taken_whatever_its_case_spacing_and_width_and_what_is_not_seen_in_it(
    writing: Asking, name: str
) -> None:
    # rita doesn't see Acme Corp APAC, and is told no more than that the name is taken
    payload = await do(writing, "rita", "createAccount", {"name": name}, "account { id }")
    assert payload == {
        "account": None,
        "note": None,
        "userErrors": [{"code": "NAME_TAKEN", "message": "This name is taken: choose another.", "field": ["name"]}],
    }


@pytest.mark.parametrize(("one", "other"), [("Ϊ́ta", "ΐTA"), ("Straße Co", "STRASSE CO"), ("Café", "CAFE\u0301")])
async def test_names_that_differ_in_unicode_form_alone_are_one(writing: Asking, one: str, other: str) -> None:
    await done(writing, "rita", "createAccount", {"name": one})
    assert await wrong(writing, "rita", "createAccount", {"name": other}) == {("NAME_TAKEN", "name")}
    find = "query F($n: String!) { a: accounts(where: {name: {contains: $n}}) %s b: accounts(search: $n) %s }"
    found = {"nodes": [{"name": one}]}
    assert await writing("rita", find % (("{ nodes { name } }",) * 2), {"n": other}) == {"a": found, "b": found}


@pytest.mark.parametrize("name", ["क्\u200dष Tea", "नरम\u200cवेयर", "👩\u200d🌾 Farms"])
async def test_joiners_stay_in_a_name_and_it_is_found_without_them(writing: Asking, name: str) -> None:
    made = await done(writing, "rita", "createAccount", {"name": name}, "account { id name }")
    assert made["account"]["name"] == name
    plain = name.replace("\u200c", "").replace("\u200d", "")
    assert await wrong(writing, "rita", "createAccount", {"name": plain}) == {("NAME_TAKEN", "name")}
    find = """query F($name: String!) { account(by: {name: $name}) { id }
        accounts(where: {name: {contains: $name}}) { nodes { id } } }"""
    found = {"account": {"id": made["account"]["id"]}, "accounts": {"nodes": [{"id": made["account"]["id"]}]}}
    for written in (name, plain, f"\u200b{plain}"):
        assert await writing("rita", find, {"name": written}) == found
    search = "query S($name: String!) { accounts(search: $name) { nodes { id } } }"
    assert await writing("rita", search, {"name": f"\u2060{plain}"}) == {"accounts": found["accounts"]}


async def test_of_two_who_take_a_name_at_once_one_has_it_and_the_other_is_told(writing: Asking) -> None:
    for number in range(10):
        given = {"name": f"Wanted {number}"}
        answers = await asyncio.gather(*(do(writing, who, "createAccount", given) for who in ("rita", "ray", "ron")))
        assert sorted(len(answer["userErrors"]) for answer in answers) == [0, 1, 1]
        assert {error["code"] for answer in answers for error in answer["userErrors"]} == {"NAME_TAKEN"}


async def test_an_update_changes_what_is_given_empties_what_is_null_and_leaves_the_rest(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    shown = "account { name phone industry version billingAddress { city country } updatedBy { name } }"
    await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101", "billingAddress": {"city": "Austin"}})
    changed = await done(
        writing, "rita", "updateAccount", {"id": us, "industry": None, "billingAddress": {"city": None}}, shown
    )
    account = changed["account"]
    assert (account["phone"], account["industry"], account["updatedBy"]) == ("555-0101", None, {"name": "Rita Delgado"})
    assert account["billingAddress"] == {"city": None, "country": "US"}


async def test_an_update_that_changes_nothing_makes_no_new_version(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    first = await done(
        writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, "account { version updatedAt }"
    )
    again = await done(
        writing, "rita", "updateAccount", {"id": us, "phone": " 555-0101 "}, "account { version updatedAt }"
    )
    assert again == first


async def test_a_version_seen_before_is_a_conflict_and_shows_what_stands(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    seen = (await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, "account { version }"))[
        "account"
    ]
    await done(writing, "mia", "updateAccount", {"id": us, "phone": "555-0102", "expectedVersion": seen["version"]})
    answer = await do(
        writing,
        "rita",
        "updateAccount",
        {"id": us, "phone": "555-0103", "expectedVersion": seen["version"]},
        "account { phone version }",
    )
    assert answer["account"] == {"phone": "555-0102", "version": seen["version"] + 1}
    assert [error["code"] for error in answer["userErrors"]] == ["CONFLICT"]
    assert str(seen["version"] + 1) in answer["userErrors"][0]["message"]


async def test_of_writers_who_saw_one_version_one_writes(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    version = await writing.database.pool.fetchval("SELECT version FROM account WHERE name = 'Acme Corp US'")
    answers = await asyncio.gather(
        *(
            do(writing, "rita", "updateAccount", {"id": us, "phone": f"555-010{n}", "expectedVersion": version})
            for n in range(8)
        )
    )
    assert sorted(len(answer["userErrors"]) for answer in answers) == [0] + [1] * 7


async def test_a_rep_who_sends_revenue_is_told_so_and_the_rest_is_not_done_either(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    before = await everything(writing, "account")
    payload = await do(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101", "annualRevenue": "5.00"})
    assert payload["userErrors"] == [
        {
            "code": "FIELD_READ_ONLY",
            "message": "You may read `annualRevenue`, but not set it: leave it out.",
            "field": ["annualRevenue"],
        }
    ]
    assert await everything(writing, "account") == before


async def test_a_manager_sets_revenue(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    changed = await done(writing, "mia", "updateAccount", {"id": us, "annualRevenue": "5"}, "account { annualRevenue }")
    assert changed["account"] == {"annualRevenue": "5.00"}


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "1e99999999", "Infinity", "10000000000000000.00", "0.001"])
async def test_an_amount_is_zero_or_more_finite_and_bounded(writing: Asking, amount: str) -> None:
    given = {"id": await account_id(writing, "acme-us"), "annualRevenue": amount}
    question = "mutation M($input: UpdateAccountInput!) { updateAccount(input: $input) { userErrors { code } } }"
    result = await writing.result("mia", question, {"input": given})
    if result.executed:
        assert data(result) == {"updateAccount": {"userErrors": [{"code": "INVALID"}]}}
    else:
        assert result.errors is not None
        assert "annualRevenue" in result.errors[0]["message"]


async def test_who_only_reads_an_account_changes_its_description_and_nothing_else(writing: Asking) -> None:
    uk = await account_id(writing, "acme-uk")
    changed = await done(
        writing, "pat", "updateAccount", {"id": uk, "description": "Via Brightline"}, "account { description }"
    )
    assert changed["account"] == {"description": "Via Brightline"}
    before = await everything(writing, "account")
    assert await forbidden(writing, "pat", "updateAccount", {"id": uk, "phone": "555-0101"})
    assert await forbidden(writing, "pat", "updateAccount", {"id": uk, "description": "x", "phone": "555-0101"})
    assert await forbidden(writing, "bi", "updateAccount", {"id": uk, "phone": "555-0101"})
    assert await everything(writing, "account") == before


async def test_what_is_hidden_and_what_is_not_there_read_the_same(writing: Asking) -> None:
    hidden = {"id": await account_id(writing, "acme-apac")}
    missing = {"id": "acc_00000000-0000-7000-8000-000000000000"}
    for mutation, more in (
        ("updateAccount", {"phone": "555-0101"}),
        ("deleteAccount", {}),
        ("moveAccount", {"parentId": None}),
        ("transferAccount", {"ownerId": await user_id(writing, "rita")}),
    ):
        answers = [await do(writing, "rita", mutation, given | more) for given in (hidden, missing)]
        assert answers[0] == answers[1], mutation
        assert answers[0]["userErrors"] == [
            {"code": "NOT_FOUND", "message": "There is no such account.", "field": ["id"]}
        ]


async def test_last_activity_is_stamped_by_a_new_type_or_owner_and_by_nothing_else(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    shown = "account { lastActivityDate }"
    before = (await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, shown))["account"]
    same = (await done(writing, "rita", "updateAccount", {"id": us, "type": "CUSTOMER"}, shown))["account"]
    assert same == before
    typed = (await done(writing, "rita", "updateAccount", {"id": us, "type": "PARTNER"}, shown))["account"]
    assert typed != before
    handed = await done(writing, "mia", "transferAccount", {"id": us, "ownerId": await user_id(writing, "mia")}, shown)
    assert handed["account"] != typed


async def test_its_owner_a_manager_and_an_admin_hand_an_account_over_and_nobody_else(writing: Asking) -> None:
    us, ron = await account_id(writing, "acme-us"), await user_id(writing, "ron")
    germany = await account_id(writing, "acme-germany")
    # rosa may edit Germany by a rule, and is neither its owner nor a manager
    assert await forbidden(writing, "rosa", "transferAccount", {"id": germany, "ownerId": ron})
    for who in ("mia", "dan", "ada"):
        back = await user_id(writing, "rita")
        await done(writing, who, "transferAccount", {"id": us, "ownerId": ron})
        await done(writing, "ada", "transferAccount", {"id": us, "ownerId": back})
    handed = await done(writing, "rita", "transferAccount", {"id": us, "ownerId": ron}, "account { owner { name } }")
    assert handed["account"] == {"owner": {"name": "Ron Takahashi"}}  # she still sees it: by a rule


async def test_who_hands_its_own_sight_away_gets_a_note_and_no_record(writing: Asking) -> None:
    apac = await account_id(writing, "acme-apac")
    handed = await done(
        writing, "ron", "transferAccount", {"id": apac, "ownerId": await user_id(writing, "ray")}, "account { id }"
    )
    assert handed == {"account": None, "note": "Saved. You no longer have access to this account."}


@pytest.mark.parametrize("who", ["pat", "bi"])
async def test_partners_and_integrations_own_no_accounts(writing: Asking, who: str) -> None:
    given = {"id": await account_id(writing, "acme-us"), "ownerId": await user_id(writing, who)}
    assert await wrong(writing, "mia", "transferAccount", given) == {("INVALID", "ownerId")}


async def test_nobody_inactive_becomes_an_owner(writing: Asking) -> None:
    await writing.database.pool.execute("UPDATE app_user SET is_active = false WHERE email = 'ron@demo.example'")
    given = {"id": await account_id(writing, "acme-us"), "ownerId": await user_id(writing, "ron")}
    refused = [
        {"code": "INVALID", "message": "Ron Takahashi is inactive: name an active user.", "field": ["ownerId"]},
    ]
    assert (await do(writing, "mia", "transferAccount", given))["userErrors"] == refused
    assert (await do(writing, "mia", "createAccount", {"name": "X", "ownerId": given["ownerId"]}))[
        "userErrors"
    ] == refused


async def names_above(writing: Asking, account: str) -> list[str]:
    rows = await writing.database.pool.fetch(TREE, account.removeprefix("acc_"))
    return [row[0] for row in rows]


async def test_an_account_moves_with_all_that_is_below_it(writing: Asking) -> None:
    emea, us, uk = [await account_id(writing, short) for short in ("acme-emea", "acme-us", "acme-uk")]
    moved = await done(
        writing, "dan", "moveAccount", {"id": emea, "parentId": us}, "account { parent { name } depth version }"
    )
    assert moved["account"]["parent"] == {"name": "Acme Corp US"}
    assert moved["account"]["depth"] == 2
    assert await names_above(writing, uk) == [
        "Acme Corp UK 0",
        "Acme Corp EMEA 1",
        "Acme Corp US 2",
        "Acme Corp Global 3",
    ]
    await done(writing, "dan", "moveAccount", {"id": emea, "parentId": None})
    assert await names_above(writing, uk) == ["Acme Corp UK 0", "Acme Corp EMEA 1"]


async def test_an_account_cannot_come_to_stand_below_itself(writing: Asking) -> None:
    acme, uk = await account_id(writing, "acme"), await account_id(writing, "acme-uk")
    payload = await do(writing, "dan", "moveAccount", {"id": acme, "parentId": uk})
    assert payload["userErrors"] == [
        {
            "code": "CYCLE",
            "message": "Acme Corp UK stands below Acme Corp Global: it can't become its parent.",
            "field": ["parentId"],
        }
    ]
    assert await wrong(writing, "dan", "moveAccount", {"id": uk, "parentId": uk}) == {("CYCLE", "parentId")}


async def test_where_to_move_has_to_be_said(writing: Asking) -> None:
    assert await wrong(writing, "dan", "moveAccount", {"id": await account_id(writing, "acme-uk")}) == {
        ("REQUIRED", "parentId")
    }


async def test_what_moves_comes_under_the_grants_that_cascade_there(writing: Asking) -> None:
    apac, brightline = await account_id(writing, "acme-apac"), await account_id(writing, "brightline")
    await writing.database.pool.execute(
        "INSERT INTO account_grant (id, account_id, user_id, level, cascades)"
        " VALUES (gen_random_uuid(), $1, $2, 'READ', true)",
        brightline.removeprefix("acc_"),
        (await user_id(writing, "sam")).removeprefix("usr_"),
    )
    question = "query Q($id: ID!) { account(by: {id: $id}) { name } }"
    assert (await writing("sam", question, {"id": apac}))["account"] is None
    await done(writing, "ada", "moveAccount", {"id": apac, "parentId": brightline})
    assert (await writing("sam", question, {"id": apac}))["account"] == {"name": "Acme Corp APAC"}
    await done(writing, "ada", "moveAccount", {"id": apac, "parentId": None})
    assert (await writing("sam", question, {"id": apac}))["account"] is None


async def test_an_account_with_deals_contracts_or_children_is_not_deleted(writing: Asking) -> None:
    before = await everything(writing, "account", "contact")
    payload = await do(writing, "dan", "deleteAccount", {"id": await account_id(writing, "acme")})
    assert {error["code"] for error in payload["userErrors"]} == {"IN_USE"}
    told = " ".join(error["message"] for error in payload["userErrors"])
    assert "3 child accounts" in told
    assert "Set `isActive` to false instead." in told
    assert await everything(writing, "account", "contact") == before


async def test_children_that_the_viewer_does_not_see_are_not_counted_out(writing: Asking) -> None:
    made = await done(writing, "rita", "createAccount", {"name": "Quiet Holding"}, "account { id }")
    parent = made["account"]["id"]
    child = (
        await done(writing, "ada", "createAccount", {"name": "Hidden Child", "parentId": parent}, "account { id }")
    )["account"]["id"]
    payload = await do(writing, "rita", "deleteAccount", {"id": parent})
    assert [error["message"] for error in payload["userErrors"]] == [
        "Quiet Holding can't be deleted: something that you don't see depends on it. Set `isActive` to false instead."
    ]
    await done(writing, "ada", "deleteAccount", {"id": child})
    gone = await done(writing, "rita", "deleteAccount", {"id": parent}, "deletedId")
    assert gone == {"deletedId": parent, "note": None}


async def test_a_partner_account_that_is_named_by_others_is_not_deleted(writing: Asking) -> None:
    made = await done(writing, "ada", "createAccount", {"name": "Reseller", "type": "PARTNER"}, "account { id }")
    reseller = made["account"]["id"]
    await done(writing, "ada", "createAccount", {"name": "Managed", "partnerId": reseller})
    assert await wrong(writing, "ada", "deleteAccount", {"id": reseller}) == {("IN_USE", "id")}


async def test_who_may_hand_an_account_over_says_which_partner_manages_it(writing: Asking) -> None:
    uk, brightline = await account_id(writing, "acme-uk"), await account_id(writing, "brightline")
    # rosa has EDIT by a rule; an account's owner, their managers and admins are more than that
    assert await forbidden(writing, "rosa", "updateAccount", {"id": uk, "partnerId": None, "phone": "020 7946 0000"})
    given = {"id": uk, "partnerId": brightline, "phone": "020 7946 0001"}
    kept = await done(writing, "rosa", "updateAccount", given, "account { phone partner { name } }")
    assert kept["account"] == {"phone": "020 7946 0001", "partner": {"name": "Brightline Resellers"}}
    question = "query Q($id: ID!) { account(by: {id: $id}) { phone } }"
    for who in ("ray", "max", "ada"):
        await done(writing, who, "updateAccount", {"id": uk, "partnerId": None})
        assert (await writing("pat", question, {"id": uk}))["account"] is None
        await done(writing, "ada", "updateAccount", {"id": uk, "partnerId": brightline})
        assert (await writing("pat", question, {"id": uk}))["account"] == {"phone": "020 7946 0001"}


async def test_each_mutation_of_a_request_is_done_or_not_by_itself(writing: Asking) -> None:
    uk, us = await account_id(writing, "acme-uk"), await account_id(writing, "acme-us")
    question = """mutation M($uk: ID!, $us: ID!) {
      a: updateAccount(input: {id: $us, phone: "555-0101"}) { account { phone } userErrors { code } }
      b: updateAccount(input: {id: $uk, annualRevenue: "1"}) { account { phone } userErrors { code } }
      c: transferAccount(input: {id: $uk, ownerId: "usr_00000000-0000-7000-8000-000000000000"}) { userErrors { code } }
      d: updateAccount(input: {id: $us, phone: "555-0102"}) { account { phone } userErrors { code } } }"""
    await writing.database.pool.execute(
        "INSERT INTO account_grant (id, account_id, user_id, level) SELECT gen_random_uuid(), $1, id, 'READ'"
        " FROM app_user WHERE email = 'rita@demo.example'",
        uk.removeprefix("acc_"),
    )
    result = await writing.result("rita", question, {"uk": uk, "us": us})
    assert data(result) == {
        "a": {"account": {"phone": "555-0101"}, "userErrors": []},
        "b": None,
        "c": None,
        "d": {"account": {"phone": "555-0102"}, "userErrors": []},
    }
    assert [(error["path"], error["extensions"]["code"]) for error in result.errors or ()] == [
        (["b"], "FORBIDDEN"),
        (["c"], "FORBIDDEN"),
    ]


async def test_an_answer_that_cannot_be_read_stops_the_mutation_before_it_is_done(writing: Asking) -> None:
    before = await everything(writing, "account")
    for shown in ("contacts(first: 1000) { nodes { id } }", 'children(after: "forged") { nodes { id } }'):
        question = f'mutation {{ createAccount(input: {{name: "Unread"}}) {{ account {{ {shown} }} }} }}'
        assert await writing.codes("rita", question) == ["BAD_INPUT"]
    assert await everything(writing, "account") == before


async def test_a_key_that_is_sent_again_does_nothing_more_and_tells_the_first_outcome(writing: Asking) -> None:
    given: dict[str, Any] = {"name": "Once", "idempotencyKey": "order-1"}
    first = await done(writing, "rita", "createAccount", given, "account { id number version }")
    before = await everything(writing, "account")
    assert await done(writing, "rita", "createAccount", given, "account { id number version }") == first
    assert await everything(writing, "account") == before
    assert await wrong(writing, "rita", "createAccount", given | {"name": "Twice"}) == {
        ("KEY_REUSED", "idempotencyKey")
    }
    # keys are each user's own
    await done(writing, "ray", "createAccount", given | {"name": "Of Ray's"})


async def test_a_key_under_which_nothing_was_done_is_free(writing: Asking) -> None:
    given = {"name": "Acme Corp US", "idempotencyKey": "k"}
    assert await wrong(writing, "rita", "createAccount", given) == {("NAME_TAKEN", "name")}
    await done(writing, "rita", "createAccount", given | {"name": "Another"})


async def test_of_requests_with_one_key_at_once_one_is_done(writing: Asking) -> None:
    for number in range(10):
        given = {"name": f"Only {number}", "idempotencyKey": f"k{number}"}
        answers = await asyncio.gather(
            *(done(writing, "rita", "createAccount", given, "account { id }") for _ in range(4))
        )
        assert len({answer["account"]["id"] for answer in answers}) == 1


async def test_a_key_that_is_sent_again_after_its_record_is_gone_tells_so(writing: Asking) -> None:
    given = {"name": "Short Lived", "idempotencyKey": "k"}
    made = await done(writing, "rita", "createAccount", given, "account { id }")
    await done(writing, "rita", "deleteAccount", {"id": made["account"]["id"]})
    again = await done(writing, "rita", "createAccount", given, "account { id }")
    assert again == {
        "account": None,
        "note": "It was done before, under this key. The record has been deleted since, or you no longer have access to"
        " it.",
    }


async def test_what_a_deleted_account_was_told_under_its_key_is_told_again(writing: Asking) -> None:
    made = await done(writing, "rita", "createAccount", {"name": "Brief"}, "account { id }")
    given = {"id": made["account"]["id"], "idempotencyKey": "gone"}
    first = await done(writing, "rita", "deleteAccount", given, "deletedId")
    assert await done(writing, "rita", "deleteAccount", given, "deletedId") == first


async def test_rights_that_changed_since_sign_in_hold_inside_the_transaction(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    viewer = await writing.viewer("rita")  # read before
    await writing.database.pool.execute("UPDATE app_user SET profile = 'PARTNER' WHERE email = 'rita@demo.example'")
    result = await writing.result_as(
        viewer, f'mutation {{ deleteAccount(input: {{id: "{us}"}}) {{ userErrors {{ code }} }} }}'
    )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["FORBIDDEN"]
    await writing.database.pool.execute("UPDATE app_user SET is_active = false WHERE email = 'rita@demo.example'")
    result = await writing.result_as(
        viewer, f'mutation {{ updateAccount(input: {{id: "{us}", phone: "555-0101"}}) {{ userErrors {{ code }} }} }}'
    )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["UNAUTHENTICATED"]
