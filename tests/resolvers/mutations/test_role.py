"""Roles, written: each rule's yes and its no, with whole payloads."""

import asyncio
from typing import Any

import asyncpg
import pytest

from graph.models.base import uuid7
from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, user_id, wrong
from tests.resolvers.mutations.people import NOBODY, role_id
from tests.waiting import blocked

SHOWN = "role { name parent { name } children { nodes { name } } users { nodes { name } } }"


async def test_a_role_is_made_below_another(writing: Asking) -> None:
    made = await done(
        writing, "ada", "createRole", {"name": " rep  latam ", "parentId": await role_id(writing, "vp-sales")}, SHOWN
    )
    assert made == {
        "role": {
            "name": "rep latam",
            "parent": {"name": "vp-sales"},
            "children": {"nodes": []},
            "users": {"nodes": []},
        },
        "note": None,
    }


@pytest.mark.parametrize("given", [{}, {"parentId": None}])
async def test_a_role_is_made_at_the_top(writing: Asking, given: dict[str, Any]) -> None:
    made = await done(writing, "ada", "createRole", {"name": "Owner", **given}, "role { name parent { name } }")
    assert made == {"role": {"name": "Owner", "parent": None}, "note": None}


async def test_all_that_is_wrong_with_a_role_is_told_at_once(writing: Asking) -> None:
    before = await everything(writing, "role", "sharing_epoch")
    given = {"name": "  ", "parentId": f"rol_{NOBODY}"}
    assert await wrong(writing, "ada", "createRole", given) == {("REQUIRED", "name"), ("NOT_FOUND", "parentId")}
    given = {"name": "x" * 256, "parentId": await user_id(writing, "ada")}
    assert await wrong(writing, "ada", "createRole", given) == {("TOO_LONG", "name"), ("INVALID", "parentId")}
    assert await everything(writing, "role", "sharing_epoch") == before


@pytest.mark.parametrize("name", ["CEO", " Ceo ", "\uff43\uff45\uff4f"])
async def test_a_roles_name_is_taken_however_it_is_written(writing: Asking, name: str) -> None:
    assert await wrong(writing, "ada", "createRole", {"name": name}) == {("NAME_TAKEN", "name")}
    other = {"id": await role_id(writing, "service"), "name": name}
    assert await wrong(writing, "ada", "renameRole", other) == {("NAME_TAKEN", "name")}
    own = await done(writing, "ada", "renameRole", {"id": await role_id(writing, "ceo"), "name": name}, "role { name }")
    assert own["role"] == {"name": name.strip()}


async def test_a_role_is_renamed_and_stays_where_it_is(writing: Asking) -> None:
    given = {"id": await role_id(writing, "manager-eu"), "name": "Manager, Europe"}
    assert await done(writing, "ada", "renameRole", given, SHOWN) == {
        "role": {
            "name": "Manager, Europe",
            "parent": {"name": "vp-sales"},
            "children": {"nodes": [{"name": "rep-eu"}]},
            "users": {"nodes": [{"name": "Max Brandt"}]},
        },
        "note": None,
    }
    assert (await writing("max", "{ viewer { roleName } }"))["viewer"] == {"roleName": "Manager, Europe"}
    assert await wrong(writing, "ada", "renameRole", {**given, "name": ""}) == {("REQUIRED", "name")}


async def test_the_name_it_has_is_no_change(writing: Asking) -> None:
    before = await everything(writing, "role", "sharing_epoch")
    await done(writing, "ada", "renameRole", {"id": await role_id(writing, "ceo"), "name": " ceo "})
    assert await everything(writing, "role", "sharing_epoch") == before


async def test_a_role_is_moved_with_all_below_it(writing: Asking) -> None:
    given = {"id": await role_id(writing, "manager-eu"), "parentId": await role_id(writing, "service")}
    moved = await done(writing, "ada", "moveRole", given, SHOWN)
    assert moved["role"]["parent"] == {"name": "service"}
    assert moved["role"]["children"] == {"nodes": [{"name": "rep-eu"}]}
    top = await done(writing, "ada", "moveRole", {**given, "parentId": None}, SHOWN)
    assert top["role"]["parent"] is None


async def test_a_role_cant_stand_below_itself(writing: Asking) -> None:
    before = await everything(writing, "role", "sharing_epoch")
    ceo = await role_id(writing, "ceo")
    payload = await do(writing, "ada", "moveRole", {"id": ceo, "parentId": await role_id(writing, "rep-eu")})
    assert payload["userErrors"] == [
        {
            "code": "CYCLE",
            "message": "rep-eu stands below ceo: it can't become its parent.",
            "field": ["parentId"],
        }
    ]
    payload = await do(writing, "ada", "moveRole", {"id": ceo, "parentId": ceo})
    assert payload["userErrors"] == [
        {"code": "CYCLE", "message": "A role can't stand below itself.", "field": ["parentId"]}
    ]
    assert await everything(writing, "role", "sharing_epoch") == before


