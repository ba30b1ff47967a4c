"""From a token to a viewer: who it is, what is known of them, and that a change holds at the next request."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import jwt
import pytest

from graph.auth import authenticator
from graph.auth.authenticator import Authenticator, load_viewer
from graph.auth.tokens import Tokens
from graph.auth.viewer import Condition, Rule
from graph.errors import Unauthenticated, Unavailable
from graph.models.base import uuid7
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator
from graph.server import create_app
from graph.settings import Settings
from tests.conftest import Opener, Postgres
from tests.models.records import account, insert, user
from tests.serving import serving

SETTINGS = Settings(secret="x" * 32)
TOKENS = Tokens(SETTINGS)


@pytest.fixture(scope="module")
async def url(postgres: Postgres) -> AsyncIterator[str]:
    made = await postgres.make_database()
    yield made
    await postgres.drop_database(made)


@pytest.fixture
async def undone(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose changes are taken back after the test."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


def bearer(email: str = "ann@demo.example") -> str:
    return f"Bearer {TOKENS.issue(email)}"


def bearer_of(seconds_ago: int | None, email: str = "ann@demo.example") -> str:
    """What a token says that was issued a while ago, or doesn't say when."""
    claims = {"sub": email, "iss": "account-graph", "aud": "account-graph", "exp": int(time.time()) + 600}
    if seconds_ago is not None:
        claims["iat"] = int(time.time()) - seconds_ago
    return f"Bearer {jwt.encode(claims, 'x' * 32, algorithm='HS256')}"


async def role(connection: asyncpg.Connection, name: str, parent: UUID | None = None) -> UUID:
    return await insert(connection, "role", name=name, parent_id=parent)


async def group_of(connection: asyncpg.Connection, name: str, *members: UUID) -> UUID:
    made = await insert(connection, "user_group", name=name)
    for member in members:
        await insert(connection, "group_member", group_id=made, user_id=member)
    return made


async def rule(connection: asyncpg.Connection, name: str, **whom: Any) -> UUID:
    return await insert(connection, "sharing_rule", name=name, **{"level": "READ", **whom})


async def test_everything_about_a_user_is_known(undone: asyncpg.Connection) -> None:
    partner = await account(undone, "Partner", type="PARTNER")
    rep = await role(undone, "rep")
    ann = await user(
        undone, name="Ann", profile="PARTNER", role_id=rep, partner_account_id=partner, can_roll_up_all=True
    )
    viewer = await load_viewer(undone, "ann@demo.example")
    assert (viewer.id, viewer.email, viewer.name) == (ann, "ann@demo.example", "Ann")
    assert (viewer.profile, viewer.role_id, viewer.role_name) == (Profile.PARTNER, rep, "rep")
    assert (viewer.partner_account_id, viewer.can_view_all, viewer.can_roll_up_all) == (partner, False, True)
    assert viewer.epoch == await undone.fetchval("SELECT value FROM sharing_epoch")
    assert await load_viewer(undone, ann) == viewer


async def test_a_user_needs_no_role_no_group_and_no_rule(undone: asyncpg.Connection) -> None:
    await user(undone)
    viewer = await load_viewer(undone, "ann@demo.example")
    assert (viewer.role_id, viewer.role_name, viewer.partner_account_id) == (None, None, None)
    assert (viewer.roles_below, viewer.group_ids, viewer.rules) == ((), (), ())


@pytest.mark.parametrize("who", ["nobody@demo.example", "", "ANN@demo.example", uuid7()])
async def test_nobody_known_is_refused(undone: asyncpg.Connection, who: str | UUID) -> None:
    await user(undone)
    with pytest.raises(Unauthenticated, match="No user matches this token"):
        await load_viewer(undone, who)


async def test_an_inactive_user_is_refused(undone: asyncpg.Connection) -> None:
    await user(undone, is_active=False)
    with pytest.raises(Unauthenticated, match="This user is inactive"):
        await load_viewer(undone, "ann@demo.example")


async def test_the_roles_below_are_all_of_them_and_not_ones_own(undone: asyncpg.Connection) -> None:
    top = await role(undone, "top")
    mine = await role(undone, "mine", top)
    beside = await role(undone, "beside", top)
    below = {await role(undone, "below 1", mine)}
    below.add(await role(undone, "below 2", mine))
    below.add(await role(undone, "far below", next(iter(below))))
    await role(undone, "below the one beside", beside)
    await user(undone, role_id=mine)
    viewer = await load_viewer(undone, "ann@demo.example")
    assert set(viewer.roles_below) == below
    assert len(viewer.roles_below) == len(below)


