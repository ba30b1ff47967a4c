"""What lets people into an account by hand, its team and grants: seen by few, changed by its owner and by admins."""

from collections.abc import Mapping
from typing import Any, TypeVar

from tortoise.models import Model

from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

M = TypeVar("M", bound=Model)


async def record(tx: Transaction, model: type[M], type_name: str, what: str, text: str, seen: bool) -> M:
    """The record of this id, locked after its account, if the viewer may let others into that account.

    ``seen`` is whether they see the record at all: if not, it reads as missing.
    """
    row = tx.row(text, type_name, "id")
    found = await model.filter(id=row).using_db(tx.db).get_or_none() if seen else None
    if found is None:
        raise tx.not_found(what, "id")
    await tx.account(found.account_id, "id")  # type: ignore[attr-defined]  # these models have one
    locked = await model.filter(id=row).using_db(tx.db).select_for_update(no_key=True).get_or_none()
    if locked is None:
        raise tx.not_found(what, "id")
    return locked


async def named_user(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Note where the user who is named isn't there for the viewer, or may not sign in."""
    user = values.get("user_id")
    if user is not None and not await tx.sees("User", user):
        tx.wrong(UserErrorCode.NOT_FOUND, "There is no such user.", "userId")
