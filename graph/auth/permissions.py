"""The policy of each mutation: the profiles that may call it, and the access to the account that it needs.

The schema can't be built while a mutation lacks a policy, so none is open by oversight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.auth.reasons import AccessKind
from graph.auth.viewer import Viewer
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel


class Needs(StrEnum):
    """The access to the account that a mutation needs, in addition to the viewer's profile."""

    NOTHING = "NOTHING"
    """None: the mutation changes no existing account, and the profile alone decides."""
    EDIT = "EDIT"
    """The viewer may edit the account, or the account that the record belongs to."""
    EDIT_UNLESS_DESCRIPTION = "EDIT_UNLESS_DESCRIPTION"
    """As EDIT, but to change only the description, seeing the account is enough."""
    HAND_OVER = "HAND_OVER"
    """The viewer may transfer the account to another owner: its owner, a manager, an admin."""
    GRANT = "GRANT"
    """The viewer may share the account: its owner, up to their own level of access, or an admin."""


@dataclass(frozen=True, slots=True)
class Permission:
    """The profiles that may call a mutation, and the access it needs."""

    profiles: frozenset[Profile]
    needs: Needs


EVERYONE = frozenset(Profile)
INTERNAL = EVERYONE - {Profile.PARTNER}
STAFF = INTERNAL - {Profile.INTEGRATION}
"""The company's own people: neither partners nor integrations."""
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
    # a partner portal needs these; partners delete nothing, since a deletion may affect more than they see
    **_of("createContact updateContact setPrimaryContact", EVERYONE, Needs.EDIT),
    **_of("createCase updateCase closeCase reopenCase", EVERYONE, Needs.EDIT),
    **_of("logActivity updateActivity", EVERYONE, Needs.EDIT),
    **_of("deleteContact deleteCase deleteActivity", INTERNAL, Needs.EDIT),
    **_of("createOpportunity updateOpportunity deleteOpportunity", INTERNAL, Needs.EDIT),
    **_of("advanceOpportunity reopenOpportunity", INTERNAL, Needs.EDIT),
    **_of("createContract updateContract deleteContract", INTERNAL, Needs.EDIT),
    **_of("activateContract terminateContract", INTERNAL, Needs.EDIT),
}
"""The policies, by mutation."""


def permission(mutation: str) -> Permission:
    """Returns the policy of a mutation; raises LookupError if none is declared."""
    try:
        return PERMISSIONS[mutation]
    except KeyError:
        raise LookupError(f"{mutation} has no policy: add it to PERMISSIONS in graph/auth/permissions.py") from None


@dataclass(frozen=True, slots=True)
class Access:
    """A viewer's access to an account: its level, and the kinds of ways in that open it."""

    level: AccessLevel
    kinds: frozenset[AccessKind]
    edits_for_good: bool = False
    """Whether a way in without an expiry date opens the account for editing."""


def can_edit(access: Access) -> bool:
    """Whether the viewer may edit the account and its records."""
    return access.level is AccessLevel.EDIT


def can_hand_over(viewer: Viewer, access: Access) -> bool:
    """Whether the viewer may transfer the account to another owner.

    Temporary access doesn't count: its holder could use it to make the access permanent.
    """
    above = {AccessKind.OWNER, AccessKind.ROLE, AccessKind.ADMIN} & access.kinds
    return bool(above) or (viewer.profile in MANAGERS and access.edits_for_good)


def can_grant(access: Access) -> bool:
    """Whether the viewer may share the account with others."""
    return bool({AccessKind.OWNER, AccessKind.ADMIN} & access.kinds)
