"""Files of rows that an import writes, among them the rows that came in otherwise than they stand."""

# ruff: noqa: S608  # the tables are our own temporary ones

import csv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import asyncpg
from uuid_utils.compat import uuid7

from .refusals import ImportRefused
from .staging import Staged

_BEYOND = "(beyond the header)"


async def write_warnings(connection: asyncpg.Connection, parts: list[Staged], file: TextIO) -> int:
    """Writes every row that came in without some of what its cells say, with where it stood; how many.

    The rows are in the order of the parts and lines. Needs the import's transaction.
    """
    ours = ("file", "line", "record", "warning")
    columns = list(dict.fromkeys(column for staged in parts for column in staged.header.names))
    shown = [f"{column} (of the row)" if column in ours else column for column in columns]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*ours, *shown, _BEYOND])
    count = 0
    for staged in parts:
        query = f"""SELECT line, warnings, raw FROM {staged.table}
                    WHERE warnings IS NOT NULL AND reasons IS NULL AND NOT repeated ORDER BY line"""
        async for row in connection.cursor(query, prefetch=500):
            cells = dict(zip(staged.header.names, row["raw"], strict=False))
            beyond = staged.header.delimiter.join(row["raw"][len(staged.header.names) :])
            values = [cells.get(column, "") for column in columns]
            place = (staged.part.file, row["line"], staged.part.record.name)
            writer.writerow([*place, "; ".join(row["warnings"]), *values, beyond])
            count += 1
    return count


@contextmanager
def listing(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file that takes its place when all has gone well; else that of the run before stays as it is."""
    draft = path.with_name(f".{path.name}.{uuid7().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # a reason may have a letter that the file's own encoding has not
        file = draft.open("w", encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise ImportRefused(f"{path} can't be written: {error}") from error
    try:
        with file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that holds nothing yet
            path.parent.rmdir()