async def test_a_circle_of_roles_ends(undone: asyncpg.Connection) -> None:
    one = await role(undone, "one")
    two = await role(undone, "two", one)
    await undone.execute("UPDATE role SET parent_id = $1 WHERE id = $2", two, one)
    await user(undone, role_id=one)
    assert (await load_viewer(undone, "ann@demo.example")).roles_below == (two,)


async def test_groups_are_those_one_is_in(undone: asyncpg.Connection) -> None:
    ann, bob = await user(undone), await user(undone, "bob@demo.example")
    mine = {await group_of(undone, "both", ann, bob), await group_of(undone, "ann's", ann)}
    await group_of(undone, "bob's", bob)
    await group_of(undone, "nobody's")
    assert set((await load_viewer(undone, ann)).group_ids) == mine


async def test_rules_are_those_that_name_ones_profile_role_or_group(undone: asyncpg.Connection) -> None:
    top = await role(undone, "top")
    mine = await role(undone, "mine", top)
    below = await role(undone, "below", mine)
    ann = await user(undone, role_id=mine)
    group, other = await group_of(undone, "mine", ann), await group_of(undone, "other")
    mine_of = {
        await rule(undone, "my profile", profile="SALES_REP"),
        await rule(undone, "my role", role_id=mine),
        await rule(undone, "my role and below", role_id=mine, include_below=True),
        await rule(undone, "above me, with those below", role_id=top, include_below=True),
        await rule(undone, "my group", group_id=group),
    }
    await rule(undone, "another profile", profile="SALES_MANAGER")
    await rule(undone, "the role above alone", role_id=top)
    await rule(undone, "the role below me", role_id=below)
    await rule(undone, "the role below me, and below", role_id=below, include_below=True)
    await rule(undone, "another group", group_id=other)
    await rule(undone, "not active", profile="SALES_REP", is_active=False)
    viewer = await load_viewer(undone, ann)
    assert {found.id for found in viewer.rules} == mine_of
    assert len(viewer.rules) == len(mine_of)


async def test_a_rule_comes_whole(undone: asyncpg.Connection) -> None:
    made = await rule(undone, "Rule", level="EDIT", profile="SALES_REP")
    for column, operator, values in (
        ("BILLING_COUNTRY", "IN", ["US", "CA"]),
        ("INDUSTRY", "IS_NULL", []),
        ("ANNUAL_REVENUE", "GT", ["5"]),
    ):
        await insert(undone, "sharing_condition", rule_id=made, column=column, operator=operator, values=values)
    viewer = await load_viewer(undone, await user(undone))
    assert viewer.rules == (
        Rule(
            made,
            "Rule",
            AccessLevel.EDIT,
            (
                Condition(RuleColumn.BILLING_COUNTRY, RuleOperator.IN, ("US", "CA")),
                Condition(RuleColumn.INDUSTRY, RuleOperator.IS_NULL, ()),
                Condition(RuleColumn.ANNUAL_REVENUE, RuleOperator.GT, ("5",)),
            ),
        ),
    )


async def test_who_sees_little_is_told_from_who_sees_much(
    undone: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "LISTED_AT_MOST", 2)
    ann = await user(undone)
    for number, few in enumerate((True, True, False)):
        await account(undone, f"Account {number}", owner_id=ann)
        assert (await load_viewer(undone, ann)).few_listed is few


async def test_what_the_role_tree_opens_is_estimated_apart(
    undone: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "LISTED_AT_MOST", 1)
    top = await role(undone, "Top")
    under = await role(undone, "Under", top)
    boss, ann = await user(undone, "boss@x.example", role_id=top), await user(undone, role_id=under)
    for number, few in enumerate((True, False)):
        await account(undone, f"Account {number}", owner_id=ann)
        viewer = await load_viewer(undone, boss)
        assert (viewer.few_listed, viewer.few_by_role) == (True, few)


@dataclass
class SignedIn:
    """An authenticator over a database in which ann is."""

    authenticator: Authenticator
    pool: asyncpg.Pool


@pytest.fixture
async def signed_in(empty_url: str, database: Opener) -> AsyncIterator[SignedIn]:
    async with database(empty_url) as opened:
        async with opened.pool.acquire() as connection:
            await user(connection)
        yield SignedIn(Authenticator(opened.pool, TOKENS), opened.pool)


