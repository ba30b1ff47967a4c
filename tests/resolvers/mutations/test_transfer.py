"""What goes along with an account that is handed over, and what is told of what stays."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, done, user_id
from tests.resolvers.mutations.hanging import grant, made_id, store

REMAINING = "remaining { ownerName seesAccount accounts opportunities activities }"
OWNERS = """SELECT r.id::text, split_part(u.email, '@', 1) FROM {table} r JOIN app_user u ON u.id = r.owner_id
WHERE r.id = ANY($1::uuid[])"""


async def owners(writing: Asking, table: str, ids: dict[str, str]) -> dict[str, str]:
    """Who owns each of these records, by the names that the ids have here."""
    rows = await writing.database.pool.fetch(OWNERS.format(table=table), [row[4:] for row in ids.values()])
    found = dict(map(tuple, rows))
    return {name: found[row[4:]] for name, row in ids.items()}


async def put(writing: Asking, on: str = "acme-us") -> tuple[dict[str, str], dict[str, str]]:
    """Deals and activities of two owners on an account, without those that were there, by what they are."""
    account = await account_id(writing, on)
    for table in ("opportunity", "activity"):
        await store(writing, f"DELETE FROM {table} WHERE account_id = $1", account)
    rita, ron = await user_id(writing, "rita"), await user_id(writing, "ron")
    deals = {
        "rita's, open": await made_id(writing, "opportunity", on, ownerId=rita),
        "rita's, won": await made_id(writing, "opportunity", on, ownerId=rita, stage="CLOSED_WON"),
        "ron's, open": await made_id(writing, "opportunity", on, ownerId=ron),
    }
    given = {"accountId": account, "kind": "CALL", "subject": "Hello"}
    activities = {}
    for name, owner, at in (
        ("rita's, past", rita, "2020-01-01T00:00:00Z"),
        ("rita's, to come", rita, "2100-01-01T00:00:00Z"),
        ("ron's, to come", ron, "2100-01-01T00:00:00Z"),
    ):
        logged = await done(writing, "rita", "logActivity", {**given, "ownerId": owner, "at": at}, "activity { id }")
        activities[name] = logged["activity"]["id"]
    return deals, activities


@pytest.mark.parametrize(
    ("which", "moved"),
    [
        (None, []),
        ("NONE", []),
        ("OPEN", ["rita's, open", "rita's, to come"]),
        ("ALL", ["rita's, open", "rita's, won", "rita's, past", "rita's, to come"]),
    ],
)
async def test_the_owners_records_go_along_as_told_and_nobody_elses(
    writing: Asking, which: str | None, moved: list[str]
) -> None:
    deals, activities = await put(writing)
    before = await owners(writing, "opportunity", deals), await owners(writing, "activity", activities)
    given: dict[str, Any] = {"id": await account_id(writing, "acme-us"), "ownerId": await user_id(writing, "mia")}
    if which:
        given |= {"opportunities": which, "activities": which}
    await done(writing, "rita", "transferAccount", given)
    after = await owners(writing, "opportunity", deals), await owners(writing, "activity", activities)
    for old, new in zip(before, after, strict=True):
        assert new == {name: "mia" if name in moved else owner for name, owner in old.items()}


async def test_what_goes_along_has_its_next_version_and_a_history(writing: Asking) -> None:
    deals, _ = await put(writing)
    us, mia = await account_id(writing, "acme-us"), await user_id(writing, "mia")
    await done(writing, "rita", "transferAccount", {"id": us, "ownerId": mia, "opportunities": "OPEN"})
    question = "query Q($id: ID!) { node(id: $id) { ... on Opportunity { version updatedBy { name } } } }"
    found = (await writing("ada", question, {"id": deals["rita's, open"]}))["node"]
    assert found == {"version": 2, "updatedBy": {"name": "Rita Delgado"}}
    changed = await writing.database.pool.fetchval(
        "SELECT count(*) FROM field_change WHERE field = 'owner' AND record_id = $1", deals["rita's, open"][4:]
    )
    assert changed == 1


async def test_what_stays_is_counted_by_its_owner_with_whether_they_see_the_account(writing: Asking) -> None:
    await put(writing)
    us, mia = await account_id(writing, "acme-us"), await user_id(writing, "mia")
    given = {"id": us, "ownerId": mia, "activities": "OPEN"}
    told = await done(writing, "ada", "transferAccount", given, f"account {{ id }} {REMAINING}")
    below = await writing.database.pool.fetchval(
        "SELECT count(*) FROM account_tree t JOIN account a ON a.id = t.descendant_id WHERE t.ancestor_id = $1"
        " AND t.depth > 0 AND a.owner_id = (SELECT id FROM app_user WHERE email = 'rita@demo.example')",
        us[4:],
    )
    expected = [
        {"ownerName": "Rita Delgado", "seesAccount": True, "accounts": below, "opportunities": 1, "activities": 0},
        {"ownerName": "Ron Takahashi", "seesAccount": False, "accounts": 0, "opportunities": 1, "activities": 1},
    ]
    assert told["remaining"] == expected
    assert told["note"].startswith("Rita Delgado keeps 1 open opportunity")
    again = await done(writing, "ada", "transferAccount", {**given, "idempotencyKey": "k"}, REMAINING)
    assert again["remaining"] == await kept(writing, {**given, "idempotencyKey": "k"})


async def test_who_hands_away_their_own_sight_is_told_what_they_keep(writing: Asking) -> None:
    apac, ray = await account_id(writing, "acme-apac"), await user_id(writing, "ray")
    for table in ("opportunity", "activity"):
        await store(writing, f"DELETE FROM {table} WHERE account_id = $1", apac)
    await made_id(writing, "opportunity", "acme-apac", who="ron")
    told = await done(writing, "ron", "transferAccount", {"id": apac, "ownerId": ray}, f"account {{ id }} {REMAINING}")
    assert told == {
        "account": None,
        "remaining": [
            {"ownerName": "Ron Takahashi", "seesAccount": False, "accounts": 0, "opportunities": 1, "activities": 0}
        ],
        "note": "Saved. You no longer have access to this account."
        " Ron Takahashi keeps 1 open opportunity, and does not see this account.",
    }


async def family(writing: Asking) -> dict[str, str]:
    """Accounts below one of rita's, by whose they are and what they stand below."""
    ids = {"top": await account_id(writing, "acme-us")}
    for name, owner, parent in (
        ("rita's", "rita", "top"),
        ("ron's", "ron", "top"),
        ("rita's below ron's", "rita", "ron's"),
        ("ron's below rita's", "ron", "rita's"),
    ):
        given = {"name": name, "parentId": ids[parent], "ownerId": await user_id(writing, owner)}
        made = await done(writing, "ada", "createAccount", given, "account { id }")
        ids[name] = made["account"]["id"]
    return ids


