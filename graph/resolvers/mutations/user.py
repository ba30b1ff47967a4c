"""Mutations of users: created, updated, deactivated, activated and signed out. Records name them: none is deleted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graph.models import User
from graph.models.noun import NOUNS
from graph.models.profile import MAY_ROLL_UP_ALL, MAY_VIEW_ALL, OWN_NO_ACCOUNTS, Profile
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.administration import FOR_ADMINS, serialize_admin_changes
from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.transfer import still_owned
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.words import counted

USER_INPUT = NounInput(NOUNS["User"])
INPUT_ORDER = (
    "email",
    "name",
    "profile",
    "roleId",
    "partnerAccountId",
    "canViewAll",
    "canRollUpAll",
    "isActive",
)

MAX_EMAIL_LENGTH = 320

DEFAULTS: dict[str, Any] = {
    "profile": None,
    "partner_account_id": None,
    "can_view_all": False,
    "can_roll_up_all": False,
    "is_active": True,
}
"""The columns that depend on each other, with their values in a user of whom nothing is given."""


async def create(tx: Transaction, given: Given) -> Outcome:
    """Creates a user."""
    await serialize_admin_changes(tx)
    values = USER_INPUT.read(tx, given, creating=True)
    await USER_INPUT.require_references(tx, given, values)
    await _check(tx, values, DEFAULTS | values, None)
    tx.raise_if_errors()
    user = await row_store.insert(tx, User, values)
    return tx.done("User", user.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Updates the given fields of a user."""
    await serialize_admin_changes(tx)
    row = tx.parse_id(given["id"], "User", "id")
    user = await row_store.lock(tx, User, row, keys=True)
    if user is None:
        raise tx.not_found("user", "id")
    values = USER_INPUT.read(tx, given, creating=False)
    after = {column: getattr(user, column) for column in DEFAULTS} | values
    await USER_INPUT.require_references(tx, given, values)
    await _check(tx, values, after, row)
    accounts = await _accounts_of(tx, user) if "profile" in values else 0
    await _keep_an_admin(tx, user, after)
    if after["profile"] in OWN_NO_ACCOUNTS and user.profile not in OWN_NO_ACCOUNTS and accounts:
        tx.add_error(
            UserErrorCode.IN_USE,
            f"{user.name} owns {counted(accounts, 'account', 'accounts')}, and partners and integrations own none:"
            " hand over by `transferAccount` first.",
            "profile",
        )
    tx.raise_if_errors()
    changed = await row_store.update(tx, user, values)
    notes = []
    if "email" in changed:
        notes.append("Tokens for the address before are no longer good.")
    if "is_active" in changed and not user.is_active and (owned := await still_owned(tx, user.id)):
        notes.append(
            f"{user.name} still owns {owned}: `transferAccount` hands over accounts, and with them what is going on"
            " there."
        )
    return tx.done("User", row, " ".join(notes) or None)


async def sign_out_everywhere(tx: Transaction, given: Given) -> Outcome:
    """Ends all tokens of a user that were issued until now."""
    await serialize_admin_changes(tx)
    user = await row_store.lock(tx, User, tx.parse_id(given["userId"], "User", "userId"))
    if user is None:
        raise tx.not_found("user", "userId")
    # by the database's clock, as every other moment that tokens are compared with
    await tx.fetch("UPDATE app_user SET tokens_valid_from = clock_timestamp() WHERE id = $1 RETURNING id", user.id)
    return tx.done("User", user.id)


async def _check(tx: Transaction, values: dict[str, Any], after: Mapping[str, Any], row: UUID | None) -> None:
    """Adds errors for values that don't go together in the user as they are to be, or that another user has."""
    if values.get("email") is not None:
        values["email"] = await _lower_email(tx, values["email"], row)
    if after["profile"] is not None:
        _require_consistent(tx, after)


