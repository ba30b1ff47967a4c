"""Rejected rows, in a file for each that was read: to be mended there, and imported from there by the same mapping."""

# ruff: noqa: S608  # the tables are our own temporary ones

import csv
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import asyncpg

from .listings import listing
from .mapping import ImportMapping, Part
from .reasons import ReasonCounts
from .refusals import ImportRefused
from .rows import LINE_COLUMN, REASON_COLUMN, Header, read_header
from .staging import Staged

FOLDER = Path("rejects")
"""Where the files are, unless a caller says another place."""

RejectFiles = Mapping[Path, TextIO]
"""The open file of rejects for each file that is read."""


def choose_folder(mapping: ImportMapping, wanted: Path | None) -> Path:
    """The folder for the rejects: never that of the files themselves, which a person may have mended there.

    Raises ImportRefused where the wanted one is theirs.
    """
    if wanted is not None:
        for part in mapping.parts:
            if _target(wanted, part).resolve() == part.path.resolve():
                raise ImportRefused(
                    f"{_target(wanted, part)} is read by this import, and its rejects would take its place: name"
                    " another folder by --rejects. Nothing was imported."
                )
        return wanted
    read = {part.path.resolve() for part in mapping.parts}
    number, folder = 1, FOLDER
    while any(_target(folder, part).resolve() in read for part in mapping.parts):
        number += 1
        folder = FOLDER.with_name(f"{FOLDER.name}-{number}")
    return folder


@contextmanager
def reject_files(mapping: ImportMapping, folder: Path) -> Iterator[RejectFiles]:
    """The files of rejects, which take their places when all has gone well.

    Raises ImportRefused where one can't be written, or would replace a file that is none of rejects.
    """
    files: dict[Path, TextIO] = {}
    if folder.exists() and not folder.is_dir():
        raise ImportRefused(f"{folder} is a file: name a folder for the rejects by --rejects. Nothing was imported.")
    with ExitStack() as stack:
        for part in mapping.parts:
            if part.path not in files:
                header = read_header(part.path, part.encoding, part.delimiter)
                target = _target(folder, part)
                _require_rejects(target, part)
                files[part.path] = stack.enter_context(listing(target, header.encoding))
                _write_header(files[part.path], header)
        yield files


def _target(folder: Path, part: Part) -> Path:
    """Where the rejects of a part's file stand; those of one outside of the files' folder by its name alone."""
    file = Path(part.file)
    return folder / (file.name if file.is_absolute() or ".." in file.parts else file)


def _require_rejects(target: Path, part: Part) -> None:
    if not target.exists():
        return
    try:
        found = read_header(target, part.encoding, part.delimiter).of_rejects
    except (OSError, ValueError):
        found = False
    if not found:
        raise ImportRefused(
            f"{target} is no file of rejects, and those of {part.file} would take its place: move it, or name another"
            " folder by --rejects. Nothing was imported."
        )


def _write_header(file: TextIO, header: Header) -> None:
    if header.line > 1:
        file.write(f"sep={header.delimiter}{header.line_end}")
    csv.writer(file, delimiter=header.delimiter, lineterminator=header.line_end).writerow(
        [LINE_COLUMN, REASON_COLUMN, *header.titles]
    )


async def write_rejects(
    connection: asyncpg.Connection, parts: list[Staged], files: RejectFiles, counts: ReasonCounts
) -> int:
    """Writes every rejected row into its file's own, and counts the reasons; how many.

    A row that several parts reject stands there once. Needs the import's transaction.
    """
    count = 0
    for path, file in files.items():
        reading = [staged for staged in parts if staged.part.path == path]
        header = reading[0].header
        writer = csv.writer(file, delimiter=header.delimiter, lineterminator=header.line_end)
        tables = " UNION ALL ".join(
            f"SELECT {place} AS place, line, reasons, raw FROM {staged.table} WHERE reasons IS NOT NULL"
            for place, staged in enumerate(reading)
        )
        line, cells, told = 0, [""], [""]
        async for row in connection.cursor(f"SELECT * FROM ({tables}) r ORDER BY line, place", prefetch=500):
            part = reading[row["place"]].part
            counts.add(str(part), row["reasons"], row["raw"])
            count += 1
            reasons = [f"{part.record.name}: {reason}" for reason in row["reasons"]]
            if row["line"] != line:
                if line:
                    writer.writerow([line, "; ".join(told), *cells])
                line, cells, told = row["line"], row["raw"], []
            told += reasons if len(reading) > 1 else row["reasons"]
        if line:
            writer.writerow([line, "; ".join(told), *cells])
    return count
