"""Mutations of accounts: created, updated, moved in the account tree, handed over, deleted."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from graph.auth.permissions import Needs, Permission, can_hand_over
from graph.errors import Forbidden
from graph.models import Account
from graph.models.noun import NOUNS
from graph.models.profile import INTERNAL, MANAGERS, OWN_NO_ACCOUNTS, Profile
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.account_name import require_free_name
from graph.resolvers.mutations.delete_blockers import delete_blockers
from graph.resolvers.mutations.inputs import InputField, verb_input
from graph.resolvers.mutations.locks import lock_account
from graph.resolvers.mutations.mutation import (
    Given,
    Mutation,
    create_text,
    declared_mutations,
    delete_text,
    update_text,
)
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.references import require_reference, require_user
from graph.resolvers.mutations.rule_opening import require_opens_no_further
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.transfer import TAKES, remaining, remaining_note, take_along
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.visibility import SeenUser, access, hands_over_all_below, seen_user, visible_parent

ACCOUNT = NOUNS["Account"]
ACCOUNT_INPUT = NounInput(ACCOUNT)
DECLARED = declared_mutations(ACCOUNT)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Creates an account; the viewer owns it, unless they are a manager or an admin and name another owner."""
    values = ACCOUNT_INPUT.read(tx, given, creating=True)
    await ACCOUNT_INPUT.require_references(tx, given, values)
    if values.get("owner_id") is None:
        values["owner_id"] = tx.viewer.id
    elif values["owner_id"] != tx.viewer.id:
        if tx.viewer.profile not in MANAGERS | {Profile.ADMIN}:
            raise Forbidden("Only managers and admins create accounts for others: leave `ownerId` out.")
        _require_owner(tx, await seen_user(tx, values["owner_id"]))
    tx.raise_if_errors()
    await require_free_name(tx, values, None)
    account = await row_store.insert(tx, Account, values)
    tx.locked_account = account.id
    return tx.done("Account", account.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Updates the given fields of an account."""
    row = tx.parse_id(given["id"], "Account", "id")
    values = ACCOUNT_INPUT.read(tx, given, creating=False)
    account = await lock_account(tx, row, "id", reading=ACCOUNT_INPUT.sets_only(given, "description"))
    tx.check_version(ACCOUNT, account, given)
    await ACCOUNT_INPUT.require_references(tx, given, values)
    if values.get("partner_id") == row:
        tx.add_error(UserErrorCode.INVALID, "An account can't be its own partner.", "partnerId")
    await _keep_partner(tx, account, values)
    tx.raise_if_errors()
    await update_account(tx, account, values)
    return tx.done("Account", row)


async def _keep_partner(tx: Transaction, account: Account, values: dict[str, Any]) -> None:
    """Takes the partner out of the values if it is the one that the viewer reads: a hidden one reads as none.

    Raises Forbidden if it is another and the viewer may not say whom the account is open to: a partner's people read
    what the partner manages.
    """
    if "partner_id" not in values:
        return
    read: UUID | None = account.partner_id  # type: ignore[attr-defined]  # Tortoise makes it
    if read is not None and await access(tx, read) is None:
        read = None
    if values["partner_id"] == read:
        del values["partner_id"]
        return
    if tx.open_to is None or not can_hand_over(tx.viewer, tx.open_to):
        raise Forbidden(
            "Only an account's owner, a manager who may edit it for good or an admin may say which partner manages it:"
            " leave `partnerId` out."
        )


ACTIVITY = tuple(map(ACCOUNT.column, ACCOUNT.columns["last_activity_date"].stamped_by))
"""The columns whose change `lastActivityDate` tells of."""


async def update_account(tx: Transaction, account: Account, values: dict[str, Any], *path: str) -> None:
    """Stores what differs in an account; a new owner or type also sets `lastActivityDate`.

    Raises Refused if another account has the new name; and, with an error for the field at the path or for the one that
    is changed, if that opens the account further by a sharing rule and the viewer may not hand it over.
    """
    await require_opens_no_further(tx, account, values, *path)
    if values.get("name_key", account.name_key) != account.name_key:
        await require_free_name(tx, values, account.id)
    active = any(column in values and values[column] != getattr(account, column) for column in ACTIVITY)
    await row_store.update(tx, account, {**values, "last_activity_date": datetime.now(UTC)} if active else values)


NEW_PLACE = """
SELECT EXISTS (SELECT FROM account_tree WHERE ancestor_id = $1 AND descendant_id = $2) AS is_below,
    account_opened_by_move($1, $2) IS NOT NULL AS opens
"""
"""Whether a parent stands below an account, or is it; and whether a grant there would open the account to others."""


async def move(tx: Transaction, given: Given) -> Outcome:
    """Moves an account, with all accounts below it, under another parent or to the top."""
    row = tx.parse_id(given["id"], "Account", "id")
    if "parentId" not in given:
        tx.add_error(UserErrorCode.REQUIRED, "`parentId` is needed: send null to move it to the top.", "parentId")
        tx.raise_if_errors()
    parent = None if given["parentId"] is None else tx.parse_id(given["parentId"], "Account", "parentId")
    # before any account: moves wait for each other here, so that no two of them make a circle
    await tx.fetch("SELECT FROM tree_lock FOR UPDATE")
    account = await lock_account(tx, row, "id", ask_next=True)
    tx.check_version(ACCOUNT, account, given)
    present = await visible_parent(tx, row)
    if parent is not None and await require_reference(tx, "Account", parent, "parentId"):
        (place,) = await tx.fetch(NEW_PLACE, row, parent)
        if place["is_below"]:
            below = await Account.get(id=parent, using_db=await tx.db())
            tx.add_error(
                UserErrorCode.CYCLE,
                "An account can't be its own parent."
                if parent == row
                else f"{below.name} stands below {account.name}: it can't become its parent.",
                "parentId",
            )
        elif place["opens"]:
            await _require_hands_over(tx, row)
    tx.raise_if_errors()
    if parent == present:
        return tx.done("Account", row, f"Nothing to do: {account.name} stands there already.")
    await update_account(tx, account, {"parent_id": parent})
    return tx.done("Account", row)


async def _require_hands_over(tx: Transaction, row: UUID) -> None:
    """Adds an error if the viewer may not hand over the account and all below it, which a new place would open."""
    if tx.viewer.profile is Profile.ADMIN:
        return
    if tx.open_to is None or not can_hand_over(tx.viewer, tx.open_to):
        tx.add_error(
            UserErrorCode.INVALID,
            "A grant at the new place would open this account to others: only its owner, a manager or an admin moves it"
            " there.",
            "parentId",
        )
    elif not await hands_over_all_below(tx, row):
        tx.add_error(
            UserErrorCode.INVALID,
            "A grant at the new place would open accounts below this one to others that aren't yours to hand over: ask"
            " an admin.",
            "parentId",
        )


async def transfer(tx: Transaction, given: Given) -> Outcome:
    """Hands an account to another owner, with what the input takes along."""
    row = tx.parse_id(given["id"], "Account", "id")
    owner = tx.parse_id(given["ownerId"], "User", "ownerId")
    account = await lock_account(tx, row, "id")
    tx.check_version(ACCOUNT, account, given)
    _require_owner(tx, await require_user(tx, owner, "ownerId"))
    tx.raise_if_errors()
    before: UUID = account.owner_id  # type: ignore[attr-defined]  # Tortoise makes it
    accounts = await take_along(tx, account, owner, given)
    await update_account(tx, account, {"owner_id": owner})
    outcome = tx.done("Account", row)
    if tx.noted:
        outcome.remaining = await remaining(tx, accounts, before, owner)
        outcome.note = remaining_note(outcome.remaining)
    return outcome


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Deletes an account with everything that belongs to it, unless business is still going on there."""
    row = tx.parse_id(given["id"], "Account", "id")
    # before the account, as moves take it: the other way round, a move below this one and its end would be a deadlock
    await tx.fetch("SELECT FROM tree_lock FOR SHARE")
    account = await lock_account(tx, row, "id")
    tx.check_version(ACCOUNT, account, given)
    for reason in await delete_blockers(tx, row):
        tx.add_error(
            UserErrorCode.IN_USE,
            f"{account.name} can't be deleted: {reason}. Set `isActive` to false instead.",
            "id",
        )
    tx.raise_if_errors()
    await row_store.delete(tx, account)
    tx.locked_account = None
    return tx.deleted("Account", row)


def _require_owner(tx: Transaction, user: SeenUser | None) -> None:
    """Adds an error for an owner whose profile owns no accounts; one who isn't active has another error."""
    if user is not None and user.is_active and user.profile in OWN_NO_ACCOUNTS:
        tx.add_error(UserErrorCode.INVALID, "Partners and integrations own no accounts: name someone else.", "ownerId")


_created = ACCOUNT_INPUT.create_input()

MUTATIONS = (
    Mutation(
        "createAccount",
        "Account",
        create,
        {
            **_created,
            "parentId": InputField("ID", "The account to stand below. If left out, it stands at the top."),
        },
        create_text(ACCOUNT),
        Permission(DECLARED.create, Needs.NOTHING),
    ),
    Mutation(
        "updateAccount",
        "Account",
        update,
        ACCOUNT_INPUT.update_input(),
        update_text(ACCOUNT),
        Permission(DECLARED.update, Needs.EDIT_UNLESS_DESCRIPTION),
    ),
    Mutation(
        "moveAccount",
        "Account",
        move,
        verb_input(ACCOUNT, parentId=InputField("ID", "The account to stand below; null to stand at the top.")),
        "Move an account, with all accounts below it, under another parent.",
        Permission(INTERNAL, Needs.EDIT),
    ),
    Mutation(
        "transferAccount",
        "Account",
        transfer,
        verb_input(ACCOUNT, ownerId=InputField("ID", "The new owner.", required=True), **TAKES),
        "Hand an account to another owner. For its owner, managers and admins.",
        Permission(INTERNAL, Needs.HAND_OVER),
        tells_remaining=True,
    ),
    Mutation(
        "deleteAccount",
        None,
        delete,
        verb_input(ACCOUNT),
        delete_text(ACCOUNT),
        Permission(DECLARED.delete, Needs.EDIT),
    ),
)
