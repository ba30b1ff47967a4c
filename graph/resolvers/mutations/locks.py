"""Locks on the records that a mutation may change.

Whoever changes an account, or a record that belongs to one, locks the account's row first. So what is decided on it
stays true until the commit, and two writers never wait for each other in a circle. Access is checked before the lock,
so that nobody waits for what they don't see, and again once it is held, as things stand then.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import structlog

from graph.auth.permissions import Access, Needs, can_edit, can_grant, can_hand_over
from graph.errors import Forbidden, RowSecurityMismatch
from graph.models import Account
from graph.models.noun import Noun
from graph.models.spec import RowFilter
from graph.resolvers.mutations.row_store import find, lock
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import Refused
from graph.resolvers.mutations.visibility import access, sees
from graph.row_security import ROLE

log = structlog.get_logger()

REFUSALS = {
    Needs.EDIT: "You may read this account, but not change it or the records that belong to it.",
    Needs.EDIT_UNLESS_DESCRIPTION: "You may read this account, and change its description only.",
    Needs.HAND_OVER: "Only its owner, a manager who may edit it for good or an admin may hand an account over.",
    Needs.GRANT: "Only an account's owner or an admin may say who else it is open to.",
}


async def lock_account(tx: Transaction, row: UUID, *path: str, reading: bool = False) -> Account:
    """Locks the account and returns it, if the mutation's permission lets the viewer change it.

    ``reading``: seeing it is enough. Raises Refused if the viewer doesn't see it, Forbidden if they may not change it.
    """
    if await access(tx, row) is None:
        await _require_locks_agree(tx, "Account", row, row)
        raise tx.not_found("account", *path)
    account = await lock(tx, Account, row)
    open_to = await access(tx, row)
    if account is None or open_to is None:
        raise tx.not_found("account", *path)
    tx.locked_account = row
    if not reading:
        _require(tx, open_to)
    return account


async def lock_record(tx: Transaction, noun: Noun, text: str, *path: str) -> tuple[Any, Account]:
    """Locks the record of this id, and the account that it belongs to, and returns both; errors as `lock_account`."""
    row = tx.parse_id(text, noun.name, *path)
    if noun.row_filter is not RowFilter.THROUGH_ACCOUNT and not await sees(tx, noun.name, row):
        raise tx.not_found(noun.label, *path)
    found: Any = await find(tx, noun.model, id=row)
    if found is None:
        async with _without_row_security(tx):
            kept: Any = await find(tx, noun.model, id=row) if tx.row_security else None
        # of a record that isn't there too, so that the same statements are sent
        account = row if kept is None else kept.account_id
        if tx.row_security:
            await _require_locks_agree(tx, noun.name, row, account)
        else:
            await access(tx, account)
        raise tx.not_found(noun.label, *path)
    before = len(tx.errors)
    try:
        account = await lock_account(tx, found.account_id, *path)
    except Refused:
        del tx.errors[before:]  # it named the account
        raise tx.not_found(noun.label, *path) from None
    locked = await lock(tx, noun.model, row)
    if locked is None:
        raise tx.not_found(noun.label, *path)
    return locked, account


def _require(tx: Transaction, open_to: Access) -> None:
    needs = tx.permission.needs
    allowed = {
        Needs.NOTHING: True,
        Needs.EDIT: can_edit(open_to),
        Needs.EDIT_UNLESS_DESCRIPTION: can_edit(open_to),
        Needs.HAND_OVER: can_hand_over(tx.viewer, open_to),
        Needs.GRANT: can_grant(open_to),
    }
    if not allowed[needs]:
        raise Forbidden(REFUSALS[needs])


@asynccontextmanager
async def _without_row_security(tx: Transaction) -> AsyncIterator[None]:
    """Within, only the row filter holds, and not row-level security."""
    if tx.row_security:
        await tx.fetch("SELECT set_config('role', 'none', true)")
    yield
    if tx.row_security:
        await tx.fetch("SELECT set_config('role', $1, true)", ROLE)


async def _require_locks_agree(tx: Transaction, type_name: str, row: UUID, account: UUID) -> None:
    """Raises RowSecurityMismatch if the row filter opens a record that row-level security hides: one is wrong."""
    if not tx.row_security:
        return
    async with _without_row_security(tx):
        opened = await access(tx, account)
    if opened is not None and await access(tx, account) is None:
        raise withheld(tx, type_name, row)


def withheld(tx: Transaction, type_name: str | None = None, row: UUID | None = None) -> RowSecurityMismatch:
    """Logs that the row filter and row-level security disagree, and returns the error."""
    log.error(
        "row_security",
        request_id=tx.request_id,
        viewer=str(tx.viewer.id),
        mutation=tx.mutation,
        type=type_name,
        ids=[] if row is None else [str(row)],
    )
    return RowSecurityMismatch(tx.request_id)
