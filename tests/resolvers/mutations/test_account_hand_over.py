"""Accounts that get another owner, another parent or another partner: who may do that, and who sees what then."""

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, forbidden, user_id, wrong

TREE = """SELECT a.name || ' ' || t.depth FROM account_tree t JOIN account a ON a.id = t.ancestor_id
WHERE t.descendant_id = $1 ORDER BY t.depth"""


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
    assert handed["account"] is None
    assert handed["note"].startswith("Saved. You no longer have access to this account.")


async def test_a_key_keeps_the_note_that_its_first_caller_did_not_read(writing: Asking) -> None:
    given = {
        "id": await account_id(writing, "acme-apac"),
        "ownerId": await user_id(writing, "ray"),
        "idempotencyKey": "away",
    }
    unread = "mutation M($i: TransferAccountInput!) { transferAccount(input: $i) { userErrors { code } } }"
    await writing("ron", unread, {"i": given})
    kept = await writing.database.pool.fetchval("SELECT outcome->>3 FROM idempotency_key")
    assert kept.startswith("Saved. You no longer have access to this account.")


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
