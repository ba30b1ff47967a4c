"""How a file is laid out: its encoding, its delimiter and its header, found from its bytes."""

import codecs
import csv
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from graph.importing.refusals import ImportRefused
from graph.importing.rows import Header, read_header

_DELIMITERS = (",", ";", "\t", "|")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte order marks, and the encoding that each tells."""
_PIECE = 1 << 20
_LOOKED_AT = 30
"""How many lines tell the delimiter."""
_VALUE = re.compile(
    r"[+-]?[\d.,:/ -]*\d[\d.,:/ -]*|\S+@\S+\.\S+|https?://.*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I
)
"""A number, a date, an address or a GUID: what no column is called."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out."""

    path: Path
    encoding: str
    """As a mapping says it: `utf-8` where nothing needs to be said."""
    certain: bool
    """Whether the bytes leave no doubt of the encoding."""
    header: Header
    named: bool
    """Whether the file itself names its delimiter, in a first line such as ``sep=;``."""

    @property
    def read_as(self) -> str:
        """The encoding that rows are read in: a byte order mark is no part of the header."""
        return _read_as(self.encoding)


def layout_of(path: Path) -> Layout:
    """The layout of a CSV file; raises ImportRefused where it has none: an empty file, or one without a header."""
    try:
        encoding, certain = _encoding(path)
        read_as = _read_as(encoding)
        header = read_header(path, read_as, _delimiter(path, read_as))
    except OSError as error:
        raise ImportRefused(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, csv.Error) as error:
        raise ImportRefused(f"{path} can't be read: {error}") from error
    if values := [name for name in header.names if _VALUE.fullmatch(name)]:
        raise ImportRefused(
            f'{path} has no header: its first line holds a value, "{values[0][:80]}". Put a line above it that names'
            " the columns."
        )
    return Layout(path, encoding, certain, header, header.line > 1)


def _read_as(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _encoding(path: Path) -> tuple[str, bool]:
    """The encoding, and whether it is certain. All of the file is decoded, a piece at a time."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _MARKS.items():
            if start.startswith(mark):
                return encoding, True
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", False
    return "utf-8", True


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that parts the first lines into the most columns, as many in each line as in the first."""

    def quality(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(lines, delimiter=delimiter)
        widths = [len(cells) for cells in itertools.islice(reader, _LOOKED_AT) if cells]
        if not widths or widths[0] < 2:
            return (0, 0)
        return (sum(width == widths[0] for width in widths) * 2 > len(widths), widths[0])

    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = list(itertools.islice(file, _LOOKED_AT * 4))
    return max(_DELIMITERS, key=quality)
