"""Field rules: which profiles may not read a field, and which may read but not write it."""

from dataclasses import dataclass, replace

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
READ_ONLY_FOR_PARTNERS = FieldRule(read_only_for=frozenset({Profile.PARTNER}))
"""Partners who may edit the record read the field, and don't set it."""
FOR_ADMINS = FieldRule(hidden_from=EVERYONE - ADMINS)
"""Everyone but admins reads null."""


def closed_to_partners(rule: FieldRule) -> FieldRule:
    """The rule, and partners can't write the field: it stays hidden where it is."""
    if Profile.PARTNER in rule.hidden_from:
        return rule
    return replace(rule, read_only_for=rule.read_only_for | {Profile.PARTNER})
