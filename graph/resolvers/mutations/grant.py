"""Grants, made and taken back: by an account's owner, no further than they see themself, and by admins."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from graph.auth.access_queries import open_below_statement
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, AccountGrant
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, making
from graph.resolvers.mutations.noun import Field, Noun, insert, store
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Flag, Moment, Reference

NOUN = Noun(
    "Grant",
    {
        "userId": Field(Reference("user_id", "User"), part="user"),
        "roleId": Field(Reference("role_id", "Role"), part="role"),
        "groupId": Field(Reference("group_id", "Group"), part="group"),
        "level": Field(Choice("level", AccessLevel), required=True),
        "cascades": Field(Flag("cascades"), default=True),
        "expiresAt": Field(Moment("expires_at")),
    },
)

GRANTEES = {"userId": "user_id", "roleId": "role_id", "groupId": "group_id"}


async def grant(tx: Transaction, given: Given) -> Outcome:
    """Open an account to a user, a role or a group. A grant to the same one that stands is changed to this."""
    values = {"cascades": True, "expires_at": None, **NOUN.values(tx, given, making=True)}
    row = tx.row(given["accountId"], "Account", "accountId")
    if values["cascades"]:  # before the account, as moves take it: one at the same moment might bring more below
        await tx.fetch("SELECT FROM tree_lock FOR SHARE")
    await tx.account(row, "accountId")
    _one_grantee(tx, given)
    await NOUN.refer(tx, given, values)
    await _still_to_come(tx, values)
    tx.require_right()
    to = {column: values.get(column) for column in GRANTEES.values()}
    standing = (
        await AccountGrant.filter(account_id=row, **to).using_db(tx.db).order_by("created_at", "id").select_for_update()
    )
    await _no_further(tx, row, values, standing)
    tx.require_right()
    if not standing:
        who = {"account_id": row, "created_by_id": tx.viewer.id, **to}
        made = await insert(tx, AccountGrant, {**who, **_terms(values)})
        return tx.done("Grant", made.id)
    kept, *others = standing
    before = "; ".join(map(_said, standing))
    changed = await store(tx, kept, _terms(values))
    for other in others:  # two to the same are of another hand than this one: now there is one
        await other.delete(using_db=tx.db)
    return tx.done(
        "Grant", kept.id, f"It stands in for what was granted before: {before}." if changed or others else None
    )


def _terms(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: values[column] for column in ("level", "cascades", "expires_at")}


def _said(grant: AccountGrant) -> str:
    below = "with all below" if grant.cascades else "without those below"
    until = "" if grant.expires_at is None else f", until {grant.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    return f"{grant.level}, {below}{until}"


def _one_grantee(tx: Transaction, given: Given) -> None:
    named = [name for name in GRANTEES if given.get(name) is not None]
    if len(named) != 1:
        code = UserErrorCode.INVALID if named else UserErrorCode.REQUIRED
        tx.wrong(code, "Name exactly one of `userId`, `roleId` and `groupId`.", *named[1:2])


async def _still_to_come(tx: Transaction, values: Mapping[str, Any]) -> None:
    if values["expires_at"] is not None:
        (found,) = await tx.fetch("SELECT $1::timestamptz > now() AS ahead", values["expires_at"])
        if not found["ahead"]:
            tx.wrong(
                UserErrorCode.INVALID,
                "`expiresAt` is past: send a time to come, or null for no end.",
                "expiresAt",
            )


async def _no_further(
    tx: Transaction, account: UUID, values: Mapping[str, Any], standing: Sequence[AccountGrant]
) -> None:
    """Note where an owner would open accounts below further or longer than they are open to them without this grant."""
    if tx.viewer.profile is Profile.ADMIN or not values["cascades"]:
        return
    await tx.fetch("SAVEPOINT without_it")
    await tx.fetch("DELETE FROM account_grant WHERE id = ANY($1::uuid[])", [each.id for each in standing])
    open_below = open_below_statement(tx.viewer, values["level"])
    asked = {"account": account, "until": values["expires_at"]}
    (found,) = await tx.fetch(open_below.text, *open_below.values(tx.viewer, asked))
    await tx.fetch("ROLLBACK TO SAVEPOINT without_it")
    if found["open"] < found["below"]:
        tx.wrong(
            UserErrorCode.INVALID,
            f"There are accounts below that aren't open to you for {values['level']}, or not for as long: send"
            " `cascades` as false, or ask an admin.",
            "cascades",
        )


async def revoke(tx: Transaction, given: Given) -> Outcome:
    """Take a grant back. Other ways in stay as they are."""
    standing, _ = await tx.record(AccountGrant, "Grant", given["id"], "id")
    await standing.delete(using_db=tx.db)
    return tx.deleted("Grant", standing.id)


_taken = making(NOUN)
MUTATIONS = (
    Mutation(
        "grantAccess",
        "Grant",
        grant,
        {
            "accountId": Taken("ID", "The account to open.", required=True),
            "userId": Taken("ID", "The user to open it to. Exactly one of user, role and group is named."),
            "roleId": Taken("ID", "The role to open it to: for the users of that very role."),
            "groupId": Taken("ID", "The group to open it to."),
            "level": _taken["level"],
            "cascades": Taken("Boolean", "Whether all accounts below are opened too: they are unless told otherwise."),
            "expiresAt": Taken("DateTime", "When it is to run out, if ever: a time to come."),
        },
        "Open an account to a user, a role or a group: for its owner, and for admins. If they have a grant on it, that"
        " one is changed to what is given here. An owner can open what is below only as far as it is open to them.",
    ),
    Mutation(
        "revokeAccess",
        None,
        revoke,
        {"id": Taken("ID", "Which grant.", required=True)},
        "Take a grant back: for the account's owner, and for admins. What else opens the account stays.",
    ),
)