async def test_a_header_reads_bearer_and_a_token(signed_in: SignedIn) -> None:
    token = TOKENS.issue("ann@demo.example")
    for good in (f"Bearer {token}", f"bearer {token}", f"BEARER   {token} "):
        assert (await signed_in.authenticator.viewer(good)).email == "ann@demo.example"
    with pytest.raises(Unauthenticated, match="Sign in: send a token"):
        await signed_in.authenticator.viewer(None)
    for bad in ("", "Bearer", "Bearer ", token, f"Basic {token}", f"Bearer{token}", f" Bearer {token}"):
        with pytest.raises(Unauthenticated, match="must consist of `Bearer`, a space, and a token"):
            await signed_in.authenticator.viewer(bad)


async def test_a_viewer_is_remembered_and_costs_no_statement(signed_in: SignedIn) -> None:
    header = bearer()
    viewer = await signed_in.authenticator.viewer(header)
    await signed_in.pool.close()
    assert await signed_in.authenticator.viewer(header) is viewer
    assert await signed_in.authenticator.viewer(bearer("Ann@Demo.Example")) is viewer
    with pytest.raises(Unavailable):  # closed, as it should be
        await signed_in.authenticator.viewer(bearer("bob@demo.example"))


async def test_a_viewer_found_outdated_is_read_again_and_others_are_not(signed_in: SignedIn) -> None:
    header = bearer()
    before = await signed_in.authenticator.viewer(header)
    await signed_in.pool.execute("UPDATE app_user SET name = 'Anna'")
    after = await signed_in.authenticator.viewer(header, outdated=before)
    assert (after.name, after.epoch) == ("Anna", before.epoch + 1)
    assert await signed_in.authenticator.viewer(header) is after
    # a slower request, that began with the same old viewer, needs no other
    assert await signed_in.authenticator.viewer(header, outdated=before) is after


async def test_a_token_older_than_its_address_is_refused(signed_in: SignedIn) -> None:
    older = "This token was issued before the user had this e-mail address. Sign in again."
    for ago in (0, 50, None):  # clocks may differ by a minute, and not every token says when it was issued
        assert (await signed_in.authenticator.viewer(bearer_of(ago))).email == "ann@demo.example"
    for _ in range(2):  # by a viewer that is remembered
        with pytest.raises(Unauthenticated, match=older):
            await signed_in.authenticator.viewer(bearer_of(600))
    afresh = Authenticator(signed_in.pool, TOKENS)
    with pytest.raises(Unauthenticated, match=older):
        await afresh.viewer(bearer_of(600))
    await signed_in.pool.execute("UPDATE app_user SET email_since = now() - interval '1 hour'")
    assert (await Authenticator(signed_in.pool, TOKENS).viewer(bearer_of(3000))).email == "ann@demo.example"
    await signed_in.pool.execute("UPDATE app_user SET email_since = '-infinity'")
    assert (await Authenticator(signed_in.pool, TOKENS).viewer(bearer_of(10**9))).email == "ann@demo.example"


async def test_the_estimate_of_what_a_viewer_sees_is_made_anew_now_and_then(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "ESTIMATE_LASTS", 0.0)
    assert await signed_in.authenticator.viewer(bearer()) is not await signed_in.authenticator.viewer(bearer())


async def test_the_viewer_who_asked_least_recently_is_read_anew(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "CACHE_SIZE", 2)
    remembering = Authenticator(signed_in.pool, TOKENS)
    async with signed_in.pool.acquire() as connection:
        for name in ("una", "ulf", "ute"):
            await user(connection, f"{name}@demo.example")
    una = await remembering.viewer(bearer("una@demo.example"))
    ulf = await remembering.viewer(bearer("ulf@demo.example"))
    assert await remembering.viewer(bearer("una@demo.example")) is una
    ute = await remembering.viewer(bearer("ute@demo.example"))
    assert await remembering.viewer(bearer("una@demo.example")) is una
    assert await remembering.viewer(bearer("ute@demo.example")) is ute
    assert await remembering.viewer(bearer("ulf@demo.example")) is not ulf


