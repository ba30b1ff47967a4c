"""A taken name tells that a hidden account exists: such answers are counted, logged and limited."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from graph.resolvers.mutations.account_name import MAX_REFUSALS
from tests.asking import REQUEST_ID, Asking, data
from tests.resolvers.mutations.doing import account_id, do, done, user_id, wrong
from tests.resolvers.mutations.hanging import grant, store

HIDDEN, FREE = "Acme Corp APAC", "Nobody's Name"
"""A name that rita doesn't see, and one that no account has."""


@pytest.mark.parametrize(
    "error",
    [
        {"phone": "no number"},
        {"parentId": "acc_00000000-0000-7000-8000-000000000000"},
        {"annualRevenue": "1.00"},
        {"partnerId": "no id"},
    ],
)
async def test_beside_another_error_no_name_is_looked_up(writing: Asking, error: dict[str, Any]) -> None:
    us = await account_id(writing, "acme-us")
    for mutation, given in (("createAccount", {}), ("updateAccount", {"id": us})):
        if mutation == "updateAccount" and "parentId" in error:
            continue
        taken = await wrong(writing, "rita", mutation, {"name": HIDDEN, **given, **error})
        assert taken == await wrong(writing, "rita", mutation, {"name": FREE, **given, **error})
    stale = {"id": us, "expectedVersion": 0}
    for name in (HIDDEN, FREE):
        assert await wrong(writing, "rita", "updateAccount", {**stale, "name": name}) == {
            ("CONFLICT", "expectedVersion")
        }
    assert await writing.database.pool.fetchval("SELECT count(*) FROM name_refusal") == 0


async def test_beside_a_change_that_a_rule_refuses_no_name_is_looked_up(writing: Asking) -> None:
    apac = await account_id(writing, "acme-apac")
    await store(writing, "UPDATE account SET name = 'Moved', name_key = 'moved' WHERE id = $1", apac)
    await grant(writing, "sam", "acme-us", "EDIT")
    us = await account_id(writing, "acme-us")
    await store(writing, "UPDATE account SET billing_country = 'JP', owner_id = null WHERE id = $1", us)
    for name in ("Moved", FREE):
        change = {"id": us, "name": name, "billingAddress": {"country": "DE"}}
        assert await wrong(writing, "sam", "updateAccount", change) == {("INVALID", "billingAddress")}


async def test_each_refusal_is_counted_and_logged_by_caller_and_the_limit_ends_them(writing: Asking) -> None:
    aliases = " ".join(
        f'a{n}: createAccount(input: {{name: "{HIDDEN}"}}) {{ userErrors {{ code field }} }}'
        for n in range(MAX_REFUSALS)
    )
    with capture_logs() as lines:
        told = data(await writing.result("rita", f"mutation {{ {aliases} }}"))
    assert {error["code"] for each in told.values() for error in each["userErrors"]} == {"NAME_TAKEN"}
    rita = (await user_id(writing, "rita")).removeprefix("usr_")
    assert [line for line in lines if line["event"] == "name_taken"] == [
        {
            "event": "name_taken",
            "log_level": "warning",
            "request_id": REQUEST_ID,
            "viewer": rita,
            "mutation": "createAccount",
            "this_hour": n + 1,
        }
        for n in range(MAX_REFUSALS)
    ]
    us = await account_id(writing, "acme-us")
    # taken and free alike, by whichever mutation
    for name in (HIDDEN, FREE):
        for mutation, given in (("createAccount", {}), ("updateAccount", {"id": us})):
            answer = await do(writing, "rita", mutation, {"name": name, **given})
            (error,) = answer["userErrors"]
            assert (error["code"], error["field"]) == ("TOO_MANY_NAMES", ["name"])
            assert error["message"].startswith(
                f"You were told {MAX_REFUSALS} times in this hour that a name is taken: names are looked up for you"
                " again from "
            )
    # a name that stays as it is isn't looked up; others have their own count, and admins none
    await done(writing, "rita", "updateAccount", {"id": us, "name": "ACME corp us", "phone": "555-0101"})
    assert await wrong(writing, "ray", "createAccount", {"name": HIDDEN}) == {("NAME_TAKEN", "name")}
    for _ in range(MAX_REFUSALS + 1):
        assert await wrong(writing, "ada", "createAccount", {"name": HIDDEN}) == {("NAME_TAKEN", "name")}
    # the next hour begins anew
    await store(writing, "UPDATE name_refusal SET hour = hour - interval '1 hour'")
    assert await wrong(writing, "rita", "createAccount", {"name": HIDDEN}) == {("NAME_TAKEN", "name")}
    assert await writing.database.pool.fetchval("SELECT refused FROM name_refusal WHERE user_id = $1", rita) == 1
    await done(writing, "rita", "createAccount", {"name": FREE})
