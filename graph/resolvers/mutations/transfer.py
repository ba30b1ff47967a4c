"""The hand-over of an account: what goes along to the new owner, and what stays with whom."""

# ruff: noqa: S608  # tables and conditions are declared by the nouns

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from graph.models import Account
from graph.models.noun import NOUNS, Noun
from graph.models.spec import Going
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.mutation import Given
from graph.resolvers.mutations.transaction import Remaining, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.visibility import owned_below, seen_user, sees_account
from graph.words import counted, listed

MAX_BELOW = 1_000
"""The most accounts below that go along at once."""


class Transferred(StrEnum):
    """Which records go along with an account. OPEN: those that are going on. ALL: those that have ended too."""

    NONE = "NONE"
    OPEN = "OPEN"
    ALL = "ALL"


GOING: Mapping[str, tuple[Noun, Going]] = {
    noun.plural: (noun, noun.mutations.handed_over)
    for noun in NOUNS.values()
    if noun.mutations is not None and noun.mutations.handed_over is not None
}
"""The nouns whose records can go along, by the field of the input and of what remains."""

TAKES = {
    name: InputField(
        "Transferred",
        f"Which of the present owner's {noun.labels} with the account go along; OPEN: {going.many}. If left out, none.",
    )
    for name, (noun, going) in GOING.items()
} | {
    "descendants": InputField(
        "Boolean",
        "Whether the accounts below go along that the present owner owns and the viewer may hand over, at most"
        f" {MAX_BELOW:,}, each with such records of its own. If left out, they stay.",
    )
}
"""The fields of the input that say what goes along."""

REMAINING = " UNION ALL ".join(
    f"SELECT r.owner_id, u.name, '{name}' AS what, count(*) AS count FROM \"{noun.table}\" r"
    f" JOIN app_user u ON u.id = r.owner_id WHERE r.account_id = ANY($1) AND r.owner_id <> $2"
    f" AND {going.where.replace('{a}', 'r')} GROUP BY r.owner_id, u.name"
    for name, (noun, going) in GOING.items()
)

OWNED = ", ".join(
    [
        "SELECT (SELECT count(*) FROM account WHERE owner_id = $1) AS accounts",
        *(
            f'(SELECT count(*) FROM "{noun.table}" r WHERE r.owner_id = $1 AND {going.where.replace("{a}", "r")})'
            f" AS {name}"
            for name, (noun, going) in GOING.items()
        ),
    ]
)


async def take_along(tx: Transaction, account: Account, to: UUID, given: Given) -> list[UUID]:
    """Hands over what the input says, while the account is still its owner's; returns all accounts that go.

    Raises Refused if there are too many.
    """
    owner: UUID = account.owner_id  # type: ignore[attr-defined]  # Tortoise makes it
    if owner == to:
        return [account.id]
    below = await _lock_below(tx, account.id, owner) if given.get("descendants") else []
    accounts = [account.id, *below]
    for name, (noun, going) in GOING.items():
        which = given.get(name) or Transferred.NONE
        if which != Transferred.NONE:
            where = "true" if which == Transferred.ALL else going.where.replace("{a}", "r")
            await row_store.replace_value(tx, noun.model, "owner_id", accounts, old=owner, new=to, where=where)
    if below:
        await row_store.update_all(tx, Account, below, {"owner_id": to, "last_activity_date": datetime.now(UTC)})
    return accounts


async def _lock_below(tx: Transaction, account: UUID, owner: UUID) -> list[UUID]:
    """Locks the accounts below that the viewer may hand over, and returns them."""
    found = await _yielding(tx, account, owner)
    if len(found) > MAX_BELOW:
        tx.add_error(
            UserErrorCode.INVALID,
            f"More than {MAX_BELOW:,} accounts below would go along: hand over parts of the tree one by one.",
            "descendants",
        )
        tx.raise_if_errors()
    await row_store.lock_all(tx, Account, found)
    # as things stand now that nobody else changes them
    standing = set(await _yielding(tx, account, owner))
    return [row for row in found if row in standing]


async def _yielding(tx: Transaction, account: UUID, owner: UUID) -> list[UUID]:
    return [each.id for each in await owned_below(tx, account, owner, MAX_BELOW + 1) if each.yields]


async def remaining(tx: Transaction, accounts: list[UUID], owner: UUID, to: UUID) -> list[Remaining]:
    """Returns what stays with others: what is going on with these accounts, and their owner's accounts below."""
    found: dict[UUID, Remaining] = {}
    for row in await tx.ask(REMAINING, accounts, to):
        each = found.setdefault(row["owner_id"], Remaining(f"usr_{row['owner_id']}", row["name"]))
        each.counts[row["what"]] = row["count"]
    below = [] if owner == to else await owned_below(tx, accounts[0], owner)
    if below:
        user = await seen_user(tx, owner)
        found.setdefault(owner, Remaining(f"usr_{owner}", user.name if user else "")).counts["accounts"] = len(below)
    for user_id, each in found.items():
        each.sees_account = await sees_account(tx, user_id, accounts[0])
    return sorted(found.values(), key=lambda each: each.owner_name)


def remaining_note(found: list[Remaining]) -> str | None:
    """Returns what remains, for people; None where nothing does."""
    names = {name: (going.one, going.many) for name, (_, going) in GOING.items()}
    names["accounts"] = ("account below", "accounts below")
    told = [
        f"{each.owner_name} keeps {listed([counted(count, *names[name]) for name, count in each.counts.items()])}"
        f"{'' if each.sees_account else ', and does not see this account'}."
        for each in found
    ]
    return " ".join(told) or None


async def still_owned(tx: Transaction, user: UUID) -> str | None:
    """Returns what a user owns that is going on, for people; None where there is nothing."""
    (found,) = await tx.fetch(OWNED, user)
    accounts = {"accounts": ("account", "accounts")}
    names = accounts | {name: (going.one, going.many) for name, (_, going) in GOING.items()}
    told = [counted(found[name], *words) for name, words in names.items() if found[name]]
    return listed(told) if told else None
