"""Mutations of groups: created, renamed, deleted, and their members."""

from graph.models import Group, GroupMember, User
from graph.models.noun import NOUNS
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.administration import (
    FOR_ADMINS,
    named_by,
    require_free_name,
    serialize_admin_changes,
)
from graph.resolvers.mutations.inputs import InputField, record_id, verb_input
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

GROUP = NOUNS["Group"]
GROUP_INPUT = NounInput(GROUP)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Creates a group, without members."""
    await serialize_admin_changes(tx)
    values = GROUP_INPUT.read(tx, given, creating=True)
    await require_free_name(tx, GROUP, values)
    tx.raise_if_errors()
    group = await row_store.insert(tx, Group, values)
    return tx.done("Group", group.id)


async def rename(tx: Transaction, given: Given) -> Outcome:
    """Renames a group."""
    await serialize_admin_changes(tx)
    group = await _locked(tx, given["id"], "id")
    values = GROUP_INPUT.read(tx, given, creating=False)
    await require_free_name(tx, GROUP, values, group.id)
    tx.raise_if_errors()
    await row_store.update(tx, group, values)
    return tx.done("Group", group.id)


NAMING = """
SELECT
    (SELECT count(*) FROM sharing_rule WHERE group_id = $1) AS rules,
    (SELECT count(*) FROM account_grant WHERE group_id = $1) AS grants
"""


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Deletes a group that nothing names any more. Its members remain users."""
    await serialize_admin_changes(tx)
    group = await _locked(tx, given["id"], "id")
    (found,) = await tx.fetch(NAMING, group.id)
    named = named_by(
        {
            ("sharing rule", "sharing rules", "updateSharingRule"): found["rules"],
            ("grant", "grants", "revokeAccess"): found["grants"],
        }
    )
    if named:
        tx.add_error(
            UserErrorCode.IN_USE,
            f"{group.name} can't be deleted: {named}",
            "id",
        )
    tx.raise_if_errors()
    await row_store.delete(tx, group)
    return tx.deleted("Group", group.id)


async def add_member(tx: Transaction, given: Given) -> Outcome:
    """Adds a user to a group. If they are in it already, the note says so."""
    group, user = await _pair(tx, given)
    if await row_store.find(tx, GroupMember, group_id=group.id, user_id=user.id) is not None:
        return tx.done("Group", group.id, f"Nothing to do: {user.name} is in {group.name} already.")
    await row_store.insert(tx, GroupMember, {"group_id": group.id, "user_id": user.id})
    return tx.done("Group", group.id)


async def remove_member(tx: Transaction, given: Given) -> Outcome:
    """Removes a user from a group. If they aren't in it, the note says so."""
    group, user = await _pair(tx, given)
    member = await row_store.find(tx, GroupMember, group_id=group.id, user_id=user.id)
    if member is None:
        return tx.done("Group", group.id, f"Nothing to do: {user.name} is not in {group.name}.")
    await row_store.delete(tx, member)
    return tx.done("Group", group.id)


async def _pair(tx: Transaction, given: Given) -> tuple[Group, User]:
    await serialize_admin_changes(tx)
    group = await _locked(tx, given["groupId"], "groupId")
    user = await row_store.find(tx, User, id=tx.parse_id(given["userId"], "User", "userId"))
    if user is None:
        raise tx.not_found("user", "userId")
    return group, user


async def _locked(tx: Transaction, text: str, path: str) -> Group:
    """Locks the group: until the commit nothing new can name it, and whoever is about to is waited for."""
    group = await row_store.lock(tx, Group, tx.parse_id(text, "Group", path), keys=True)
    if group is None:
        raise tx.not_found("group", path)
    return group


MEMBER_INPUT = {
    "groupId": record_id(GROUP),
    "userId": InputField("ID", "The ID of the user, active or not.", required=True),
}

MUTATIONS = (
    Mutation(
        "createGroup",
        "Group",
        create,
        GROUP_INPUT.create_input(),
        "Create a group, without members. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "renameGroup",
        "Group",
        rename,
        verb_input(GROUP, name=GROUP_INPUT.create_input()["name"]),
        "Rename a group. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "deleteGroup",
        None,
        delete,
        verb_input(GROUP),
        "Delete a group; its members remain users. Refused while rules or grants name it. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "addGroupMember",
        "Group",
        add_member,
        MEMBER_INPUT,
        "Add a user to a group. If they are in it already, the note says so. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "removeGroupMember",
        "Group",
        remove_member,
        MEMBER_INPUT,
        "Remove a user from a group. If they aren't in it, the note says so. For admins.",
        FOR_ADMINS,
    ),
)
