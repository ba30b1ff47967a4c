"""From a row's cells to the values of its record, or to the reasons why not."""

import hashlib
from collections.abc import Iterator

from uuid_utils.compat import uuid7

from graph.models.values import FoldedName, InvalidValue, Moment

from .mapping import FieldMapping, Part, Template
from .rows import Row, storable

_LONGEST_KEY = 255
_SHOWN = 80


def read_rows(part: Part, names: list[str], width: int, source: Iterator[Row]) -> Iterator[tuple[object, ...]]:
    """Each row as the temporary table has it, with so many columns."""
    for row in source:
        raw = [storable(cell) for cell in row.cells]
        if row.problem:
            yield (row.line, row.problem, raw, *(None,) * (width - 3))
            continue
        problems: list[str] = []
        cells = {name: cell.strip() for name, cell in zip(names, row.cells, strict=True)}
        for cleaning in part.cleanings:
            try:
                cleaning.clean(cells)
            except InvalidValue as invalid:
                problems.append(f'column "{cleaning.column}": "{_short(cells[cleaning.column])}" {invalid.message}')
        key = _key(part, cells, problems)
        values = [value for mapping in part.fields for value in _values(part, mapping, cells, problems)]
        if isinstance(part.duplicate_names, Template):
            values += _other_name(part, part.duplicate_names, cells)
        fingerprint = hashlib.blake2b(repr(values).encode(), digest_size=16).digest() if part.distinct else None
        yield (row.line, "; ".join(problems) or None, raw, key, uuid7(), fingerprint, *values)


def _key(part: Part, cells: dict[str, str], problems: list[str]) -> str | None:
    key = part.key.text(cells)
    if not key:
        problems.append(f"{part.key.shown} is empty, and it is the key")
    elif len(key) > _LONGEST_KEY:
        problems.append(f"{part.key.shown} is {len(key)} characters long; the longest key is {_LONGEST_KEY}")
        return None
    return key or None


def _values(part: Part, mapping: FieldMapping, cells: dict[str, str], problems: list[str]) -> list[object]:
    """The staged values of one field, in the order of its staged columns."""
    field, text = mapping.field, mapping.wording.text(cells)
    if not text and field.required:
        problems.append(f"{mapping.wording.shown} is empty, and {_needs(part, mapping)}")
    if field.membership:
        texts = [found for each in text.split(mapping.separator) if (found := each.strip())]
        return [None, text or None, [mapping.lookup_text(each) for each in texts]]
    if field.reference:
        return [None, text or None, mapping.lookup_text(text) if text else None]
    value = None
    if text:
        try:
            value = field.value.read_cell(text, mapping.reading)
            if value is None and field.required:
                problems.append(f"{mapping.wording.shown} has nothing in it that is seen, and {_needs(part, mapping)}")
        except InvalidValue as invalid:
            problems.append(f'{mapping.wording.shown}: "{_short(text)}" {invalid.message}')
    if isinstance(field.value, FoldedName):
        return [value, None if value is None else field.value.fold(value)]
    return [value]


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


def _needs(part: Part, mapping: FieldMapping) -> str:
    name = "time" if isinstance(mapping.field.value, Moment) else mapping.name.replace("_", " ")
    return f"{part.record.noun.article} needs {'an' if name[0] in 'aeiou' else 'a'} {name}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