@pytest.mark.parametrize("who", ["rita", "mia", "ada"])
async def test_accounts_below_go_along_if_they_are_the_owners_with_what_is_theirs(writing: Asking, who: str) -> None:
    ids = await family(writing)
    deals = {}
    given: dict[str, Any]
    for name in ("rita's below ron's", "ron's"):
        given = {"accountId": ids[name], "name": name, "ownerId": await user_id(writing, "rita")}
        made = await done(writing, "ada", "createOpportunity", given, "opportunity { id }")
        deals[name] = made["opportunity"]["id"]
    along = {"descendants": True, "opportunities": "OPEN"}
    given = {"id": ids["top"], "ownerId": await user_id(writing, "dan"), **along}
    told = await done(writing, who, "transferAccount", given, "remaining { accounts }")
    assert await owners(writing, "account", ids) == {
        "top": "dan",
        "rita's": "dan",
        "ron's": "ron",
        "rita's below ron's": "dan",
        "ron's below rita's": "ron",
    }
    assert await owners(writing, "opportunity", deals) == {"rita's below ron's": "dan", "ron's": "rita"}
    assert not any(each["accounts"] for each in told["remaining"])


async def test_accounts_below_stay_unless_told_and_are_counted(writing: Asking) -> None:
    ids = await family(writing)
    given = {"id": ids["top"], "ownerId": await user_id(writing, "dan")}
    told = await done(writing, "rita", "transferAccount", given, "remaining { ownerName accounts }")
    assert (await owners(writing, "account", ids))["rita's"] == "rita"
    assert {"ownerName": "Rita Delgado", "accounts": 2} in told["remaining"]


async def test_an_account_below_that_is_not_the_viewers_to_hand_over_stays(writing: Asking) -> None:
    ids = await family(writing)
    await grant(writing, "max", "acme-us", "EDIT")
    await store(writing, "UPDATE account_grant SET cascades = false WHERE account_id = $1", ids["top"])
    given = {"id": ids["top"], "ownerId": await user_id(writing, "max"), "descendants": True}
    await done(writing, "max", "transferAccount", given)
    after = await owners(writing, "account", ids)
    assert {name for name, owner in after.items() if owner == "max"} == {"top"}
    assert {name for name, owner in after.items() if owner == "rita"} == {"rita's", "rita's below ron's"}


@pytest.mark.parametrize("mutation", ["createOpportunity", "updateOpportunity", "logActivity", "updateActivity"])
async def test_who_is_given_a_record_and_does_not_see_its_account_is_named(writing: Asking, mutation: str) -> None:
    us, ray = await account_id(writing, "acme-us"), await user_id(writing, "ray")
    noun = "activity" if "Activity" in mutation else "opportunity"
    about = {"accountId": us, **({"kind": "CALL", "subject": "Hello"} if noun == "activity" else {"name": "Deal"})}
    if mutation.startswith("update"):
        about = {"id": await made_id(writing, noun)}
    given = {**about, "ownerId": ray}
    told = await done(writing, "rita", mutation, given)
    assert told["note"] == "Ray Whitcombe does not see this account: `grantAccess` opens it."
    given["ownerId"] = await user_id(writing, "mia")
    assert (await done(writing, "rita", mutation, given))["note"] is None


async def kept(writing: Asking, given: dict[str, Any]) -> Any:
    """What is told again under the key."""
    return (await done(writing, "ada", "transferAccount", given, REMAINING))["remaining"]
