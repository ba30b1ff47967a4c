"""An account's totals of its opportunities: right at once, and while many write."""

import asyncio
import random
from typing import Any

from tests.asking import Asking
from tests.resolvers.mutations.deals import CLOSED
from tests.resolvers.mutations.doing import account_id, do, done
from tests.resolvers.mutations.hanging import changed, made, made_id, store, stored

KEPT = """
SELECT total_opportunity_amount || ' ' || won_opportunity_amount FROM account WHERE name = 'Acme Corp US'
"""
SUMMED = """
SELECT coalesce(sum(amount), 0) || ' ' || coalesce(sum(amount) FILTER (WHERE stage = 'CLOSED_WON'), 0)
FROM opportunity o JOIN account a ON a.id = o.account_id WHERE a.name = 'Acme Corp US'
"""


async def test_the_account_tells_the_new_totals_at_once(writing: Asking) -> None:
    shown = "id account { totalOpportunityAmount wonOpportunityAmount }"
    await store(writing, "DELETE FROM opportunity WHERE account_id = $1", await account_id(writing, "acme-us"))
    new = await made(writing, "opportunity", amount="10.10", shown=shown)
    assert new["account"] == {"totalOpportunityAmount": "10.10", "wonOpportunityAmount": "0.00"}
    deal = new["id"]

    async def after(mutation: str, **given: Any) -> dict[str, str]:
        answer = await changed(writing, "opportunity", mutation, shown, id=deal, **given)
        account: dict[str, str] = answer["account"]
        return account

    assert await after("advanceOpportunity", stage="CLOSED_WON") == {
        "totalOpportunityAmount": "10.10",
        "wonOpportunityAmount": "10.10",
    }
    assert await after("reopenOpportunity") == {"totalOpportunityAmount": "10.10", "wonOpportunityAmount": "0.00"}
    assert await after("updateOpportunity", amount=None) == {
        "totalOpportunityAmount": "0.00",
        "wonOpportunityAmount": "0.00",
    }
    assert await after("updateOpportunity", amount="3", stage="CLOSED_WON") == {
        "totalOpportunityAmount": "3.00",
        "wonOpportunityAmount": "3.00",
    }
    await done(writing, "rita", "deleteOpportunity", {"id": deal})
    assert await stored(writing, KEPT) == "0.00 0.00"


async def test_totals_are_right_while_sixteen_write(writing: Asking) -> None:
    deals = [await made_id(writing, "opportunity") for _ in range(6)]
    random_ = random.Random(7)

    async def write(number: int) -> None:
        for _ in range(6):
            deal, who = random_.choice(deals), ("rita", "mia")[number % 2]
            match random_.randrange(5):
                case 0:
                    await made(writing, "opportunity", who=who, amount=str(random_.randint(1, 999)))
                case 1:
                    await do(writing, who, "advanceOpportunity", {"id": deal, "stage": random_.choice(CLOSED)})
                case 2:
                    await do(writing, who, "reopenOpportunity", {"id": deal})
                case 3:
                    amount = f"{random_.randint(1, 999)}.{random_.randint(10, 99)}"
                    await do(writing, who, "updateOpportunity", {"id": deal, "amount": amount})
                case 4:
                    new = await made_id(writing, "opportunity", who=who, stage="CLOSED_WON")
                    await done(writing, who, "deleteOpportunity", {"id": new})

    await asyncio.gather(*(write(number) for number in range(16)))
    assert await stored(writing, KEPT) == await stored(writing, SUMMED)
