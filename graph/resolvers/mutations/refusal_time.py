"""When a refusal is answered: what is hidden and what isn't there must not differ by how long it takes to find out.

Both are refused after the same statements. What PostgreSQL does with a row that it finds and hides still takes longer
than finding none, so the answer waits for the end of the step of time that it falls into. Nothing is held meanwhile.
"""

import asyncio
from collections.abc import Iterable

from graph.resolvers.mutations.user_error import UserError, UserErrorCode

STEP = 0.05
"""Seconds: far more than the difference, so that both nearly always end in one step."""


async def round_up(begun: float, errors: Iterable[UserError]) -> None:
    """Waits, where something is told to be not found, until a whole number of steps has passed since ``begun``.

    That is a moment of the running loop's clock.
    """
    if all(error.code is not UserErrorCode.NOT_FOUND for error in errors):
        return
    taken = asyncio.get_running_loop().time() - begun
    await asyncio.sleep(STEP - taken % STEP)
