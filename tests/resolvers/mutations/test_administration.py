"""Changes of people, roles and groups: what everyone sees by them, from the very next request on, and in races."""

import asyncio
import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import orjson
import pytest

from graph.auth.tokens import Tokens
from graph.graphql_request import GraphQLRequest, HttpError
from graph.logs import RequestLogEntry
from graph.server import Service
from graph.settings import Settings
from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, user_id
from tests.resolvers.mutations.people import EUROPE, group_id, role_id, seen_by_all
from tests.waiting import eventually

Change = Callable[[Asking], Any]


async def _brightlines_rival(writing: Asking) -> str:
    """Another partner account than Pat's, which some account names as its partner."""
    row = await writing.database.pool.fetchval(
        "SELECT p.id FROM account p WHERE p.name <> 'Brightline Resellers'"
        " AND EXISTS (SELECT FROM account a WHERE a.partner_id = p.id) ORDER BY p.number LIMIT 1"
    )
    return f"acc_{row}"


async def _role(writing: Asking, who: str, role: str | None) -> None:
    row = None if role is None else await role_id(writing, role)
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, who), "roleId": row})


async def _user(writing: Asking, who: str, **given: Any) -> None:
    await done(writing, "ada", "updateUser", {"id": await user_id(writing, who), **given})


async def _move(writing: Asking, role: str, parent: str | None) -> None:
    given = {"id": await role_id(writing, role), "parentId": parent and await role_id(writing, parent)}
    await done(writing, "ada", "moveRole", given)


async def _member(writing: Asking, verb: str, who: str, group: str) -> None:
    given = {"groupId": await group_id(writing, group), "userId": await user_id(writing, who)}
    await done(writing, "ada", f"{verb}GroupMember", given)


async def _partner_account(writing: Asking) -> None:
    await _user(writing, "pat", partnerAccountId=await _brightlines_rival(writing))


async def _hand_over_the_administration(writing: Asking) -> None:
    await _user(writing, "sam", profile="ADMIN")
    given = {"id": await user_id(writing, "ada"), "profile": "SERVICE_MANAGER"}
    await done(writing, "ada", "updateUser", given)


async def _rename(writing: Asking) -> None:
    await done(writing, "ada", "renameRole", {"id": await role_id(writing, "rep-eu"), "name": "Reps"})
    await done(writing, "ada", "renameGroup", {"id": await group_id(writing, EUROPE), "name": "Team"})