class Running:
    """A running server over a database of its own, asked by ann, and a connection that changes what she may see."""

    MUTATION = 'mutation { createContact(input: {accountId: "%s", name: "Lee"}) { userErrors { code } } }'
    QUESTION = '{ account(by: {name: "acme"}) { name annualRevenue } }'
    SEEN = ("Acme", "5.00")

    def __init__(self, client: httpx.Client, connection: asyncpg.Connection, ids: dict[str, UUID]) -> None:
        self._client = client
        self._connection = connection
        self.ids = ids

    async def change(self, statement: str, *values: Any) -> None:
        await self._connection.execute(statement, *values)

    def status(self, question: str = QUESTION, authorization: str | None = None) -> tuple[int, Any]:
        answer = self.answer(question, authorization)
        return answer.status_code, answer.json()

    def answer(self, question: str, authorization: str | None = None) -> httpx.Response:
        headers = {} if authorization is None else {"authorization": authorization}
        return self._client.post("/graphql", json={"query": question}, headers=headers)

    async def made_by(self) -> list[str]:
        """Who wrote the contacts that there are."""
        rows = await self._connection.fetch(
            "SELECT u.name FROM contact c JOIN app_user u ON u.id = c.created_by_id ORDER BY c.id"
        )
        return [row["name"] for row in rows]

    def seen(self) -> tuple[str, str | None] | None:
        """The account's name and revenue, if ann sees it now."""
        status, body = self.status()
        assert (status, "errors" in body) == (200, False), body
        found = body["data"]["account"]
        return found and (found["name"], found["annualRevenue"])


@pytest.fixture
async def running(empty_url: str) -> AsyncIterator[Running]:
    connection = await asyncpg.connect(empty_url)
    top = await role(connection, "top")
    ids = {"top": top, "mine": await role(connection, "mine", top), "low": await role(connection, "low")}
    ids["ann"] = await user(connection, role_id=ids["mine"])
    ids["bob"] = await user(connection, "bob@demo.example", role_id=ids["low"])
    ids["acme"] = await account(connection, "Acme", annual_revenue=5, owner_id=ids["bob"])
    ids["group"] = await group_of(connection, "group")
    headers = {"authorization": bearer()}
    settings = Settings(database_url=empty_url, secret="x" * 32)
    with serving(create_app(settings)) as address, httpx.Client(base_url=address, headers=headers) as client:
        running = Running(client, connection, ids)
        assert running.seen() is None
        yield running
    await connection.close()


async def test_a_rule_opens_at_the_next_request_and_shuts_at_the_next(running: Running) -> None:
    made = uuid7()
    await running.change(
        "INSERT INTO sharing_rule (id, name, level, profile) VALUES ($1, 'Rule', 'READ', 'SALES_REP')", made
    )
    assert running.seen() is None  # a rule without a condition opens nothing
    await running.change(
        "INSERT INTO sharing_condition (id, rule_id, \"column\", operator, values) VALUES ($1, $2, 'TYPE', 'EQ', $3)",
        uuid7(),
        made,
        ["PROSPECT"],
    )
    assert running.seen() == Running.SEEN
    for change, seen in (
        ("UPDATE sharing_rule SET is_active = false", None),
        ("UPDATE sharing_rule SET is_active = true", Running.SEEN),
        ("UPDATE sharing_condition SET values = '{CUSTOMER}'", None),
        ("UPDATE sharing_condition SET operator = 'NE'", Running.SEEN),
        ("UPDATE sharing_rule SET profile = 'ADMIN'", None),
        ("UPDATE sharing_rule SET profile = 'SALES_REP'", Running.SEEN),
        ("UPDATE account SET type = 'CUSTOMER'", None),
        ("UPDATE account SET type = 'PARTNER'", Running.SEEN),
        ("DELETE FROM sharing_rule", None),
    ):
        await running.change(change)
        assert running.seen() == seen, change


async def test_the_role_tree_changes_at_the_next_request(running: Running) -> None:
    for change, seen in (
        ("UPDATE role SET parent_id = (SELECT id FROM role WHERE name = 'mine') WHERE name = 'low'", Running.SEEN),
        ("UPDATE app_user SET role_id = (SELECT id FROM role WHERE name = 'low') WHERE name ^@ 'ann'", None),
        ("UPDATE app_user SET role_id = (SELECT id FROM role WHERE name = 'top') WHERE name ^@ 'ann'", Running.SEEN),
        ("UPDATE role SET parent_id = NULL", None),
    ):
        await running.change(change)
        assert running.seen() == seen, change


async def test_a_group_changes_at_the_next_request(running: Running) -> None:
    await running.change(
        "INSERT INTO account_grant (id, account_id, group_id, level) VALUES ($1, $2, $3, 'READ')",
        uuid7(),
        running.ids["acme"],
        running.ids["group"],
    )
    assert running.seen() is None
    join = "INSERT INTO group_member (id, group_id, user_id) VALUES ($1, $2, $3)"
    await running.change(join, uuid7(), running.ids["group"], running.ids["ann"])
    assert running.seen() == Running.SEEN
    await running.change("DELETE FROM group_member")
    assert running.seen() is None


