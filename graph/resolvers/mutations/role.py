"""The role tree, written: roles made, renamed, moved under another, deleted."""

from graph.models import Role
from graph.resolvers.mutations.administration import in_turn, named_by, require_free_name
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, making
from graph.resolvers.mutations.noun import Field, Noun, insert, store
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Reference, Text

NOUN = Noun(
    "Role",
    {
        "name": Field(Text("name", 255, spaced=True), required=True),
        "parentId": Field(Reference("parent_id", "Role"), part="parent", once=True),
    },
)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a role, below another or at the top."""
    await in_turn(tx)
    values = NOUN.values(tx, given, making=True)
    await require_free_name(tx, "role", values)
    await NOUN.refer(tx, given, values)
    tx.require_right()
    role = await insert(tx, Role, values)
    return tx.done("Role", role.id)


async def rename(tx: Transaction, given: Given) -> Outcome:
    """Give a role another name."""
    await in_turn(tx)
    role = await _locked(tx, given)
    values = NOUN.values(tx, given, making=False)
    await require_free_name(tx, "role", values, role.id)
    tx.require_right()
    await store(tx, role, values)
    return tx.done("Role", role.id)


ABOVE = """
WITH RECURSIVE above AS (
    SELECT r.id, r.parent_id FROM role r WHERE r.id = $1
    UNION SELECT r.id, r.parent_id FROM role r JOIN above a ON r.id = a.parent_id
)
SELECT FROM above WHERE id = $2
"""


async def move(tx: Transaction, given: Given) -> Outcome:
    """Put a role, with all that are below it, under another or at the top."""
    await in_turn(tx)
    role = await _locked(tx, given)
    if "parentId" not in given:
        tx.wrong(UserErrorCode.REQUIRED, "`parentId` is needed: null to stand at the top.", "parentId")
        tx.require_right()
    values = NOUN.values(tx, given, making=False)
    await NOUN.refer(tx, given, values)
    tx.require_right()
    if values["parent_id"] is not None and await tx.fetch(ABOVE, values["parent_id"], role.id):
        parent = await Role.get(id=values["parent_id"], using_db=tx.db)
        tx.wrong(
            UserErrorCode.CYCLE,
            "A role can't stand below itself."
            if parent.id == role.id
            else f"{parent.name} stands below {role.name}: it can't become its parent.",
            "parentId",
        )
    tx.require_right()
    await store(tx, role, values)
    return tx.done("Role", role.id)


NAMING = """
SELECT
    (SELECT count(*) FROM app_user WHERE role_id = $1) AS people,
    (SELECT count(*) FROM role WHERE parent_id = $1) AS below,
    (SELECT count(*) FROM sharing_rule WHERE role_id = $1) AS rules,
    (SELECT count(*) FROM account_grant WHERE role_id = $1) AS grants
"""


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a role that nothing names any more."""
    await in_turn(tx)
    role = await _locked(tx, given)
    (found,) = await tx.fetch(NAMING, role.id)
    named = named_by(
        {
            ("person", "people", "updateUser"): found["people"],
            ("role below it", "roles below it", "moveRole"): found["below"],
            ("sharing rule", "sharing rules", "updateSharingRule"): found["rules"],
            ("grant", "grants", "revokeAccess"): found["grants"],
        }
    )
    if named:
        tx.wrong(
            UserErrorCode.IN_USE,
            f"{role.name} can't be deleted: {named}",
            "id",
        )
    tx.require_right()
    await role.delete(using_db=tx.db)
    return tx.deleted("Role", role.id)


async def _locked(tx: Transaction, given: Given) -> Role:
    """The role that is meant. Nobody can come to name it until the commit, and whoever is about to is waited for."""
    row = tx.row(given["id"], "Role", "id")
    role = await Role.filter(id=row).using_db(tx.db).select_for_update().get_or_none()
    if role is None:
        raise tx.not_found("role", "id")
    return role


_ID = Taken("ID", "Which role.", required=True)

MUTATIONS = (
    Mutation("createRole", "Role", create, making(NOUN), "Make a role, below another or at the top. For admins."),
    Mutation(
        "renameRole",
        "Role",
        rename,
        {"id": _ID, "name": making(NOUN)["name"]},
        "Give a role another name. For admins.",
    ),
    Mutation(
        "moveRole",
        "Role",
        move,
        {"id": _ID, "parentId": Taken("ID", "The role to stand below; null to stand at the top.")},
        "Put a role, with all that are below it, under another. Who then stands above sees what those below own, and"
        " who stood above doesn't any more. For admins.",
    ),
    Mutation(
        "deleteRole",
        None,
        delete,
        {"id": _ID},
        "Delete a role. Refused where people have it, roles are below it, or rules or grants name it. For admins.",
    ),
)
