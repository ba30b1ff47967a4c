"""Names of accounts are unique among hidden accounts too: how a caller is told that one is taken, and how often.

Whether a name is taken is looked up when all else is right, so that to learn it costs a change of the caller's own, or
a refusal that is counted and logged. After so many of these in one hour no more names are looked up for the caller.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient

from graph.auth.viewer import Viewer
from graph.resolvers.mutations.transaction import SET_ROLE, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode
from graph.row_security import ROLE

log = structlog.get_logger()

MAX_REFUSALS = 20
"""How often a viewer who doesn't see every account is told in one hour that a name is taken."""

THIS_HOUR = "date_trunc('hour', now(), 'UTC')"
LOOK_UP = f"""
SELECT h.refused, h.hour, CASE WHEN h.refused < $3 THEN account_name_taken($1, $2) END AS taken
FROM (SELECT {THIS_HOUR} AS hour, coalesce((
    SELECT refused FROM name_refusal WHERE user_id = $4 AND hour = {THIS_HOUR}), 0) AS refused) h
"""  # noqa: S608  # this file's own words
COUNT = f"""
INSERT INTO name_refusal AS r (user_id, hour, refused) VALUES ($1, {THIS_HOUR}, 1)
ON CONFLICT (user_id) DO UPDATE SET hour = excluded.hour,
    refused = CASE WHEN r.hour = excluded.hour THEN r.refused + 1 ELSE 1 END
RETURNING refused
"""  # noqa: S608  # likewise


async def require_free_name(tx: Transaction, values: Mapping[str, Any], row: UUID | None) -> None:
    """Raises Refused if another account has the name, or if the viewer was told so too often."""
    if values.get("name") is None:
        return
    limit = None if tx.viewer.sees_everything else MAX_REFUSALS
    (found,) = await tx.fetch(LOOK_UP, values["name_key"], row, 2**31 - 1 if limit is None else limit, tx.viewer.id)
    if found["taken"] is None:
        tx.add_error(
            UserErrorCode.TOO_MANY_NAMES,
            f"You were told {limit} times in this hour that a name is taken: names are looked up for you again from"
            f" {found['hour'] + timedelta(hours=1):%H:%M} UTC.",
            "name",
        )
    elif found["taken"]:
        tx.add_error(UserErrorCode.NAME_TAKEN, "This name is taken: choose another.", "name")
    tx.raise_if_errors()


async def count_refusal(
    connections: BaseDBAsyncClient,
    viewer: Viewer,
    mutation: str,
    request_id: str,
    refused: Refused,
    *,
    row_security: bool,
) -> None:
    """Counts and logs a refusal that tells a viewer of a taken name. Its own transaction, since the other is undone."""
    if viewer.sees_everything or all(error.code is not UserErrorCode.NAME_TAKEN for error in refused.errors):
        return
    async with connections._in_transaction() as db:  # noqa: SLF001  # Tortoise has no public way to one of this client
        if row_security:  # who serves may have no rights but the role's
            await db.execute_query_dict(SET_ROLE, [ROLE])
        (counted,) = await db.execute_query_dict(COUNT, [viewer.id])
    log.warning(
        "name_taken", request_id=request_id, viewer=str(viewer.id), mutation=mutation, this_hour=counted["refused"]
    )
