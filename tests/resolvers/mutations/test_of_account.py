"""What holds for every record that hangs on an account: who may write it, what it may refer to, what is told of it."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id, wrong
from tests.resolvers.mutations.hanging import (
    CONTACTS,
    CREATE,
    DELETE,
    OF_PARTNERS,
    PREFIX,
    TABLE,
    TABLES,
    UPDATE,
    VERBS,
    WRONG,
    changed,
    grant,
    made,
    made_id,
    store,
    stored,
)

NOWHERE = "00000000-0000-7000-8000-000000000000"

UNSEEN = {"code": "NOT_FOUND", "message": "There is no such account.", "field": ["accountId"]}


def every_mutation(noun: str, account: str, record: str) -> dict[str, dict[str, Any]]:
    """Each mutation of a noun, with an input."""
    create, new = CREATE[noun]
    update, change = UPDATE[noun]
    return {
        create: {"accountId": account, **new},
        update: {"id": record, **change},
        **{verb: {"id": record} for verb in VERBS[noun]},
        DELETE[noun]: {"id": record},
    }


@pytest.mark.parametrize("noun", CREATE)
async def test_on_an_account_that_is_hidden_or_missing_nothing_is_made_and_both_read_the_same(
    writing: Asking, noun: str
) -> None:
    before = await everything(writing, *TABLES)
    create, new = CREATE[noun]
    for account in (await account_id(writing, "acme-apac"), f"acc_{NOWHERE}"):
        payload = await do(writing, "rita", create, {"accountId": account, **new}, f"{noun} {{ id }}")
        assert payload == {noun: None, "note": None, "userErrors": [UNSEEN]}
    assert await wrong(writing, "rita", create, {"accountId": f"con_{NOWHERE}", **new}) == {("INVALID", "accountId")}
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize("noun", CREATE)
async def test_a_record_that_is_hidden_and_one_that_is_not_there_read_the_same_whatever_else_is_wrong(
    writing: Asking, noun: str
) -> None:
    hidden = await made_id(writing, noun, "acme-apac", "ron")
    before = await everything(writing, *TABLES)
    missing = f"{PREFIX[noun]}_{NOWHERE}"
    told = {"code": "NOT_FOUND", "message": f"There is no such {noun}.", "field": ["id"]}
    for mutation, given in every_mutation(noun, "", hidden).items():
        if "id" not in given:
            continue
        for record in (hidden, missing):
            payload = await do(writing, "rita", mutation, given | {"id": record, "expectedVersion": 7})
            assert payload == {"note": None, "userErrors": [told]}, mutation
    change, (code, field) = WRONG[noun]
    for record in (hidden, missing):
        given = {"id": record, **change}
        assert await wrong(writing, "rita", UPDATE[noun][0], given) == {("NOT_FOUND", "id"), (code, field)}
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize("noun", CREATE)
async def test_who_reads_an_account_writes_nothing_that_hangs_on_it(writing: Asking, noun: str) -> None:
    record = await made_id(writing, noun, "acme-uk", "ray")
    uk = await account_id(writing, "acme-uk")
    await grant(writing, "rita", "acme-uk", "READ")
    before = await everything(writing, *TABLES)
    # by a grant, by view-all, and as a partner
    for who in ("rita", "bi", "pat"):
        for mutation, given in every_mutation(noun, uk, record).items():
            assert await forbidden(writing, who, mutation, given), (who, mutation)
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize("noun", CREATE)
async def test_with_an_edit_grant_partners_write_what_a_portal_needs_and_programs_everything(
    writing: Asking, noun: str
) -> None:
    record = await made_id(writing, noun, "acme-uk", "ray")
    uk = await account_id(writing, "acme-uk")
    for who in ("pat", "bi"):
        await grant(writing, who, "acme-uk", "EDIT")
    every = every_mutation(noun, uk, record)
    allowed = {mutation for mutation, given in every.items() if not await forbidden(writing, "pat", mutation, given)}
    assert allowed == OF_PARTNERS & set(every)
    allowed = {mutation for mutation, given in every.items() if not await forbidden(writing, "bi", mutation, given)}
    assert allowed == set(every)


@pytest.mark.parametrize("noun", CREATE)
async def test_a_record_says_who_made_it_and_who_changed_it_last(writing: Asking, noun: str) -> None:
    shown = "version createdBy { name } updatedBy { name }"
    new = await made(writing, noun, shown=f"id {shown}")
    rita, mia = {"name": "Rita Delgado"}, {"name": "Mia Castellanos"}
    record = new.pop("id")
    assert new == {"version": 1, "createdBy": rita, "updatedBy": rita}
    mutation, change = UPDATE[noun]
    after = await changed(writing, noun, mutation, shown, who="mia", id=record, **change)
    assert after == {"version": 2, "createdBy": rita, "updatedBy": mia}
    # the same once more changes nothing
    assert await changed(writing, noun, mutation, shown, id=record, **change) == after


@pytest.mark.parametrize("noun", CREATE)
async def test_a_version_seen_before_is_a_conflict_that_shows_what_stands(writing: Asking, noun: str) -> None:
    record = await made_id(writing, noun)
    mutation, change = UPDATE[noun]
    await done(writing, "mia", mutation, {"id": record, "expectedVersion": 1, **change})
    before = await everything(writing, *TABLES)
    conflict = {
        "code": "CONFLICT",
        "message": f"This {noun} has changed since: its version is 2, not 1. Read it again.",
        "field": ["expectedVersion"],
    }
    for each, given in every_mutation(noun, "", record).items():
        if "id" not in given:
            continue
        shown = "" if each == DELETE[noun] else f"{noun} {{ id version }}"
        payload = await do(writing, "rita", each, given | {"expectedVersion": 1}, shown)
        assert conflict in payload["userErrors"], each
        assert payload.get(noun, {"id": record, "version": 2}) == {"id": record, "version": 2}
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize("noun", CREATE)
async def test_a_key_that_is_sent_again_makes_nothing_more(writing: Asking, noun: str) -> None:
    first = await made_id(writing, noun, idempotencyKey="k")
    before = await everything(writing, *TABLES)
    assert await made_id(writing, noun, idempotencyKey="k") == first
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize("noun", CREATE)
async def test_what_is_deleted_is_gone_and_nothing_else(writing: Asking, noun: str) -> None:
    before = await everything(writing, *TABLES)
    record = await made_id(writing, noun)
    gone = await done(writing, "rita", DELETE[noun], {"id": record}, "deletedId")
    assert gone == {"deletedId": record, "note": None}
    assert await everything(writing, *TABLES) == before
    assert await wrong(writing, "rita", DELETE[noun], {"id": record}) == {("NOT_FOUND", "id")}


@pytest.mark.parametrize("noun", CREATE)
async def test_what_is_wrong_with_a_change_is_told_and_nothing_is_done(writing: Asking, noun: str) -> None:
    record = await made_id(writing, noun)
    before = await everything(writing, *TABLES)
    mutation, change = UPDATE[noun]
    wrongs, told = WRONG[noun]
    assert await wrong(writing, "rita", mutation, {"id": record, **change, **wrongs}) == {told}
    assert await everything(writing, *TABLES) == before


@pytest.mark.parametrize(("noun", "field"), CONTACTS.items())
async def test_a_contact_is_one_of_the_same_account(writing: Asking, noun: str, field: str) -> None:
    shown = f"{field.removesuffix('Id')} {{ name }}"
    own, others = await made_id(writing, "contact"), await made_id(writing, "contact", "acme", "dan")
    create, new = CREATE[noun]
    us = await account_id(writing, "acme-us")
    record = (await made(writing, noun, shown=f"id {shown}", **{field: own}))["id"]
    told = {"code": "NOT_FOUND", "message": "There is no such contact.", "field": [field]}
    for unfit in (others, f"con_{NOWHERE}"):
        payload = await do(writing, "dan", create, {"accountId": us, **new, field: unfit})
        assert payload["userErrors"] == [told]
        payload = await do(writing, "dan", UPDATE[noun][0], {"id": record, field: unfit})
        assert payload["userErrors"] == [told]
    emptied = await changed(writing, noun, UPDATE[noun][0], shown, **{"id": record, field: None})
    assert emptied == {field.removesuffix("Id"): None}
    again = await changed(writing, noun, UPDATE[noun][0], shown, id=record, **{field: own})
    assert again == {field.removesuffix("Id"): {"name": "Ann Example"}}


@pytest.mark.parametrize("noun", ["opportunity", "activity"])
async def test_an_owner_is_active_and_no_partner(writing: Asking, noun: str) -> None:
    record, (update, _) = await made_id(writing, noun), UPDATE[noun]
    create, new = CREATE[noun]
    us, pat, ron = await account_id(writing, "acme-us"), await user_id(writing, "pat"), await user_id(writing, "ron")
    owned = await changed(writing, noun, update, "owner { name }", id=record, ownerId=ron)
    assert owned == {"owner": {"name": "Ron Takahashi"}}
    for mutation, given in ((create, {"accountId": us, **new}), (update, {"id": record})):
        assert await wrong(writing, "rita", mutation, given | {"ownerId": pat}) == {("INVALID", "ownerId")}
        assert await wrong(writing, "rita", mutation, given | {"ownerId": None}) == {("REQUIRED", "ownerId")}
        assert await wrong(writing, "rita", mutation, given | {"ownerId": f"usr_{NOWHERE}"}) == {
            ("NOT_FOUND", "ownerId")
        }
    await store(writing, "UPDATE app_user SET is_active = false WHERE id = $1", ron)
    assert await wrong(writing, "rita", create, {"accountId": us, **new, "ownerId": ron}) == {("INVALID", "ownerId")}
    # who owns it already may be sent again
    await done(writing, "rita", update, {"id": record, "ownerId": ron})
    assert await stored(writing, f"SELECT owner_id FROM {TABLE[noun]} WHERE id = $1", record) is not None


async def test_to_partners_inactive_users_read_as_missing(writing: Asking) -> None:
    uk, pat, ray = await account_id(writing, "acme-uk"), await user_id(writing, "pat"), await user_id(writing, "ray")
    await done(writing, "ada", "grantAccess", {"accountId": uk, "userId": pat, "level": "EDIT"})
    given = {"accountId": uk, "kind": "CALL", "subject": "Talked"}
    await done(writing, "pat", "logActivity", given | {"ownerId": ray})  # the owner of an account that pat sees
    await store(writing, "UPDATE app_user SET is_active = false WHERE id = $1", ray)
    missing = [await do(writing, "pat", "logActivity", given | {"ownerId": who}) for who in (ray, f"usr_{NOWHERE}")]
    assert missing[0] == missing[1]
    assert [error["message"] for error in missing[0]["userErrors"]] == ["There is no such user."]
