"""A file's rows in a temporary table: each with its values, or with the reason why it is rejected."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import asyncpg

from .cells import read_rows
from .mapping import FieldMapping, Part, Template
from .record_types import ImportField
from .rows import Header, read_header, rows


@dataclass(frozen=True, slots=True)
class Staged:
    """A part whose rows stand in a temporary table: see `staged_columns`."""

    part: Part
    number: int
    table: str
    header: Header
    read: int
    skipped: int

    def mapped(self, column: str) -> FieldMapping | None:
        """The mapping of the field in a column, if it is mapped."""
        return next((mapping for mapping in self.part.fields if mapping.field.column == column), None)

    @property
    def stored(self) -> list[FieldMapping]:
        """The mapped fields that are columns of the record's own table."""
        return [mapping for mapping in self.part.fields if mapping.field.stored and not mapping.field.assigned]

    @property
    def references(self) -> list[FieldMapping]:
        """The mapped fields that name another record. Those to records of the same account follow the account."""
        named = [(mapping.field.reference, mapping) for mapping in self.part.fields]
        return [mapping for reference, mapping in named if reference and not reference.same_account] + [
            mapping for reference, mapping in named if reference and reference.same_account
        ]

    @property
    def memberships(self) -> list[FieldMapping]:
        """The mapped fields that name several other records."""
        return [mapping for mapping in self.part.fields if mapping.field.membership]

    def final(self, column: str) -> str:
        """SQL for what a column will hold, over staged row ``s`` and the record ``t`` as it is now, all null if new."""
        if column == "id":
            return "s.id"
        field = self.part.record.columns[column]
        if field.once:
            return f'CASE WHEN s.known THEN t."{column}" ELSE {self.first(column)} END'
        mapped = self.mapped(column) is not None
        if field.default is None:
            return self.given(column, column) if mapped else f't."{column}"'
        staged = f's."{column}", ' if mapped else ""
        # who moves to another account leaves the flag behind
        stored = f't."{column}" AND t.account_id = s.account_id' if field.one_per_account else f't."{column}"'
        return f"coalesce({staged}{stored}, {self.default(field)})"

    def first(self, column: str) -> str:
        """SQL, likewise, for what a new record holds in a column."""
        field = self.part.record.columns[column]
        mapped = self.mapped(column) is not None
        if field.default is None:
            return f's."{column}"' if mapped else "NULL"
        return f'coalesce(s."{column}", {self.default(field)})' if mapped else self.default(field)

    def given(self, field: str, column: str) -> str:
        """SQL, likewise, for what a row gives a column of a mapped field: its own, or what is kept."""
        mapping = self.mapped(field)
        if mapping is None or not mapping.keeps:
            return f's."{column}"'
        return f"""CASE WHEN '{field}' = ANY (s.kept) THEN t."{column}" ELSE s."{column}" END"""

    def default(self, field: ImportField) -> str:
        """SQL for what a new record gets where the file is blank."""
        return (field.default or "NULL").format_map({name: self.final(name) for name in field.default_sources})


def staged_columns(part: Part) -> Mapping[str, str]:
    """The columns of the temporary table that are filled from the file, each with its type.

    ``reasons`` is null while nothing is wrong, ``warnings`` while the row comes in as it stands. ``unusable`` names the
    columns that a reason is about, ``kept`` those whose blank cells leave what a record has. ``raw`` has the row's
    cells; ``id`` is the record's, known or new. A reference has its text and the form of it that is looked up beside
    it, a folded name its folded form.
    """
    columns = {
        "line": "integer",
        "reasons": "text[]",
        "unusable": "text[]",
        "warnings": "text[]",
        "kept": "text[]",
        "raw": "text[]",
        "key": "text",
        "id": "uuid",
        "fingerprint": "bytea",
    }
    for mapping in part.fields:
        field = mapping.field
        if field.membership:
            columns |= {field.column: "uuid[]", f"{field.column}_text": "text", f"{field.column}_lookup": "text[]"}
        elif field.reference:
            columns |= {
                field.column: "uuid",
                f"{field.column}_text": "text",
                f"{field.column}_lookup": 'text COLLATE "C"',
            }
        else:
            columns[field.column] = field.value.sql_type
            if (compared := field.value.compared(field.column)) != field.column:
                columns[compared] = 'text COLLATE "C"'
    if isinstance(part.duplicate_names, Template):
        columns |= {"other_name": "text", "other_name_key": 'text COLLATE "C"', "other_name_problem": "text"}
    return columns


_SETTLED = ("known", "adopted", "repeated", "changed")
"""What matching finds out of a row: it is a record that is there; one that it was not known to be before; it repeats
another; it differs from its record."""


async def stage(
    connection: asyncpg.Connection, part: Part, number: int, progress: Callable[[str, int, int], None] | None
) -> Staged:
    """Reads the file of one part into a temporary table, a row at a time."""
    table = f"import_{number}"
    header = read_header(part.path, part.encoding, part.delimiter)
    columns = staged_columns(part)
    declared = [f'"{name}" {sql_type}' for name, sql_type in columns.items()]
    declared += [f"{name} boolean NOT NULL DEFAULT false" for name in _SETTLED]
    await connection.execute(f"CREATE TEMPORARY TABLE {table} ({', '.join(declared)}) ON COMMIT DROP")
    read = skipped = 0

    async def records() -> AsyncIterator[tuple[object, ...]]:
        nonlocal read, skipped
        heard = (lambda done, total: progress(str(part), done, total)) if progress else None
        source = rows(part.path, part.encoding, header, heard)
        for record in read_rows(part, header.names, len(columns), source):
            read += 1
            if record is None:
                skipped += 1
            else:
                yield record

    await connection.copy_records_to_table(table, records=records(), columns=list(columns))
    folded = {mapping.field.value.compared(mapping.field.column) for mapping in part.fields} - {
        mapping.field.column for mapping in part.fields
    }
    # A row can be looked for by each of these, thousands of times.
    for column in ("line", "key", "id", *sorted(folded)):
        await connection.execute(f'CREATE INDEX ON {table} ("{column}")')
    await connection.execute(f"ANALYZE {table}")
    return Staged(part, number, table, header, read, skipped)


def affected(status: str) -> int:
    """How many rows a statement was about, from PostgreSQL's answer to it."""
    return int(status.rsplit(" ", 1)[1])
