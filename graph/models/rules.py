"""Field rules: which profiles may not read a field, and which may read but not write it."""

from dataclasses import dataclass

from .profile import ADMINS, EVERYONE, Profile, Profiles


@dataclass(frozen=True, slots=True)
class FieldRule:
    """The profiles that a field is hidden from, and those that it is read-only for."""

    hidden_from: Profiles = frozenset()
    read_only_for: Profiles = frozenset()


OPEN = FieldRule()
"""Every viewer who sees the record reads the field."""
HIDDEN_FROM_PARTNERS = FieldRule(hidden_from=frozenset({Profile.PARTNER}))
"""Partners read null."""
FOR_ADMINS = FieldRule(hidden_from=EVERYONE - ADMINS)
"""Everyone but admins reads null."""
