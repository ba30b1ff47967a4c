"""From a row's cells to the values of its record, or to the reasons why not."""

import hashlib
from collections.abc import Iterator, Sequence

from uuid_utils.compat import uuid7

from graph.models.values import FoldedName, InvalidValue, Text

from .mapping import FieldMapping, Part, Template
from .record_types import partly_given
from .rows import Row, storable

_Whole = Sequence[tuple[int, FieldMapping]]
"""Fields of which none makes sense without the others, each with its place among the part's."""

_LONGEST_KEY = 255
_SHOWN = 80


def read_rows(part: Part, names: list[str], width: int, source: Iterator[Row]) -> Iterator[tuple[object, ...] | None]:
    """Each row as the temporary table has it, with so many columns; None for a row that the mapping skips."""
    wholes = _wholes(part)
    for row in source:
        raw = [storable(cell) for cell in row.cells]
        if row.problems:
            yield (row.line, row.problems, None, None, None, raw, *(None,) * (width - 6))
            continue
        judged = _Judged(part, {name: cell.strip() for name, cell in zip(names, row.cells, strict=True)})
        if not part.choice.takes(judged.cells):
            yield None
            continue
        key, values = judged.key(), judged.values(wholes)
        fingerprint = None
        if part.distinct:
            fingerprint = hashlib.blake2b(repr((values, judged.kept)).encode(), digest_size=16).digest()
        told = (judged.problems or None, judged.unusable or None, judged.warnings or None, judged.kept or None)
        yield (row.line, *told, raw, key, uuid7(), fingerprint, *values)


def _wholes(part: Part) -> list[_Whole]:
    """The mapped fields that are given together or not at all, and may be blank otherwise."""
    mapped = {mapping.name: (place, mapping) for place, mapping in enumerate(part.fields)}
    found = [[mapped[name] for name in names if name in mapped] for names in part.record.together]
    return [whole for whole in found if any(mapping.lenient or mapping.keeps for _, mapping in whole)]


class _Judged:
    """A row's cells, cleaned, and what is to be said of them.

    ``problems`` reject the row, and some are those of fields: ``unusable`` names their columns. ``warnings`` are told
    only. ``kept`` names the columns whose blank cells leave what a record has.
    """

    def __init__(self, part: Part, cells: dict[str, str]) -> None:
        self.part = part
        self.cells = cells
        self.problems: list[str] = []
        self.unusable: list[str] = []
        self.warnings: list[str] = []
        self.kept: list[str] = []
        for cleaning in part.cleanings:
            try:
                cleaning.clean(cells)
            except InvalidValue as invalid:
                told = f'column "{cleaning.column}": "{_short(cells[cleaning.column])}" {invalid.message}'
                if cleaning.lenient:
                    cells[cleaning.column] = ""
                (self.warnings if cleaning.lenient else self.problems).append(told)

    def key(self) -> str | None:
        """What tells the record from others; null where there is none that could be stored."""
        wording = self.part.key
        if wording is None:
            return None
        key = wording.text(self.cells)
        if not key:
            self.problems.append(f"{wording.shown} is empty, and it is the key: fill it in")
        elif len(key) > _LONGEST_KEY:
            self.problems.append(f"{wording.shown} has {len(key):,} characters, and is the key: at most {_LONGEST_KEY}")
            return None
        return key or None

    def values(self, wholes: Sequence[_Whole]) -> list[object]:
        """The staged values of all fields, in the order of the staged columns."""
        of_fields = [self._values(mapping) for mapping in self.part.fields]
        for whole in wholes:
            self._complete(whole, of_fields)
        values = [value for of_field in of_fields for value in of_field]
        if isinstance(self.part.duplicate_names, Template):
            values += _other_name(self.part, self.part.duplicate_names, self.cells)
        return values

    def _values(self, mapping: FieldMapping) -> list[object]:
        field, text = mapping.field, mapping.wording.text(self.cells)
        if not text and mapping.keeps:
            self.kept.append(field.column)
        elif not text and field.required:
            self._reject(mapping, f" {self.part.is_empty(mapping)}")
        elif mapping.clear_words and text.casefold() in mapping.clear_words:
            if field.required:
                self._reject(mapping, f': "{text}" empties it, and {self.part.needs(mapping)}: write one')
            text = ""
        if field.membership:
            texts = [found for each in text.split(mapping.separator) if (found := each.strip())]
            return [None, text or None, [mapping.lookup_text(each) for each in texts]]
        if field.reference:
            return [None, text or None, mapping.lookup_text(text) if text else None]
        value = self._read(mapping, text) if text else None
        if isinstance(field.value, FoldedName):
            return [value, field.value.fold(value) if isinstance(value, str) else None]
        return [value]

    def _read(self, mapping: FieldMapping, text: str) -> object:
        field = mapping.field
        try:
            value = field.value.read_cell(text, mapping.reading)
        except InvalidValue as invalid:
            told = f': "{_short(text)}" {invalid.message}'
            if invalid.too_long and _may_be_cut(mapping) and isinstance(field.value, Text):
                self.warnings.append(f"{mapping.wording.shown}{told}, so it is cut")
                return self._read(mapping, field.value.cut(text))
            if not mapping.lenient:
                self._reject(mapping, told)
                return None
            self.warnings.append(f"{mapping.wording.shown}{told}")
            value = None
        if value is None and mapping.keeps:
            self.kept.append(field.column)
        elif value is None and field.required:
            self._reject(mapping, f" has nothing in it that is seen, and {self.part.needs(mapping)}: write one")
        return value

    def _reject(self, mapping: FieldMapping, told: str) -> None:
        self.problems.append(f"{mapping.wording.shown}{told}")
        self.unusable.append(mapping.field.column)

    def _complete(self, whole: _Whole, of_fields: list[list[object]]) -> None:
        """Lets fields that make sense together only be blank together."""
        blank = [of_fields[place] == [None] for place, _ in whole]
        if all(blank) or not any(blank):
            return
        columns = [mapping.field.column for _, mapping in whole]
        self.kept = [column for column in self.kept if column not in columns]
        if all(mapping.lenient for _, mapping in whole):
            for place, _ in whole:
                of_fields[place] = [None]
            self.kept += [mapping.field.column for _, mapping in whole if mapping.keeps]
            self.warnings.append(partly_given([mapping.name for _, mapping in whole]))


def _may_be_cut(mapping: FieldMapping) -> bool:
    return mapping.reading.truncate and "truncate" in mapping.field.value.reading_keys


def _other_name(part: Part, template: Template, cells: dict[str, str]) -> list[object]:
    """The name that the record gets where its own is taken, its folded form, and what is wrong with it."""
    field, text = part.record.named_uniquely, template.fill(cells).strip()
    if field is None or not isinstance(field.value, FoldedName) or not text:
        return [None, None, None]
    try:
        name = field.value.read_cell(text)
    except InvalidValue as invalid:
        return [text, field.value.fold(text), invalid.message]
    return [name, None if name is None else field.value.fold(name), None]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
