"""References that an input makes: to records that the viewer sees, and, of users, to active ones."""

from uuid import UUID

from graph.auth import field_rules
from graph.models.noun import NOUNS
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.visibility import SeenUser, seen_user, sees


async def require_reference(tx: Transaction, type_name: str, row: UUID, *path: str) -> bool:
    """Returns whether an input may refer to this record; adds an error if not."""
    if type_name == "User":
        return await require_user(tx, row, *path) is not None
    if await sees(tx, type_name, row):
        return True
    tx.not_found(NOUNS[type_name].label, *path)
    return False


async def require_user(tx: Transaction, row: UUID, *path: str) -> SeenUser | None:
    """Returns the user of this id, if an input may refer to them; adds an error if not."""
    user = await seen_user(tx, row)
    if user is not None and user.is_active:
        return user
    if user is not None and not field_rules.hidden(tx.viewer, "User", "isActive"):
        tx.add_error(UserErrorCode.INVALID, f"{user.name} is inactive: name an active user.", *path)
    else:
        tx.not_found(NOUNS["User"].label, *path)
    return None
