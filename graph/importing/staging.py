"""A file's rows in a temporary table: each with its values, or with the reason why it is rejected."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import asyncpg
from uuid_utils.compat import uuid7

from graph.models.names import name_key

from .mapping import FieldMapping, Part, Template
from .rows import Row, header, rows, storable
from .values import Reference, References, Unreadable

_LONGEST_KEY = 255
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Staged:
    """A part whose rows stand in a temporary table.

    Its columns: line, reason (null while nothing is wrong), raw (the row's cells), key, id (known or new),
    known (the key was imported before), repeated, unlinked, changed, and one column a mapped field; a reference also
    has ``…_text`` and ``…_lookup``, an account or contact has name_key.
    """

    part: Part
    number: int
    table: str
    header: list[str]
    read: int

    def mapped(self, column: str) -> FieldMapping | None:
        """The mapping of the field in a column, if it is mapped."""
        return next((mapping for mapping in self.part.fields if mapping.field.column == column), None)

    @property
    def stored(self) -> list[FieldMapping]:
        """The mapped fields that are columns of the record's own table."""
        return [mapping for mapping in self.part.fields if not isinstance(mapping.field.kind, References)]

    @property
    def references(self) -> list[FieldMapping]:
        """The mapped fields that name other records."""
        return [mapping for mapping in self.part.fields if isinstance(mapping.field.kind, Reference)]

    def final(self, column: str) -> str:
        """SQL for what a column will hold, over staged row ``s`` and the record ``t`` as it is now, all null if new."""
        if column == "id":
            return "s.id"
        field = next(field for field in self.part.record.fields.values() if field.column == column)
        mapped = self.mapped(column) is not None
        if field.default is None:
            return f's."{column}"' if mapped else f't."{column}"'
        staged = f's."{column}", ' if mapped else ""
        return f'coalesce({staged}t."{column}", {self.default(column)})'

    def default(self, column: str) -> str:
        """SQL for what a new record gets where the file is blank."""
        field = next(field for field in self.part.record.fields.values() if field.column == column)
        return (field.default or "NULL").format(stage=self.final("stage") if column == "probability" else "")


async def stage(
    connection: asyncpg.Connection, part: Part, number: int, progress: Callable[[str, int, int], None] | None
) -> Staged:
    """Reads the file of one part into a temporary table, a row at a time."""
    table = f"import_{number}"
    names = header(part.path, part.encoding, part.delimiter)
    columns = _columns(part)
    declared = ", ".join(f'"{name}" {sql}' for name, sql in columns.items())
    await connection.execute(
        f"CREATE TEMPORARY TABLE {table} ({declared}, "
        "known boolean NOT NULL DEFAULT false, repeated boolean NOT NULL DEFAULT false, "
        "unlinked boolean NOT NULL DEFAULT false, changed boolean NOT NULL DEFAULT false) ON COMMIT DROP"
    )
    read = 0

    async def records() -> AsyncIterator[tuple[object, ...]]:
        nonlocal read
        heard = (lambda done, total: progress(str(part), done, total)) if progress else None
        for record in _records(part, names, rows(part.path, part.encoding, part.delimiter, heard)):
            read += 1
            yield record

    await connection.copy_records_to_table(table, records=records(), columns=list(columns))
    # A row can be looked for by each of these, thousands of times.
    for column in ("line", "key", "id", *(("name_key",) if "name_key" in columns else ())):
        await connection.execute(f'CREATE INDEX ON {table} ("{column}")')
    await connection.execute(f"ANALYZE {table}")
    return Staged(part, number, table, names, read)


def _columns(part: Part) -> dict[str, str]:
    columns = {
        "line": "integer",
        "reason": "text",
        "raw": "text[]",
        "key": "text",
        "id": "uuid",
        "fingerprint": "bytea",
    }
    if part.record.has_name_key:
        columns |= {"name_key": 'text COLLATE "C"', "other_name": "text", "other_name_key": 'text COLLATE "C"'}
    for mapping in part.fields:
        column = mapping.field.column
        if isinstance(mapping.field.kind, References):
            columns |= {column: "uuid[]", f"{column}_text": "text", f"{column}_lookup": "text[]"}
        elif isinstance(mapping.field.kind, Reference):
            columns |= {column: "uuid", f"{column}_text": "text", f"{column}_lookup": 'text COLLATE "C"'}
        else:
            columns |= {column: mapping.field.kind.sql}
    return columns


def _records(part: Part, names: list[str], source: Iterator[Row]) -> Iterator[tuple[object, ...]]:
    """Each row as the temporary table has it."""
    width = len(_columns(part))
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
            except Unreadable as why:
                problems.append(f'column "{cleaning.column}": "{_short(cells[cleaning.column])}" {why}')
        key = _key(part, cells, problems)
        values = [value for mapping in part.fields for value in _values(part, mapping, cells, problems)]
        if part.record.has_name_key:
            values = [*_names(part, cells, problems), *values]
        print_ = hashlib.blake2b(repr(values).encode(), digest_size=16).digest() if part.distinct else None
        yield (row.line, "; ".join(problems) or None, raw, key, uuid7(), print_, *values)


def _key(part: Part, cells: dict[str, str], problems: list[str]) -> str | None:
    key = part.key.text(cells)
    if not key:
        problems.append(f"{part.key.shown} is empty, and it is the key")
    elif len(key) > _LONGEST_KEY:
        problems.append(f"{part.key.shown} is {len(key)} characters long; the longest key is {_LONGEST_KEY}")
        return None
    return key or None


def _names(part: Part, cells: dict[str, str], problems: list[str]) -> list[str | None]:
    wording = next(mapping for mapping in part.fields if mapping.name == "name").wording
    name = wording.text(cells)
    if name and not name_key(name):
        problems.append(f"{wording.shown} has nothing in it that is seen, and {part.record.article} needs a name")
    other = part.duplicate_names.fill(cells).strip() if isinstance(part.duplicate_names, Template) else ""
    return [name_key(name) or None if name else None, other or None, name_key(other) if other else None]


def _values(part: Part, mapping: FieldMapping, cells: dict[str, str], problems: list[str]) -> list[object]:
    """The staged values of one field: one, or three for a reference."""
    kind, text = mapping.field.kind, mapping.wording.text(cells)
    if not text and mapping.field.required:
        problems.append(f"{mapping.wording.shown} is empty, and {part.record.article} needs {_article(mapping.name)}")
    if isinstance(kind, References):
        looked_up = [found for each in text.split(mapping.separator) if (found := each.strip())]
        return [None, text or None, [_lookup(mapping, each) for each in looked_up]]
    if isinstance(kind, Reference):
        return [None, text or None, _lookup(mapping, text) if text else None]
    if not text:
        return [None]
    try:
        return [kind.read(text, mapping.reading)]
    except Unreadable as why:
        problems.append(f'{mapping.wording.shown}: "{_short(text)}" {why}')
        return [None]


def _lookup(mapping: FieldMapping, text: str) -> str:
    """What the database compares with: as names and addresses are the same whatever their case."""
    kind = mapping.field.kind
    if mapping.by == "key" or not isinstance(kind, Reference) or kind.target in ("group", "role"):
        return text
    if mapping.by == "name" and kind.target in ("account", "contact"):
        return name_key(text)
    return text.lower()


def _article(name: str) -> str:
    if name == "at":
        return "a time"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name.replace('_', ' ')}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def affected(status: str) -> int:
    """How many rows a statement was about, from PostgreSQL's answer to it."""
    return int(status.rsplit(" ", 1)[1])
