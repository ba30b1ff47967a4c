"""Which record type a file brings, and which of its columns may fill which field: told by their names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.importing.record_types import RecordType, record_types
from graph.importing.refusals import ImportRefused

from .synonyms import FIRST_NAME, KEY, LAST_NAME, Synonyms, folded, synonyms

_OF_FILE_NAME = 4
"""How many known columns the file's name outweighs."""
_MISSING = 3
"""How many known columns a required field outweighs that none gives."""
KEY_ENDS = ("id", "key", "code", "no", "nr", "number", "uid", "guid")
"""What the name of a first column ends with that is likely a key."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A record type, and the columns whose names tell what they may fill."""

    record: RecordType
    candidates: Mapping[str, Sequence[str]]
    """By field, or what stands for one: columns, the likeliest first."""

    @property
    def missing(self) -> int:
        """How many required fields have neither a column nor something in its place."""
        known = synonyms(self.record)
        return sum(
            field.required
            and name not in self.candidates
            and name not in known.fallbacks
            and not (name == "name" and FIRST_NAME in self.candidates and LAST_NAME in self.candidates)
            for name, field in self.record.fields.items()
        )


def guess(path: Path, columns: Sequence[str], wanted: str | None) -> Guess:
    """The record type of a file, the wanted one if one is; raises ImportRefused where none is told."""
    types = record_types()
    if wanted is not None:
        return _guess(types[wanted], columns)
    words = {folded(word) for word in re.split(r"[\W\d_]+|(?<=[a-z])(?=[A-Z])", path.stem)} | {folded(path.stem)}
    named = [record for record in types.values() if words & set(synonyms(record).called)]
    guesses = [_guess(record, columns) for record in types.values()]
    scores = [
        len(each.candidates) - _MISSING * each.missing + _OF_FILE_NAME * (named == [each.record]) for each in guesses
    ]
    likely = [each for score, each in zip(scores, guesses, strict=True) if score == max(scores)]
    if len(likely) == 1 and max(scores) > 1:
        return likely[0]
    told = ", ".join(each.record.name for each in likely) if max(scores) > 1 else ", ".join(types)
    shown = ", ".join(columns[:8]) + (", …" if len(columns) > 8 else "")
    raise ImportRefused(f"{path}: its columns ({shown}) don't tell what its rows are. Say --type, one of {told}.")


def _guess(record: RecordType, columns: Sequence[str]) -> Guess:
    known: Synonyms = synonyms(record)
    by_header: dict[str, list[str]] = {}
    for column in columns:
        by_header.setdefault(folded(column), []).append(column)

    def matching(headers: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(column for header in headers if header for column in by_header.get(header, [])))

    headers = dict(known.headers)
    keys = matching(headers[KEY]) or ([columns[0]] if columns[0].casefold().endswith(KEY_ENDS) else [])
    if record.parent:
        headers["parent"] += tuple(f"parent{folded(key)}" for key in keys)
    if keys:
        headers[KEY] = tuple(map(folded, keys))
    return Guess(record, {name: found for name, each in headers.items() if (found := matching(each))})
