"""What was tried against writes and once went through: opening what is hidden, and inputs that were faults of ours."""

import asyncio
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, forbidden, user_id, wrong
from tests.resolvers.mutations.hanging import grant, stored

SEEN = "query Q($id: ID!) { account(by: {id: $id}) { access { level } } }"


async def made(writing: Asking, who: str, name: str, **given: Any) -> str:
    """The id of a new account."""
    answer = await done(writing, who, "createAccount", {"name": name, **given}, "account { id }")
    return str(answer["account"]["id"])


async def open_to(writing: Asking, who: str, account: str) -> str | None:
    """The level at which someone sees an account."""
    found = (await writing(who, SEEN, {"id": account}))["account"]
    return None if found is None else found["access"]["level"]


@pytest.fixture
async def holding(writing: Asking) -> tuple[str, str]:
    """An account of Rita's, and one below it that she doesn't see."""
    top = await made(writing, "rita", "Quiet Holding")
    return top, await made(writing, "ada", "Hidden Child", parentId=top)


@pytest.mark.parametrize("level", ["READ", "EDIT"])
async def test_an_owner_opens_nothing_below_by_moving_it_under_a_grant_of_theirs(
    writing: Asking, holding: tuple[str, str], level: str
) -> None:
    top, child = holding
    rita = await user_id(writing, "rita")
    own = await made(writing, "rita", "Rita's Own")
    leaf = await made(writing, "rita", "Below Rita's Own", parentId=own)
    await done(writing, "rita", "grantAccess", {"accountId": own, "userId": rita, "level": level})
    for parent in (own, leaf):
        assert await wrong(writing, "rita", "moveAccount", {"id": top, "parentId": parent}) == {("INVALID", "parentId")}
    assert await open_to(writing, "rita", child) is None
    # an admin may, and what she sees all below of moves as ever
    moved = await made(writing, "rita", "Open Holding")
    await made(writing, "rita", "Open Child", parentId=moved)
    await done(writing, "rita", "moveAccount", {"id": moved, "parentId": own})
    await done(writing, "ada", "moveAccount", {"id": top, "parentId": own})
    assert await open_to(writing, "rita", child) == level


async def test_a_grant_that_does_not_reach_what_moves_is_in_nobodys_way(
    writing: Asking, holding: tuple[str, str]
) -> None:
    top, child = holding
    sam = await user_id(writing, "sam")
    own = await made(writing, "rita", "Rita's Own")
    ended = "UPDATE account_grant SET expires_at = now() - interval '1 second' WHERE account_id = $1 RETURNING 1"
    await done(writing, "rita", "grantAccess", {"accountId": own, "userId": sam, "level": "READ"})
    await stored(writing, ended, own)
    await done(writing, "rita", "moveAccount", {"id": top, "parentId": own})
    await done(writing, "rita", "moveAccount", {"id": top, "parentId": None})
    given = {"accountId": own, "userId": sam, "level": "READ", "cascades": False}
    await done(writing, "rita", "grantAccess", given)
    await done(writing, "rita", "moveAccount", {"id": top, "parentId": own})
    assert await open_to(writing, "sam", child) is None


async def test_a_grant_and_a_move_at_once_open_nothing_between_them(writing: Asking, holding: tuple[str, str]) -> None:
    top, child = holding
    rita = await user_id(writing, "rita")
    for number in range(12):
        own = await made(writing, "rita", f"Rita's Own {number}")
        await asyncio.gather(
            do(writing, "rita", "grantAccess", {"accountId": own, "userId": rita, "level": "EDIT"}),
            do(writing, "rita", "moveAccount", {"id": top, "parentId": own}),
        )
        assert await open_to(writing, "rita", child) is None
        await done(writing, "rita", "moveAccount", {"id": top, "parentId": None})


