"""Users, written: made, changed, deactivated and activated again. They are never deleted: records name them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graph.models import User
from graph.models.profile import Profile
from graph.resolvers.mutations.account import OWNERLESS
from graph.resolvers.mutations.administration import in_turn
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, changing, making
from graph.resolvers.mutations.noun import Field, Noun, insert, store
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Flag, Reference, Text, email

NOUN = Noun(
    "User",
    {
        "email": Field(email("email"), required=True),
        "name": Field(Text("name", 255, spaced=True), required=True),
        "profile": Field(Choice("profile", Profile), required=True),
        "roleId": Field(Reference("role_id", "Role"), part="role"),
        "partnerAccountId": Field(Reference("partner_account_id", "Account"), part="partnerAccount"),
        "canViewAll": Field(Flag("can_view_all"), default=True),
        "canRollUpAll": Field(Flag("can_roll_up_all"), default=True),
        "isActive": Field(Flag("is_active"), default=True),
    },
)


LONGEST_EMAIL = 320

NEW: dict[str, Any] = {
    "profile": None,
    "partner_account_id": None,
    "can_view_all": False,
    "can_roll_up_all": False,
    "is_active": True,
}
"""What has to go together, as it is in a user of whom nothing is told."""


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a user."""
    await in_turn(tx)
    values = NOUN.values(tx, given, making=True)
    await NOUN.refer(tx, given, values)
    await _fit(tx, values, NEW | values, None)
    tx.require_right()
    user = await insert(tx, User, values)
    return tx.done("User", user.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a user, and leave the rest."""
    await in_turn(tx)
    row = tx.row(given["id"], "User", "id")
    user = await User.filter(id=row).using_db(tx.db).select_for_update().get_or_none()
    if user is None:
        raise tx.not_found("user", "id")
    values = NOUN.values(tx, given, making=False)
    after = {column: getattr(user, column) for column in NEW} | values
    await NOUN.refer(tx, given, values)
    await _fit(tx, values, after, row)
    owned = await _owned(tx, user) if "is_active" in values or "profile" in values else 0
    await _keep_an_admin(tx, user, after)
    if after["profile"] in OWNERLESS and user.profile not in OWNERLESS and owned:
        tx.wrong(
            UserErrorCode.IN_USE,
            f"{user.name} owns {_accounts(owned)}, and partners and integrations own none: hand over by"
            " `transferAccount` first.",
            "profile",
        )
    tx.require_right()
    changed = await store(tx, user, values)
    notes = []
    if "email" in changed:
        notes.append("Tokens for the address before are no longer good.")
    if "is_active" in changed and not user.is_active and owned:
        notes.append(f"{user.name} still owns {_accounts(owned)}: `transferAccount` hands them over.")
    return tx.done("User", row, " ".join(notes) or None)


async def _fit(tx: Transaction, values: dict[str, Any], after: Mapping[str, Any], row: UUID | None) -> None:
    """Note what doesn't go together in the user as it is to be, and what others have already."""
    if values.get("email") is not None:
        values["email"] = await _fit_email(tx, values["email"], row)
    if after["profile"] is not None:
        _go_together(tx, after)


async def _fit_email(tx: Transaction, address: str, row: UUID | None) -> str:
    """The address in lower case, which is how tokens name it. Noted where no token could, or another has it."""
    lowered = address.lower()
    if len(lowered) > LONGEST_EMAIL:  # there are letters that become two
        tx.wrong(
            UserErrorCode.TOO_LONG,
            f"`email` has {len(lowered):,} letters in lower case: at most {LONGEST_EMAIL}.",
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
        tx.wrong(UserErrorCode.INVALID, "`email` has a letter that no token can speak for: leave it out.", "email")
    elif found["taken"]:
        tx.wrong(UserErrorCode.TAKEN, "Another user has this e-mail address: choose another.", "email")
    return lowered


def _go_together(tx: Transaction, after: Mapping[str, Any]) -> None:
    is_partner = after["profile"] == Profile.PARTNER
    works_for = after["partner_account_id"]
    if is_partner and works_for is None and not any(error.field == ("partnerAccountId",) for error in tx.errors):
        tx.wrong(
            UserErrorCode.REQUIRED,
            "A partner works for a partner account: `partnerAccountId` is needed.",
            "partnerAccountId",
        )
    if not is_partner and works_for is not None:
        tx.wrong(
            UserErrorCode.INVALID,
            "Only partners work for a partner account: send null with another profile.",
            "partnerAccountId",
        )
    if after["can_view_all"] and after["profile"] != Profile.INTEGRATION:
        tx.wrong(
            UserErrorCode.INVALID, "Only an integration may view all: send false with another profile.", "canViewAll"
        )
    if after["can_roll_up_all"] and is_partner:
        tx.wrong(
            UserErrorCode.INVALID, "A partner may not have figures of what they don't see: send false.", "canRollUpAll"
        )


async def _keep_an_admin(tx: Transaction, user: User, after: Mapping[str, Any]) -> None:
    """Note where the user would lock themself out, or nobody would be left to administer."""
    if user.id == tx.viewer.id and not after["is_active"]:
        tx.wrong(UserErrorCode.INVALID, "You can't deactivate yourself: another admin can.", "isActive")
        return
    was = user.is_active and user.profile == Profile.ADMIN
    stays = after["is_active"] and after["profile"] == Profile.ADMIN
    if was and not stays:
        others = User.filter(profile=Profile.ADMIN, is_active=True).exclude(id=user.id).using_db(tx.db)
        if not await others.exists():
            tx.wrong(
                UserErrorCode.IN_USE,
                f"{user.name} is the last active admin: make someone else an admin first.",
                "isActive" if after["profile"] == Profile.ADMIN else "profile",
            )


async def _owned(tx: Transaction, user: User) -> int:
    (found,) = await tx.fetch("SELECT count(*) AS owned FROM account WHERE owner_id = $1", user.id)
    return int(found["owned"])


def _accounts(count: int) -> str:
    return f"{count:,} account{'' if count == 1 else 's'}"


MUTATIONS = (
    Mutation(
        "createUser",
        "User",
        create,
        making(NOUN),
        "Make a user, who may sign in at once. A partner needs `partnerAccountId`. For admins.",
    ),
    Mutation(
        "updateUser",
        "User",
        update,
        {name: taken for name, taken in changing(NOUN).items() if name != "expectedVersion"}
        | {"id": Taken("ID", "Which user.", required=True)},
        "Change what is given of a user; null empties. With `isActive` false they may not sign in; true lets them in"
        " again. What they own stays theirs, and the note says how many accounts. For admins.",
    ),
)
