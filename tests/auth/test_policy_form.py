"""StatementCache are shared by viewers of one form: nobody is answered by what another may ask."""

from dataclasses import replace

from graph.auth.viewer import Viewer
from graph.context import Context
from graph.instance import Instance
from graph.models.profile import Profile
from graph.schema.execution import Result, execute
from tests.asking import Asking, data

EVERYTHING = "{ accounts(first: 1) { nodes { rollup(scope: SYSTEM) { accountCount } } } }"
REVENUE = '{ account(by: {name: "Acme Corp UK"}) { annualRevenue } }'


async def asked(ask: Asking, viewer: Viewer, question: str = EVERYTHING) -> Result:
    return await execute(
        Context(viewer, ask.database.pool, ask.statements, Instance("EUR"), "a request"), question, None, None
    )


async def test_a_permission_to_count_everything_is_lent_to_nobody(ask: Asking) -> None:
    rosa = await ask.viewer("rosa")
    permitted = replace(rosa, can_roll_up_all=True)
    assert (await asked(ask, permitted)).errors is None
    refused = await asked(ask, rosa)
    assert [error["extensions"]["code"] for error in refused.errors or ()] == ["FORBIDDEN"]


async def test_what_a_profile_may_read_is_lent_to_no_other_profile(ask: Asking) -> None:
    rosa = await ask.viewer("rosa")
    assert data(await asked(ask, rosa, REVENUE))["account"] == {"annualRevenue": "940000000.00"}
    partner = replace(rosa, profile=Profile.PARTNER)  # alike in all that the ways in go by
    assert data(await asked(ask, partner, REVENUE))["account"] == {"annualRevenue": None}
