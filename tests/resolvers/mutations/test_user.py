"""Users, written: each rule's yes and its no, with whole payloads."""

import asyncio
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, user_id, wrong
from tests.resolvers.mutations.hanging import store, stored
from tests.resolvers.mutations.people import NOBODY, group_id, role_id

SHOWN = """user { email name profile roleName isActive role { name } groups { nodes { name } }
    partnerAccount { name } canViewAll canRollUpAll }"""
LOU = {"email": "lou@demo.example", "name": "Lou Ferreira", "profile": "SALES_REP"}
AS_MADE: dict[str, Any] = {
    **LOU,
    "roleName": None,
    "isActive": True,
    "role": None,
    "groups": {"nodes": []},
    "partnerAccount": None,
    "canViewAll": False,
    "canRollUpAll": False,
}


async def made(writing: Asking, **more: Any) -> str:
    user: str = (await done(writing, "ada", "createUser", {**LOU, **more}, "user { id }"))["user"]["id"]
    return user


async def test_a_user_is_made_with_what_is_given_and_may_sign_in_at_once(writing: Asking) -> None:
    given = {
        "email": " Lou@Demo.EXAMPLE ",
        "name": " Lou  Ferreira ",
        "profile": "SALES_REP",
        "roleId": await role_id(writing, "rep-na"),
        "canRollUpAll": True,
    }
    assert await done(writing, "ada", "createUser", given, SHOWN) == {
        "user": {**AS_MADE, "roleName": "rep-na", "role": {"name": "rep-na"}, "canRollUpAll": True},
        "note": None,
    }
    assert (await writing("lou", "{ viewer { email } }"))["viewer"] == {"email": "lou@demo.example"}


async def test_a_partner_is_made_for_a_partner_account_and_sees_what_it_manages(writing: Asking) -> None:
    given = {**LOU, "profile": "PARTNER", "partnerAccountId": await account_id(writing, "brightline")}
    shown = await done(writing, "ada", "createUser", given, SHOWN)
    assert shown["user"] == {**AS_MADE, "profile": "PARTNER", "partnerAccount": {"name": "Brightline Resellers"}}
    accounts = '{ accounts(where: {partner: {name: {eq: "Brightline Resellers"}}}) { nodes { id } } }'
    assert await writing("lou", accounts) == await writing("ada", accounts)
    assert (await writing("lou", accounts))["accounts"]["nodes"]


async def test_an_integration_may_view_all(writing: Asking) -> None:
    shown = await done(writing, "ada", "createUser", {**LOU, "profile": "INTEGRATION", "canViewAll": True}, SHOWN)
    assert shown["user"] == {**AS_MADE, "profile": "INTEGRATION", "canViewAll": True}


async def test_all_that_is_wrong_with_a_user_is_told_at_once(writing: Asking) -> None:
    before = await everything(writing, "app_user", "sharing_epoch")
    given = {
        "email": "RITA@demo.example",
        "name": " ",
        "profile": "SALES_REP",
        "roleId": f"rol_{NOBODY}",
        "partnerAccountId": await account_id(writing, "brightline"),
        "canViewAll": True,
        "isActive": None,
    }
    assert await wrong(writing, "ada", "createUser", given) == {
        ("TAKEN", "email"),
        ("REQUIRED", "name"),
        ("NOT_FOUND", "roleId"),
        ("INVALID", "partnerAccountId"),
        ("INVALID", "canViewAll"),
        ("REQUIRED", "isActive"),
    }
    given = {**LOU, "profile": "PARTNER", "canRollUpAll": True, "roleId": "nonsense", "email": "lou"}
    assert await wrong(writing, "ada", "createUser", given) == {
        ("INVALID", "email"),
        ("REQUIRED", "partnerAccountId"),
        ("INVALID", "canRollUpAll"),
        ("INVALID", "roleId"),
    }
    given = {**LOU, "profile": "PARTNER", "partnerAccountId": f"acc_{NOBODY}"}
    assert await wrong(writing, "ada", "createUser", given) == {("NOT_FOUND", "partnerAccountId")}
    assert await everything(writing, "app_user", "sharing_epoch") == before


@pytest.mark.parametrize("email", ["lou\u200b@demo.example", "\u212aim@demo.example", "lou demo@x.example", "a@b", ""])
async def test_an_address_that_no_token_could_speak_for_is_refused(writing: Asking, email: str) -> None:
    codes = await wrong(writing, "ada", "createUser", {**LOU, "email": email})
    assert codes == {("INVALID" if email else "REQUIRED", "email")}


