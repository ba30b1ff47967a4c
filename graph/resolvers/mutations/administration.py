"""What admins' changes of people, roles and groups have in common: they are made one after the other.

Who sees what hangs on all of these together. Two changes at once could make a circle of roles, or leave no admin; so
each waits for the one before, and what it decides on stays true until its commit.
"""

from collections.abc import Mapping
from typing import Any

from graph.auth.permissions import permission
from graph.errors import Forbidden
from graph.models.names import name_key
from graph.models.profile import Profile
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.sql import Argument, Identifier, sql, statement

NAMED = {"role": "role", "user_group": "group", "sharing_rule": "rule"}
"""The tables whose rows have a name of their own, and what people call such a row."""


async def in_turn(tx: Transaction) -> None:
    """Wait for every other change of who sees what. Forbidden where the one before took the viewer's right away."""
    await tx.fetch("SELECT FROM sharing_epoch FOR UPDATE")
    (me,) = await tx.fetch("SELECT profile, is_active FROM app_user WHERE id = $1", tx.viewer.id)
    if not me["is_active"] or Profile(me["profile"]) not in permission(tx.mutation).profiles:
        raise Forbidden("You are no admin any more: another admin has just changed that.")


async def require_free_name(tx: Transaction, table: str, values: Mapping[str, Any], row: Any = None) -> None:
    """Note where another has the name, however it is written there."""
    if values.get("name") is None:
        return
    key = name_key(values["name"])
    asked = statement(
        sql("name"),
        sql("{table} WHERE id IS DISTINCT FROM {row}", table=Identifier(table), row=Argument("uuid", "row")),
    )
    others = await tx.fetch(asked.text, *asked.values(tx.viewer, {"row": row}))
    if any(name_key(other["name"]) == key for other in others):
        tx.wrong(UserErrorCode.NAME_TAKEN, f"Another {NAMED[table]} has this name: choose another.", "name")


def named_by(counts: Mapping[tuple[str, str, str], int]) -> str | None:
    """What names something, and what changes that, for people; None where nothing does.

    ``counts`` has how many there are of each kind: of one, of several, and the mutation that mends it.
    """
    found = {names: count for names, count in counts.items() if count}
    if not found:
        return None
    what = _listed([f"{count:,} {names[count != 1]}" for names, count in found.items()])
    return f"it is named by {what}. Change that first, by {_listed([f'`{names[2]}`' for names in found])}."


def _listed(texts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
