"""Rows of a CSV file with the line each begins on. Nothing is skipped: what is no proper row says why."""

import csv
import itertools
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

_DELIMITER = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)
"""The line by which a file tells Excel its delimiter."""

LINE_COLUMN, REASON_COLUMN = "(line)", "(reason)"
"""The columns that a file of rejects has before those of its rows; no import reads them."""

# Python's own limit, 131,072 characters, is less than some cells have that are told how long they may be; yet a quote
# that never closes must not swallow a whole file.
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One row's cells as they stand, the line it begins on, and why it can't be read, if so."""

    line: int
    cells: list[str]
    problems: tuple[str, ...] = ()


class _Lines:
    """The lines of a file, keeping those of the row being read."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.of_row.append(line)
            yield line


@dataclass(frozen=True, slots=True)
class Header:
    """What a file begins with, and how it is written."""

    names: list[str]
    """Each once: of columns that are called the same, the second is ``note (2)``, and the first ``note (1)``."""
    repeated: frozenset[str]
    titles: list[str]
    """The names as they stand."""
    delimiter: str
    line: int
    """Its own line: the second where the first names the delimiter."""
    line_end: str
    encoding: str
    ignored: frozenset[int] = frozenset()
    """The places of the columns that only files of rejects have; of others there are none."""

    @property
    def of_rejects(self) -> bool:
        """Whether the file is one of rejects, and so a part of its source's rows."""
        return bool(self.ignored)

    def own(self, cells: list[str]) -> list[str]:
        """The cells of the file's own columns."""
        return [cell for place, cell in enumerate(cells) if place not in self.ignored] if self.ignored else cells


def read_header(path: Path, encoding: str, delimiter: str) -> Header:
    """The header; raises ValueError with what is wrong with it.

    A line ``sep=;`` above it says its delimiter, whatever ``delimiter`` is.
    """
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        try:
            first = file.readline()
            named = _DELIMITER.fullmatch(first)
            lines = file if named else itertools.chain([first], file)
            delimiter = named[1] if named else delimiter
            cells = [name.strip() for name in next(csv.reader(lines, delimiter=delimiter, strict=True), [])]
            line_end = "\r\n" if first.endswith("\r\n") else "\n"
        except (csv.Error, UnicodeError) as error:
            raise ValueError(f"its first line is no header: {error}") from None
    if not any(cells):
        raise ValueError("it is empty; its first line must name the columns")
    if problem := _unfit("".join(cells), encoding):
        raise ValueError(f"its first line {problem}")
    ignored = frozenset(place for place, name in enumerate(cells) if name in (LINE_COLUMN, REASON_COLUMN))
    cells = [name for place, name in enumerate(cells) if place not in ignored]
    repeated = frozenset(name for name in cells if name and cells.count(name) > 1)
    names = [
        f"{name} ({cells[: place + 1].count(name)})" if name in repeated else name for place, name in enumerate(cells)
    ]
    if encoding == "utf-8-sig" and not _is_marked(path):
        encoding = "utf-8"
    return Header(names, repeated, cells, delimiter, 2 if named else 1, line_end, encoding, ignored)


def _is_marked(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(BOM_UTF8)) == BOM_UTF8


def rows(path: Path, encoding: str, header: Header, read: Callable[[int, int], None] | None = None) -> Iterator[Row]:
    """Every row below the header; rows without a cell that isn't blank are none.

    A row that is shorter has blank cells for the rest, and blank cells beyond the header are left out, as spreadsheets
    write them. ``read`` hears how many bytes of how many were read.
    """
    width = len(header.names)
    size = path.stat().st_size
    with path.open("rb") as binary, TextIOWrapper(binary, encoding, "surrogateescape", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(iter(lines), delimiter=header.delimiter, strict=True)
        count = 0
        while True:
            lines.of_row.clear()
            begins = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(begins, ["".join(lines.of_row)], (_quoting(error, begins, reader.line_num),))
                continue
            if cells is None:
                break
            cells = header.own(cells)
            if begins <= header.line or not any(map(str.strip, cells)):
                continue
            count += 1
            if read and count % 1000 == 0:
                read(binary.raw.tell(), size)  # a text file refuses to tell while it is iterated
            if len(cells) != width and (problem := _fit(cells, width, lines.of_row[-1])):
                yield Row(begins, cells, (problem,))
            elif _unfit("\n".join(cells), encoding):
                unfit = ((name, cell, _unfit(cell, encoding)) for name, cell in zip(header.names, cells, strict=True))
                reasons = [f'column "{name}": "{storable(cell)[:80]}" {why}' for name, cell, why in unfit if why]
                yield Row(begins, cells, tuple(reasons))
            else:
                yield Row(begins, cells)
    if read:
        read(size, size)


def _fit(cells: list[str], width: int, last_line: str) -> str | None:
    """Gives a row as many cells as the header has, or says why it can't be."""
    count = len(cells)
    has = f"has {count} column{'s' * (count != 1)} where the header has {width}"
    if count < width:
        if not last_line.endswith(("\r", "\n")):
            return f"{has}, and no end of line: the file may be cut off: send it whole"
        cells += [""] * (width - count)
    elif any(map(str.strip, cells[width:])):
        return f"{has}: put quotes around a cell with the delimiter in it"
    del cells[width:]
    return None


def _quoting(error: csv.Error, begins: int, ends: int) -> str:
    where = f"line {begins}" if begins == ends else f"lines {begins} to {ends}"
    if "unexpected end of data" in str(error):
        return f"a quote opened on line {begins} is never closed, which swallowed {where}: close it"
    return f"{where} can't be read as CSV ({error}): put quotes around such a cell, and write each within it twice"


def _unfit(text: str, encoding: str) -> str | None:
    """Why the database can't hold a text."""
    if "\0" in text:
        return "holds a NUL character: remove it"
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return f"is not valid {encoding.removesuffix('-sig')}: say the file's `encoding` in the mapping"
    return None


def storable(cell: str) -> str:
    """A cell as the rejects show it: what no text can hold is written as an escape."""
    if not cell.isascii():
        cell = cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return cell.replace("\0", "\\x00")
