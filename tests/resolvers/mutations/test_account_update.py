"""Updates of accounts: what they change, conflicts of versions, and which fields a viewer may write."""

import asyncio

import pytest

from tests.asking import Asking, data
from tests.resolvers.mutations.doing import account_id, do, done, everything, forbidden, user_id


async def test_an_update_changes_what_is_given_empties_what_is_null_and_leaves_the_rest(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    shown = "account { name phone industry version billingAddress { city country } updatedBy { name } }"
    await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101", "billingAddress": {"city": "Austin"}})
    changed = await done(
        writing, "rita", "updateAccount", {"id": us, "industry": None, "billingAddress": {"city": None}}, shown
    )
    account = changed["account"]
    assert (account["phone"], account["industry"], account["updatedBy"]) == ("555-0101", None, {"name": "Rita Delgado"})
    assert account["billingAddress"] == {"city": None, "country": "US"}


async def test_an_update_that_changes_nothing_makes_no_new_version(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    first = await done(
        writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, "account { version updatedAt }"
    )
    again = await done(
        writing, "rita", "updateAccount", {"id": us, "phone": " 555-0101 "}, "account { version updatedAt }"
    )
    assert again == first


async def test_a_version_seen_before_is_a_conflict_and_shows_what_stands(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    seen = (await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, "account { version }"))[
        "account"
    ]
    await done(writing, "mia", "updateAccount", {"id": us, "phone": "555-0102", "expectedVersion": seen["version"]})
    answer = await do(
        writing,
        "rita",
        "updateAccount",
        {"id": us, "phone": "555-0103", "expectedVersion": seen["version"]},
        "account { phone version }",
    )
    assert answer["account"] == {"phone": "555-0102", "version": seen["version"] + 1}
    assert [error["code"] for error in answer["userErrors"]] == ["CONFLICT"]
    assert str(seen["version"] + 1) in answer["userErrors"][0]["message"]


async def test_of_writers_who_saw_one_version_one_writes(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    version = await writing.database.pool.fetchval("SELECT version FROM account WHERE name = 'Acme Corp US'")
    answers = await asyncio.gather(
        *(
            do(writing, "rita", "updateAccount", {"id": us, "phone": f"555-010{n}", "expectedVersion": version})
            for n in range(8)
        )
    )
    assert sorted(len(answer["userErrors"]) for answer in answers) == [0] + [1] * 7


async def test_a_rep_who_sends_revenue_is_told_so_and_the_rest_is_not_done_either(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    before = await everything(writing, "account")
    payload = await do(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101", "annualRevenue": "5.00"})
    assert payload["userErrors"] == [
        {
            "code": "FIELD_READ_ONLY",
            "message": "You may read `annualRevenue`, but not set it: leave it out.",
            "field": ["annualRevenue"],
        }
    ]
    assert await everything(writing, "account") == before


async def test_a_manager_sets_revenue(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    changed = await done(writing, "mia", "updateAccount", {"id": us, "annualRevenue": "5"}, "account { annualRevenue }")
    assert changed["account"] == {"annualRevenue": "5.00"}


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "1e99999999", "Infinity", "10000000000000000.00", "0.001"])
async def test_an_amount_is_zero_or_more_finite_and_bounded(writing: Asking, amount: str) -> None:
    given = {"id": await account_id(writing, "acme-us"), "annualRevenue": amount}
    question = "mutation M($input: UpdateAccountInput!) { updateAccount(input: $input) { userErrors { code } } }"
    result = await writing.result("mia", question, {"input": given})
    if result.executed:
        assert data(result) == {"updateAccount": {"userErrors": [{"code": "INVALID"}]}}
    else:
        assert result.errors is not None
        assert "annualRevenue" in result.errors[0]["message"]


async def test_who_only_reads_an_account_changes_its_description_and_nothing_else(writing: Asking) -> None:
    uk = await account_id(writing, "acme-uk")
    changed = await done(
        writing, "pat", "updateAccount", {"id": uk, "description": "Via Brightline"}, "account { description }"
    )
    assert changed["account"] == {"description": "Via Brightline"}
    before = await everything(writing, "account")
    assert await forbidden(writing, "pat", "updateAccount", {"id": uk, "phone": "555-0101"})
    assert await forbidden(writing, "pat", "updateAccount", {"id": uk, "description": "x", "phone": "555-0101"})
    assert await forbidden(writing, "bi", "updateAccount", {"id": uk, "phone": "555-0101"})
    assert await everything(writing, "account") == before


async def test_what_is_hidden_and_what_is_not_there_read_the_same(writing: Asking) -> None:
    hidden = {"id": await account_id(writing, "acme-apac")}
    missing = {"id": "acc_00000000-0000-7000-8000-000000000000"}
    for mutation, more in (
        ("updateAccount", {"phone": "555-0101"}),
        ("deleteAccount", {}),
        ("moveAccount", {"parentId": None}),
        ("transferAccount", {"ownerId": await user_id(writing, "rita")}),
    ):
        answers = [await do(writing, "rita", mutation, given | more) for given in (hidden, missing)]
        assert answers[0] == answers[1], mutation
        assert answers[0]["userErrors"] == [
            {"code": "NOT_FOUND", "message": "There is no such account.", "field": ["id"]}
        ]


async def test_last_activity_is_stamped_by_a_new_type_or_owner_and_by_nothing_else(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    shown = "account { lastActivityDate }"
    before = (await done(writing, "rita", "updateAccount", {"id": us, "phone": "555-0101"}, shown))["account"]
    same = (await done(writing, "rita", "updateAccount", {"id": us, "type": "CUSTOMER"}, shown))["account"]
    assert same == before
    typed = (await done(writing, "rita", "updateAccount", {"id": us, "type": "PARTNER"}, shown))["account"]
    assert typed != before
    handed = await done(writing, "mia", "transferAccount", {"id": us, "ownerId": await user_id(writing, "mia")}, shown)
    assert handed["account"] != typed
