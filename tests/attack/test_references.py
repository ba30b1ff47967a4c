"""References to what the writer doesn't see: neither guessed at nor wiped by sending back what reads as null."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, forbidden, user_id, wrong
from tests.resolvers.mutations.hanging import grant, made_id, store, stored

NOBODY = "usr_00000000-0000-7000-8000-000000000000"


async def made(writing: Asking, name: str, **given: Any) -> str:
    """The id of a new account of the admin's."""
    answer = await done(writing, "ada", "createAccount", {"name": name, **given}, "account { id }")
    return str(answer["account"]["id"])


@pytest.fixture
async def managed(writing: Asking) -> tuple[str, str]:
    """An account that is open to Rosa for editing, and the partner that manages it, whom she doesn't see."""
    partner = await made(writing, "Hidden Reseller")
    return await made(writing, "Managed", partnerId=partner, billingAddress={"country": "GB"}), partner


async def test_nobody_finds_out_whether_a_partner_manages_an_account_by_writing_it(
    writing: Asking, managed: tuple[str, str]
) -> None:
    account, partner = managed
    alone = await made(writing, "Managed by Nobody", billingAddress={"country": "GB"})
    other = await account_id(writing, "brightline")
    for each in (account, alone):
        answer = await done(writing, "rosa", "updateAccount", {"id": each, "partnerId": None}, "account { version }")
        assert answer["account"] == {"version": 1}
        for guess in (partner, other):
            assert await forbidden(writing, "rosa", "updateAccount", {"id": each, "partnerId": guess})
    assert f"acc_{await stored(writing, 'SELECT partner_id FROM account WHERE id = $1', account)}" == partner


async def test_an_owner_does_not_end_unawares_what_they_read_nothing_of(
    writing: Asking, managed: tuple[str, str]
) -> None:
    account, partner = managed
    await done(writing, "ada", "transferAccount", {"id": account, "ownerId": await user_id(writing, "rosa")})
    answer = await done(writing, "rosa", "updateAccount", {"id": account, "partnerId": None}, "account { version }")
    assert answer["account"] == {"version": 2}
    assert await wrong(writing, "rosa", "updateAccount", {"id": account, "partnerId": partner}) == {
        ("NOT_FOUND", "partnerId")
    }
    await done(writing, "ada", "updateAccount", {"id": account, "partnerId": None})
    assert await stored(writing, "SELECT partner_id FROM account WHERE id = $1", account) is None


async def test_a_partner_guesses_no_user_by_naming_them_as_an_owner(writing: Asking) -> None:
    await grant(writing, "pat", "acme-us", "EDIT")
    us = await account_id(writing, "acme-us")
    activity = await made_id(writing, "activity", who="ada")
    given = {"email": "pim@demo.example", "name": "Pim", "profile": "PARTNER", "partnerAccountId": us}
    pim = (await done(writing, "ada", "createUser", given, "user { id }"))["user"]["id"]
    told = [{"code": "NOT_FOUND", "message": "There is no such user.", "field": ["ownerId"]}]
    for owner in (await user_id(writing, "ada"), await user_id(writing, "sam"), pim, NOBODY):
        answer = await do(writing, "pat", "updateActivity", {"id": activity, "ownerId": owner})
        assert answer["userErrors"] == told
        new = {"accountId": us, "kind": "CALL", "subject": "Guessed", "ownerId": owner}
        assert (await do(writing, "pat", "logActivity", new))["userErrors"] == told


async def test_a_contact_of_a_hidden_account_is_neither_guessed_nor_wiped(writing: Asking) -> None:
    case = await made_id(writing, "case")
    hidden = await made_id(writing, "contact", "acme-apac", "ron")
    await store(writing, "UPDATE support_case SET contact_id = $2 WHERE id = $1", case, hidden)
    assert await wrong(writing, "rita", "updateCase", {"id": case, "contactId": hidden}) == {("NOT_FOUND", "contactId")}
    kept = await done(writing, "rita", "updateCase", {"id": case, "contactId": None}, "case { version contact { id } }")
    assert kept["case"] == {"version": 1, "contact": None}
    assert f"con_{await stored(writing, 'SELECT contact_id FROM support_case WHERE id = $1', case)}" == hidden
