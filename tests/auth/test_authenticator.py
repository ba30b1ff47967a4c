"""From a token to a viewer: who it is, what is known of them, and that a change holds at the next request."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from graph.auth import authenticator
from graph.auth.authenticator import Authenticator, load_viewer
from graph.auth.viewer import Condition, Rule
from graph.errors import Unauthenticated, Unavailable
from graph.models.base import uuid7
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator
from tests.auth.people import TOKENS, bearer, bearer_of, group_of, role, rule
from tests.conftest import Opener, Postgres
from tests.models.records import account, insert, user


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
    claims = await signed_in.authenticator.claims(header)
    after = await signed_in.authenticator.viewer_of(claims, outdated=before)
    assert (after.name, after.epoch) == ("Anna", before.epoch + 1)
    assert await signed_in.authenticator.viewer(header) is after
    # a slower request, that began with the same old viewer, needs no other
    assert await signed_in.authenticator.viewer_of(claims, outdated=before) is after


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
