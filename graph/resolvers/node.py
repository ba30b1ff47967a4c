"""Ids across all types: a prefix that says the type, and the row's own id."""

import re
from collections.abc import Sequence
from uuid import UUID

from graph.errors import BadInput
from graph.models.noun import NOUNS

MOST_IDS = 100
MOST_CHARACTERS = 1_000
"""How long a text may be that something is found by."""
UUID_TEXT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a UUID is written as; Python's own reader also takes the digits of other scripts, and hyphens anywhere."""

PREFIXES = {noun.prefix: noun.name for noun in NOUNS.values() if noun.exposed}
"""The types of the graph, by what their ids begin with."""

RECORDED = {noun.prefix: noun.name for noun in NOUNS.values() if not noun.exposed}
"""The types that no `node` finds and the audit trail names, likewise."""


def parse_id(text: str, only: str | None = None) -> tuple[str, UUID]:
    """The type and row that an id names, of the one type asked for if one is; BadInput for what can't be an id."""
    prefix, _, rest = text.partition("_")
    type_name = PREFIXES.get(prefix)
    row = UUID(rest) if UUID_TEXT.fullmatch(rest) else None
    if type_name is None or row is None:
        raise BadInput(f"{_short(text)} is not an id. Ids come from the `id` fields of this graph.")
    if only is not None and type_name != only:
        raise BadInput(f"{_short(text)} is the id of another type, not of {only}.")
    return type_name, row


def parse_recorded_id(text: str) -> UUID:
    """The row that an id names, of any type that the audit trail knows; BadInput for what can't be an id."""
    prefix, _, rest = text.partition("_")
    if prefix not in RECORDED:
        return parse_id(text)[1]
    try:
        return parse_id(f"acc_{rest}")[1]
    except BadInput:
        raise BadInput(f"{_short(text)} is not an id. Ids come from the `id` fields of this graph.") from None


def parse_number(text: str, prefix: str) -> int:
    """The number in ACC-000001; BadInput for what can't be one."""
    head, _, digits = text.partition("-")
    if head.upper() != prefix or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:  # fits 64 bits
        raise BadInput(f"{_short(text)} is not a number of this kind: they look like {prefix}-000001.")
    return int(digits)


def parse_ids(texts: Sequence[str]) -> list[tuple[str, UUID]]:
    """What several ids name; BadInput for too many."""
    if len(texts) > MOST_IDS:
        raise BadInput(f"`ids` names {len(texts)} objects: at most {MOST_IDS} at once.")
    return [parse_id(text) for text in texts]


def plain_text(text: str, argument: str) -> str:
    """The text itself, if the database can hold it; BadInput for NUL, half a surrogate pair, and too long a one."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"`{argument}` has {len(text):,} characters: at most {MOST_CHARACTERS:,}.")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput(f"`{argument}` has a character that no text may have: NUL, or half of a surrogate pair.")
    return text


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")  # enough to know it by
