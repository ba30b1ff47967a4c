"""Grants, made, changed and taken back: each rule's yes and its no, and who sees what then."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id, wrong
from tests.resolvers.mutations.sight import difference, sight

GRANT = """grant { account { name } user { name } role { name } group { name } level cascades expiresAt
    createdBy { name } }"""
NOWHERE = "00000000-0000-7000-8000-000000000000"


async def row_id(writing: Asking, table: str, prefix: str, name: str) -> str:
    return f"{prefix}_{await writing.database.pool.fetchval(f'SELECT id FROM {table} WHERE name = $1', name)}"


async def test_an_admin_opens_an_account_and_all_below_to_a_user(writing: Asking) -> None:
    before = await sight(writing)
    given = {
        "accountId": await account_id(writing, "acme-emea"),
        "userId": await user_id(writing, "ron"),
        "level": "READ",
    }
    assert await done(writing, "ada", "grantAccess", given, GRANT) == {
        "grant": {
            "account": {"name": "Acme Corp EMEA"},
            "user": {"name": "Ron Takahashi"},
            "role": None,
            "group": None,
            "level": "READ",
            "cascades": True,
            "expiresAt": None,
            "createdBy": {"name": "Ada Okafor"},
        },
        "note": None,
    }
    assert difference(before, await sight(writing)) == {
        "ron": dict.fromkeys(("Acme Corp EMEA", "Acme Corp UK", "Acme Corp Germany"), (None, "READ"))
    }


@pytest.mark.parametrize(
    ("name", "table", "prefix", "named", "people"),
    [
        ("roleId", "role", "rol", "service", ["sam"]),
        ("groupId", "user_group", "grp", "Europe sales team", ["ray", "rosa"]),
    ],
)
async def test_a_grant_to_a_role_or_a_group_is_for_all_its_people(
    writing: Asking, name: str, table: str, prefix: str, named: str, people: list[str]
) -> None:
    before = await sight(writing)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    given = {
        "accountId": await account_id(writing, "acme"),
        name: await row_id(writing, table, prefix, named),
        "level": "EDIT",
        "cascades": False,
        "expiresAt": until.isoformat(),
    }
    made = (await done(writing, "ada", "grantAccess", given, GRANT))["grant"]
    shown = {"role": None, "group": None, name.removesuffix("Id"): {"name": named}}
    assert made == {
        "account": {"name": "Acme Corp Global"},
        "user": None,
        **shown,
        "level": "EDIT",
        "cascades": False,
        "expiresAt": until.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        "createdBy": {"name": "Ada Okafor"},
    }
    assert difference(before, await sight(writing)) == {who: {"Acme Corp Global": (None, "EDIT")} for who in people}


async def test_a_partner_may_be_granted_and_is_told_neither_who_did_so_nor_what_else_is_granted(
    writing: Asking,
) -> None:
    acme = await account_id(writing, "acme-us")
    for who in ("pat", "sam"):
        given = {"accountId": acme, "userId": await user_id(writing, who), "level": "READ"}
        await done(writing, "rita", "grantAccess", given)
    question = (
        "query Q($id: ID!) { account(by: {id: $id}) { name grants { nodes { user { name } createdBy { name } } } } }"
    )
    found = {
        who: (await writing(who, question, {"id": acme}))["account"] for who in ("pat", "sam", "rita", "ada", "bi")
    }
    own = {"user": {"name": "Pat Hughes"}, "createdBy": None}
    both = [{"user": {"name": name}, "createdBy": {"name": "Rita Delgado"}} for name in ("Sam Adeyemi", "Pat Hughes")]
    assert {who: each["grants"]["nodes"] for who, each in found.items()} == {
        "pat": [own],
        "sam": both[:1],
        "rita": both,
        "ada": both,
        "bi": [],
    }


async def test_granting_again_changes_the_grant_that_stands(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-apac"),
        "userId": await user_id(writing, "sam"),
        "level": "EDIT",
    }
    first = await done(writing, "ron", "grantAccess", given, "grant { id createdAt }")
    before = await sight(writing)
    again = {**given, "level": "READ", "cascades": False, "expiresAt": "2199-01-01T00:00:00Z"}
    second = await done(writing, "ada", "grantAccess", again, "grant { id createdAt level cascades expiresAt }")
    assert second == {
        "grant": {**first["grant"], "level": "READ", "cascades": False, "expiresAt": "2199-01-01T00:00:00.000000Z"},
        "note": "It replaces what was granted before: EDIT, with all accounts below.",
    }
    assert difference(before, await sight(writing)) == {"sam": {"Acme Corp APAC": ("EDIT", "READ")}}
    assert (await done(writing, "ada", "grantAccess", again))["note"] is None  # nothing differs
    assert len((await everything(writing, "account_grant"))["account_grant"]) == 25


async def test_two_grants_to_the_same_become_one(writing: Asking) -> None:
    sql = """INSERT INTO account_grant (id, account_id, user_id, level, cascades, expires_at)
        SELECT gen_random_uuid(), a.id, u.id, 'READ', false, '2199-01-01' FROM account a, app_user u
        WHERE a.name = 'Acme Corp UK' AND u.email = 'sam@demo.example'"""
    await writing.database.pool.execute(sql)
    await writing.database.pool.execute(sql.replace("'READ', false, '2199-01-01'", "'EDIT', true, null"))
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
    }
    note = (await done(writing, "ray", "grantAccess", given))["note"]
    assert note in {
        f"It replaces what was granted before: {'; '.join(each)}."
        for each in (
            ["READ, without the accounts below, until 2199-01-01T00:00:00Z", "EDIT, with all accounts below"],
            ["EDIT, with all accounts below", "READ, without the accounts below, until 2199-01-01T00:00:00Z"],
        )
    }
    assert (await sight(writing))["sam"]["Acme Corp UK"] == "READ"
    assert len((await everything(writing, "account_grant"))["account_grant"]) == 25


async def test_a_grant_is_for_exactly_one_who_is_there_for_a_time_to_come(writing: Asking) -> None:
    before = await everything(writing, "account_grant")
    acme, sam = await account_id(writing, "acme-uk"), await user_id(writing, "sam")
    base: dict[str, Any] = {"accountId": acme, "level": "READ"}
    role = await row_id(writing, "role", "rol", "service")
    assert await wrong(writing, "ray", "grantAccess", base) == {("REQUIRED", "")}
    assert await wrong(writing, "ray", "grantAccess", {**base, "userId": sam, "roleId": role}) == {
        ("INVALID", "roleId")
    }
    for name, prefix in (("userId", "usr"), ("roleId", "rol"), ("groupId", "grp")):
        given = {**base, name: f"{prefix}_{NOWHERE}", "expiresAt": "2020-01-01T00:00:00Z"}
        assert await wrong(writing, "ray", "grantAccess", given) == {("NOT_FOUND", name), ("INVALID", "expiresAt")}
        assert await wrong(writing, "ray", "grantAccess", {**base, name: acme}) >= {("INVALID", name)}
    given = {**base, "userId": sam, "cascades": None}
    assert await wrong(writing, "ray", "grantAccess", given) == {("REQUIRED", "cascades")}
    await writing.database.pool.execute("UPDATE app_user SET is_active = false WHERE email = 'sam@demo.example'")
    assert await wrong(writing, "ray", "grantAccess", {**base, "userId": sam}) == {("INVALID", "userId")}
    assert await everything(writing, "account_grant") == before


async def test_owners_and_admins_grant_and_nobody_else(writing: Asking) -> None:
    uk, sam = await account_id(writing, "acme-uk"), await user_id(writing, "sam")
    given = {"accountId": uk, "userId": sam, "level": "READ"}
    made = await done(writing, "ray", "grantAccess", given, "grant { id }")
    before = await everything(writing, "account_grant")
    # rosa, max and eve may edit it, bi sees it; pat may call none of these
    for who in ("rosa", "max", "eve", "bi", "pat", "sam"):
        assert await forbidden(writing, who, "grantAccess", given)
    # ron sees neither the account nor the grant
    assert await wrong(writing, "ron", "grantAccess", given) == {("NOT_FOUND", "accountId")}
    assert await wrong(writing, "ron", "revokeAccess", made["grant"]) == {("NOT_FOUND", "id")}
    assert await everything(writing, "account_grant") == before


async def test_a_grant_that_one_does_not_see_reads_as_missing(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
    }
    made = (await done(writing, "ray", "grantAccess", given, "grant { id }"))["grant"]
    # rosa sees the account, and not the grant: for her it is as if there were none of this id
    hidden = await do(writing, "rosa", "revokeAccess", made)
    assert hidden == await do(writing, "rosa", "revokeAccess", {"id": f"grt_{NOWHERE}"})
    assert hidden["userErrors"] == [{"code": "NOT_FOUND", "message": "There is no such grant.", "field": ["id"]}]
    # sam sees it, since it is his, and may not take it back
    assert await forbidden(writing, "sam", "revokeAccess", made)


async def test_nobody_but_owner_and_admin_takes_a_grant_back(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
    }
    made = (await done(writing, "ray", "grantAccess", given, "grant { id }"))["grant"]
    before = await everything(writing, "account_grant")
    forbidden_to = {who for who in ("pat", "bi", "sam") if await forbidden(writing, who, "revokeAccess", made)}
    assert forbidden_to == {"pat", "bi", "sam"}  # two by their profile; and sam sees it
    for who in ("eve", "dan", "mia", "max", "rita", "rosa", "ron"):  # most see the account, and not the grant
        assert await wrong(writing, who, "revokeAccess", made) == {("NOT_FOUND", "id")}
    assert await everything(writing, "account_grant") == before


async def test_taking_back_a_grant_leaves_the_grants_below(writing: Asking) -> None:
    sam = await user_id(writing, "sam")
    ids = {}
    for short in ("acme", "acme-uk"):
        given = {"accountId": await account_id(writing, short), "userId": sam, "level": "READ"}
        ids[short] = (await done(writing, "ada", "grantAccess", given, "grant { id }"))["grant"]["id"]
    before = await sight(writing)
    assert await done(writing, "dan", "revokeAccess", {"id": ids["acme"]}, "deletedId") == {
        "deletedId": ids["acme"],
        "note": None,
    }
    gone = ("Acme Corp Global", "Acme Corp US", "Acme Corp EMEA", "Acme Corp Germany", "Acme Corp APAC")
    assert difference(before, await sight(writing)) == {"sam": dict.fromkeys(gone, ("READ", None))}
    assert await wrong(writing, "dan", "revokeAccess", {"id": ids["acme"]}) == {("NOT_FOUND", "id")}


async def test_an_owner_takes_back_what_an_admin_granted(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
    }
    made = (await done(writing, "ada", "grantAccess", given, "grant { id }"))["grant"]
    assert (await done(writing, "ray", "revokeAccess", made, "deletedId"))["deletedId"] == made["id"]


async def test_a_key_sent_again_grants_once_and_tells_the_same(writing: Asking) -> None:
    given: dict[str, Any] = {
        "accountId": await account_id(writing, "acme-uk"),
        "userId": await user_id(writing, "sam"),
        "level": "READ",
        "idempotencyKey": "once",
    }
    first = await done(writing, "ray", "grantAccess", given, "grant { id }")
    await done(writing, "ray", "grantAccess", {**given, "level": "EDIT", "idempotencyKey": "twice"})
    again = await done(writing, "ray", "grantAccess", given, "grant { id level }")
    assert again == {"grant": {**first["grant"], "level": "EDIT"}, "note": None}


async def test_of_many_who_grant_the_same_at_once_one_grant_is_left(writing: Asking) -> None:
    given = {"accountId": await account_id(writing, "acme-uk"), "userId": await user_id(writing, "sam")}
    for _ in range(20):
        payloads = await asyncio.gather(
            *(
                done(writing, who, "grantAccess", {**given, "level": level}, "grant { id }")
                for who, level in (("ray", "READ"), ("ada", "EDIT"), ("ray", "EDIT"), ("ada", "READ"))
            )
        )
        [one] = {payload["grant"]["id"] for payload in payloads}
        found = await writing.database.pool.fetch(
            "SELECT g.id FROM account_grant g JOIN account a ON a.id = g.account_id JOIN app_user u ON u.id = g.user_id"
            " WHERE a.name = 'Acme Corp UK' AND u.email = 'sam@demo.example'"
        )
        assert [f"grt_{row['id']}" for row in found] == [one]
        revoked = await asyncio.gather(
            *(do(writing, who, "revokeAccess", {"id": one}, "deletedId") for who in ("ray", "ada"))
        )
        assert sorted(str(each["deletedId"]) for each in revoked) == sorted(["None", one])
