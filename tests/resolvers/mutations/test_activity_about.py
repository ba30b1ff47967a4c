"""What activities are about, written: a deal or a case of the same account."""

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done
from tests.resolvers.mutations.hanging import CREATE, changed, made, made_id, stored
from tests.resolvers.mutations.test_of_account import NOWHERE

ABOUT = {"opportunity": ("opportunityId", "opp", "deleteOpportunity"), "case": ("caseId", "cas", "deleteCase")}


@pytest.mark.parametrize("noun", ABOUT)
async def test_an_activity_is_about_a_deal_or_a_case_of_its_account(writing: Asking, noun: str) -> None:
    field, prefix, _ = ABOUT[noun]
    shown = f"{noun} {{ id }}"
    own, others = await made_id(writing, noun), await made_id(writing, noun, "acme", "dan")
    us = await account_id(writing, "acme-us")
    new = await made(writing, "activity", shown=f"id {shown}", **{field: own})
    assert new[noun] == {"id": own}
    told = {"code": "NOT_FOUND", "message": "There is no such " + noun + ".", "field": [field]}
    for unfit in (others, f"{prefix}_{NOWHERE}"):
        payload = await do(writing, "dan", "logActivity", {"accountId": us, **CREATE["activity"][1], field: unfit})
        assert payload["userErrors"] == [told]
        payload = await do(writing, "dan", "updateActivity", {"id": new["id"], field: unfit})
        assert payload["userErrors"] == [told]
    assert await changed(writing, "activity", "updateActivity", shown, **{"id": new["id"], field: None}) == {noun: None}


@pytest.mark.parametrize("noun", ABOUT)
async def test_an_activity_outlives_what_it_was_about(writing: Asking, noun: str) -> None:
    field, _, delete = ABOUT[noun]
    one = await made_id(writing, noun)
    new = await made_id(writing, "activity", **{field: one})
    await done(writing, "mia", delete, {"id": one})
    question = f"query Q($id: ID!) {{ node(id: $id) {{ ... on Activity {{ version {noun} {{ id }} }} }} }}"
    assert (await writing("rita", question, {"id": new}))["node"] == {"version": 2, noun: None}


async def test_activities_are_found_by_what_they_are_about(writing: Asking) -> None:
    deal = await made_id(writing, "opportunity", name="Renewal")
    new = await made_id(writing, "activity", opportunityId=deal)
    await made_id(writing, "activity")
    for where in (f'opportunity: {{ id: {{ eq: "{deal}" }} }}', 'opportunity: { name: { eq: "Renewal" } }'):
        found = await writing("rita", f"{{ activities(where: {{ {where} }}) {{ nodes {{ id }} }} }}")
        assert found["activities"]["nodes"] == [{"id": new}]


async def test_the_trail_tells_what_an_activity_is_about(writing: Asking) -> None:
    deal, one = await made_id(writing, "opportunity"), await made_id(writing, "activity")
    await done(writing, "rita", "updateActivity", {"id": one, "opportunityId": deal})
    told = "SELECT array_agg(field) FROM field_change WHERE record_type = 'Activity' AND new_value = $1"
    assert await stored(writing, told, deal.removeprefix("opp_")) == ["opportunity"]
