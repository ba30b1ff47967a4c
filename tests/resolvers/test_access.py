"""Why an account is seen: every reason that the oracle has and no other, for every viewer of generated worlds."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from graph.auth.reasons import AccessKind
from graph.auth.ways_in import WAYS_IN
from tests.asking import Asking, data
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle, Reason
from tests.reference.access import KINDS, kind_of
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, SIZES, active, admin, company

REASONS = "level reasons { kind level name viaAccount { id } viaRole inheritedDepth expiresAt }"

ORDER = [*KINDS.values(), "ADMIN", "VIEW_ALL"]


@pytest.fixture(scope="module", params=SIZES)
async def both(request: pytest.FixtureRequest, postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    async with company(postgres, database, request.param) as made:
        yield made


def told(reason: Reason, account_id: Any, owner: Oracle, asking: Oracle) -> tuple[Any, ...]:
    """A reason of the oracle's as the graph tells it: depths are those of who asks, and partners get no names."""
    above = asking.ancestors(account_id)
    hidden = asking.viewer.profile == "PARTNER"
    return (
        kind_of(reason, owner.viewer.profile),
        reason.level,
        None if hidden else reason.name,
        None if reason.via_account is None else f"acc_{reason.via_account}",
        None if hidden else reason.via_role,
        len(above) - above.index(reason.via_account) if reason.inherited_depth and reason.via_account else None,
        None if reason.expires_at is None else reason.expires_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    )


def expected(account_id: Any, owner: Oracle, asking: Oracle) -> tuple[str, set[tuple[Any, ...]]] | None:
    level = owner.level(account_id)
    if level is None:
        return None
    return level, {told(reason, account_id, owner, asking) for reason in owner.reasons(account_id)}


def answered(access: Any) -> tuple[str, set[tuple[Any, ...]]] | None:
    if access is None:
        return None
    found = [
        (each["kind"], each["level"], each["name"], (each["viaAccount"] or {}).get("id"), *list(each.values())[4:])
        for each in access["reasons"]
    ]
    return access["level"], set(found)


async def everything(both: Both, user: Any, argument: str = "") -> dict[Any, Any]:
    """By account, what this user is told of access to it; None for an account that they don't see at all."""
    ids = [f"acc_{each}" for each in both.rows.accounts]
    text = f"query Q($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Account {{ access{argument} {{ {REASONS} }} }} }} }}"
    result = await both.program(user.id, text, {"ids": ids})
    assert result.errors is None, (SEED, result.errors)
    return dict(zip(both.rows.accounts, data(result)["nodes"], strict=True))


async def test_every_reason_that_applies_is_told_and_no_other(both: Both) -> None:
    for user in active(both):
        oracle = both.of(user.id).oracle
        for account_id, node in (await everything(both, user)).items():
            found = answered(node["access"]) if node else None
            assert found == expected(account_id, oracle, oracle), (SEED, user.email)
            assert (node is None) == (found is None)


async def test_an_admin_is_told_of_everyone_else(both: Both) -> None:
    asks = admin(both)
    asking = both.of(asks.id).oracle
    for user in active(both):
        owner = both.of(user.id).oracle
        for account_id, node in (await everything(both, asks, f'(userId: "usr_{user.id}")')).items():
            assert answered(node["access"]) == expected(account_id, owner, asking), (SEED, user.email)


async def test_reasons_come_in_the_order_of_the_ways_in_then_by_name(both: Both) -> None:
    several = 0
    for user in active(both):
        for node in (await everything(both, user)).values():
            reasons = node["access"]["reasons"] if node else []
            several += len(reasons) > 1
            placed = [(ORDER.index(each["kind"]), each["name"] is None, each["name"] or "") for each in reasons]
            assert placed == sorted(placed, key=lambda place: (*place[:2], place[2].encode())), (SEED, user.email)
    assert several


def test_every_way_in_has_its_kind() -> None:
    assert list(AccessKind) == ORDER
    assert len(WAYS_IN) == len(KINDS)


# the demo's people


async def user_id(ask: Asking, who: str) -> str:
    return f"usr_{(await ask.viewer(who)).id}"


UK = '{ account(by: {name: "Acme Corp UK"}) { access(userId: "%s") { level reasons { kind } } } }'


async def test_only_an_admin_may_ask_of_another(ask: Asking) -> None:
    rosa, nobody = await user_id(ask, "rosa"), "usr_018f4c1e-0000-7000-8000-000000000000"
    for who in ("eve", "dan", "mia", "rita", "ray", "ron", "sam", "pat", "bi"):
        # whether the account is seen, or the user is there, makes no difference
        refusals = {await ask.refusal(who, UK % other) for other in (rosa, nobody)}
        refusals.add(await ask.refusal(who, (UK % rosa).replace("Acme Corp UK", "No such account")))
        assert refusals == {("FORBIDDEN", "Only an admin may ask what another user sees.")}


