"""References that an input makes: to records that the viewer sees, and, of users, to active ones."""

from uuid import UUID

from graph.auth import field_rules
from graph.models import User
from graph.models.noun import NOUNS
from graph.resolvers.mutations.row_store import find
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.visibility import sees


async def require_reference(tx: Transaction, type_name: str, row: UUID, *path: str) -> bool:
    """Returns whether an input may refer to this record; adds an error if not."""
    seen = await sees(tx, type_name, row)
    inactive = await find(tx, User, id=row, is_active=False) if seen and type_name == "User" else None
    if inactive is not None and not field_rules.hidden(tx.viewer, "User", "isActive"):
        tx.add_error(UserErrorCode.INVALID, f"{inactive.name} is inactive: name an active user.", *path)
    elif inactive is not None or not seen:
        tx.not_found(NOUNS[type_name].label, *path)
    else:
        return True
    return False


async def find_active_user(tx: Transaction, row: UUID) -> User | None:
    """Returns the user of this id, if there is one who may sign in."""
    return await find(tx, User, id=row, is_active=True)
