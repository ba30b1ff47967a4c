"""Groups, written: made, renamed, deleted, and who is in them."""

from graph.models import Group, GroupMember, User
from graph.resolvers.mutations.administration import in_turn, named_by, require_free_name
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, making
from graph.resolvers.mutations.noun import Field, Noun, insert, store
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Text

NOUN = Noun("Group", {"name": Field(Text("name", 255, spaced=True), required=True)})


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a group, with nobody in it yet."""
    await in_turn(tx)
    values = NOUN.values(tx, given, making=True)
    await require_free_name(tx, "user_group", values)
    tx.require_right()
    group = await insert(tx, Group, values)
    return tx.done("Group", group.id)


async def rename(tx: Transaction, given: Given) -> Outcome:
    """Give a group another name."""
    await in_turn(tx)
    group = await _locked(tx, given["id"], "id")
    values = NOUN.values(tx, given, making=False)
    await require_free_name(tx, "user_group", values, group.id)
    tx.require_right()
    await store(tx, group, values)
    return tx.done("Group", group.id)


NAMING = """
SELECT
    (SELECT count(*) FROM sharing_rule WHERE group_id = $1) AS rules,
    (SELECT count(*) FROM account_grant WHERE group_id = $1) AS grants
"""


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a group that nothing names any more. Who was in it no longer is; they themselves stay."""
    await in_turn(tx)
    group = await _locked(tx, given["id"], "id")
    (found,) = await tx.fetch(NAMING, group.id)
    named = named_by(
        {
            ("sharing rule", "sharing rules", "updateSharingRule"): found["rules"],
            ("grant", "grants", "revokeAccess"): found["grants"],
        }
    )
    if named:
        tx.wrong(
            UserErrorCode.IN_USE,
            f"{group.name} can't be deleted: {named}",
            "id",
        )
    tx.require_right()
    await group.delete(using_db=tx.db)
    return tx.deleted("Group", group.id)


async def add_member(tx: Transaction, given: Given) -> Outcome:
    """Put someone into a group. Who is in it already stays in it, and the note says so."""
    group, user = await _pair(tx, given)
    if await GroupMember.filter(group_id=group.id, user_id=user.id).using_db(tx.db).exists():
        return tx.done("Group", group.id, f"Nothing to do: {user.name} is in {group.name} already.")
    await insert(tx, GroupMember, {"group_id": group.id, "user_id": user.id})
    return tx.done("Group", group.id)


async def remove_member(tx: Transaction, given: Given) -> Outcome:
    """Take someone out of a group. Who isn't in it stays out, and the note says so."""
    group, user = await _pair(tx, given)
    member = await GroupMember.filter(group_id=group.id, user_id=user.id).using_db(tx.db).get_or_none()
    if member is None:
        return tx.done("Group", group.id, f"Nothing to do: {user.name} is not in {group.name}.")
    await member.delete(using_db=tx.db)
    return tx.done("Group", group.id)


async def _pair(tx: Transaction, given: Given) -> tuple[Group, User]:
    await in_turn(tx)
    group = await _locked(tx, given["groupId"], "groupId")
    row = tx.row(given["userId"], "User", "userId")
    user = await User.filter(id=row).using_db(tx.db).get_or_none()
    if user is None:
        raise tx.not_found("user", "userId")
    return group, user


async def _locked(tx: Transaction, text: str, path: str) -> Group:
    """The group that is meant. Nobody can come to name it until the commit, and whoever is about to is waited for."""
    row = tx.row(text, "Group", path)
    group = await Group.filter(id=row).using_db(tx.db).select_for_update().get_or_none()
    if group is None:
        raise tx.not_found("group", path)
    return group


_ID = Taken("ID", "Which group.", required=True)
_MEMBER = {"groupId": _ID, "userId": Taken("ID", "Who: active or not.", required=True)}

MUTATIONS = (
    Mutation("createGroup", "Group", create, making(NOUN), "Make a group, with nobody in it yet. For admins."),
    Mutation(
        "renameGroup",
        "Group",
        rename,
        {"id": _ID, "name": making(NOUN)["name"]},
        "Give a group another name. For admins.",
    ),
    Mutation(
        "deleteGroup",
        None,
        delete,
        {"id": _ID},
        "Delete a group; who was in it stays. Refused where rules or grants name it. For admins.",
    ),
    Mutation(
        "addGroupMember",
        "Group",
        add_member,
        _MEMBER,
        "Put someone into a group. Who is in it already stays in it, and the note says so. For admins.",
    ),
    Mutation(
        "removeGroupMember",
        "Group",
        remove_member,
        _MEMBER,
        "Take someone out of a group. Who isn't in it stays out, and the note says so. For admins.",
    ),
)
