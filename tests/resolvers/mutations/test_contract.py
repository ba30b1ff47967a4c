"""Contracts, written: from draft to activation, what that makes of the account, and the end."""

import itertools
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.contracts import day, prospect
from tests.resolvers.mutations.doing import account_id, do, done, everything, wrong
from tests.resolvers.mutations.hanging import changed, made, made_id, store, stored

STATUSES = ("DRAFT", "IN_APPROVAL", "ACTIVATED", "EXPIRED", "TERMINATED")


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
    payload = await do(writing, "rita", "updateContract", {"id": contract, "endDate": day(-2)})
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


async def test_an_active_or_upcoming_contract_is_not_deleted_and_any_other_is(writing: Asking) -> None:
    for start, end, kind in (
        (day(-10), None, "active"),
        (day(-10), day(0), "active"),
        (day(0), day(30), "active"),
        (day(1), day(30), "upcoming"),
    ):
        contract = await at(writing, "ACTIVATED", startDate=start, endDate=end)
        payload = await do(writing, "rita", "deleteContract", {"id": contract}, "deletedId")
        assert payload == {
            "deletedId": None,
            "note": None,
            "userErrors": [
                {
                    "code": "IN_USE",
                    "message": f"An {kind} contract can't be deleted: end it by `terminateContract` first.",
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


async def test_active_contracts_have_begun_upcoming_ones_have_not_and_neither_is_past(writing: Asking) -> None:
    account = await prospect(writing)
    terms = {
        "past": (day(-30), day(-1)),
        "ends today": (day(-30), day(0)),
        "begins today": (day(0), None),
        "without a start": (None, day(9)),
        "begins tomorrow": (day(1), day(9)),
        "begins later": (day(300), None),
    }
    ids = {
        (status, term): await at(writing, status, accountId=account, startDate=start, endDate=end)
        for status in STATUSES
        for term, (start, end) in terms.items()
    }
    wanted = {
        "isActive": {"ends today", "begins today", "without a start"},
        "isUpcoming": {"begins tomorrow", "begins later"},
    }
    for name, those in wanted.items():
        question = f"""query Q($id: ID!, $is: Boolean!) {{ contracts(
            first: 50, where: {{account: {{id: {{eq: $id}}}}, {name}: {{eq: $is}}}}) {{ nodes {{ id {name} }} }} }}"""
        for is_so in (True, False):
            found = (await writing("rita", question, {"id": account, "is": is_so}))["contracts"]["nodes"]
            assert {each["id"]: each[name] for each in found} == {
                row: is_so for (status, term), row in ids.items() if (status == "ACTIVATED" and term in those) is is_so
            }


async def test_next_years_contract_adds_to_the_upcoming_value_alone(writing: Asking) -> None:
    account = await prospect(writing)
    for start, end in ((day(-100), day(264)), (day(265), day(630))):
        await at(writing, "ACTIVATED", accountId=account, value="12000", startDate=start, endDate=end)
    question = "query Q($id: ID!) { account(by: {id: $id}) { rollup { activeContractValue upcomingContractValue } } }"
    rollup = (await writing("rita", question, {"id": account}))["account"]["rollup"]
    assert rollup == {"activeContractValue": "12000.00", "upcomingContractValue": "12000.00"}
