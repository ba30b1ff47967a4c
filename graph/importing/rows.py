"""Rows of a CSV file with the line each begins on. Nothing is skipped: what is no proper row says why."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Row:
    """One row's cells as they stand, the line it begins on (the header is line 1), and why it can't be read, if so."""

    line: int
    cells: list[str]
    problem: str | None = None


class _Lines:
    """The lines of a file, keeping those of the row being read."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.of_row.append(line)
            yield line


def header(path: Path, encoding: str, delimiter: str) -> list[str]:
    """The column names; raises ValueError with what is wrong with them."""
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        try:
            names = [name.strip() for name in next(csv.reader(file, delimiter=delimiter, strict=True), [])]
        except (csv.Error, UnicodeError) as error:
            raise ValueError(f"its first line is no header: {error}") from None
    if not any(names):
        raise ValueError("it is empty; its first line must name the columns")
    if problem := _unfit("".join(names), encoding):
        raise ValueError(f"its first line {problem}")
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise ValueError(f"it has two columns called {twice[0]!r}")
    return names


def rows(path: Path, encoding: str, delimiter: str, read: Callable[[int, int], None] | None = None) -> Iterator[Row]:
    """Every row below the header; blank lines are none. ``read`` hears how many bytes of how many were read."""
    names = header(path, encoding, delimiter)
    size = path.stat().st_size
    with path.open("rb") as binary, TextIOWrapper(binary, encoding, "surrogateescape", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
        count = 0
        while True:
            lines.of_row.clear()
            begins = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(begins, ["".join(lines.of_row)], _quoting(error, begins, reader.line_num))
                continue
            if cells is None:
                break
            if begins == 1 or not cells:
                continue
            count += 1
            if read and count % 1000 == 0:
                read(binary.raw.tell(), size)  # a text file refuses to tell while it is iterated
            if len(cells) != len(names):
                yield Row(
                    begins, cells, f"has {len(cells)} column{'s' * (len(cells) != 1)} where the header has {len(names)}"
                )
            elif _unfit("\n".join(cells), encoding):
                unfit = ((name, cell, _unfit(cell, encoding)) for name, cell in zip(names, cells, strict=True))
                reasons = [f'column "{name}": "{storable(cell)[:80]}" {why}' for name, cell, why in unfit if why]
                yield Row(begins, cells, "; ".join(reasons))
            else:
                yield Row(begins, cells)
    if read:
        read(size, size)


def _quoting(error: csv.Error, begins: int, ends: int) -> str:
    where = f"line {begins}" if begins == ends else f"lines {begins} to {ends}"
    if "unexpected end of data" in str(error):
        return f"a quote opened on line {begins} is never closed, which swallowed {where}"
    return f"{where} can't be read as CSV: {error}"


def _unfit(text: str, encoding: str) -> str | None:
    """Why the database can't hold a text."""
    if "\0" in text:
        return "holds a NUL character"
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return f"is not valid {encoding.removesuffix('-sig')}"
    return None


def storable(cell: str) -> str:
    """A cell as the rejects show it: what no text can hold is written as an escape."""
    if not cell.isascii():
        cell = cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return cell.replace("\0", "\\x00")
