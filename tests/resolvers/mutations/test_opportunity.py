"""Deals, written: from stage to stage, the freeze of closed ones, and the account's totals."""

import asyncio
import random
from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.deals import CLOSED, STAGES, USUAL, day
from tests.resolvers.mutations.doing import account_id, do, everything, user_id, wrong
from tests.resolvers.mutations.hanging import changed, made, made_id, store, stored, today


async def test_a_deal_is_made_at_the_first_stage_with_its_probability_and_its_maker_owns_it(writing: Asking) -> None:
    shown = """name stage amount probability expectedRevenue closeDate leadSource nextStep description version
               owner { name }"""
    assert await made(writing, "opportunity", shown=shown) == {
        "name": "Deal",
        "stage": "PROSPECTING",
        "amount": "100.00",
        "probability": 10,
        "expectedRevenue": "10.00",
        "closeDate": None,
        "leadSource": None,
        "nextStep": None,
        "description": None,
        "version": 1,
        "owner": {"name": "Rita Delgado"},
    }
    given: dict[str, Any] = {
        "name": " Roll-out ",
        "stage": "PROPOSAL",
        "amount": "0.05",
        "probability": 55,
        "closeDate": "2031-03-31",
        "leadSource": "REFERRAL",
        "nextStep": "Call\nand write",
        "description": "# All sites",
        "ownerId": await user_id(writing, "ron"),
    }
    assert await made(writing, "opportunity", shown=shown, **given) == {
        **{name: given[name] for name in ("stage", "amount", "probability", "closeDate", "leadSource")},
        "name": "Roll-out",
        "expectedRevenue": "0.03",
        "nextStep": "Call\nand write",
        "description": "# All sites",
        "version": 1,
        "owner": {"name": "Ron Takahashi"},
    }


async def test_all_that_is_wrong_with_a_deal_is_told_at_once(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-us"),
        "name": "",
        "stage": "CLOSED_LOST",
        "amount": "-0.01",
        "probability": 5,
        "closeDate": day(2),
        "ownerId": await user_id(writing, "pat"),
        "nextStep": "x" * 10_001,
    }
    before = await everything(writing, "account", "opportunity")
    payload = await do(writing, "rita", "createOpportunity", given, "opportunity { id }")
    assert payload == {
        "opportunity": None,
        "note": None,
        "userErrors": [
            {"code": "REQUIRED", "message": "`name` can't be empty.", "field": ["name"]},
            {"code": "INVALID", "message": "`amount` is below zero: send zero or more.", "field": ["amount"]},
            {"code": "TOO_LONG", "message": "`nextStep` has 10,001 characters: at most 10,000.", "field": ["nextStep"]},
            {
                "code": "INVALID",
                "message": "Partners are given no deals: name someone else.",
                "field": ["ownerId"],
            },
            {
                "code": "INVALID",
                "message": "`probability` of a deal that is CLOSED_LOST is 0: leave it out.",
                "field": ["probability"],
            },
            {
                "code": "INVALID",
                "message": "`closeDate` is in the future, and the deal is to be CLOSED_LOST: send a day up to today,"
                " or leave it out.",
                "field": ["closeDate"],
            },
        ],
    }
    assert await everything(writing, "account", "opportunity") == before


@pytest.mark.parametrize("probability", [-1, 101])
async def test_a_probability_is_of_a_hundred(writing: Asking, probability: int) -> None:
    deal = await made_id(writing, "opportunity")
    payload = await do(writing, "rita", "updateOpportunity", {"id": deal, "probability": probability})
    assert payload["userErrors"] == [
        {
            "code": "INVALID",
            "message": f"`probability` is {probability} percent: send 0 to 100.",
            "field": ["probability"],
        }
    ]
    for kept in (0, 100):
        after = await changed(writing, "opportunity", "updateOpportunity", "probability", id=deal, probability=kept)
        assert after == {"probability": kept}


async def test_a_new_stage_brings_its_probability_unless_one_is_given(writing: Asking) -> None:
    shown = "stage probability"
    deal = await made_id(writing, "opportunity", probability=33)
    for stage in random.Random(1).sample(STAGES[:5], 5):
        if stage == "PROSPECTING":
            continue
        after = await changed(writing, "opportunity", "updateOpportunity", shown, id=deal, stage=stage)
        assert after == {"stage": stage, "probability": USUAL[stage]}
    stage = after["stage"]
    given = await changed(writing, "opportunity", "updateOpportunity", shown, id=deal, probability=1)
    assert given == {"stage": stage, "probability": 1}
    # the stage that it is at is no new one
    same = await changed(writing, "opportunity", "updateOpportunity", shown, id=deal, stage=stage)
    assert same == {"stage": stage, "probability": 1}
    back = await changed(
        writing, "opportunity", "updateOpportunity", shown, id=deal, stage="PROSPECTING", probability=7
    )
    assert back == {"stage": "PROSPECTING", "probability": 7}


