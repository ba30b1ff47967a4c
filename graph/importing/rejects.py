"""The rejects file: each row that didn't come in, with where it stood, why, and its own columns."""

# ruff: noqa: S608  # the tables are our own temporary ones

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import asyncpg
from uuid_utils.compat import uuid7

from .refusals import ImportRefused
from .staging import Staged

_OURS = ("file", "line", "record", "reason")
_BEYOND = "(beyond the header)"


async def write_rejects(connection: asyncpg.Connection, parts: list[Staged], file: TextIO) -> int:
    """Writes every rejected row in the order of the parts and lines; how many. Needs the import's transaction."""
    columns = list(dict.fromkeys(column for staged in parts for column in staged.header.names))
    shown = [f"{column} (of the row)" if column in _OURS else column for column in columns]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*_OURS, *shown, _BEYOND])
    count = 0
    for staged in parts:
        query = f"SELECT line, reason, raw FROM {staged.table} WHERE reason IS NOT NULL ORDER BY line"
        async for row in connection.cursor(query, prefetch=500):
            cells = dict(zip(staged.header.names, row["raw"], strict=False))
            beyond = staged.header.delimiter.join(row["raw"][len(staged.header.names) :])
            values = [cells.get(column, "") for column in columns]
            writer.writerow([staged.part.file, row["line"], staged.part.record.name, row["reason"], *values, beyond])
            count += 1
    return count


@contextmanager
def rejects_file(rejects: Path) -> Iterator[TextIO]:
    """A file that becomes the rejects file when all has gone well; else that of the run before stays as it is."""
    draft = rejects.with_name(f".{rejects.name}.{uuid7().hex}")
    try:
        file = draft.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise ImportRefused(f"{rejects} can't be written: {error}") from error
    try:
        with file:
            yield file
        draft.replace(rejects)
    finally:
        draft.unlink(missing_ok=True)
