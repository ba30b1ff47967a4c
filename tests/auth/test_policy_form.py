"""Statements are shared by viewers of one form: nobody is answered by what another may ask."""

from dataclasses import replace

from graph.auth.viewer import Viewer
from graph.context import Context
from graph.schema.execution import Result, execute
from tests.asking import Asking

EVERYTHING = "{ accounts(first: 1) { nodes { rollup(scope: SYSTEM) { accountCount } } } }"


async def asked(ask: Asking, viewer: Viewer) -> Result:
    return await execute(Context(viewer, ask.database.pool, ask.statements, "EUR", "a request"), EVERYTHING, None, None)


async def test_a_permission_to_count_everything_is_lent_to_nobody(ask: Asking) -> None:
    rosa = await ask.viewer("rosa")
    permitted = replace(rosa, can_roll_up_all=True)
    assert (await asked(ask, permitted)).errors is None
    refused = await asked(ask, rosa)
    assert [error["extensions"]["code"] for error in refused.errors or ()] == ["FORBIDDEN"]
