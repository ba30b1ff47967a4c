"""Revenue tiers: bands of annual revenue that accounts are grouped by."""

from enum import StrEnum


class RevenueTier(StrEnum):
    """Bands of annual revenue, each from its first amount to below the next one's."""

    UNKNOWN = "UNKNOWN"
    UNDER_1M = "UNDER_1M"
    FROM_1M = "FROM_1M"
    FROM_10M = "FROM_10M"
    FROM_100M = "FROM_100M"
    FROM_1B = "FROM_1B"


TIERS_UP_TO = {
    RevenueTier.UNDER_1M: 10**6,
    RevenueTier.FROM_1M: 10**7,
    RevenueTier.FROM_10M: 10**8,
    RevenueTier.FROM_100M: 10**9,
}
"""Where each band ends; the last has no end."""

TIER = (
    f"CASE WHEN {{a}}.annual_revenue IS NULL THEN '{RevenueTier.UNKNOWN}' "
    + " ".join(f"WHEN {{a}}.annual_revenue < {end} THEN '{tier}'" for tier, end in TIERS_UP_TO.items())
    + f" ELSE '{RevenueTier.FROM_1B}' END"
)
"""The tier of the account ``{a}``."""
