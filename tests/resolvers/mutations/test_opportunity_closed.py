"""Opportunities that are closed: frozen until they are reopened."""

import asyncio
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.deals import CLOSED, STAGES, day
from tests.resolvers.mutations.doing import do, done, everything, user_id, wrong
from tests.resolvers.mutations.hanging import changed, made, made_id, stored


@pytest.mark.parametrize("stage", CLOSED)
async def test_a_closed_deal_takes_a_description_and_a_next_step_and_nothing_else(writing: Asking, stage: str) -> None:
    deal = await made_id(writing, "opportunity", stage=stage)
    after = await changed(
        writing,
        "opportunity",
        "updateOpportunity",
        "description nextStep version",
        id=deal,
        description="Why",
        nextStep="Ask again in a year",
    )
    assert after == {"description": "Why", "nextStep": "Ask again in a year", "version": 2}
    before = await everything(writing, "account", "opportunity")
    refused: dict[str, Any] = {
        "name": "Other",
        "stage": "NEGOTIATION",
        "amount": "5",
        "probability": 50,
        "closeDate": day(-1),
        "ownerId": await user_id(writing, "mia"),
        "leadSource": "WEB",
    }
    given = {"id": deal, "description": "New", "nextStep": None, **refused}
    payload = await do(writing, "rita", "updateOpportunity", given, "opportunity { id }")
    assert payload == {
        "opportunity": None,
        "note": None,
        "userErrors": [
            {
                "code": "CLOSED",
                "message": f"The deal is {stage}: `{name}` stays as it is until `reopenOpportunity` reopens it.",
                "field": [name],
            }
            for name in refused
        ],
    }
    for name, value in refused.items():
        assert await wrong(writing, "rita", "updateOpportunity", {"id": deal, name: value}) == {("CLOSED", name)}
    other = CLOSED[CLOSED.index(stage) - 1]
    for mutation, field, more in (
        ("updateOpportunity", "stage", {"stage": other}),
        ("advanceOpportunity", "id", {"stage": other}),
        ("advanceOpportunity", "id", {}),
    ):
        assert await wrong(writing, "rita", mutation, {"id": deal, **more}) == {("CLOSED", field)}
    assert await everything(writing, "account", "opportunity") == before


async def test_a_form_that_sends_a_closed_deal_back_as_it_stands_is_taken(writing: Asking) -> None:
    deal = await made(
        writing, "opportunity", stage="CLOSED_WON", amount="5", shown="id name stage closeDate probability"
    )
    after = await changed(
        writing, "opportunity", "updateOpportunity", "nextStep version", **deal, amount="5.00", nextStep="Invoice"
    )
    assert after == {"nextStep": "Invoice", "version": 2}


async def test_a_reopened_deal_takes_everything_again(writing: Asking) -> None:
    shown = "stage probability closeDate version"
    for given, stage, probability in (
        ({}, "NEGOTIATION", 80),
        ({"stage": None}, "NEGOTIATION", 80),
        ({"stage": "PROPOSAL"}, "PROPOSAL", 60),
        ({"stage": "PROSPECTING", "probability": 3}, "PROSPECTING", 3),
    ):
        deal = await made_id(writing, "opportunity", stage="CLOSED_LOST", closeDate="2026-01-31")
        after = await changed(writing, "opportunity", "reopenOpportunity", shown, id=deal, **given)
        assert after == {"stage": stage, "probability": probability, "closeDate": "2026-01-31", "version": 2}
        free = await changed(writing, "opportunity", "updateOpportunity", "amount", id=deal, amount="7")
        assert free == {"amount": "7.00"}
    # won again, it was won on the day it was won first, unless another was named
    again = await changed(writing, "opportunity", "advanceOpportunity", "closeDate", id=deal, stage="CLOSED_WON")
    assert again == {"closeDate": "2026-01-31"}
    named = await changed(writing, "opportunity", "reopenOpportunity", "closeDate", id=deal, closeDate=day(30))
    assert named == {"closeDate": day(30)}


@pytest.mark.parametrize("mutation", ["updateOpportunity", "advanceOpportunity"])
@pytest.mark.parametrize(("due", "closing"), [(day(40), None), (day(40), day(-3)), (day(-9), day(-3)), (day(-9), None)])
async def test_a_reopened_deal_is_due_when_it_was_before_it_was_closed(
    writing: Asking, mutation: str, due: str, closing: str | None
) -> None:
    deal = await made_id(writing, "opportunity", closeDate=due)
    given = {"closeDate": closing} if closing else {}
    closed = await changed(writing, "opportunity", mutation, "dueDate", id=deal, stage="CLOSED_LOST", **given)
    assert closed == {"dueDate": due}
    after = await changed(writing, "opportunity", "reopenOpportunity", "closeDate dueDate", id=deal)
    assert after == {"closeDate": due, "dueDate": None}


async def test_reopening_is_for_closed_deals_and_leads_to_open_stages(writing: Asking) -> None:
    deal = await made_id(writing, "opportunity")
    payload = await do(writing, "rita", "reopenOpportunity", {"id": deal, "stage": "PROPOSAL"})
    assert payload["userErrors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": "The deal is open, at PROSPECTING: only CLOSED_WON and CLOSED_LOST ones are reopened.",
            "field": ["id"],
        }
    ]
    await done(writing, "rita", "advanceOpportunity", {"id": deal, "stage": "CLOSED_LOST"})
    payload = await do(writing, "rita", "reopenOpportunity", {"id": deal, "stage": "CLOSED_WON"})
    assert payload["userErrors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": "The deal is CLOSED_LOST and can't become CLOSED_WON by reopening: it can become"
            f" {', '.join(STAGES[:5])}.",
            "field": ["stage"],
        }
    ]


async def test_a_deal_that_is_closed_while_another_changes_it_takes_no_change_after(writing: Asking) -> None:
    for number in range(20):
        deal = await made_id(writing, "opportunity", amount="1")
        closing = do(writing, "rita", "advanceOpportunity", {"id": deal, "stage": "CLOSED_WON"})
        change = do(writing, "mia", "updateOpportunity", {"id": deal, "amount": "2"})
        answers = await asyncio.gather(*((closing, change) if number % 2 else (change, closing)))
        payload = answers[number % 2]
        amount = await stored(writing, "SELECT amount FROM opportunity WHERE id = $1", deal)
        if payload["userErrors"]:
            assert [error["code"] for error in payload["userErrors"]] == ["CLOSED"]
        assert amount == (1 if payload["userErrors"] else 2)