CHANGES: dict[str, tuple[Change, str]] = {
    "reps go to another manager": (lambda w: _move(w, "rep-eu", "manager-na"), "max mia"),
    "a manager goes to the top": (lambda w: _move(w, "manager-eu", None), "eve dan"),
    "sales come below service": (lambda w: _move(w, "vp-sales", "service"), "sam"),
    "someone joins a group": (lambda w: _member(w, "add", "ron", EUROPE), "ron"),
    "someone leaves a group": (lambda w: _member(w, "remove", "rosa", EUROPE), "rosa"),
    "a manager becomes a rep": (lambda w: _user(w, "mia", profile="SALES_REP"), "mia"),
    "an agent becomes a manager": (lambda w: _user(w, "sam", profile="SALES_MANAGER"), "sam"),
    "an agent becomes an admin": (lambda w: _user(w, "sam", profile="ADMIN"), "sam"),
    "the administration is handed over": (_hand_over_the_administration, "ada sam"),
    "someone is promoted": (lambda w: _role(w, "ron", "manager-na"), "ron"),
    "someone goes to another team": (lambda w: _role(w, "rita", "rep-eu"), "mia max"),
    "someone loses their role": (lambda w: _role(w, "ray", None), "ray max dan eve"),
    "an owner is deactivated": (lambda w: _user(w, "ray", isActive=False), "ray"),
    "an integration may no longer view all": (lambda w: _user(w, "bi", canViewAll=False), "bi"),
    "a partner works for another account": (_partner_account, "pat"),
    "names change": (_rename, ""),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_everyone_sees_what_the_oracle_says_before_and_after_each_change(writing: Asking, name: str) -> None:
    change, concerned = CHANGES[name]
    before = await seen_by_all(writing)
    await change(writing)
    after = await seen_by_all(writing)
    assert {who for who in before if before[who] != after[who]} == set(concerned.split())


async def test_a_new_user_sees_what_their_role_group_and_profile_open(writing: Asking) -> None:
    given = {
        "email": "lou@demo.example",
        "name": "Lou Ferreira",
        "profile": "SALES_MANAGER",
        "roleId": await role_id(writing, "manager-na"),
    }
    lou = (await done(writing, "ada", "createUser", given, "user { id }"))["user"]["id"]
    mine = (await seen_by_all(writing, "lou"))["lou"]
    assert mine
    await done(writing, "ada", "addGroupMember", {"groupId": await group_id(writing, EUROPE), "userId": lou})
    more = (await seen_by_all(writing, "lou"))["lou"]
    assert more is not None
    assert mine.keys() < more.keys()


# -- from the next request on, for who has signed in before


class Server:
    """The server's own way from a token to an answer, with the viewers that it remembers."""

    def __init__(self, writing: Asking) -> None:
        settings = Settings(secret="x" * 40)
        self.service = Service(settings)
        self.service.use(writing.database)
        self.tokens = Tokens(settings)

    async def __call__(self, who: str, query: str, variables: dict[str, Any] | None = None) -> Any:
        token = self.tokens.issue(f"{who}@demo.example", timedelta(hours=1))
        question = GraphQLRequest(query, variables, None, read_only=False)
        result = await self.service.ask(
            question, await self.service.verify(f"Bearer {token}"), RequestLogEntry("a-request")
        )
        if result.errors:
            return [error["extensions"]["code"] for error in result.errors]
        return orjson.loads(orjson.dumps(result.data))


# who concerned, an account that the change takes from them, and the change
TAKEN_AWAY: dict[str, tuple[str, str, Change]] = {
    "the parent of a role": ("max", "acme-germany", lambda w: _move(w, "rep-eu", "service")),
    "membership in a group": ("rosa", "acme-germany", lambda w: _member(w, "remove", "rosa", EUROPE)),
    "a profile": ("mia", "acme-uk", lambda w: _user(w, "mia", profile="SALES_REP")),
    "a role": ("dan", "acme-emea", lambda w: _role(w, "dan", None)),
}

ONE = "query Q($id: ID!) { account(by: {id: $id}) { id } }"
EDIT = """mutation M($i: UpdateAccountInput!) {
    updateAccount(input: $i) { account { id } userErrors { code field } } }"""


@pytest.mark.parametrize("name", TAKEN_AWAY)
async def test_what_is_taken_away_is_gone_from_the_next_request_on_and_inside_mutations(
    writing: Asking, name: str
) -> None:
    who, short, change = TAKEN_AWAY[name]
    server, account = Server(writing), await account_id(writing, short)
    edit = {"i": {"id": account, "phone": "+1 555 0100"}}
    assert await server(who, ONE, {"id": account}) == {"account": {"id": account}}
    assert (await server(who, EDIT, edit))["updateAccount"]["userErrors"] == []
    early = await writing.viewer(who)
    await change(writing)
    assert await server(who, ONE, {"id": account}) == {"account": None}
    refused = {"account": None, "userErrors": [{"code": "NOT_FOUND", "field": ["id"]}]}
    assert await server(who, EDIT, {"i": {**edit["i"], "phone": "+1 555 0101"}}) == {"updateAccount": refused}
    # a mutation that was signed in before the change, and begins after it
    late = await writing.result_as(early, EDIT, {"i": {**edit["i"], "phone": "+1 555 0102"}})
    assert orjson.loads(orjson.dumps(late.data)) == {"updateAccount": refused}
    phone = "SELECT phone FROM account WHERE id = $1"
    assert await writing.database.pool.fetchval(phone, account[4:]) == "+1 555 0100"


async def test_who_is_deactivated_is_refused_from_the_next_request_on_and_inside_mutations(writing: Asking) -> None:
    server, account = Server(writing), await account_id(writing, "acme-emea")
    edit = {"i": {"id": account, "phone": "+1 555 0100"}}
    assert await server("ray", ONE, {"id": account}) == {"account": {"id": account}}
    early = await writing.viewer("ray")
    await _user(writing, "ray", isActive=False)
    for asked, given in ((EDIT, edit), (EDIT, edit), (ONE, {"id": account})):
        with pytest.raises(HttpError) as refused:
            await server("ray", asked, given)
        assert (refused.value.status, refused.value.code) == (401, "UNAUTHENTICATED")
    late = await writing.result_as(early, EDIT, edit)
    assert [error["extensions"]["code"] for error in late.errors or ()] == ["UNAUTHENTICATED"]
    phone = "SELECT phone FROM account WHERE id = $1"
    assert await writing.database.pool.fetchval(phone, account[4:]) != edit["i"]["phone"]
    await _user(writing, "ray", isActive=True)

    async def signed_in_again() -> Any:
        with suppress(HttpError):  # tokens tell the second of their issue: one of the deactivation's second is dead
            return await server("ray", ONE, {"id": account})

    assert await eventually(signed_in_again) == {"account": {"id": account}}


async def test_who_is_an_admin_no_more_changes_nothing_more(writing: Asking) -> None:
    server = Server(writing)
    await _user(writing, "mia", profile="ADMIN")
    made = "mutation { createGroup(input: {name: %s}) { userErrors { code } } }"
    assert await server("mia", made % '"One"') == {"createGroup": {"userErrors": []}}
    early = await writing.viewer("mia")
    await _user(writing, "mia", profile="SALES_MANAGER")
    assert await server("mia", made % '"Two"') == ["FORBIDDEN"]
    late = await writing.result_as(early, made % '"Three"')
    assert [error["extensions"]["code"] for error in late.errors or ()] == ["FORBIDDEN"]


# -- races


CIRCLES = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM role
    UNION ALL SELECT up.id, r.parent_id FROM up JOIN role r ON r.id = up.parent_id
) CYCLE parent_id SET looped USING way
SELECT count(*) FROM up WHERE looped
"""


async def test_two_admins_who_move_roles_at_random_make_no_circle(writing: Asking) -> None:
    seed = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED", random.randrange(10**6)))
    told = f"ACCOUNT_GRAPH_TEST_SEED={seed}"
    await _user(writing, "mia", profile="ADMIN")
    roles = [f"rol_{row['id']}" for row in await writing.database.pool.fetch("SELECT id FROM role ORDER BY id")]
    counts = {"moved": 0, "CYCLE": 0}

    async def client(who: str) -> None:
        chance = random.Random(f"{seed} {who}")
        for _ in range(100):
            role, parent = chance.sample(roles, 2)
            given = {"id": role, "parentId": None if chance.randrange(8) == 0 else parent}
            errors = (await do(writing, who, "moveRole", given))["userErrors"]
            counts[errors[0]["code"] if errors else "moved"] += 1

    await asyncio.gather(client("ada"), client("mia"))
    assert await writing.database.pool.fetchval(CIRCLES) == 0, told
    assert counts["moved"] > 50, (told, counts)
    assert counts["CYCLE"] > 0, (told, counts)


async def test_of_two_moves_that_would_close_a_circle_one_is_made(writing: Asking) -> None:
    one, other = await role_id(writing, "manager-na"), await role_id(writing, "manager-eu")
    for _ in range(20):
        both = await asyncio.gather(
            do(writing, "ada", "moveRole", {"id": one, "parentId": other}),
            do(writing, "ada", "moveRole", {"id": other, "parentId": one}),
        )
        assert [error["code"] for payload in both for error in payload["userErrors"]] == ["CYCLE"]
        assert await writing.database.pool.fetchval(CIRCLES) == 0
        await _move(writing, "manager-na", "vp-sales")
        await _move(writing, "manager-eu", "vp-sales")


ADMINS = "SELECT array_agg(split_part(email, '@', 1)) FROM app_user WHERE profile = 'ADMIN' AND is_active"


async def test_of_two_last_admins_who_step_down_at_once_one_stays(writing: Asking) -> None:
    ids = {who: await user_id(writing, who) for who in ("ada", "mia")}
    for _ in range(20):
        (admin,) = await writing.database.pool.fetchval(ADMINS)
        other = next(who for who in ids if who != admin)
        await done(writing, admin, "updateUser", {"id": ids[other], "profile": "ADMIN"})
        both = await asyncio.gather(
            *(do(writing, who, "updateUser", {"id": row, "profile": "EXECUTIVE"}) for who, row in ids.items())
        )
        assert [error["code"] for payload in both for error in payload["userErrors"]] == ["IN_USE"]
        assert len(await writing.database.pool.fetchval(ADMINS)) == 1


MUTATION = """mutation M($i: UpdateUserInput!) { updateUser(input: $i) { userErrors { code } } }"""


@pytest.mark.parametrize("removed", [{"isActive": False}, {"profile": "EXECUTIVE"}])
async def test_of_two_admins_who_remove_each_other_one_stays(writing: Asking, removed: dict[str, Any]) -> None:
    ids = {who: await user_id(writing, who) for who in ("ada", "mia")}
    for _ in range(20):
        (admin,) = await writing.database.pool.fetchval(ADMINS)
        other = next(who for who in ids if who != admin)
        await done(writing, admin, "updateUser", {"id": ids[other], "profile": "ADMIN", "isActive": True})
        viewers = {who: await writing.viewer(who) for who in ids}
        both = await asyncio.gather(
            writing.result_as(viewers["ada"], MUTATION, {"i": {"id": ids["mia"], **removed}}),
            writing.result_as(viewers["mia"], MUTATION, {"i": {"id": ids["ada"], **removed}}),
        )
        codes = [error["extensions"]["code"] for result in both for error in result.errors or ()]
        assert codes in (["FORBIDDEN"], ["UNAUTHENTICATED"])
        assert len(await writing.database.pool.fetchval(ADMINS)) == 1


async def test_a_role_that_is_deleted_while_someone_gets_it_is_either_gone_or_theirs(writing: Asking) -> None:
    sam = await user_id(writing, "sam")
    outcomes = set()
    for turn in range(20):
        role = (await done(writing, "ada", "createRole", {"name": f"role {turn}"}, "role { id }"))["role"]["id"]
        calls = [
            do(writing, "ada", "deleteRole", {"id": role}),
            do(writing, "ada", "updateUser", {"id": sam, "roleId": role}),
        ]
        both = await asyncio.gather(*(calls if turn % 2 else reversed(calls)))
        codes = [error["code"] for payload in both for error in payload["userErrors"]]
        assert codes in (["IN_USE"], ["NOT_FOUND"])
        outcomes.update(codes)
    assert outcomes == {"IN_USE", "NOT_FOUND"}


@pytest.mark.parametrize(
    ("who", "mutation", "whom"),
    [
        ("pat", "deleteContact", "the company's own people and integrations may"),
        ("bi", "revokeAccess", "the company's own people may"),
        ("rita", "deleteRole", "only an admin may"),
    ],
)
async def test_whose_profile_may_not_call_a_mutation_is_told_whose_may(
    writing: Asking, who: str, mutation: str, whom: str
) -> None:
    question = f'mutation {{ {mutation}(input: {{id: "x"}}) {{ deletedId }} }}'
    (error,) = (await writing.result(who, question)).errors or []
    profile = {"pat": "PARTNER", "bi": "INTEGRATION", "rita": "SALES_REP"}[who]
    assert error["message"] == f"Your profile, {profile}, may not call `{mutation}`: {whom}."
