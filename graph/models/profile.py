"""Profiles: what kind of user someone is, and the sets of them that rules and permissions name."""

from enum import StrEnum


class Profile(StrEnum):
    """The kind of a user. Field rules, permissions and sharing rules name it."""

    SALES_REP = "SALES_REP"
    SALES_MANAGER = "SALES_MANAGER"
    SALES_DIRECTOR = "SALES_DIRECTOR"
    EXECUTIVE = "EXECUTIVE"
    SERVICE_AGENT = "SERVICE_AGENT"
    SERVICE_MANAGER = "SERVICE_MANAGER"
    PARTNER = "PARTNER"
    INTEGRATION = "INTEGRATION"
    ADMIN = "ADMIN"


Profiles = frozenset[Profile]

EVERYONE: Profiles = frozenset(Profile)
INTERNAL: Profiles = EVERYONE - {Profile.PARTNER}
"""The company's own people and programs."""
STAFF: Profiles = INTERNAL - {Profile.INTEGRATION}
"""The company's own people."""
MANAGERS: Profiles = frozenset(
    {Profile.SALES_MANAGER, Profile.SALES_DIRECTOR, Profile.EXECUTIVE, Profile.SERVICE_MANAGER}
)
ADMINS: Profiles = frozenset({Profile.ADMIN})
OWN_NO_ACCOUNTS: Profiles = EVERYONE - STAFF
"""Those whose users own no account, as an owner may let others in."""
MAY_VIEW_ALL: Profiles = frozenset({Profile.INTEGRATION})
"""Those of whom a user may have the permission to read every account."""
MAY_ROLL_UP_ALL: Profiles = INTERNAL
"""Those of whom a user may have the permission to figures of accounts that they don't see."""