async def test_an_address_of_letters_beyond_ascii_signs_in(writing: Asking) -> None:
    shown = await done(writing, "ada", "createUser", {**LOU, "email": "JÖRG@Demo.Example"}, "user { email }")
    assert shown["user"] == {"email": "jörg@demo.example"}
    assert (await writing("jörg", "{ viewer { email } }"))["viewer"] == {"email": "jörg@demo.example"}


async def test_what_is_left_out_stays_as_it_is_and_null_empties(writing: Asking) -> None:
    rita = await user_id(writing, "rita")
    shown = await done(writing, "ada", "updateUser", {"id": rita, "name": "Rita D. Ward"}, SHOWN)
    after = {
        **AS_MADE,
        "email": "rita@demo.example",
        "name": "Rita D. Ward",
        "roleName": "rep-na",
        "role": {"name": "rep-na"},
        "groups": {"nodes": [{"name": "North America sales team"}]},
    }
    assert shown == {"user": after, "note": None}
    shown = await done(writing, "ada", "updateUser", {"id": rita, "roleId": None}, SHOWN)
    assert shown == {"user": {**after, "roleName": None, "role": None}, "note": None}
    assert await wrong(writing, "ada", "updateUser", {"id": rita, "name": None, "email": None, "profile": None}) == {
        ("REQUIRED", "name"),
        ("REQUIRED", "email"),
        ("REQUIRED", "profile"),
    }


async def test_an_address_is_taken_by_others_alone(writing: Asking) -> None:
    rita = await user_id(writing, "rita")
    assert await wrong(writing, "ada", "updateUser", {"id": rita, "email": "Ray@demo.example"}) == {("TAKEN", "email")}
    shown = await done(writing, "ada", "updateUser", {"id": rita, "email": "Rita@demo.example"})
    assert shown["note"] is None
    shown = await done(writing, "ada", "updateUser", {"id": rita, "email": "rita.ward@demo.example"}, "user { email }")
    assert shown == {
        "user": {"email": "rita.ward@demo.example"},
        "note": "Tokens for the address before are no longer good.",
    }
    assert (await writing("rita.ward", "{ viewer { email } }"))["viewer"] == {"email": "rita.ward@demo.example"}


async def test_the_same_again_is_no_change(writing: Asking) -> None:
    before = await everything(writing, "app_user", "sharing_epoch")
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, "rita"), "profile": "SALES_REP"})
    assert await everything(writing, "app_user", "sharing_epoch") == before


async def test_what_belongs_to_one_profile_goes_before_the_profile_does(writing: Asking) -> None:
    pat, bi = await user_id(writing, "pat"), await user_id(writing, "bi")
    rep = {"profile": "SALES_REP"}
    assert await wrong(writing, "ada", "updateUser", {"id": pat, **rep}) == {("INVALID", "partnerAccountId")}
    assert await wrong(writing, "ada", "updateUser", {"id": bi, **rep}) == {("INVALID", "canViewAll")}
    assert await wrong(writing, "ada", "updateUser", {"id": pat, "partnerAccountId": None}) == {
        ("REQUIRED", "partnerAccountId")
    }
    assert await wrong(writing, "ada", "updateUser", {"id": pat, "canRollUpAll": True}) == {("INVALID", "canRollUpAll")}
    await done(writing, "ada", "updateUser", {"id": pat, "partnerAccountId": None, **rep})
    await done(writing, "ada", "updateUser", {"id": bi, "canViewAll": False, **rep})


@pytest.mark.parametrize("profile", ["PARTNER", "INTEGRATION"])
async def test_who_owns_accounts_becomes_no_partner_or_integration(writing: Asking, profile: str) -> None:
    given: dict[str, Any] = {"id": await user_id(writing, "ray"), "profile": profile}
    if profile == "PARTNER":
        given["partnerAccountId"] = await account_id(writing, "brightline")
    owned = len(await writing.database.pool.fetch("SELECT FROM account WHERE owner_id = $1", given["id"][4:]))
    payload = await do(writing, "ada", "updateUser", given)
    assert payload["userErrors"] == [
        {
            "code": "IN_USE",
            "message": f"Ray Whitcombe owns {owned} accounts, and partners and integrations own none: hand over by"
            " `transferAccount` first.",
            "field": ["profile"],
        }
    ]
    await writing.database.pool.execute("UPDATE account SET owner_id = NULL WHERE owner_id = $1", given["id"][4:])
    await done(writing, "ada", "updateUser", given)


