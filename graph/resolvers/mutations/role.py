"""Mutations of roles: created, renamed, moved in the role tree, deleted."""

from graph.models import Role
from graph.models.noun import NOUNS
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.administration import (
    FOR_ADMINS,
    named_by,
    require_free_name,
    serialize_admin_changes,
)
from graph.resolvers.mutations.inputs import InputField, verb_input
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

ROLE = NOUNS["Role"]
ROLE_INPUT = NounInput(ROLE)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Creates a role, below another or at the top."""
    await serialize_admin_changes(tx)
    values = ROLE_INPUT.read(tx, given, creating=True)
    await require_free_name(tx, ROLE, values)
    await ROLE_INPUT.require_references(tx, given, values)
    tx.raise_if_errors()
    role = await row_store.insert(tx, Role, values)
    return tx.done("Role", role.id)


async def rename(tx: Transaction, given: Given) -> Outcome:
    """Renames a role."""
    await serialize_admin_changes(tx)
    role = await _locked(tx, given)
    values = ROLE_INPUT.read(tx, given, creating=False)
    await require_free_name(tx, ROLE, values, role.id)
    tx.raise_if_errors()
    await row_store.update(tx, role, values)
    return tx.done("Role", role.id)


ABOVE = """
WITH RECURSIVE above AS (
    SELECT r.id, r.parent_id FROM role r WHERE r.id = $1
    UNION SELECT r.id, r.parent_id FROM role r JOIN above a ON r.id = a.parent_id
)
SELECT FROM above WHERE id = $2
"""


async def move(tx: Transaction, given: Given) -> Outcome:
    """Moves a role, with all roles below it, under another or to the top."""
    await serialize_admin_changes(tx)
    role = await _locked(tx, given)
    if "parentId" not in given:
        tx.add_error(UserErrorCode.REQUIRED, "`parentId` is needed: send null to move it to the top.", "parentId")
        tx.raise_if_errors()
    values = ROLE_INPUT.read(tx, given, creating=False)
    await ROLE_INPUT.require_references(tx, given, values)
    tx.raise_if_errors()
    if values["parent_id"] is not None and await tx.fetch(ABOVE, values["parent_id"], role.id):
        parent = await Role.get(id=values["parent_id"], using_db=await tx.db())
        tx.add_error(
            UserErrorCode.CYCLE,
            "A role can't stand below itself."
            if parent.id == role.id
            else f"{parent.name} stands below {role.name}: it can't become its parent.",
            "parentId",
        )
    tx.raise_if_errors()
    await row_store.update(tx, role, values)
    return tx.done("Role", role.id)


NAMING = """
SELECT
    (SELECT count(*) FROM app_user WHERE role_id = $1) AS people,
    (SELECT count(*) FROM role WHERE parent_id = $1) AS below,
    (SELECT count(*) FROM sharing_rule WHERE role_id = $1) AS rules,
    (SELECT count(*) FROM account_grant WHERE role_id = $1) AS grants
"""


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Deletes a role that nothing names any more."""
    await serialize_admin_changes(tx)
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
        tx.add_error(
            UserErrorCode.IN_USE,
            f"{role.name} can't be deleted: {named}",
            "id",
        )
    tx.raise_if_errors()
    await row_store.delete(tx, role)
    return tx.deleted("Role", role.id)


async def _locked(tx: Transaction, given: Given) -> Role:
    """Locks the role: until the commit nothing new can name it, and whoever is about to is waited for."""
    role = await row_store.lock(tx, Role, tx.parse_id(given["id"], "Role", "id"), keys=True)
    if role is None:
        raise tx.not_found("role", "id")
    return role


MUTATIONS = (
    Mutation(
        "createRole",
        "Role",
        create,
        ROLE_INPUT.create_input(),
        "Create a role, below another or at the top. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "renameRole",
        "Role",
        rename,
        verb_input(ROLE, name=ROLE_INPUT.create_input()["name"]),
        "Rename a role. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "moveRole",
        "Role",
        move,
        verb_input(ROLE, parentId=InputField("ID", "The role to stand below; null to stand at the top.")),
        "Move a role, with all roles below it, under another. The users of the roles that are then above see what those"
        " below own, and those of the roles that were above don't any more. For admins.",
        FOR_ADMINS,
    ),
    Mutation(
        "deleteRole",
        None,
        delete,
        verb_input(ROLE),
        "Delete a role. Refused while users have it, roles are below it, or rules or grants name it. For admins.",
        FOR_ADMINS,
    ),
)
