"""Mutations of grants: given and revoked by an account's owner and by admins, cascading no further than they own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from graph.auth.permissions import Needs, Permission
from graph.models.noun import NOUNS
from graph.models.profile import STAFF, Profile
from graph.models.sharing import AccountGrant
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.inputs import verb_input
from graph.resolvers.mutations.locks import lock_account, lock_record
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode
from graph.resolvers.mutations.visibility import grants_all_below

GRANT = NOUNS["Grant"]
GRANT_INPUT = NounInput(GRANT)
PERMISSION = Permission(STAFF, Needs.GRANT)

GRANTEES = {"userId": "user_id", "roleId": "role_id", "groupId": "group_id"}


async def grant(tx: Transaction, given: Given) -> Outcome:
    """Opens an account to a user, a role or a group. A grant to the same one that stands is changed to this."""
    values = {"cascades": True, "expires_at": None, **GRANT_INPUT.read(tx, given, creating=True)}
    account = values.get("account_id")
    if account is None:  # its error is noted
        raise Refused(tx.errors)
    if values["cascades"]:  # before the account, as moves take it: one at the same moment might bring more below
        await tx.fetch("SELECT FROM tree_lock FOR SHARE")
    await lock_account(tx, account, "accountId")
    _require_one_grantee(tx, given)
    await GRANT_INPUT.require_references(tx, given, values)
    await _require_future_expiry(tx, values)
    await _require_grants_below(tx, account, values)
    tx.raise_if_errors()
    to = {column: values.get(column) for column in GRANTEES.values()}
    query = AccountGrant.filter(account_id=account, **to).using_db(await tx.db()).order_by("created_at", "id")
    standing = await query.select_for_update()
    if not standing:
        made = await row_store.insert(tx, AccountGrant, {"account_id": account, **to, **_terms(values)})
        return tx.done("Grant", made.id)
    kept, *others = standing
    before = "; ".join(map(_described, standing))
    changed = await row_store.update(tx, kept, _terms(values))
    for other in others:  # two to the same one were written by another program: now there is one
        await row_store.delete(tx, other)
    return tx.done("Grant", kept.id, f"It replaces what was granted before: {before}." if changed or others else None)


def _terms(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: values[column] for column in ("level", "cascades", "expires_at")}


def _described(grant: AccountGrant) -> str:
    below = "with all accounts below" if grant.cascades else "without the accounts below"
    until = "" if grant.expires_at is None else f", until {grant.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    return f"{grant.level}, {below}{until}"


def _require_one_grantee(tx: Transaction, given: Given) -> None:
    named = [name for name in GRANTEES if given.get(name) is not None]
    if len(named) != 1:
        code = UserErrorCode.INVALID if named else UserErrorCode.REQUIRED
        tx.add_error(code, "Name exactly one of `userId`, `roleId` and `groupId`.", *named[1:2])


async def _require_future_expiry(tx: Transaction, values: Mapping[str, Any]) -> None:
    if values["expires_at"] is not None:
        (found,) = await tx.fetch("SELECT $1::timestamptz > now() AS ahead", values["expires_at"])
        if not found["ahead"]:
            tx.add_error(
                UserErrorCode.INVALID,
                "`expiresAt` is past: send a time in the future, or null for no end.",
                "expiresAt",
            )


async def _require_grants_below(tx: Transaction, account: UUID, values: Mapping[str, Any]) -> None:
    """Adds an error where a cascading grant would open accounts below that the viewer may not grant by themselves."""
    if values["cascades"] and tx.viewer.profile is not Profile.ADMIN and not await grants_all_below(tx, account):
        tx.add_error(
            UserErrorCode.INVALID,
            "There are accounts below that you don't own: send `cascades` as false, or ask an admin.",
            "cascades",
        )


async def revoke(tx: Transaction, given: Given) -> Outcome:
    """Revokes a grant. What else opens the account stays."""
    standing, _ = await lock_record(tx, GRANT, given["id"], "id")
    await row_store.delete(tx, standing)
    return tx.deleted("Grant", standing.id)


_created = GRANT_INPUT.create_input()
_texts = {
    "accountId": "The account to open.",
    "userId": "The user to open it to. Exactly one of user, role and group is named.",
    "roleId": "The role to open it to: the users of that very role.",
    "groupId": "The group to open it to.",
    "cascades": "Whether it opens all accounts below too: true if left out.",
    "expiresAt": "The time of its expiry, in the future; null for none.",
}

MUTATIONS = (
    Mutation(
        "grantAccess",
        "Grant",
        grant,
        {name: replace(field, text=_texts.get(name, field.text)) for name, field in _created.items()},
        "Open an account to a user, a role or a group. If they have a grant on it, that one is changed to this. An"
        " owner's grant cascades only if they own every account below too. For the account's owner and admins.",
        PERMISSION,
    ),
    Mutation(
        "revokeAccess",
        None,
        revoke,
        verb_input(GRANT),
        "Revoke a grant. What else opens the account stays. For the account's owner and admins.",
        PERMISSION,
    ),
)