async def test_who_was_let_in_does_not_stay_by_moving_the_account_below_their_own(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    await grant(writing, "sam", "acme-us", "EDIT")
    own = await made(writing, "sam", "Sam's Own")
    await done(writing, "sam", "moveAccount", {"id": us, "parentId": own})  # there is no grant yet
    given = {"accountId": own, "userId": await user_id(writing, "sam"), "level": "READ"}
    await done(writing, "sam", "moveAccount", {"id": us, "parentId": None})
    await done(writing, "sam", "grantAccess", given)
    assert await wrong(writing, "sam", "moveAccount", {"id": us, "parentId": own}) == {("INVALID", "parentId")}
    # its owner may, and who is above them
    top = await made(writing, "mia", "Mia's Own")
    await done(writing, "mia", "grantAccess", {**given, "accountId": top})
    await done(writing, "mia", "moveAccount", {"id": us, "parentId": top})


async def test_what_is_open_for_a_time_does_not_stay_open_by_moving_it_under_a_grant(
    writing: Asking, holding: tuple[str, str]
) -> None:
    top, child = holding
    rita = await user_id(writing, "rita")
    given = {"accountId": child, "userId": rita, "level": "READ", "expiresAt": "2199-01-01T00:00:00Z"}
    await done(writing, "ada", "grantAccess", given)
    own = await made(writing, "rita", "Rita's Own")
    await done(writing, "rita", "grantAccess", {"accountId": own, "userId": rita, "level": "READ"})
    assert await wrong(writing, "rita", "moveAccount", {"id": top, "parentId": own}) == {("INVALID", "parentId")}
    # nor if it is open to her for good: she would have to be able to hand it over
    await done(writing, "ada", "grantAccess", {**given, "expiresAt": None})
    assert await wrong(writing, "rita", "moveAccount", {"id": top, "parentId": own}) == {("INVALID", "parentId")}
    await done(writing, "ada", "transferAccount", {"id": child, "ownerId": rita})
    await done(writing, "rita", "moveAccount", {"id": top, "parentId": own})


async def test_a_manager_who_was_let_in_for_a_time_does_not_stay_by_handing_over(writing: Asking) -> None:
    mia = await user_id(writing, "mia")
    account, own = await made(writing, "ada", "Open for a Time"), await made(writing, "mia", "Mia's Own")
    await done(writing, "mia", "grantAccess", {"accountId": own, "userId": mia, "level": "READ"})
    given = {"accountId": account, "userId": mia, "level": "EDIT", "expiresAt": "2199-01-01T00:00:00Z"}
    await done(writing, "ada", "grantAccess", given)
    partner = await account_id(writing, "brightline")
    await done(writing, "ada", "grantAccess", {"accountId": partner, "userId": mia, "level": "READ"})
    assert await forbidden(writing, "mia", "transferAccount", {"id": account, "ownerId": mia})
    assert await forbidden(writing, "mia", "updateAccount", {"id": account, "partnerId": partner})
    assert await wrong(writing, "mia", "moveAccount", {"id": account, "parentId": own}) == {("INVALID", "parentId")}
    await done(writing, "mia", "updateAccount", {"id": account, "phone": "555-0101"})
    await done(writing, "ada", "grantAccess", {**given, "expiresAt": None})
    await done(writing, "mia", "transferAccount", {"id": account, "ownerId": mia})


async def test_a_partner_who_may_edit_an_account_does_not_make_it_theirs(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    await grant(writing, "pat", "acme-us", "EDIT")
    for partner in (await account_id(writing, "brightline"), None):
        assert await wrong(writing, "pat", "updateAccount", {"id": us, "partnerId": partner}) == {
            ("FIELD_READ_ONLY", "partnerId")
        }
    assert await stored(writing, "SELECT partner_id FROM account WHERE id = $1", us) is None


@pytest.mark.parametrize("name", ["\u200b\u200b", "\ufeff", "\u00ad", "\u3164", "\ufe0f\u2060", " \u2800 "])
async def test_a_name_that_shows_nothing_is_none(writing: Asking, name: str) -> None:
    assert await wrong(writing, "rita", "createAccount", {"name": name}) == {("REQUIRED", "name")}
    assert await wrong(writing, "ada", "createRole", {"name": name}) == {("REQUIRED", "name")}


@pytest.mark.parametrize("name", ["a\u2028b", "a\u2029b", "a\x85b", "a\x9bb"])
async def test_a_line_has_no_break_of_any_script(writing: Asking, name: str) -> None:
    assert await wrong(writing, "rita", "createAccount", {"name": name}) == {("INVALID", "name")}


async def test_half_a_surrogate_pair_is_told_of_under_a_key_too(writing: Asking) -> None:
    given = {"name": "a\ud800b", "idempotencyKey": "k"}
    assert await wrong(writing, "rita", "createAccount", given) == {("INVALID", "name")}


async def test_deals_that_no_total_has_room_for_are_refused(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    most = {"accountId": us, "name": "Too much", "amount": "9999999999999999.99"}
    before = await stored(writing, "SELECT total_opportunity_amount FROM account WHERE id = $1", us)
    assert await wrong(writing, "rita", "createOpportunity", most) == {("INVALID", "amount")}
    small = await done(writing, "rita", "createOpportunity", most | {"amount": "1"}, "opportunity { id }")
    given = {"id": small["opportunity"]["id"], "amount": most["amount"]}
    assert await wrong(writing, "rita", "updateOpportunity", given) == {("INVALID", "amount")}
    assert await stored(writing, "SELECT total_opportunity_amount FROM account WHERE id = $1", us) == before + 1


async def test_an_address_that_grows_in_lower_case_has_a_limit_too(writing: Asking) -> None:
    given = {"name": "Long", "email": "\u0130" * 200 + "@x.example", "profile": "SALES_REP"}
    assert await wrong(writing, "ada", "createUser", given) == {("TOO_LONG", "email")}


@pytest.mark.parametrize(
    "fields",
    [
        'annualRevenue: "abc"',
        "annualRevenue: 1.5",
        f"annualRevenue: 1{'0' * 5000}",
        f"numberOfEmployees: {'9' * 5000}",
        'billingAddress: {country: "Narnia"}',
    ],
    ids=lambda fields: fields[:30],
)
async def test_a_literal_that_no_scalar_takes_is_for_the_caller_to_mend(writing: Asking, fields: str) -> None:
    us = await account_id(writing, "acme-us")
    question = f'mutation {{ updateAccount(input: {{id: "{us}", {fields}}}) {{ userErrors {{ code }} }} }}'
    result = await writing.result("mia", question)
    assert not result.executed
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_REQUEST"]
    assert (result.errors or [])[0]["locations"]
