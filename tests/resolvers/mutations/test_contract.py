"""Contracts, written: from draft to activation, what that makes of the account, and the end."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, everything, wrong
from tests.resolvers.mutations.hanging import changed, made, made_id, store, stored, today

STATUSES = ("DRAFT", "IN_APPROVAL", "ACTIVATED", "EXPIRED", "TERMINATED")
ACCOUNT = "account { type customerSince lastActivityDate version updatedBy { name } }"


def day(from_today: int) -> str:
    return (today() + timedelta(days=from_today)).isoformat()


async def prospect(writing: Asking, type_: str = "PROSPECT") -> str:
    """A new account without a contract."""
    number = await stored(writing, "SELECT count(*) FROM account")
    answer = await done(writing, "rita", "createAccount", {"name": f"New {number}", "type": type_}, "account { id }")
    return str(answer["account"]["id"])


async def drafted(writing: Asking, account: str, **given: Any) -> str:
    """A new contract with this account."""
    answer = await done(writing, "rita", "createContract", {"accountId": account, **given}, "contract { id }")
    return str(answer["contract"]["id"])


async def at(writing: Asking, status: str, **given: Any) -> str:
    """A new contract that has come to this status, written past the API."""
    contract = await made_id(writing, "contract", **given)
    await store(
        writing,
        "UPDATE contract SET status = $2, activated_at = CASE WHEN $3 THEN now() END WHERE id = $1",
        contract,
        status,
        status not in ("DRAFT", "IN_APPROVAL"),
    )
    return contract


async def test_a_contract_is_drawn_up_as_a_draft(writing: Asking) -> None:
    signer = await made_id(writing, "contact")
    new = await made(
        writing,
        "contract",
        value="1000.5",
        startDate="2031-01-01",
        endDate="2031-01-01",
        signedById=signer,
        shown="number status value startDate endDate signedBy { name } activatedAt version",
    )
    highest = await stored(writing, "SELECT max(number) FROM contract")
    assert new == {
        "number": f"CTR-{highest:06}",
        "status": "DRAFT",
        "value": "1000.50",
        "startDate": "2031-01-01",
        "endDate": "2031-01-01",
        "signedBy": {"name": "Ann Example"},
        "activatedAt": None,
        "version": 1,
    }


async def test_a_contract_does_not_end_before_it_starts(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    payload = await do(
        writing, "rita", "createContract", {"accountId": us, "startDate": "2031-02-01", "endDate": "2031-01-31"}
    )
    assert payload["userErrors"] == [
        {
            "code": "INVALID",
            "message": "The contract would end on 2031-01-31, before it starts on 2031-02-01: send days in"
            " their order.",
            "field": ["endDate"],
        }
    ]
    contract = await made_id(writing, "contract", startDate="2031-02-01", endDate="2031-03-01")
    assert await wrong(writing, "rita", "updateContract", {"id": contract, "endDate": "2031-01-01"}) == {
        ("INVALID", "endDate")
    }
    assert await wrong(writing, "rita", "updateContract", {"id": contract, "startDate": "2031-04-01"}) == {
        ("INVALID", "startDate")
    }
    given = {"startDate": "2031-04-01", "endDate": "2031-04-01"}
    assert await changed(writing, "contract", "updateContract", "startDate endDate", id=contract, **given) == given


async def test_a_status_leads_where_the_table_says_and_by_which_mutation(writing: Asking) -> None:
    by_update = {("DRAFT", "IN_APPROVAL"), ("IN_APPROVAL", "DRAFT"), ("ACTIVATED", "EXPIRED")}
    by_verb = {
        ("DRAFT", "activateContract"): "ACTIVATED",
        ("IN_APPROVAL", "activateContract"): "ACTIVATED",
        ("ACTIVATED", "terminateContract"): "TERMINATED",
    }
    for old, new in itertools.product(STATUSES, STATUSES):
        past = {"startDate": day(-30), "endDate": day(-1)} if new == "EXPIRED" else {}
        contract = await at(writing, old, **past)
        payload = await do(writing, "rita", "updateContract", {"id": contract, "status": new}, "contract { status }")
        if old == new or (old, new) in by_update:
            assert payload["userErrors"] == [], (old, new)
            assert payload["contract"] == {"status": new}
        else:
            assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [
                ("INVALID_TRANSITION", ["status"])
            ], (old, new)
            assert await stored(writing, "SELECT status FROM contract WHERE id = $1", contract) == old
    for old, verb in itertools.product(STATUSES, ("activateContract", "terminateContract")):
        contract = await at(writing, old)
        payload = await do(writing, "rita", verb, {"id": contract}, "contract { status }")
        if (old, verb) in by_verb:
            assert payload["userErrors"] == [], (old, verb)
            assert payload["contract"] == {"status": by_verb[old, verb]}
        else:
            assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [
                ("INVALID_TRANSITION", ["id"])
            ], (old, verb)


@pytest.mark.parametrize(
    ("old", "mutation", "given", "message"),
    [
        (
            "DRAFT",
            "updateContract",
            {"status": "TERMINATED"},
            "The contract is DRAFT and can't become TERMINATED: it can become IN_APPROVAL, ACTIVATED.",
        ),
        (
            "IN_APPROVAL",
            "updateContract",
            {"status": "ACTIVATED"},
            "The contract is IN_APPROVAL and becomes ACTIVATED by `activateContract` only.",
        ),
        (
            "ACTIVATED",
            "updateContract",
            {"status": "EXPIRED"},
            "The contract is ACTIVATED and can't become EXPIRED yet: it has no last day. `terminateContract` ends it"
            " today.",
        ),
        (
            "ACTIVATED",
            "activateContract",
            {},
            "The contract is ACTIVATED already: it can become EXPIRED, TERMINATED.",
        ),
        (
            "TERMINATED",
            "activateContract",
            {},
            "The contract is TERMINATED and can't become ACTIVATED: it stays TERMINATED.",
        ),
        (
            "EXPIRED",
            "terminateContract",
            {},
            "The contract is EXPIRED and can't become TERMINATED: it stays EXPIRED.",
        ),
    ],
)
async def test_a_way_that_is_not_open_is_told_with_those_that_are(
    writing: Asking, old: str, mutation: str, given: dict[str, Any], message: str
) -> None:
    contract = await at(writing, old)
    payload = await do(writing, "rita", mutation, {"id": contract, **given}, "contract { id }")
    assert payload == {
        "contract": None,
        "note": None,
        "userErrors": [{"code": "INVALID_TRANSITION", "message": message, "field": ["status"] if given else ["id"]}],
    }


async def test_the_first_activation_makes_a_customer_of_a_prospect(writing: Asking) -> None:
    account = await prospect(writing)
    contract = await drafted(writing, account)
    begun = datetime.now(UTC)
    active = await changed(
        writing,
        "contract",
        "activateContract",
        f"status startDate endDate activatedAt version {ACCOUNT}",
        who="mia",
        id=contract,
    )
    stamped = datetime.fromisoformat(active["account"].pop("lastActivityDate"))
    activated = datetime.fromisoformat(active.pop("activatedAt"))
    assert begun <= activated <= stamped <= datetime.now(UTC)
    assert active == {
        "status": "ACTIVATED",
        "startDate": today().isoformat(),
        "endDate": None,
        "version": 2,
        "account": {
            "type": "CUSTOMER",
            "customerSince": today().isoformat(),
            "version": 2,
            "updatedBy": {"name": "Mia Castellanos"},
        },
    }


@pytest.mark.parametrize(
    ("type_", "becomes"),
    [("PROSPECT", "CUSTOMER"), ("FORMER_CUSTOMER", "CUSTOMER"), ("CUSTOMER", "CUSTOMER"), ("PARTNER", "PARTNER")],
)
async def test_activation_makes_customers_of_prospects_and_former_ones_and_of_nobody_else(
    writing: Asking, type_: str, becomes: str
) -> None:
    account = await prospect(writing, type_)
    first = await drafted(writing, account)
    active = await changed(writing, "contract", "activateContract", ACCOUNT, id=first)
    assert (active["account"]["type"], active["account"]["customerSince"]) == (becomes, today().isoformat())
    assert (active["account"]["lastActivityDate"] is not None) == (type_ != becomes)
    assert active["account"]["version"] == 2
    # a second one changes nothing about since when it is a customer, nor anything else of the account
    second = await drafted(writing, account)
    again = await changed(writing, "contract", "activateContract", ACCOUNT, id=second)
    assert again == active


async def test_customer_since_is_never_changed_later(writing: Asking) -> None:
    account = await prospect(writing, "FORMER_CUSTOMER")
    await store(writing, "UPDATE account SET customer_since = '2020-02-29' WHERE id = $1", account)
    contract = await drafted(writing, account)
    active = await changed(writing, "contract", "activateContract", ACCOUNT, id=contract)
    assert active["account"]["customerSince"] == "2020-02-29"
    assert (active["account"]["type"], active["account"]["version"]) == ("CUSTOMER", 2)
    assert active["account"]["lastActivityDate"] is not None


async def test_what_is_activated_keeps_its_start_date_even_one_to_come(writing: Asking) -> None:
    contract = await made_id(writing, "contract", startDate=day(20), endDate=day(400))
    active = await changed(writing, "contract", "activateContract", "status startDate endDate", id=contract)
    assert active == {"status": "ACTIVATED", "startDate": day(20), "endDate": day(400)}
    last_day = await made_id(writing, "contract", endDate=day(0))
    active = await changed(writing, "contract", "activateContract", "startDate endDate", id=last_day)
    assert active == {"startDate": day(0), "endDate": day(0)}


async def test_a_contract_that_is_over_is_not_activated(writing: Asking) -> None:
    account = await prospect(writing)
    for given in ({"endDate": day(-1)}, {"startDate": day(-30), "endDate": day(-1)}):
        contract = await drafted(writing, account, **given)
        before = await everything(writing, "account", "contract")
        payload = await do(writing, "rita", "activateContract", {"id": contract}, "contract { id }")
        assert payload == {
            "contract": None,
            "note": None,
            "userErrors": [
                {
                    "code": "INVALID",
                    "message": f"The contract's last day, {day(-1)}, is past: set another `endDate` first, or none.",
                    "field": ["id"],
                }
            ],
        }
        assert await everything(writing, "account", "contract") == before


async def test_of_activations_that_race_the_account_becomes_a_customer_once(writing: Asking) -> None:
    for number in range(20):
        account = await prospect(writing, ("PROSPECT", "FORMER_CUSTOMER")[number % 2])
        contracts = [await drafted(writing, account) for _ in range(3)]
        # two of them, and one twice; and the account changes for another reason
        *answers, update = await asyncio.gather(
            *(
                do(writing, who, "activateContract", {"id": contracts[which]})
                for who, which in (("rita", 0), ("mia", 1), ("rita", 2), ("mia", 2))
            ),
            do(writing, "rita", "updateAccount", {"id": account, "phone": "555"}),
        )
        assert update["userErrors"] == []
        assert [len(answer["userErrors"]) for answer in answers[:2]] == [0, 0]
        assert sorted(len(answer["userErrors"]) for answer in answers[2:]) == [0, 1]
        row = await writing.database.pool.fetchrow(
            "SELECT type, customer_since, phone, version FROM account WHERE id = $1", account[4:]
        )
        assert tuple(row) == ("CUSTOMER", today(), "555", 3)
        assert (
            await stored(writing, "SELECT count(*) FROM contract WHERE account_id = $1 AND version = 2", account) == 3
        )


async def test_what_was_agreed_stays_and_the_end_may_move(writing: Asking) -> None:
    contract = await made_id(writing, "contract", value="5", startDate=day(-10))
    await done(writing, "rita", "activateContract", {"id": contract})
    before = await everything(writing, "contract")
    given = {"id": contract, "value": "6", "startDate": day(-9), "endDate": day(90)}
    payload = await do(writing, "rita", "updateContract", given, "contract { id }")
    assert payload == {
        "contract": None,
        "note": None,
        "userErrors": [
            {
                "code": "CLOSED",
                "message": f"The contract is ACTIVATED: `{name}` stays as it was agreed. Draw up a new contract.",
                "field": [name],
            }
            for name in ("value", "startDate")
        ],
    }
    payload = await do(writing, "rita", "updateContract", {"id": contract, "endDate": day(-1)})
    assert payload["userErrors"] == [
        {
            "code": "INVALID",
            "message": "`endDate` is past, and the contract is ACTIVATED: send today or a later day.",
            "field": ["endDate"],
        }
    ]
    assert await everything(writing, "contract") == before
    signer = await made_id(writing, "contact")
    after = await changed(
        writing,
        "contract",
        "updateContract",
        "value endDate signedBy { id }",
        id=contract,
        value="5.00",  # as it stands
        endDate=day(90),
        signedById=signer,
    )
    assert after == {"value": "5.00", "endDate": day(90), "signedBy": {"id": signer}}
    endless = await changed(writing, "contract", "updateContract", "endDate", id=contract, endDate=None)
    assert endless == {"endDate": None}


@pytest.mark.parametrize("status", ["EXPIRED", "TERMINATED"])
async def test_a_contract_that_has_ended_keeps_its_end(writing: Asking, status: str) -> None:
    contract = await at(writing, status, value="5", startDate=day(-10), endDate=day(-1))
    given = {"id": contract, "value": None, "startDate": day(-9), "endDate": day(90)}
    assert await wrong(writing, "rita", "updateContract", given) == {
        ("CLOSED", "value"),
        ("CLOSED", "startDate"),
        ("CLOSED", "endDate"),
    }


async def test_a_contract_expires_after_its_last_day_and_not_on_it(writing: Asking) -> None:
    contract = await at(writing, "ACTIVATED", startDate=day(-10), endDate=day(0))
    payload = await do(writing, "rita", "updateContract", {"id": contract, "status": "EXPIRED"})
    assert payload["userErrors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": f"The contract is ACTIVATED and can't become EXPIRED yet: its last day is {day(0)}."
            " `terminateContract` ends it today.",
            "field": ["status"],
        }
    ]
    await store(writing, "UPDATE contract SET end_date = end_date - 1 WHERE id = $1", contract)
    after = await changed(writing, "contract", "updateContract", "status endDate", id=contract, status="EXPIRED")
    assert after == {"status": "EXPIRED", "endDate": day(-1)}


async def test_termination_makes_today_the_last_day_unless_there_was_an_earlier_one(writing: Asking) -> None:
    for start, end, ends in (
        (day(-10), None, day(0)),
        (None, None, day(0)),
        (day(-10), day(90), day(0)),
        (day(-10), day(-1), day(-1)),
        # it never began: its term stays as it was agreed
        (day(10), day(90), day(90)),
        (day(10), None, None),
    ):
        contract = await at(writing, "ACTIVATED", startDate=start, endDate=end)
        after = await changed(writing, "contract", "terminateContract", "status startDate endDate", id=contract)
        assert after == {"status": "TERMINATED", "startDate": start, "endDate": ends}


async def test_an_active_contract_is_not_deleted_and_any_other_is(writing: Asking) -> None:
    for end in (None, day(0), day(30)):
        contract = await at(writing, "ACTIVATED", startDate=day(-10), endDate=end)
        payload = await do(writing, "rita", "deleteContract", {"id": contract}, "deletedId")
        assert payload == {
            "deletedId": None,
            "note": None,
            "userErrors": [
                {
                    "code": "IN_USE",
                    "message": "An active contract can't be deleted: end it by `terminateContract` first.",
                    "field": ["id"],
                }
            ],
        }
    for status, end in (
        ("DRAFT", None),
        ("IN_APPROVAL", day(30)),
        ("ACTIVATED", day(-1)),
        ("EXPIRED", None),
        ("TERMINATED", day(30)),
    ):
        contract = await at(writing, status, startDate=day(-10), endDate=end)
        gone = await done(writing, "rita", "deleteContract", {"id": contract}, "deletedId")
        assert gone == {"deletedId": contract, "note": None}


async def test_who_activates_their_own_sight_away_gets_a_note_and_no_record(writing: Asking) -> None:
    await store(
        writing,
        "INSERT INTO sharing_rule (id, name, level, profile) VALUES"
        " ('018f0000-0000-7000-8000-000000000001', 'Prospects for service', 'EDIT', 'SERVICE_AGENT')",
    )
    await store(
        writing,
        'INSERT INTO sharing_condition (id, rule_id, "column", operator, "values") VALUES'
        " (gen_random_uuid(), '018f0000-0000-7000-8000-000000000001', 'TYPE', 'EQ', ARRAY['PROSPECT'])",
    )
    contract = await drafted(writing, await prospect(writing))
    active = await done(writing, "sam", "activateContract", {"id": contract}, "contract { id }")
    assert active == {"contract": None, "note": "Saved. You no longer have access to this account."}


async def test_active_contracts_are_those_in_force_whose_last_day_is_not_past(writing: Asking) -> None:
    account = await prospect(writing)
    ends = {"past": day(-1), "today": day(0), "later": day(9), "never": None}
    ids = {
        (status, end): await at(writing, status, accountId=account, startDate=day(-30), endDate=ends[end])
        for status in STATUSES
        for end in ends
    }
    question = """query Q($id: ID!, $is: Boolean!) {
        contracts(first: 50, where: {account: {id: {eq: $id}}, isActive: {eq: $is}}) { nodes { id } } }"""
    for is_active in (True, False):
        found = (await writing("rita", question, {"id": account, "is": is_active}))["contracts"]["nodes"]
        wanted = {row for (status, end), row in ids.items() if (status == "ACTIVATED" and end != "past") is is_active}
        assert {each["id"] for each in found} == wanted
