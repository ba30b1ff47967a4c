"""How far a grant reaches: an owner opens accounts below only where they might grant each of them too."""

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, user_id, wrong
from tests.resolvers.mutations.sight import difference, sight

US_BELOW_APAC = """UPDATE account SET parent_id = (SELECT id FROM account WHERE name = 'Acme Corp APAC')
    WHERE name = 'Acme Corp US'"""


@pytest.mark.parametrize("open_to_him", [None, "READ", "EDIT"])
async def test_an_owner_opens_what_is_below_only_where_it_is_theirs_too(
    writing: Asking, open_to_him: str | None
) -> None:
    # ron's APAC is put above Acme's US, which is rita's, however far it is open to ron
    await writing.database.pool.execute(US_BELOW_APAC)
    apac, us = await account_id(writing, "acme-apac"), await account_id(writing, "acme-us")
    ron, sam = await user_id(writing, "ron"), await user_id(writing, "sam")
    if open_to_him is not None:
        await done(writing, "rita", "grantAccess", {"accountId": us, "userId": ron, "level": open_to_him})
    given = {"accountId": apac, "userId": sam, "level": "READ"}
    before = await everything(writing, "account_grant")
    told = {
        "grant": None,
        "note": None,
        "userErrors": [
            {
                "code": "INVALID",
                "message": "There are accounts below that you don't own: send `cascades` as false, or ask an admin.",
                "field": ["cascades"],
            }
        ],
    }
    assert await do(writing, "ron", "grantAccess", given, "grant { id }") == told
    for more in ({"userId": ron}, {"level": "EDIT"}, {"expiresAt": "2199-01-01T00:00:00Z"}):
        assert await wrong(writing, "ron", "grantAccess", {**given, **more}) == {("INVALID", "cascades")}
    assert await everything(writing, "account_grant") == before
    seen = await sight(writing)
    await done(writing, "ron", "grantAccess", {**given, "cascades": False})
    assert difference(seen, await sight(writing)) == {"sam": {"Acme Corp APAC": (None, "READ")}}
    # an admin may all of it, and so may he once all of it is his
    await done(writing, "rita", "transferAccount", {"id": us, "ownerId": ron})
    await done(writing, "ron", "grantAccess", given)
    await done(writing, "ada", "grantAccess", {**given, "level": "EDIT"})


async def test_a_grant_to_oneself_is_not_made_more_of_by_itself(writing: Asking) -> None:
    apac, ron = await account_id(writing, "acme-apac"), await user_id(writing, "ron")
    await writing.database.pool.execute(US_BELOW_APAC)
    given = {"accountId": apac, "userId": ron, "level": "EDIT", "expiresAt": "2199-01-01T00:00:00Z"}
    await done(writing, "ada", "grantAccess", given)
    assert (await sight(writing))["ron"]["Acme Corp US"] == "EDIT"
    for more in ({"expiresAt": None}, {}):
        assert await wrong(writing, "ron", "grantAccess", {**given, **more}) == {("INVALID", "cascades")}
    assert (await sight(writing))["ron"]["Acme Corp US"] == "EDIT"