async def test_who_is_deactivated_signs_in_no_more_and_keeps_what_they_own(writing: Asking) -> None:
    ray = await user_id(writing, "ray")
    owned = len(await writing.database.pool.fetch("SELECT FROM account WHERE owner_id = $1", ray[4:]))
    deals = await stored(writing, "SELECT count(*) FROM opportunity WHERE owner_id = $1 AND stage !~ 'CLOSED'", ray)
    await store(writing, "UPDATE activity SET at = now() + '1 day' WHERE id IN (SELECT id FROM activity LIMIT 2)")
    await store(writing, "UPDATE activity SET owner_id = $1 WHERE at > now()", ray)
    tasks = await stored(writing, "SELECT count(*) FROM activity WHERE owner_id = $1 AND at > now()", ray)
    assert await done(writing, "ada", "updateUser", {"id": ray, "isActive": False}, "user { name isActive }") == {
        "user": {"name": "Ray Whitcombe", "isActive": False},
        "note": f"Ray Whitcombe still owns {owned} accounts, {tasks} activities to come and {deals} open opportunities:"
        " `transferAccount` hands over accounts, and with them what is going on there.",
    }
    mine = await writing.database.pool.fetch("SELECT FROM account WHERE owner_id = $1", ray[4:])
    assert len(mine) == owned
    again = await done(writing, "ada", "updateUser", {"id": ray, "isActive": True}, "user { isActive }")
    assert again == {"user": {"isActive": True}, "note": None}
    assert (await writing("ray", "{ viewer { email } }"))["viewer"] == {"email": "ray@demo.example"}


async def test_who_owns_nothing_is_deactivated_without_a_note(writing: Asking) -> None:
    given = {"id": await made(writing), "isActive": False}
    assert await done(writing, "ada", "updateUser", given) == {"note": None}


async def test_nobody_deactivates_themself(writing: Asking) -> None:
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, "mia"), "profile": "ADMIN"})
    payload = await do(writing, "ada", "updateUser", {"id": await user_id(writing, "ada"), "isActive": False})
    assert payload["userErrors"] == [
        {
            "code": "INVALID",
            "message": "You can't deactivate yourself: another admin can.",
            "field": ["isActive"],
        }
    ]


async def test_the_last_active_admin_stays_one(writing: Asking) -> None:
    ada = {"id": await user_id(writing, "ada"), "profile": "EXECUTIVE"}
    payload = await do(writing, "ada", "updateUser", ada)
    assert payload["userErrors"] == [
        {
            "code": "IN_USE",
            "message": "Ada Okafor is the last active admin: make someone else an admin first.",
            "field": ["profile"],
        }
    ]
    # an inactive admin is none
    await done(
        writing, "ada", "updateUser", {"id": await user_id(writing, "mia"), "profile": "ADMIN", "isActive": False}
    )
    assert await wrong(writing, "ada", "updateUser", ada) == {("IN_USE", "profile")}
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, "mia"), "isActive": True})
    handed = await done(writing, "ada", "updateUser", ada, "user { profile canViewAll }")
    assert handed["user"] == {"profile": "EXECUTIVE", "canViewAll": None}  # which is for admins to see


async def test_a_user_that_isnt_there_is_not_found(writing: Asking) -> None:
    gone = {"id": f"usr_{NOBODY}", "name": "Somebody"}
    assert await wrong(writing, "ada", "updateUser", gone) == {("NOT_FOUND", "id")}
    other = {"id": await group_id(writing, "Europe sales team"), "name": "Somebody"}
    assert await wrong(writing, "ada", "updateUser", other) == {("INVALID", "id")}


async def test_of_two_who_are_made_with_one_address_at_once_one_is_made(writing: Asking) -> None:
    for turn in range(20):
        given = {**LOU, "email": f"lou{turn}@demo.example"}
        both = await asyncio.gather(*(do(writing, "ada", "createUser", given) for _ in range(2)))
        assert sorted(error["code"] for payload in both for error in payload["userErrors"]) == ["TAKEN"]
