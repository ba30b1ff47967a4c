"""Contracts that are activated: who becomes a customer by that, and once."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.contracts import ACCOUNT, day, drafted, prospect
from tests.resolvers.mutations.doing import do, done, everything
from tests.resolvers.mutations.hanging import changed, made_id, store, stored, today


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
    # who merely edits the account opens it to nobody: not to managers, by the rule about customers
    await store(writing, "UPDATE sharing_rule SET is_active = false WHERE profile = 'SALES_MANAGER'")
    contract = await drafted(writing, await prospect(writing))
    active = await done(writing, "sam", "activateContract", {"id": contract}, "contract { id }")
    assert active == {"contract": None, "note": "Saved. You no longer have access to this account."}