@pytest.mark.parametrize("stage", CLOSED)
async def test_a_deal_is_closed_on_a_day_that_has_come(writing: Asking, stage: str) -> None:
    for standing, given, closed in (
        (None, {}, today().isoformat()),
        (day(40), {}, today().isoformat()),
        (day(-3), {}, day(-3)),
        (day(0), {}, day(0)),
        (day(40), {"closeDate": day(-9)}, day(-9)),
        (day(-3), {"closeDate": None}, today().isoformat()),
    ):
        for mutation in ("updateOpportunity", "advanceOpportunity"):
            if mutation == "advanceOpportunity" and given.get("closeDate", "") is None:
                continue  # a verb's nulls say nothing
            deal = await made_id(writing, "opportunity", closeDate=standing)
            after = await changed(
                writing, "opportunity", mutation, "stage probability closeDate", id=deal, stage=stage, **given
            )
            assert after == {"stage": stage, "probability": USUAL[stage], "closeDate": closed}, (standing, given)
    new = await made(writing, "opportunity", stage=stage, shown="probability closeDate")
    assert new == {"probability": USUAL[stage], "closeDate": today().isoformat()}


@pytest.mark.parametrize("mutation", ["updateOpportunity", "advanceOpportunity"])
async def test_closing_names_no_day_to_come_and_no_other_probability(writing: Asking, mutation: str) -> None:
    deal = await made_id(writing, "opportunity")
    given = {"id": deal, "stage": "CLOSED_WON", "closeDate": day(2), "probability": 90}
    assert await wrong(writing, "rita", mutation, given) == {("INVALID", "closeDate"), ("INVALID", "probability")}
    assert await stored(writing, "SELECT stage FROM opportunity WHERE id = $1", deal) == "PROSPECTING"


async def test_a_deal_advances_to_the_next_open_stage_and_is_closed_only_by_name(writing: Asking) -> None:
    deal = await made_id(writing, "opportunity")
    for version, stage in enumerate(STAGES[1:5], start=2):
        after = await changed(writing, "opportunity", "advanceOpportunity", "stage probability version", id=deal)
        assert after == {"stage": stage, "probability": USUAL[stage], "version": version}
    for given in ({}, {"stage": None}):
        payload = await do(writing, "rita", "advanceOpportunity", {"id": deal, **given}, "opportunity { id }")
        assert payload == {
            "opportunity": None,
            "note": None,
            "userErrors": [
                {
                    "code": "INVALID_TRANSITION",
                    "message": "The deal is NEGOTIATION, the last open stage: name CLOSED_WON or CLOSED_LOST as `stage`"
                    " to close it.",
                    "field": ["stage"],
                }
            ],
        }
    won = await changed(writing, "opportunity", "advanceOpportunity", "stage probability", id=deal, stage="CLOSED_WON")
    assert won == {"stage": "CLOSED_WON", "probability": 100}


async def test_a_deal_advances_to_any_later_stage_and_to_no_other(writing: Asking) -> None:
    deal = await made_id(writing, "opportunity")
    for number, old in enumerate(STAGES[:5]):
        for new in STAGES:
            await store(writing, "UPDATE opportunity SET stage = $2 WHERE id = $1", deal, old)
            payload = await do(
                writing, "rita", "advanceOpportunity", {"id": deal, "stage": new}, "opportunity { stage }"
            )
            if new in STAGES[number + 1 :]:
                assert payload["userErrors"] == []
                assert payload["opportunity"] == {"stage": new}
            else:
                assert payload["userErrors"] == [
                    {
                        "code": "INVALID_TRANSITION",
                        "message": f"The deal is {old} and can't become {new} by advancing: it can become"
                        f" {', '.join(STAGES[number + 1 :])}. `updateOpportunity` takes it back.",
                        "field": ["stage"],
                    }
                ]


async def test_an_advance_may_say_how_likely_and_when(writing: Asking) -> None:
    deal = await made_id(writing, "opportunity")
    after = await changed(
        writing,
        "opportunity",
        "advanceOpportunity",
        "stage probability closeDate",
        id=deal,
        probability=42,
        closeDate="2031-01-01",
    )
    assert after == {"stage": "QUALIFICATION", "probability": 42, "closeDate": "2031-01-01"}


async def test_of_two_who_advance_a_deal_whose_version_they_saw_one_does(writing: Asking) -> None:
    for _ in range(20):
        deal = await made_id(writing, "opportunity")
        given = {"id": deal, "expectedVersion": 1}
        answers = await asyncio.gather(*(do(writing, who, "advanceOpportunity", given) for who in ("rita", "mia")))
        assert sorted(len(answer["userErrors"]) for answer in answers) == [0, 1]
        assert await stored(writing, "SELECT stage FROM opportunity WHERE id = $1", deal) == "QUALIFICATION"
