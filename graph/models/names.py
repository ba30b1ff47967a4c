"""Names as they are compared: without case, width, doubled space and unseen characters."""

import re
import unicodedata

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What shows nothing of its own: soft hyphens, joiners, marks of direction and the like. It is what Unicode calls
default ignorable, and its own folding of identifiers, NFKC_Casefold, leaves out."""


def fold(text: str) -> str:
    """Case, width, doubled space and what isn't seen taken out, as names are compared; spaces at the ends count."""
    folded = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded))


def name_key(name: str) -> str:
    """What two names share when they are the same name: case, width, spacing and what isn't seen taken out.

    >>> name_key("  ACME  Corp ") == name_key("Acme\u200b Corp")
    True
    """
    return fold(name).strip()