async def _lower_email(tx: Transaction, address: str, row: UUID | None) -> str:
    """Returns the address in lower case, as tokens name it; adds an error if none could, or another user has it."""
    lowered = address.lower()
    if len(lowered) > MAX_EMAIL_LENGTH:  # there are characters that become two
        tx.add_error(
            UserErrorCode.TOO_LONG,
            f"`email` has {len(lowered):,} characters in lower case: at most {MAX_EMAIL_LENGTH}.",
            "email",
        )
        return lowered
    (found,) = await tx.fetch(
        "SELECT lower($1) = $1 AS is_low, EXISTS (SELECT FROM app_user WHERE email = $1 AND id IS DISTINCT FROM $2)"
        " AS taken",
        lowered,
        row,
    )
    if not (found["is_low"] and lowered.isprintable() and lowered.isascii() == address.isascii()):
        tx.add_error(UserErrorCode.INVALID, "`email` has a character that no token can name: leave it out.", "email")
    elif found["taken"]:
        tx.add_error(UserErrorCode.TAKEN, "Another user has this e-mail address: choose another.", "email")
    return lowered


def _require_consistent(tx: Transaction, after: Mapping[str, Any]) -> None:
    is_partner = after["profile"] == Profile.PARTNER
    works_for = after["partner_account_id"]
    if is_partner and works_for is None and not any(error.field == ("partnerAccountId",) for error in tx.errors):
        tx.add_error(
            UserErrorCode.REQUIRED,
            "A partner works for a partner account: `partnerAccountId` is needed.",
            "partnerAccountId",
        )
    if not is_partner and works_for is not None:
        tx.add_error(
            UserErrorCode.INVALID,
            "Only partners work for a partner account: send null with another profile.",
            "partnerAccountId",
        )
    if after["can_view_all"] and after["profile"] not in MAY_VIEW_ALL:
        tx.add_error(
            UserErrorCode.INVALID, "Only an integration may view all: send false with another profile.", "canViewAll"
        )
    if after["can_roll_up_all"] and after["profile"] not in MAY_ROLL_UP_ALL:
        tx.add_error(
            UserErrorCode.INVALID, "A partner may not have figures of what they don't see: send false.", "canRollUpAll"
        )


async def _keep_an_admin(tx: Transaction, user: User, after: Mapping[str, Any]) -> None:
    """Adds an error where admins would deactivate themself, or no active admin would be left."""
    if user.id == tx.viewer.id and not after["is_active"]:
        tx.add_error(UserErrorCode.INVALID, "You can't deactivate yourself: another admin can.", "isActive")
        return
    was = user.is_active and user.profile == Profile.ADMIN
    stays = after["is_active"] and after["profile"] == Profile.ADMIN
    if was and not stays:
        others = User.filter(profile=Profile.ADMIN, is_active=True).exclude(id=user.id).using_db(await tx.db())
        if not await others.exists():
            tx.add_error(
                UserErrorCode.IN_USE,
                f"{user.name} is the last active admin: make someone else an admin first.",
                "isActive" if after["profile"] == Profile.ADMIN else "profile",
            )


async def _accounts_of(tx: Transaction, user: User) -> int:
    (found,) = await tx.fetch("SELECT count(*) AS owned FROM account WHERE owner_id = $1", user.id)
    return int(found["owned"])


MUTATIONS = (
    Mutation(
        "createUser",
        "User",
        create,
        USER_INPUT.create_input(*INPUT_ORDER),
        "Create a user, who may sign in at once. A partner needs `partnerAccountId`. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "updateUser",
        "User",
        update,
        USER_INPUT.update_input(*INPUT_ORDER),
        "Update the given fields of a user; null empties a field. A user whose `isActive` is false may not sign in, and"
        " still owns what they own: the note says how much. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "signOutEverywhere",
        "User",
        sign_out_everywhere,
        {"userId": InputField("ID", "The ID of the user, active or not.", required=True)},
        "End all tokens of a user that were issued until now. The user may sign in again. For admins.",
        FOR_ADMINS,
    ),
)
