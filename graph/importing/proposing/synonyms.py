"""What exports call the fields of a record type: derived from its declaration, and listed in `headers.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.importing.record_types import ImportField, RecordType

KEY = "key"
"""What stands for a record's key among the names of fields."""
DELETED = "deleted"
"""What stands for the column that marks deleted rows."""
FIRST_NAME, LAST_NAME = "first_name", "last_name"


def folded(text: str) -> str:
    """What the spellings of a header share: its letters and digits.

    >>> folded("BillingPostalCode"), folded("Billing postal_code")
    ('billingpostalcode', 'billingpostalcode')
    """
    return re.sub(r"[\W_]+", "", text).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """The names that files use for one record type and its fields."""

    called: tuple[str, ...]
    """What files call the records, folded, also in the plural: the names of such files have one of these words."""
    headers: Mapping[str, tuple[str, ...]]
    """Folded headers by field, the likeliest first; `KEY`, `DELETED`, `FIRST_NAME` and `LAST_NAME` beside fields."""
    words: Mapping[str, Mapping[str, str]]
    """By field: what other tools' words mean, by the folded word."""
    fallbacks: Mapping[str, str]
    """What a required field is where no column gives it."""
    of_files: Mapping[str, Mapping[str, str]]
    """Likewise, by a word in the file's name."""


@cache
def listed() -> Mapping[str, Any]:
    """The listed names, as `headers.toml` has them."""
    return tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


@cache
def synonyms(record: RecordType) -> Synonyms:
    """The names that files use for a record type."""
    own = listed().get(record.name, {})
    headers = {
        name: [*_derived(field, record), *_own(own, name)]
        for name, field in record.fields.items()
        if not field.stamped_by  # what others call by the same name is another time
    }
    headers[KEY] = [*_keys(record), *_own(own, KEY)]
    headers[DELETED] = list(map(folded, listed()[DELETED]))
    for name in (FIRST_NAME, LAST_NAME):
        headers[name] = list(map(folded, own.get(name, [])))
    return Synonyms(
        called=_called(record),
        headers={name: tuple(dict.fromkeys(found)) for name, found in headers.items()},
        words={
            name: {folded(word): meant for word, meant in words.items()} for name, words in own.get("words", {}).items()
        },
        fallbacks=own.get("fallbacks", {}),
        of_files=own.get("files", {}),
    )


def source_of(headers: frozenset[str]) -> str | None:
    """The tool that writes such folded headers, if any is known to."""
    sources = listed()["sources"].items()
    return next((tool for tool, marks in sources if headers & set(map(folded, marks))), None)


def _own(own: Mapping[str, Any], name: str) -> list[str]:
    return list(map(folded, own.get("headers", {}).get(name, [])))


def _called(record: RecordType) -> tuple[str, ...]:
    own = listed().get(record.name, {}).get("called", [])
    names = [record.noun.label, *own]
    plurals = [record.noun.labels, *(f"{name[:-1]}ies" if name.endswith("y") else f"{name}s" for name in names)]
    return tuple(dict.fromkeys(map(folded, [*names, *plurals])))


def _derived(field: ImportField, record: RecordType) -> Iterator[str]:
    """The field's own name, also after what its records are called; of a reference also what its cells name."""
    name = folded(field.name)
    names = [name]
    if field.target:
        names += [f"{name}{way}" for way in ("id", *field.lookups)]
        if field.name == field.target.name:
            names += [f"{called}{way}" for way in ("id", "") for called in _called(field.target)]
    yield from names
    for called in _called(record):
        yield from (f"{called}{each}" for each in names)


def _keys(record: RecordType) -> Iterator[str]:
    """The key's names: an id, or the records' name with what marks a key."""
    called = _called(record)
    yield from ("id", "key", "externalid", "recordid", "rowid")
    for each in called:
        yield from (f"{each}id", f"{each}key", f"{each}code", f"donotmodify{each}", f"recordid{each}")
