"""Mutations of account teams: members added, updated and removed by an account's owner or an admin."""

from dataclasses import replace

from graph.auth.permissions import Needs, Permission
from graph.models.noun import NOUNS
from graph.models.profile import STAFF
from graph.models.sharing import AccountTeamMember
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.inputs import verb_input
from graph.resolvers.mutations.locks import lock_account, lock_record
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode

MEMBER = NOUNS["AccountTeamMember"]
MEMBER_INPUT = NounInput(MEMBER)
PERMISSION = Permission(STAFF, Needs.GRANT)


async def add(tx: Transaction, given: Given) -> Outcome:
    """Adds a user to an account's team."""
    values = MEMBER_INPUT.read(tx, given, creating=True)
    account = values.get("account_id")
    if account is None:  # its error is noted
        raise Refused(tx.errors)
    await lock_account(tx, account, "accountId")
    await MEMBER_INPUT.require_references(tx, given, values)
    user = values.get("user_id")
    if user is not None and await row_store.find(tx, AccountTeamMember, account_id=account, user_id=user) is not None:
        tx.add_error(UserErrorCode.TAKEN, "This user is on the team already: use `updateTeamMember`.", "userId")
    tx.raise_if_errors()
    member = await row_store.insert(tx, AccountTeamMember, values)
    return tx.done("AccountTeamMember", member.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Updates the level or title of a team member."""
    values = MEMBER_INPUT.read(tx, given, creating=False)
    member, _ = await lock_record(tx, MEMBER, given["id"], "id")
    tx.raise_if_errors()
    await row_store.update(tx, member, values)
    return tx.done("AccountTeamMember", member.id)


async def remove(tx: Transaction, given: Given) -> Outcome:
    """Removes a user from an account's team."""
    member, _ = await lock_record(tx, MEMBER, given["id"], "id")
    await row_store.delete(tx, member)
    return tx.deleted("AccountTeamMember", member.id)


_created = MEMBER_INPUT.create_input()

MUTATIONS = (
    Mutation(
        "addTeamMember",
        "AccountTeamMember",
        add,
        _created | {"userId": replace(_created["userId"], text="The user to add.")},
        "Add a user to an account's team. For its owner and admins.",
        PERMISSION,
    ),
    Mutation(
        "updateTeamMember",
        "AccountTeamMember",
        update,
        MEMBER_INPUT.update_input(),
        "Update what a team member may do with the account, and their title. For the account's owner and admins.",
        PERMISSION,
    ),
    Mutation(
        "removeTeamMember",
        None,
        remove,
        verb_input(MEMBER),
        "Remove a user from an account's team. What else opens the account to them stays. For its owner and admins.",
        PERMISSION,
    ),
)
