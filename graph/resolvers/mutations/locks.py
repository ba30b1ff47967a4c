"""Locks on the records that a mutation may change.

Whoever changes an account, or a record that belongs to one, locks the account's row first. So what is decided on it
stays true until the commit, and two writers never wait for each other in a circle. A row that is free is locked first,
and access is checked once, on the locked row. Where somebody else has locked it, access is checked before too, so that
nobody waits for what they don't see.
"""

from typing import Any
from uuid import UUID

from graph.auth.permissions import Access, Needs, can_edit, can_grant, can_hand_over
from graph.errors import Forbidden
from graph.models import Account
from graph.models.noun import Noun
from graph.models.spec import RowFilter
from graph.resolvers.mutations.row_store import lock, lock_both_if_free, lock_if_free
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import Refused
from graph.resolvers.mutations.visibility import access, account_of, sees

REFUSALS = {
    Needs.EDIT: "You may read this account, but not change it or the records that belong to it.",
    Needs.EDIT_UNLESS_DESCRIPTION: "You may read this account, and change its description only.",
    Needs.HAND_OVER: "Only its owner, a manager who may edit it for good or an admin may hand an account over.",
    Needs.GRANT: "Only an account's owner or an admin may say who else it is open to.",
}


async def lock_account(
    tx: Transaction,
    row: UUID,
    *path: str,
    reading: bool = False,
    record: tuple[str, UUID] | None = None,
    ask_next: bool = False,
) -> Account:
    """Locks the account and returns it, if the mutation's permission lets the viewer change it.

    ``reading``: seeing it is enough. ``record``: the type and the id of the record that it is locked for.
    ``ask_next``: as of `access`.
    Raises Refused if the viewer doesn't see it, Forbidden if they may not change it.
    """
    account = await lock_if_free(tx, Account, row)
    open_to = await access(tx, row, ask_next=ask_next and account is not None)
    if open_to is None:
        raise tx.not_found("account", *path)
    if account is None:
        account = await lock(tx, Account, row)  # somebody else has locked it
        open_to = await access(tx, row)  # as things stand now
        if account is None and open_to is not None and tx.row_security:
            raise tx.withheld(*(record or ("Account", row)))
        if account is None or open_to is None:
            raise tx.not_found("account", *path)
    tx.locked_account, tx.open_to = row, open_to
    if not reading:
        _require(tx, open_to)
    return account


async def lock_record(tx: Transaction, noun: Noun, text: str, *path: str) -> tuple[Any, Account]:
    """Locks the record of this id, and the account that it belongs to, and returns both; errors as `lock_account`."""
    row = tx.parse_id(text, noun.name, *path)
    if noun.row_filter is not RowFilter.THROUGH_ACCOUNT and not await sees(tx, noun.name, row):
        raise tx.not_found(noun.label, *path)
    locked = await lock_both_if_free(tx, noun.model, row)
    # the same statements for a record that is hidden, and for one that isn't there
    open_to = await access(tx, row if locked is None else locked[1].id)
    if locked is None or open_to is None:
        return await _lock_in_turn(tx, noun, row, *path)
    record, account = locked
    tx.locked_account, tx.open_to = account.id, open_to
    _require(tx, open_to)
    return record, account


async def _lock_in_turn(tx: Transaction, noun: Noun, row: UUID, *path: str) -> tuple[Any, Account]:
    """Locks the account, and then the record, of which one is missing, hidden, or locked by somebody else."""
    account_id = await account_of(tx, noun, row)
    before = len(tx.errors)
    try:
        account = await lock_account(tx, account_id or row, *path, record=(noun.name, row))
    except Refused:
        del tx.errors[before:]  # it named the account
        raise tx.not_found(noun.label, *path) from None
    record: Any = await lock(tx, noun.model, row)
    if record is None:
        if await account_of(tx, noun, row) is not None:
            raise tx.withheld(noun.name, row)
        raise tx.not_found(noun.label, *path)
    return record, account


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
