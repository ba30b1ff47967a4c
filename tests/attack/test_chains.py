"""Steps that were each permitted, and together let someone in whom the one who took them couldn't let in."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, done, everything, user_id, wrong
from tests.resolvers.mutations.hanging import grant, made_id, store
from tests.resolvers.mutations.sight import difference, sight

SOON = "2199-01-01T00:00:00Z"


async def own_account(writing: Asking, who: str, name: str, **given: Any) -> str:
    answer = await done(writing, who, "createAccount", {"name": name, **given}, "account { id }")
    return str(answer["account"]["id"])


async def test_who_edits_an_account_opens_it_to_nobody_by_moving_it_below_their_own(writing: Asking) -> None:
    # rosa may edit Germany by a rule; it is ray's
    germany, pat = await account_id(writing, "acme-germany"), await user_id(writing, "pat")
    own = await own_account(writing, "rosa", "Rosa's Own")
    await done(writing, "rosa", "moveAccount", {"id": germany, "parentId": own})
    seen = await sight(writing)
    for level in ("READ", "EDIT"):
        given = {"accountId": own, "userId": pat, "level": level}
        assert await wrong(writing, "rosa", "grantAccess", given) == {("INVALID", "cascades")}
    assert await sight(writing) == seen
    await done(writing, "rosa", "grantAccess", {**given, "cascades": False})
    assert difference(seen, await sight(writing)) == {"pat": {"Rosa's Own": (None, "EDIT")}}
    # from then on it stays below an account that is granted: to be there it needs what a transfer needs
    await done(writing, "rosa", "moveAccount", {"id": germany, "parentId": None})
    await done(writing, "rosa", "grantAccess", given)
    assert await wrong(writing, "rosa", "moveAccount", {"id": germany, "parentId": own}) == {("INVALID", "parentId")}


async def test_a_move_below_a_grant_asks_the_right_to_hand_over_everything_that_moves(writing: Asking) -> None:
    own = await own_account(writing, "rosa", "Rosa's Own")
    top = await own_account(writing, "rosa", "Rosa's Other")
    await done(
        writing, "rosa", "grantAccess", {"accountId": own, "userId": await user_id(writing, "pat"), "level": "READ"}
    )
    germany = await account_id(writing, "acme-germany")
    await done(writing, "rosa", "moveAccount", {"id": germany, "parentId": top})
    seen = await sight(writing)
    # the top is hers; what stands below it she may only edit
    assert await wrong(writing, "rosa", "moveAccount", {"id": top, "parentId": own}) == {("INVALID", "parentId")}
    # max stands above rosa and ray
    await grant(writing, "max", "acme-germany", "READ")
    await done(writing, "max", "moveAccount", {"id": top, "parentId": own})
    assert difference(seen, await sight(writing)) == {
        "pat": {"Rosa's Other": (None, "READ"), "Acme Corp Germany": (None, "READ")}
    }


@pytest.mark.parametrize("change", [{"type": "CUSTOMER"}, {"billingAddress": {"country": "FR"}}])
async def test_who_edits_an_account_opens_it_by_no_rule(writing: Asking, change: dict[str, Any]) -> None:
    account = await own_account(writing, "ron", "Ron's Own", billingAddress={"country": "JP"})
    given = {"accountId": account, "userId": await user_id(writing, "sam"), "level": "EDIT", "expiresAt": SOON}
    await done(writing, "ron", "grantAccess", given)
    seen = await sight(writing)
    before = await everything(writing, "account")
    field = next(iter(change))
    assert await wrong(writing, "sam", "updateAccount", {"id": account, "phone": "555-0101", **change}) == {
        ("INVALID", field)
    }
    assert await everything(writing, "account") == before
    # what opens nothing is an editor's to correct, and all of it the owner's
    await done(writing, "sam", "updateAccount", {"id": account, "type": "FORMER_CUSTOMER", "industry": "RETAIL"})
    await done(writing, "sam", "updateAccount", {"id": account, "billingAddress": {"country": "CN"}})
    assert await sight(writing) == seen
    await done(writing, "ron", "updateAccount", {"id": account, **change})
    assert await sight(writing) != seen


async def test_who_edits_an_account_does_not_keep_it_by_a_rule(writing: Asking) -> None:
    """The right runs out, and a rule that names who has it would open the account to them for good."""
    account = await own_account(writing, "ron", "Ron's Own", billingAddress={"country": "JP"})
    given = {"accountId": account, "userId": await user_id(writing, "rosa"), "level": "EDIT", "expiresAt": SOON}
    await done(writing, "ron", "grantAccess", given)
    change = {"id": account, "billingAddress": {"country": "FR"}}
    assert await wrong(writing, "rosa", "updateAccount", change) == {("INVALID", "billingAddress")}


async def test_a_change_between_rules_for_the_same_people_is_an_editors(writing: Asking) -> None:
    germany = await account_id(writing, "acme-germany")
    await done(writing, "rosa", "updateAccount", {"id": germany, "billingAddress": {"country": "FR"}})


async def test_activating_a_contract_opens_the_account_for_those_alone_who_might_open_it(writing: Asking) -> None:
    # a rule opens active customers to sales managers, and Germany is a prospect
    germany = await account_id(writing, "acme-germany")
    await store(writing, "UPDATE account SET type = 'PROSPECT' WHERE id = $1", germany)
    contract = await made_id(writing, "contract", "acme-germany", "ray")
    before = await everything(writing, "account", "contract")
    seen = await sight(writing)
    assert await wrong(writing, "rosa", "activateContract", {"id": contract}) == {("INVALID", "id")}
    assert await everything(writing, "account", "contract") == before
    await done(writing, "ray", "activateContract", {"id": contract})
    assert difference(seen, await sight(writing)) == {"mia": {"Acme Corp Germany": (None, "EDIT")}}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another"},
        {"type": "CUSTOMER"},
        {"industry": None},
        {"isActive": False},
        {"numberOfEmployees": 5},
        {"billingAddress": {"country": "US"}},
        {"billingAddress": {"city": "Boston", "state": "MA"}},
        {"billingAddress": None},
    ],
)
async def test_partners_set_nothing_that_rules_look_at(writing: Asking, change: dict[str, Any]) -> None:
    us = await account_id(writing, "acme-us")
    await grant(writing, "pat", "acme-us", "EDIT")
    codes = {code for code, _ in await wrong(writing, "pat", "updateAccount", {"id": us, **change})}
    assert codes == {"FIELD_READ_ONLY"}
    await done(writing, "pat", "updateAccount", {"id": us, "billingAddress": {"city": "Boston"}, "phone": "555-0101"})
