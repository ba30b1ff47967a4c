"""What an import lists of rows: those that didn't come in, and those that came in otherwise than they stand."""

# ruff: noqa: S608  # the tables are our own temporary ones

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import asyncpg
from uuid_utils.compat import uuid7

from .reasons import ReasonCounts
from .refusals import ImportRefused
from .staging import Staged

_BEYOND = "(beyond the header)"


async def write_rejects(connection: asyncpg.Connection, parts: list[Staged], file: TextIO, counts: ReasonCounts) -> int:
    """Writes every rejected row, with where it stood, why, and its own columns, and counts the reasons; how many."""
    return await _write(connection, parts, file, "reason", "reasons", "reasons IS NOT NULL", counts)


async def write_warnings(connection: asyncpg.Connection, parts: list[Staged], file: TextIO) -> int:
    """Writes every row that came in without some of what its cells say, likewise; how many."""
    came_in = "warnings IS NOT NULL AND reasons IS NULL AND NOT repeated"
    return await _write(connection, parts, file, "warning", "warnings", came_in, None)


async def _write(
    connection: asyncpg.Connection,
    parts: list[Staged],
    file: TextIO,
    called: str,
    told: str,
    where: str,
    counts: ReasonCounts | None,
) -> int:
    """Writes rows in the order of the parts and lines; how many. Needs the import's transaction."""
    ours = ("file", "line", "record", called)
    columns = list(dict.fromkeys(column for staged in parts for column in staged.header.names))
    shown = [f"{column} (of the row)" if column in ours else column for column in columns]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*ours, *shown, _BEYOND])
    count = 0
    for staged in parts:
        query = f"SELECT line, {told} AS told, raw FROM {staged.table} WHERE {where} ORDER BY line"
        async for row in connection.cursor(query, prefetch=500):
            cells = dict(zip(staged.header.names, row["raw"], strict=False))
            beyond = staged.header.delimiter.join(row["raw"][len(staged.header.names) :])
            values = [cells.get(column, "") for column in columns]
            place = (staged.part.file, row["line"], staged.part.record.name)
            writer.writerow([*place, "; ".join(row["told"]), *values, beyond])
            if counts:
                counts.add(str(staged.part), row["told"], row["raw"])
            count += 1
    return count


@contextmanager
def listing(path: Path) -> Iterator[TextIO]:
    """A file that takes its place when all has gone well; else that of the run before stays as it is."""
    draft = path.with_name(f".{path.name}.{uuid7().hex}")
    try:
        file = draft.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise ImportRefused(f"{path} can't be written: {error}") from error
    try:
        with file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
