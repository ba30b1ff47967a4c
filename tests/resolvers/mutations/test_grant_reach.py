"""How far a grant reaches: an owner opens accounts below no further, and no longer, than they are open to them."""

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, user_id, wrong
from tests.resolvers.mutations.sight import difference, sight

US_BELOW_APAC = """UPDATE account SET parent_id = (SELECT id FROM account WHERE name = 'Acme Corp APAC')
    WHERE name = 'Acme Corp US'"""


async def test_an_owner_opens_what_is_below_no_further_than_it_is_open_to_them(writing: Asking) -> None:
    # ron's APAC is put above Acme's US, which ron doesn't see
    await writing.database.pool.execute(US_BELOW_APAC)
    apac, sam = await account_id(writing, "acme-apac"), await user_id(writing, "sam")
    given = {"accountId": apac, "userId": sam, "level": "READ"}
    before = await everything(writing, "account_grant")
    told = {
        "grant": None,
        "note": None,
        "userErrors": [
            {
                "code": "INVALID",
                "message": "There are accounts below that aren't open to you for READ, or not for as long: send"
                " `cascades` as false, or ask an admin.",
                "field": ["cascades"],
            }
        ],
    }
    assert await do(writing, "ron", "grantAccess", given, "grant { id }") == told
    assert await wrong(writing, "ron", "grantAccess", {**given, "userId": await user_id(writing, "ron")}) == {
        ("INVALID", "cascades")
    }
    assert await everything(writing, "account_grant") == before
    seen = await sight(writing)
    await done(writing, "ron", "grantAccess", {**given, "cascades": False})
    assert difference(seen, await sight(writing)) == {"sam": {"Acme Corp APAC": (None, "READ")}}
    # now that ron may read what is below he may let others read it, and no more than that
    us = {"accountId": await account_id(writing, "acme-us"), "userId": await user_id(writing, "ron"), "level": "READ"}
    await done(writing, "rita", "grantAccess", us)
    assert await wrong(writing, "ron", "grantAccess", {**given, "level": "EDIT"}) == {("INVALID", "cascades")}
    seen = await sight(writing)
    await done(writing, "ron", "grantAccess", given)
    assert difference(seen, await sight(writing)) == {"sam": {"Acme Corp US": (None, "READ")}}
    # an admin may all of it
    await done(writing, "ada", "grantAccess", {**given, "level": "EDIT"})


async def test_a_grant_to_oneself_is_not_made_more_of_by_itself(writing: Asking) -> None:
    apac, ron = await account_id(writing, "acme-apac"), await user_id(writing, "ron")
    await writing.database.pool.execute(US_BELOW_APAC)
    given = {"accountId": apac, "userId": ron, "level": "EDIT", "expiresAt": "2199-01-01T00:00:00Z"}
    await done(writing, "ada", "grantAccess", given)
    assert (await sight(writing))["ron"]["Acme Corp US"] == "EDIT"
    # what lets ron see below is this very grant: it counts neither for more than it opens nor for the same
    for more in ({"expiresAt": None}, {}):
        assert await wrong(writing, "ron", "grantAccess", {**given, **more}) == {("INVALID", "cascades")}
    assert (await sight(writing))["ron"]["Acme Corp US"] == "EDIT"


async def test_what_is_open_for_a_time_is_opened_to_others_for_no_longer(writing: Asking) -> None:
    us, apac = await account_id(writing, "acme-us"), await account_id(writing, "acme-apac")
    await writing.database.pool.execute(US_BELOW_APAC)
    end = "2199-01-01T00:00:00Z"
    ron = {"accountId": us, "userId": await user_id(writing, "ron"), "level": "READ", "expiresAt": end}
    await done(writing, "rita", "grantAccess", ron)
    given = {"accountId": apac, "userId": await user_id(writing, "sam"), "level": "READ"}
    for until in (None, "2199-01-01T00:00:01Z"):
        assert await wrong(writing, "ron", "grantAccess", {**given, "expiresAt": until}) == {("INVALID", "cascades")}
    seen = await sight(writing)
    await done(writing, "ron", "grantAccess", {**given, "expiresAt": end})
    assert difference(seen, await sight(writing)) == {
        "sam": {"Acme Corp APAC": (None, "READ"), "Acme Corp US": (None, "READ")}
    }
