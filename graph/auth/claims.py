"""Claims: what a verified token says, and whether it speaks for a user."""

from typing import NamedTuple

from graph.auth.viewer import Viewer
from graph.errors import Forbidden, Unauthenticated
from graph.models.profile import EVERYONE, Profiles

CLOCKS_DIFFER = 60.0
"""Seconds by which the clocks of the database and of the token issuer may differ."""

TOKEN_TOO_OLD = "This token was issued before the user had this e-mail address. Sign in again."  # noqa: S105  # a message
SIGNED_OUT = "The user was signed out after this token was issued. Sign in again."


class ProfileRefused(Forbidden):
    """The issuer may not speak for users of this profile. The caller is not told why."""

    def __init__(self, reason: str) -> None:
        super().__init__("This token may not be used here. Sign in by another way, or ask an admin.")
        self.reason = reason
        """Why, for the log."""


class ExternalKey(NamedTuple):
    """The key by which an issuer knows a user: an external id of that user."""

    source: str
    """The name of the issuer."""
    key: str


class Claims(NamedTuple):
    """The claims of a verified token. Times are in seconds since 1970."""

    email: str
    """The user's e-mail address, in lower case; empty if the token names the user by an external id alone."""
    issued: int | None
    """The time of issue; None if the token has none."""
    expires: float
    """The time from which the token is refused."""
    issuer: str = ""
    """The name of the issuer."""
    profiles: Profiles = EVERYONE
    """The profiles that the issuer may speak for."""

    external: ExternalKey | None = None
    """The external id that names the user; None: the e-mail address does. With both, the address may be linked."""

    @property
    def who(self) -> str | ExternalKey:
        """What names the user."""
        return self.email if self.external is None else self.external

    def admit(self, viewer: Viewer) -> None:
        """Raises Unauthenticated or ProfileRefused unless the token speaks for this user as they are now."""
        too_old = self.issued is not None and self.issued < viewer.email_since - CLOCKS_DIFFER
        if too_old and self.external is None:
            raise Unauthenticated(TOKEN_TOO_OLD)
        ended = viewer.tokens_valid_from
        if ended is not None and (self.issued is None or self.issued < ended):
            raise Unauthenticated(SIGNED_OUT)
        if viewer.profile not in self.profiles:
            raise ProfileRefused(f"the issuer {self.issuer!r} may not speak for the profile {viewer.profile}")
