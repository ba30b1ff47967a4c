"""Accounts, written: each rule's yes and its no, with whole payloads."""

import asyncio

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id, wrong


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


async def test_a_bare_domain_is_kept_as_a_website_of_https(writing: Asking) -> None:
    given = {"name": "Bare", "website": " www.Acme.example/About "}
    made = await done(writing, "rita", "createAccount", given, "account { website }")
    assert made["account"] == {"website": "https://www.Acme.example/About"}


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
    # the name is taken too, which is looked up when all else is right
    assert await wrong(writing, "rita", "createAccount", given) == {
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
