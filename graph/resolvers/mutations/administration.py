"""What admins' changes of users, roles, groups and rules have in common: they are made one after the other.

Who sees what depends on all of these together. Two changes at once could make a circle of roles, or leave no admin; so
each waits for the one before, and what it decides on stays true until its commit.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graph.auth.permissions import Needs, Permission
from graph.errors import Forbidden
from graph.models.names import name_key
from graph.models.noun import Noun
from graph.models.profile import ADMINS, Profile
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.sql import Argument, Identifier, sql, statement
from graph.words import counted, listed

FOR_ADMINS = Permission(ADMINS, Needs.NOTHING)


async def serialize_admin_changes(tx: Transaction) -> None:
    """Waits for every other change of who sees what. Raises Forbidden if it took the viewer's permission away."""
    await tx.fetch("SELECT FROM sharing_epoch FOR UPDATE")
    (me,) = await tx.fetch("SELECT profile, is_active FROM app_user WHERE id = $1", tx.viewer.id)
    if not me["is_active"] or Profile(me["profile"]) not in tx.permission.profiles:
        raise Forbidden("You are no admin any more: another admin has just changed that.")


async def require_free_name(tx: Transaction, noun: Noun, values: Mapping[str, Any], row: UUID | None = None) -> None:
    """Adds an error where another record has the name, however it is written there."""
    if values.get("name") is None:
        return
    key = name_key(values["name"])
    asked = statement(
        sql("name"),
        sql("{table} WHERE id IS DISTINCT FROM {row}", table=Identifier(noun.table), row=Argument("uuid", "row")),
    )
    others = await tx.fetch(asked.text, *asked.values(tx.viewer, {"row": row}))
    if any(name_key(other["name"]) == key for other in others):
        tx.add_error(UserErrorCode.NAME_TAKEN, f"Another {noun.label} has this name: choose another.", "name")


def named_by(counts: Mapping[tuple[str, str, str], int]) -> str | None:
    """Returns what names a record and the mutations that change that, for people; None where nothing does.

    ``counts`` has the numbers, by what one and several are called, and the mutation that changes them.
    """
    found = {names: count for names, count in counts.items() if count}
    if not found:
        return None
    what = listed([counted(count, *names[:2]) for names, count in found.items()])
    return f"it is named by {what}. Change that first, by {listed([f'`{names[2]}`' for names in found])}."
