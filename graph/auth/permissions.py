"""The permission that a mutation requires: the profiles that may call it, and the access to the record's account."""

from dataclasses import dataclass
from enum import StrEnum

from graph.auth.reasons import AccessKind
from graph.auth.viewer import Viewer
from graph.models.profile import MANAGERS, Profiles
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
    """The viewer may share the account: its owner, an admin."""


@dataclass(frozen=True, slots=True)
class Permission:
    """The profiles that may call a mutation, and the access it needs."""

    profiles: Profiles
    needs: Needs


@dataclass(frozen=True, slots=True)
class Access:
    """A viewer's access to an account: its level, and the kinds of ways in that open it."""

    level: AccessLevel
    kinds: frozenset[AccessKind]
    edits_for_good: bool = False
    """Whether a way in without an expiry date opens the account for editing."""


def can_edit(access: Access) -> bool:
    """Whether the viewer may edit the account and the records that belong to it."""
    return access.level is AccessLevel.EDIT


GRANTING = frozenset({AccessKind.OWNER, AccessKind.ADMIN})
"""The ways in by which a viewer may share an account."""
HANDING_OVER = GRANTING | {AccessKind.ROLE}
"""The ways in by which a viewer may transfer an account, whatever their profile."""


def edits_to_hand_over(viewer: Viewer) -> bool:
    """Whether EDIT is enough for this viewer to transfer an account, by any way in that doesn't expire.

    Temporary access doesn't count: its holder could use it to make the access permanent.
    """
    return viewer.profile in MANAGERS


def can_hand_over(viewer: Viewer, access: Access) -> bool:
    """Whether the viewer may transfer the account to another owner."""
    return bool(HANDING_OVER & access.kinds) or (edits_to_hand_over(viewer) and access.edits_for_good)


def can_grant(access: Access) -> bool:
    """Whether the viewer may share the account with others."""
    return bool(GRANTING & access.kinds)