async def test_teams_grants_and_owners_change_at_the_next_request(running: Running) -> None:
    acme, ann = running.ids["acme"], running.ids["ann"]
    for change, values, seen in (
        ("INSERT INTO account_team (id, account_id, user_id, level) VALUES ($1, $2, $3, 'READ')", 3, Running.SEEN),
        ("DELETE FROM account_team", 0, None),
        ("INSERT INTO account_grant (id, account_id, user_id, level) VALUES ($1, $2, $3, 'READ')", 3, Running.SEEN),
        ("UPDATE account_grant SET expires_at = now()", 0, None),
    ):
        await running.change(change, *(uuid7(), acme, ann)[:values])
        assert running.seen() == seen, change
    await running.change("UPDATE account SET owner_id = $1", ann)
    assert running.seen() == Running.SEEN


async def test_a_profile_changes_what_a_field_shows_at_the_next_request(running: Running) -> None:
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    for profile, revenue in (("SALES_REP", "5.00"), ("PARTNER", None), ("ADMIN", "5.00")):
        await running.change("UPDATE app_user SET profile = $1", profile)
        assert running.seen() == ("Acme", revenue), profile


async def test_a_user_made_inactive_is_a_401_at_the_next_request(running: Running) -> None:
    for question in (Running.QUESTION, "{ currency }", "{ __typename }"):
        await running.change("UPDATE app_user SET is_active = true")
        assert running.status(question)[0] == 200
        await running.change("UPDATE app_user SET is_active = false")
        status, body = running.status(question)
        assert (status, [error["extensions"]["code"] for error in body["errors"]]) == (401, ["UNAUTHENTICATED"])
        assert "data" not in body


async def test_a_user_who_is_gone_is_a_401_at_the_next_request(running: Running) -> None:
    await running.change("DELETE FROM app_user WHERE id = $1", running.ids["ann"])
    assert running.status()[0] == 401


async def test_a_mutation_of_a_user_made_inactive_is_a_401_too_and_so_is_the_next(running: Running) -> None:
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    assert running.status(mutation) == (200, {"data": {"createContact": {"userErrors": []}}})
    await running.change("UPDATE app_user SET is_active = false WHERE name ^@ 'ann'")
    message = "This user is inactive. Ask an admin to reactivate it."
    for _ in range(2):
        answer = running.answer(mutation)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}
    assert await running.made_by() == ["ann@demo.example"]


async def hand_over_the_address(running: Running) -> None:
    """Ann gets another address, and bob the one that was hers."""
    await running.change("UPDATE app_user SET email = 'ann.lee@demo.example' WHERE id = $1", running.ids["ann"])
    await running.change("UPDATE app_user SET email = 'ann@demo.example' WHERE id = $1", running.ids["bob"])


@pytest.mark.parametrize("issued", ["before", "after"])
@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_a_token_speaks_for_nobody_who_got_its_address_later(running: Running, kind: str, issued: str) -> None:
    """Also where the server remembers who had it."""
    await running.change("UPDATE app_user SET email_since = now() - interval '1 day'")
    mine = bearer_of(70)
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    question = Running.QUESTION if kind == "query" else mutation
    assert [running.status(authorization=token)[0] for token in (bearer_of(0), mine)] == [200, 200]
    await hand_over_the_address(running)
    if issued == "before":
        for _ in range(2):
            status, body = running.status(question, mine)
            assert (status, [error["message"] for error in body["errors"]]) == (401, [authenticator.TOKEN_TOO_OLD])
        assert running.status(question, bearer_of(0))[0] == 200
        assert running.status(question, mine)[0] == 401
    else:
        status, body = running.status(question, bearer_of(0))
        assert (status, "errors" in body) == (200, False)
    assert await running.made_by() == (["bob@demo.example"] if kind == "mutation" else [])


async def test_a_new_address_signs_out_at_once_and_the_new_one_in(running: Running) -> None:
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    assert running.status(mutation)[0] == 200
    await running.change("UPDATE app_user SET email = 'ann.lee@demo.example' WHERE id = $1", running.ids["ann"])
    assert running.status(mutation)[0] == 401
    assert running.status(mutation, bearer("ann.lee@demo.example"))[0] == 200
    assert await running.made_by() == ["ann@demo.example"] * 2
