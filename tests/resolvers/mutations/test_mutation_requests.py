"""Requests with mutations: each mutation is done or not by itself, and once for its idempotency key."""

import asyncio
from typing import Any

from tests.asking import Asking, data
from tests.resolvers.mutations.doing import account_id, done, everything, wrong


async def test_each_mutation_of_a_request_is_done_or_not_by_itself(writing: Asking) -> None:
    uk, us = await account_id(writing, "acme-uk"), await account_id(writing, "acme-us")
    question = """mutation M($uk: ID!, $us: ID!) {
      a: updateAccount(input: {id: $us, phone: "555-0101"}) { account { phone } userErrors { code } }
      b: updateAccount(input: {id: $uk, annualRevenue: "1"}) { account { phone } userErrors { code } }
      c: transferAccount(input: {id: $uk, ownerId: "usr_00000000-0000-7000-8000-000000000000"}) { userErrors { code } }
      d: updateAccount(input: {id: $us, phone: "555-0102"}) { account { phone } userErrors { code } } }"""
    await writing.database.pool.execute(
        "INSERT INTO account_grant (id, account_id, user_id, level) SELECT gen_random_uuid(), $1, id, 'READ'"
        " FROM app_user WHERE email = 'rita@demo.example'",
        uk.removeprefix("acc_"),
    )
    result = await writing.result("rita", question, {"uk": uk, "us": us})
    assert data(result) == {
        "a": {"account": {"phone": "555-0101"}, "userErrors": []},
        "b": None,
        "c": None,
        "d": {"account": {"phone": "555-0102"}, "userErrors": []},
    }
    assert [(error["path"], error["extensions"]["code"]) for error in result.errors or ()] == [
        (["b"], "FORBIDDEN"),
        (["c"], "FORBIDDEN"),
    ]


async def test_an_answer_that_cannot_be_read_stops_the_mutation_before_it_is_done(writing: Asking) -> None:
    before = await everything(writing, "account")
    for shown in ("contacts(first: 1000) { nodes { id } }", 'children(after: "forged") { nodes { id } }'):
        question = f'mutation {{ createAccount(input: {{name: "Unread"}}) {{ account {{ {shown} }} }} }}'
        assert await writing.codes("rita", question) == ["BAD_INPUT"]
    assert await everything(writing, "account") == before


async def test_a_key_that_is_sent_again_does_nothing_more_and_tells_the_first_outcome(writing: Asking) -> None:
    given: dict[str, Any] = {"name": "Once", "idempotencyKey": "order-1"}
    first = await done(writing, "rita", "createAccount", given, "account { id number version }")
    before = await everything(writing, "account")
    assert await done(writing, "rita", "createAccount", given, "account { id number version }") == first
    assert await everything(writing, "account") == before
    assert await wrong(writing, "rita", "createAccount", given | {"name": "Twice"}) == {
        ("KEY_REUSED", "idempotencyKey")
    }
    # keys are each user's own
    await done(writing, "ray", "createAccount", given | {"name": "Of Ray's"})


async def test_a_key_under_which_nothing_was_done_is_free(writing: Asking) -> None:
    given = {"name": "Acme Corp US", "idempotencyKey": "k"}
    assert await wrong(writing, "rita", "createAccount", given) == {("NAME_TAKEN", "name")}
    await done(writing, "rita", "createAccount", given | {"name": "Another"})


async def test_of_requests_with_one_key_at_once_one_is_done(writing: Asking) -> None:
    for number in range(10):
        given = {"name": f"Only {number}", "idempotencyKey": f"k{number}"}
        answers = await asyncio.gather(
            *(done(writing, "rita", "createAccount", given, "account { id }") for _ in range(4))
        )
        assert len({answer["account"]["id"] for answer in answers}) == 1


async def test_a_key_that_is_sent_again_after_its_record_is_gone_tells_so(writing: Asking) -> None:
    given = {"name": "Short Lived", "idempotencyKey": "k"}
    made = await done(writing, "rita", "createAccount", given, "account { id }")
    await done(writing, "rita", "deleteAccount", {"id": made["account"]["id"]})
    again = await done(writing, "rita", "createAccount", given, "account { id }")
    assert again == {
        "account": None,
        "note": "It was done before, under this key. The record has been deleted since, or you no longer have access to"
        " it.",
    }


async def test_what_a_deleted_account_was_told_under_its_key_is_told_again(writing: Asking) -> None:
    made = await done(writing, "rita", "createAccount", {"name": "Brief"}, "account { id }")
    given = {"id": made["account"]["id"], "idempotencyKey": "gone"}
    first = await done(writing, "rita", "deleteAccount", given, "deletedId")
    assert await done(writing, "rita", "deleteAccount", given, "deletedId") == first


async def test_rights_that_changed_since_sign_in_hold_inside_the_transaction(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    viewer = await writing.viewer("rita")  # read before
    await writing.database.pool.execute("UPDATE app_user SET profile = 'PARTNER' WHERE email = 'rita@demo.example'")
    result = await writing.result_as(
        viewer, f'mutation {{ deleteAccount(input: {{id: "{us}"}}) {{ userErrors {{ code }} }} }}'
    )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["FORBIDDEN"]
    await writing.database.pool.execute("UPDATE app_user SET is_active = false WHERE email = 'rita@demo.example'")
    result = await writing.result_as(
        viewer, f'mutation {{ updateAccount(input: {{id: "{us}", phone: "555-0101"}}) {{ userErrors {{ code }} }} }}'
    )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["UNAUTHENTICATED"]
