"""Activities, written."""

from datetime import UTC, datetime

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, user_id, wrong
from tests.resolvers.mutations.hanging import changed, grant, made, made_id


async def test_an_activity_is_of_now_and_of_who_logs_it(writing: Asking) -> None:
    before = datetime.now(UTC)
    new = await made(writing, "activity", shown="kind subject at contact { id } owner { name } version")
    assert before <= datetime.fromisoformat(new.pop("at")) <= datetime.now(UTC)
    assert new == {
        "kind": "CALL",
        "subject": "Talked",
        "contact": None,
        "owner": {"name": "Rita Delgado"},
        "version": 1,
    }


async def test_a_task_may_lie_ahead_and_be_another_ones(writing: Asking) -> None:
    contact = await made_id(writing, "contact")
    new = await made(
        writing,
        "activity",
        kind="TASK",
        subject="Send the offer",
        at="2031-05-01T09:00:00+02:00",
        contactId=contact,
        ownerId=await user_id(writing, "mia"),
        shown="kind subject at contact { name } owner { name } createdBy { name }",
    )
    assert new == {
        "kind": "TASK",
        "subject": "Send the offer",
        "at": "2031-05-01T07:00:00.000000Z",
        "contact": {"name": "Ann Example"},
        "owner": {"name": "Mia Castellanos"},
        "createdBy": {"name": "Rita Delgado"},
    }


async def test_all_that_is_wrong_with_an_activity_is_told_at_once(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-us"),
        "kind": "EMAIL",
        "subject": "\ud800",
        "at": "1700-01-01T00:00:00Z",
        "contactId": await made_id(writing, "contact", "acme", "dan"),
        "ownerId": await user_id(writing, "pat"),
    }
    payload = await do(writing, "rita", "logActivity", given, "activity { id }")
    assert payload == {
        "activity": None,
        "note": None,
        "userErrors": [
            {
                "code": "INVALID",
                "message": "`subject` contains NUL or half of a surrogate pair: remove it.",
                "field": ["subject"],
            },
            {"code": "INVALID", "message": "`at` is of the year 1700: send one from 1900 to 2200.", "field": ["at"]},
            {"code": "NOT_FOUND", "message": "There is no such contact.", "field": ["contactId"]},
            {
                "code": "INVALID",
                "message": "Partners are given no activities: name someone else.",
                "field": ["ownerId"],
            },
        ],
    }


async def test_an_update_changes_what_is_given_and_leaves_the_rest(writing: Asking) -> None:
    one = await made_id(writing, "activity", contactId=await made_id(writing, "contact"), at="2026-01-01T00:00:00Z")
    after = await changed(
        writing,
        "activity",
        "updateActivity",
        "kind subject at contact { id } version",
        id=one,
        kind="MEETING",
        contactId=None,
    )
    assert after == {
        "kind": "MEETING",
        "subject": "Talked",
        "at": "2026-01-01T00:00:00.000000Z",
        "contact": None,
        "version": 2,
    }
    assert await wrong(writing, "rita", "updateActivity", {"id": one, "at": None, "kind": None, "subject": ""}) == {
        ("REQUIRED", "at"),
        ("REQUIRED", "kind"),
        ("REQUIRED", "subject"),
    }


async def test_partners_log_their_own_and_name_nobody_whom_they_do_not_see(writing: Asking) -> None:
    await grant(writing, "pat", "acme-uk", "EDIT")
    new = await made(writing, "activity", "acme-uk", "pat", shown="id owner { name }")
    assert new["owner"] == {"name": "Pat Hughes"}
    own = await user_id(writing, "pat")
    assert (await made(writing, "activity", "acme-uk", "pat", ownerId=own, shown="owner { id }"))["owner"] == {
        "id": own
    }
    rays = await made_id(writing, "activity", "acme-uk", "ray")
    assert await wrong(writing, "ray", "updateActivity", {"id": rays, "ownerId": own}) == {("INVALID", "ownerId")}
    await done(writing, "pat", "updateActivity", {"id": rays, "ownerId": own})
    hidden = await user_id(writing, "ron")
    assert await wrong(writing, "pat", "updateActivity", {"id": new["id"], "ownerId": hidden}) == {
        ("NOT_FOUND", "ownerId")
    }
    # the account's owner is someone whom they see
    await done(writing, "pat", "updateActivity", {"id": new["id"], "ownerId": await user_id(writing, "ray")})
