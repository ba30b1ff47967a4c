"""Who may do what: each mutation's policy, by profile and by the level that the record's account must be open at.

A mutation without a policy stops the schema from being made, so that none is open by oversight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.auth.reasons import AccessKind
from graph.auth.viewer import Viewer
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel


class Needs(StrEnum):
    """What a mutation needs beside a profile that may call it."""

    NOTHING = "NOTHING"
    """No record is changed but the one that is made."""
    EDIT = "EDIT"
    """The account, or the account that the record hangs on, is open for editing."""
    EDIT_UNLESS_DESCRIPTION = "EDIT_UNLESS_DESCRIPTION"
    """As EDIT; but where the description is all that changes, seeing the account is enough."""
    HAND_OVER = "HAND_OVER"
    """The viewer may hand the account to someone else: its owner, a manager, an admin."""
    GRANT = "GRANT"
    """The viewer may open the account to others: its owner, no further than it is open to them, or an admin."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Which profiles may call a mutation, and what it needs of the record."""

    profiles: frozenset[Profile]
    needs: Needs


EVERYONE = frozenset(Profile)
INTERNAL = EVERYONE - {Profile.PARTNER}
STAFF = INTERNAL - {Profile.INTEGRATION}
"""The company's people: neither partners nor programs."""
MANAGERS = frozenset({Profile.SALES_MANAGER, Profile.SALES_DIRECTOR, Profile.EXECUTIVE, Profile.SERVICE_MANAGER})
ADMINS = frozenset({Profile.ADMIN})


def _of(names: str, profiles: frozenset[Profile], needs: Needs) -> dict[str, Permission]:
    return dict.fromkeys(names.split(), Permission(profiles, needs))


PERMISSIONS: Mapping[str, Permission] = {
    **_of("createAccount", STAFF, Needs.NOTHING),
    **_of("updateAccount", EVERYONE, Needs.EDIT_UNLESS_DESCRIPTION),
    **_of("moveAccount deleteAccount", INTERNAL, Needs.EDIT),
    **_of("transferAccount", INTERNAL, Needs.HAND_OVER),
    **_of("createRole renameRole moveRole deleteRole", ADMINS, Needs.NOTHING),
    **_of("createGroup renameGroup deleteGroup addGroupMember removeGroupMember", ADMINS, Needs.NOTHING),
    **_of("createUser updateUser", ADMINS, Needs.NOTHING),
    **_of("grantAccess revokeAccess addTeamMember updateTeamMember removeTeamMember", STAFF, Needs.GRANT),
    **_of("createSharingRule updateSharingRule deleteSharingRule", ADMINS, Needs.NOTHING),
    # what a partner portal is for; partners delete nothing, since it may be more than they see
    **_of("createContact updateContact setPrimaryContact", EVERYONE, Needs.EDIT),
    **_of("createCase updateCase closeCase reopenCase", EVERYONE, Needs.EDIT),
    **_of("logActivity updateActivity", EVERYONE, Needs.EDIT),
    **_of("deleteContact deleteCase deleteActivity", INTERNAL, Needs.EDIT),
    **_of("createOpportunity updateOpportunity deleteOpportunity", INTERNAL, Needs.EDIT),
    **_of("advanceOpportunity reopenOpportunity", INTERNAL, Needs.EDIT),
    **_of("createContract updateContract deleteContract", INTERNAL, Needs.EDIT),
    **_of("activateContract terminateContract", INTERNAL, Needs.EDIT),
}
"""By mutation."""


def permission(mutation: str) -> Permission:
    """The policy of one mutation; LookupError where none is declared."""
    try:
        return PERMISSIONS[mutation]
    except KeyError:
        raise LookupError(f"{mutation} has no policy: add it to PERMISSIONS in graph/auth/permissions.py") from None


@dataclass(frozen=True, slots=True)
class Access:
    """How far an account is open to a viewer, and by which kinds of way."""

    level: AccessLevel
    kinds: frozenset[AccessKind]
    edits_for_good: bool = False
    """Whether a way that doesn't run out opens it for editing."""


def can_edit(access: Access) -> bool:
    """May this viewer change the account and what hangs on it?"""
    return access.level is AccessLevel.EDIT


def can_hand_over(viewer: Viewer, access: Access) -> bool:
    """May this viewer hand the account to someone else? Who was let in for a time doesn't, who could keep it so."""
    above = {AccessKind.OWNER, AccessKind.ROLE, AccessKind.ADMIN} & access.kinds
    return bool(above) or (viewer.profile in MANAGERS and access.edits_for_good)


def can_grant(access: Access) -> bool:
    """May this viewer open the account to others?"""
    return bool({AccessKind.OWNER, AccessKind.ADMIN} & access.kinds)