async def test_of_oneself_anyone_may_ask_by_id_and_nobody_gets_anothers_answer(ask: Asking) -> None:
    for who in ("rosa", "ray", "rosa"):  # of one kind, so that they could share a statement
        rosa = await user_id(ask, "rosa")
        if who == "rosa":
            rule = {"level": "EDIT", "reasons": [{"kind": "RULE"}]}
            assert await ask(who, UK % rosa) == {"account": {"access": rule}}
        else:
            assert await ask.codes(who, UK % rosa) == ["FORBIDDEN"]


async def test_for_someone_who_does_not_see_the_account_it_is_null(ask: Asking) -> None:
    assert await ask("ada", UK % await user_id(ask, "ron")) == {"account": {"access": None}}


@pytest.mark.parametrize("wrong", ["", "rosa", "usr_1", "acc_018f4c1e-0000-7000-8000-000000000000"])
async def test_what_is_no_users_id_is_refused(ask: Asking, wrong: str) -> None:
    assert await ask.codes("ada", UK % wrong) == ["BAD_INPUT"]
    assert await ask.codes("rosa", UK % wrong) == ["BAD_INPUT"]


async def test_an_admin_is_told_that_there_is_no_such_user(ask: Asking) -> None:
    code, message = await ask.refusal("ada", UK % "usr_018f4c1e-0000-7000-8000-000000000000")
    assert code == "BAD_INPUT"
    assert "names nobody who can sign in" in message


async def test_several_users_can_be_asked_of_at_once_up_to_a_limit(ask: Asking) -> None:
    people = {who: await user_id(ask, who) for who in ("ron", "rosa", "pat", "mia", "eve")}
    fields = " ".join(f'{who}: access(userId: "{row}") {{ level }}' for who, row in people.items())
    answer = await ask("ada", f'{{ account(by: {{name: "Acme Corp UK"}}) {{ {fields} }} }}')
    levels = {who: (access or {}).get("level") for who, access in answer["account"].items()}
    assert levels == {"ron": None, "rosa": "EDIT", "pat": "READ", "mia": "EDIT", "eve": "EDIT"}
    many = " ".join(f'a{n}: access(userId: "usr_018f4c1e-0000-7000-8000-{n:012}") {{ level }}' for n in range(21))
    assert await ask.codes("ada", f'{{ account(by: {{name: "Acme Corp UK"}}) {{ {many} }} }}') == ["TOO_COMPLEX"]


async def test_a_grant_tells_its_group_and_when_it_ends(ask: Asking) -> None:
    question = '{ account(by: {name: "%s"}) { access { ' + REASONS.replace("id }", "name }") + " } } }"
    granted = (await ask("rosa", question % "Tall Grass Creative"))["account"]["access"]["reasons"]
    assert [(each["kind"], each["name"]) for each in granted if each["kind"] == "GRANT"] == [
        ("GRANT", "Europe sales team")
    ]
    [cascade] = (await ask("ron", question % "Mint & Mallow Ireland"))["account"]["access"]["reasons"]
    assert cascade == {
        "kind": "CASCADE",
        "level": "EDIT",
        "name": None,
        "viaAccount": {"name": "Larkfield & Daughters"},
        "viaRole": None,
        "inheritedDepth": 2,
        "expiresAt": "2035-12-31T23:00:00.000000Z",
    }
    assert datetime.fromisoformat(cascade["expiresAt"]).tzinfo


async def test_statements_are_kept_apart_by_whom_they_are_of(postgres: Postgres, database: Opener) -> None:
    """Two admins ask the same of one of them, and again when that one has become something else."""
    async with company(postgres, database, SIZES[0]) as made:
        pool = made.database.pool
        first, second = [user.id for user in active(made) if user.profile != "PARTNER"][:2]
        account_id = next(iter(made.rows.accounts))
        # of one form, so that they share statements
        alike = "UPDATE app_user SET profile = 'ADMIN', role_id = NULL, can_view_all = false WHERE id = ANY($1::uuid[])"
        await pool.execute(alike, [first, second])
        await pool.execute("DELETE FROM group_member WHERE user_id = ANY($1::uuid[])", [first, second])
        await pool.execute("UPDATE account SET owner_id = $1 WHERE id = $2", first, account_id)
        argument = f'(userId: "usr_{first}")'
        for profile in ("ADMIN", "SERVICE_AGENT"):
            await pool.execute("UPDATE app_user SET profile = $1 WHERE id = $2", profile, first)
            now = await Both.load(made.database)
            made.viewers.clear()  # and the statements stay
            oracle = now.of(first).oracle
            for asks in (first, second):
                asked = now.of(asks).oracle
                nodes = await everything(made, now.rows.users[asks], argument)
                if nodes[account_id] is not None:
                    assert answered(nodes[account_id]["access"]) == expected(account_id, oracle, asked), SEED