async def test_a_move_needs_a_parent_that_is_there_or_null(writing: Asking) -> None:
    ceo = await role_id(writing, "ceo")
    assert await wrong(writing, "ada", "moveRole", {"id": ceo}) == {("REQUIRED", "parentId")}
    gone = {"id": ceo, "parentId": f"rol_{NOBODY}"}
    assert await wrong(writing, "ada", "moveRole", gone) == {("NOT_FOUND", "parentId")}


@pytest.mark.parametrize("mutation", ["renameRole", "moveRole", "deleteRole"])
async def test_what_is_no_role_cant_be_changed(writing: Asking, mutation: str) -> None:
    needed: dict[str, dict[str, Any]] = {"renameRole": {"name": "Other"}, "moveRole": {"parentId": None}}
    more = needed.get(mutation, {})
    assert await wrong(writing, "ada", mutation, {"id": f"rol_{NOBODY}", **more}) == {("NOT_FOUND", "id")}
    assert await wrong(writing, "ada", mutation, {"id": f"grp_{NOBODY}", **more}) == {("INVALID", "id")}


async def test_a_role_that_is_named_anywhere_is_not_deleted_and_the_refusal_counts_what_names_it(
    writing: Asking,
) -> None:
    rep, sales = await role_id(writing, "rep-eu"), await role_id(writing, "vp-sales")
    await writing.database.pool.execute(
        "INSERT INTO sharing_rule (id, name, level, role_id) VALUES ($1, 'Reps', 'READ', $2)", uuid7(), rep[4:]
    )
    before = await everything(writing, "role", "account_grant", "sharing_rule")
    payload = await do(writing, "ada", "deleteRole", {"id": rep}, "deletedId")
    assert payload == {
        "deletedId": None,
        "note": None,
        "userErrors": [
            {
                "code": "IN_USE",
                "message": "rep-eu can't be deleted: it is named by 2 people, 1 sharing rule and 2 grants."
                " Change that first, by `updateUser`, `updateSharingRule` and `revokeAccess`.",
                "field": ["id"],
            }
        ],
    }
    payload = await do(writing, "ada", "deleteRole", {"id": sales})
    assert payload["userErrors"][0]["message"].startswith(
        "vp-sales can't be deleted: it is named by 1 person and 3 roles below it. Change that first, by `updateUser`"
    )
    # its one grant has expired
    payload = await do(writing, "ada", "deleteRole", {"id": await role_id(writing, "manager-na")})
    assert payload["userErrors"][0]["message"].startswith(
        "manager-na can't be deleted: it is named by 1 person, 1 role below it and 1 grant."
    )
    assert await everything(writing, "role", "account_grant", "sharing_rule") == before


async def test_an_inactive_user_keeps_a_role_from_being_deleted_too(writing: Asking) -> None:
    role = (await done(writing, "ada", "createRole", {"name": "Emeritus"}, "role { id }"))["role"]["id"]
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, "sam"), "roleId": role, "isActive": False})
    assert await wrong(writing, "ada", "deleteRole", {"id": role}) == {("IN_USE", "id")}


async def test_a_role_that_nothing_names_is_deleted(writing: Asking) -> None:
    role = (await done(writing, "ada", "createRole", {"name": "Emeritus"}, "role { id }"))["role"]["id"]
    assert await done(writing, "ada", "deleteRole", {"id": role}, "deletedId") == {"deletedId": role, "note": None}
    assert await writing("ada", "query Q($id: ID!) { node(id: $id) { id } }", {"id": role}) == {"node": None}


async def test_a_key_sent_again_makes_no_second_role(writing: Asking) -> None:
    given = {"name": "rep-latam", "idempotencyKey": "once"}
    first = await done(writing, "ada", "createRole", given, "role { id name }")
    assert await done(writing, "ada", "createRole", given, "role { id name }") == first


async def test_a_delete_waits_for_a_grant_that_is_being_made(writing: Asking) -> None:
    role = (await done(writing, "ada", "createRole", {"name": "Emeritus"}, "role { id }"))["role"]["id"]
    account = await account_id(writing, "acme")
    connection = await asyncpg.connect(writing.database.url)
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO account_grant (id, account_id, role_id, level) VALUES ($1, $2, $3, 'READ')",
                uuid7(),
                account[4:],
                role[4:],
            )
            deleting = asyncio.create_task(wrong(writing, "ada", "deleteRole", {"id": role}))
            await blocked(connection)
            assert not deleting.done()
    finally:
        await connection.close()
    assert await deleting == {("IN_USE", "id")}
    assert len(await writing.database.pool.fetch("SELECT FROM account_grant WHERE role_id = $1", role[4:])) == 1
