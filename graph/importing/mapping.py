"""A mapping, read: which file's rows become which records, and how each field's text is made."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph.models.values import InvalidValue, Moment, Reading

from .choosing import RowChoice
from .record_types import ImportField, RecordType
from .ways import EXTERNAL

_PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::([a-z]+))?\}")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9-]+", ".", plain).strip(".")


FILTERS: dict[str, Callable[[str], str]] = {"slug": _slug, "lower": str.lower, "upper": str.upper}
"""What a placeholder can do to its column: ``{name:slug}`` is fit for an e-mail address."""


@dataclass(frozen=True, slots=True)
class Template:
    """Text around columns: ``{product} for {account}``. It is blank when one of its columns is."""

    pieces: tuple[str | tuple[str, Callable[[str], str] | None], ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        """Raises ValueError with what is wrong."""
        pieces: list[str | tuple[str, Callable[[str], str] | None]] = []
        end = 0
        for match in _PLACEHOLDER.finditer(text):
            column, name = match.groups()
            if name is not None and name not in FILTERS:
                raise ValueError(f"there is no {name!r} to put after a colon; there is: {', '.join(FILTERS)}")
            pieces += [text[end : match.start()], (column.strip(), FILTERS[name] if name else None)]
            end = match.end()
        pieces.append(text[end:])
        if any("{" in piece or "}" in piece for piece in pieces if isinstance(piece, str)):
            raise ValueError(f"{text!r} has a brace that is no placeholder like {{column}}")
        return cls(tuple(piece for piece in pieces if piece))

    @property
    def columns(self) -> list[str]:
        """The columns it needs."""
        return [piece[0] for piece in self.pieces if not isinstance(piece, str)]

    def fill(self, row: Mapping[str, str], empty_words: frozenset[str] = frozenset()) -> str:
        """The text for one row; a cell that is one of ``empty_words`` is blank."""
        text = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                text += piece
            elif (cell := row[piece[0]]) and not (empty_words and cell.casefold() in empty_words):
                text += piece[1](cell) if piece[1] else cell
            else:
                return ""
        return text


@dataclass(frozen=True, slots=True)
class Words:
    """A value map: what a text stands for, whatever its case; ``others`` is for texts that aren't in it."""

    values: dict[str, str] = field(default_factory=dict)
    others: str | None = None

    def put(self, text: str) -> str:
        """The text that is meant."""
        if not text:
            return text
        return self.values.get(text.casefold(), text if self.others is None else self.others)


@dataclass(frozen=True, slots=True)
class Wording:
    """Where a text comes from: the first of its templates that isn't blank, then the value map, then the default.

    A column is a template of one placeholder, a constant one of none.
    """

    templates: tuple[Template, ...]
    shown: str  # what a reject's reason calls it: 'column "sector"'
    words: Words = field(default_factory=Words)
    default: str = ""
    empty_words: frozenset[str] = frozenset()

    def text(self, row: Mapping[str, str]) -> str:
        """The text for one row, blank if there is none."""
        for template in self.templates:
            if text := template.fill(row, self.empty_words).strip():
                return self.words.put(text) or self.default
        return self.default


@dataclass(frozen=True)
class Cleaning:
    """What is done to a column before it is used: its value map, then its patterns, whose groups become columns."""

    column: str
    words: Words
    patterns: tuple[tuple[re.Pattern[str], dict[str, str]], ...]
    empty_words: frozenset[str] = frozenset()
    lenient: bool = False
    """Whether a text that fits no pattern is as good as a blank."""

    @cached_property
    def adds(self) -> frozenset[str]:
        """The columns that its patterns make."""
        return frozenset(name for pattern, constants in self.patterns for name in (*pattern.groupindex, *constants))

    def clean(self, row: dict[str, str]) -> None:
        """Changes the row; raises InvalidValue when no pattern fits."""
        row.update(dict.fromkeys(self.adds, ""))
        text = row[self.column] = self.words.put(row[self.column])
        if not text or not self.patterns or text.casefold() in self.empty_words:
            return
        for pattern, constants in self.patterns:
            if match := pattern.fullmatch(text):
                row.update({name: (value or "").strip() for name, value in match.groupdict().items()}, **constants)
                return
        raise InvalidValue("fits none of the patterns: write it as one of them, or add one to the mapping")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """One field of a part: its text, how it is read, and for a reference how the record is found."""

    name: str
    field: ImportField
    wording: Wording
    reading: Reading
    by: str = "key"
    missing: str = "reject"
    separator: str = ";"
    lenient: bool = False
    """Whether a cell that can't be used is as good as a blank one: never so where the field is required."""
    moves: bool = False
    """Whether a record that is at another account may have moved there, so that the cell is as good as a blank one."""
    keeps: bool = False
    """Whether a blank cell leaves what a record has."""
    clear_words: frozenset[str] = frozenset()
    """The texts that empty the field."""

    def lookup_text(self, text: str) -> str:
        """The form of a cell's text by which the record that it names is found."""
        return text if self.by == "key" else self.field.lookups[self.by].fold(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One ``[[imports]]`` of the mapping: the rows of a file as records of one type."""

    file: str  # as the mapping names it
    path: Path
    record: RecordType
    key: Wording | None
    """What tells records of the source apart; None where rows only match records that are there."""
    fields: tuple[FieldMapping, ...]
    choice: RowChoice
    cleanings: tuple[Cleaning, ...] = ()
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    distinct: bool = False
    duplicate_names: str | Template = "reject"
    match: tuple[str, ...] = (EXTERNAL,)
    """The ways in which a row finds the record that it is, in their order."""

    def __str__(self) -> str:
        return f"{self.file} ({self.record.name})"

    def is_empty(self, mapping: FieldMapping) -> str:
        """What is wrong with the cell of a required field that is blank."""
        return f"is empty, and {self.needs(mapping)}: fill it in, or say its `default` in the mapping"

    @property
    def matches(self) -> bool:
        """Whether rows can adopt records that are there."""
        return any(way != EXTERNAL for way in self.match)

    def needs(self, mapping: FieldMapping) -> str:
        """What a required field is to a record."""
        name = "time" if isinstance(mapping.field.value, Moment) else mapping.name.replace("_", " ")
        return f"{self.record.noun.article} needs {'an' if name[0] in 'aeiou' else 'a'} {name}"


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A whole mapping file: the name of the source, whose keys are its own, and the parts in their order."""

    source: str
    parts: tuple[Part, ...]
