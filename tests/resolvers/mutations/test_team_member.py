"""The account team: each rule's yes and its no, and who sees what then."""

import asyncio

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id, wrong
from tests.resolvers.mutations.sight import difference, sight

MEMBER = "accountTeamMember { account { name } user { name } level title }"
NOWHERE = "00000000-0000-7000-8000-000000000000"


async def added(writing: Asking, who: str, level: str = "READ") -> str:
    given = {"accountId": await account_id(writing, "acme-uk"), "userId": await user_id(writing, who), "level": level}
    made = await done(writing, "ray", "addTeamMember", given, "accountTeamMember { id }")
    return str(made["accountTeamMember"]["id"])


async def test_an_owner_puts_someone_on_the_team_and_they_see_that_account_alone(writing: Asking) -> None:
    before = await sight(writing)
    given = {
        "accountId": await account_id(writing, "acme-emea"),
        "userId": await user_id(writing, "sam"),
        "level": "EDIT",
        "title": "  Service lead ",
    }
    assert await done(writing, "ray", "addTeamMember", given, MEMBER) == {
        "accountTeamMember": {
            "account": {"name": "Acme Corp EMEA"},
            "user": {"name": "Sam Adeyemi"},
            "level": "EDIT",
            "title": "Service lead",
        },
        "note": None,
    }
    assert difference(before, await sight(writing)) == {"sam": {"Acme Corp EMEA": (None, "EDIT")}}


async def test_level_and_title_are_changed_and_what_is_left_out_stays(writing: Asking) -> None:
    member = await added(writing, "sam", "EDIT")
    before = await sight(writing)
    changed = await done(writing, "ada", "updateTeamMember", {"id": member, "level": "READ"}, MEMBER)
    assert changed["accountTeamMember"]["level"] == "READ"
    assert difference(before, await sight(writing)) == {"sam": {"Acme Corp UK": ("EDIT", "READ")}}
    for title, kept in (("Renewals", "Renewals"), (None, None)):
        changed = await done(writing, "ray", "updateTeamMember", {"id": member, "title": title}, MEMBER)
        assert changed["accountTeamMember"] == {
            "account": {"name": "Acme Corp UK"},
            "user": {"name": "Sam Adeyemi"},
            "level": "READ",
            "title": kept,
        }


async def test_who_is_taken_off_the_team_sees_the_account_no_longer(writing: Asking) -> None:
    member = await added(writing, "sam")
    before = await sight(writing)
    assert await done(writing, "ray", "removeTeamMember", {"id": member}, "deletedId") == {
        "deletedId": member,
        "note": None,
    }
    assert difference(before, await sight(writing)) == {"sam": {"Acme Corp UK": ("READ", None)}}
    assert await wrong(writing, "ray", "removeTeamMember", {"id": member}) == {("NOT_FOUND", "id")}


async def test_all_that_is_wrong_is_told_and_nothing_is_done(writing: Asking) -> None:
    await added(writing, "sam")
    before = await everything(writing, "account_team")
    uk, sam = await account_id(writing, "acme-uk"), await user_id(writing, "sam")
    given = {"accountId": uk, "userId": sam, "level": "EDIT", "title": "x" * 256}
    assert await wrong(writing, "ray", "addTeamMember", given) == {("TAKEN", "userId"), ("TOO_LONG", "title")}
    missing = {**given, "userId": f"usr_{NOWHERE}", "title": "a\nb"}
    assert await wrong(writing, "ray", "addTeamMember", missing) == {("NOT_FOUND", "userId"), ("INVALID", "title")}
    for mutation in ("updateTeamMember", "removeTeamMember"):
        assert await wrong(writing, "ray", mutation, {"id": f"tea_{NOWHERE}"}) == {("NOT_FOUND", "id")}
        assert await wrong(writing, "ray", mutation, {"id": uk}) == {("INVALID", "id")}
    assert await everything(writing, "account_team") == before


async def test_owners_and_admins_make_up_the_team_and_nobody_else(writing: Asking) -> None:
    member = await added(writing, "sam", "EDIT")
    before = await everything(writing, "account_team")
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "mia"),
        "level": "READ",
    }
    for who in ("rosa", "max", "mia", "eve", "dan", "sam", "bi", "pat"):
        assert await forbidden(writing, who, "addTeamMember", given)
        assert await forbidden(writing, who, "updateTeamMember", {"id": member, "level": "READ"})
        assert await forbidden(writing, who, "removeTeamMember", {"id": member})
    for who in ("ron", "rita"):
        assert await wrong(writing, who, "addTeamMember", given) == {("NOT_FOUND", "accountId")}
        assert await wrong(writing, who, "updateTeamMember", {"id": member, "level": "READ"}) == {("NOT_FOUND", "id")}
    hidden = await do(writing, "ron", "removeTeamMember", {"id": member})
    assert hidden == await do(writing, "ron", "removeTeamMember", {"id": f"tea_{NOWHERE}"})
    assert hidden["userErrors"] == [{"code": "NOT_FOUND", "message": "There is no such team member.", "field": ["id"]}]
    assert await everything(writing, "account_team") == before


async def test_of_two_who_add_the_same_user_at_once_one_is_told_that_they_are_there(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
    }
    for _ in range(20):
        payloads = await asyncio.gather(
            *(do(writing, who, "addTeamMember", given, "accountTeamMember { id }") for who in ("ray", "ada"))
        )
        assert sorted(error["code"] for each in payloads for error in each["userErrors"]) == ["TAKEN"]
        [member] = [each["accountTeamMember"] for each in payloads if each["accountTeamMember"]]
        await done(writing, "ada", "removeTeamMember", member)
