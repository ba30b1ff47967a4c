"""Groups, written: each rule's yes and its no, with whole payloads."""

import asyncio

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done, everything, user_id, wrong
from tests.resolvers.mutations.people import EUROPE, NOBODY, group_id

SHOWN = "group { name members { totalCount nodes { name } } }"


async def made(writing: Asking, name: str = "Deal desk") -> str:
    group: str = (await done(writing, "ada", "createGroup", {"name": name}, "group { id }"))["group"]["id"]
    return group


async def test_a_group_is_made_with_nobody_in_it(writing: Asking) -> None:
    assert await done(writing, "ada", "createGroup", {"name": " Deal  desk "}, SHOWN) == {
        "group": {"name": "Deal desk", "members": {"totalCount": 0, "nodes": []}},
        "note": None,
    }


async def test_a_groups_name_is_taken_however_it_is_written(writing: Asking) -> None:
    taken = {"name": "EUROPE  sales team"}
    assert await wrong(writing, "ada", "createGroup", taken) == {("NAME_TAKEN", "name")}
    other = await made(writing)
    assert await wrong(writing, "ada", "renameGroup", {"id": other, **taken}) == {("NAME_TAKEN", "name")}
    assert await wrong(writing, "ada", "renameGroup", {"id": other, "name": " "}) == {("REQUIRED", "name")}


async def test_a_group_is_renamed_and_keeps_its_members(writing: Asking) -> None:
    given = {"id": await group_id(writing, EUROPE), "name": "EMEA sales team"}
    assert await done(writing, "ada", "renameGroup", given, SHOWN) == {
        "group": {
            "name": "EMEA sales team",
            "members": {"totalCount": 2, "nodes": [{"name": "Ray Whitcombe"}, {"name": "Rosa Bianchi"}]},
        },
        "note": None,
    }
    assert (await writing("ray", "{ viewer { groups } }"))["viewer"] == {"groups": ["EMEA sales team"]}


async def test_a_group_that_rules_or_grants_name_is_not_deleted_and_the_refusal_counts_them(writing: Asking) -> None:
    before = await everything(writing, "user_group", "group_member", "account_grant", "sharing_rule")
    payload = await do(writing, "ada", "deleteGroup", {"id": await group_id(writing, EUROPE)}, "deletedId")
    assert payload == {
        "deletedId": None,
        "note": None,
        "userErrors": [
            {
                "code": "IN_USE",
                "message": "Europe sales team can't be deleted: it is named by 1 sharing rule and 3 grants."
                " Change that first, by `updateSharingRule` and `revokeAccess`.",
                "field": ["id"],
            }
        ],
    }
    assert await everything(writing, "user_group", "group_member", "account_grant", "sharing_rule") == before


async def test_a_group_goes_with_its_memberships_and_its_members_stay(writing: Asking) -> None:
    group = await made(writing)
    await done(writing, "ada", "addGroupMember", {"groupId": group, "userId": await user_id(writing, "ron")})
    users = await everything(writing, "app_user")
    assert await done(writing, "ada", "deleteGroup", {"id": group}, "deletedId") == {"deletedId": group, "note": None}
    assert await everything(writing, "app_user") == users
    assert not await writing.database.pool.fetch("SELECT FROM group_member WHERE group_id = $1", group[4:])


async def test_who_is_put_in_twice_is_in_once_and_the_note_says_so(writing: Asking) -> None:
    given = {"groupId": await made(writing), "userId": await user_id(writing, "ron")}
    group = {"name": "Deal desk", "members": {"totalCount": 1, "nodes": [{"name": "Ron Takahashi"}]}}
    assert await done(writing, "ada", "addGroupMember", given, SHOWN) == {"group": group, "note": None}
    before = await everything(writing, "group_member", "sharing_epoch")
    assert await done(writing, "ada", "addGroupMember", given, SHOWN) == {
        "group": group,
        "note": "Nothing to do: Ron Takahashi is in Deal desk already.",
    }
    assert await everything(writing, "group_member", "sharing_epoch") == before


async def test_who_is_taken_out_twice_is_out_and_the_note_says_so(writing: Asking) -> None:
    given = {"groupId": await group_id(writing, EUROPE), "userId": await user_id(writing, "ray")}
    group = {"name": EUROPE, "members": {"totalCount": 1, "nodes": [{"name": "Rosa Bianchi"}]}}
    assert await done(writing, "ada", "removeGroupMember", given, SHOWN) == {"group": group, "note": None}
    assert await done(writing, "ada", "removeGroupMember", given, SHOWN) == {
        "group": group,
        "note": "Nothing to do: Ray Whitcombe is not in Europe sales team.",
    }


async def test_someone_put_in_by_two_at_once_is_in_once(writing: Asking) -> None:
    group, ron = await made(writing), await user_id(writing, "ron")
    for _ in range(20):
        given = {"groupId": group, "userId": ron}
        both = await asyncio.gather(*(done(writing, "ada", "addGroupMember", given) for _ in range(2)))
        assert sorted(each["note"] is None for each in both) == [False, True]
        assert len(await writing.database.pool.fetch("SELECT FROM group_member WHERE group_id = $1", group[4:])) == 1
        await done(writing, "ada", "removeGroupMember", given)


@pytest.mark.parametrize("mutation", ["addGroupMember", "removeGroupMember"])
async def test_a_group_and_a_user_that_arent_there_are_not_found(writing: Asking, mutation: str) -> None:
    group, ron = await made(writing), await user_id(writing, "ron")
    gone = {"groupId": f"grp_{NOBODY}", "userId": ron}
    assert await wrong(writing, "ada", mutation, gone) == {("NOT_FOUND", "groupId")}
    gone = {"groupId": group, "userId": f"usr_{NOBODY}"}
    assert await wrong(writing, "ada", mutation, gone) == {("NOT_FOUND", "userId")}
    assert await wrong(writing, "ada", mutation, {"groupId": ron, "userId": ron}) == {("INVALID", "groupId")}


@pytest.mark.parametrize("mutation", ["renameGroup", "deleteGroup"])
async def test_what_is_no_group_cant_be_changed(writing: Asking, mutation: str) -> None:
    more = {"name": "Other"} if mutation == "renameGroup" else {}
    assert await wrong(writing, "ada", mutation, {"id": f"grp_{NOBODY}", **more}) == {("NOT_FOUND", "id")}
    assert await wrong(writing, "ada", mutation, {"id": f"rol_{NOBODY}", **more}) == {("INVALID", "id")}
