"""A mapping for files that nobody has mapped yet, proposed from what their columns are called and hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.importing.record_types import record_types

from . import toml
from .choosing import choose
from .guessing import guess
from .layout import layout_of
from .part import Part
from .reading import read
from .synonyms import folded, source_of

__all__ = ["Proposal", "propose"]

_LONGEST_SOURCE = 64


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping."""

    text: str
    """The mapping as TOML: an import takes it as it is, unless there are holes."""
    holes: Sequence[str]
    """What has to be said before an import takes it, for people: each begins with the file."""


def propose(files: Sequence[str], types: Sequence[str] = (), source: str | None = None) -> Proposal:
    """Proposes a mapping for CSV files. Reads at most 100,000 rows of each, in memory that doesn't grow with the file.

    ``types`` are the record types of the files in their order, or the one of all; where there are none, the files'
    names and columns tell. ``source`` is the mapping's, by default the tool that exports such columns, or the name of
    the first file. Raises ImportRefused where a file is empty, has no header, or its columns don't tell its record
    type.
    """
    wanted = dict(zip(files, types if len(types) == len(files) else [*types] * len(files), strict=False))
    layouts = {file: layout_of(Path(file)) for file in files}
    guesses = {file: guess(Path(file), layout.header.names, wanted.get(file)) for file, layout in layouts.items()}
    order = list(record_types())
    there = frozenset(found.record.name for found in guesses.values())
    parts = []
    for file in sorted(files, key=lambda file: order.index(guesses[file].record.name)):
        contents = read(layouts[file], guesses[file])
        choice = choose(guesses[file].record, contents)
        parts.append(Part(file, layouts[file], guesses[file], contents, choice, there))
    texts = [str(part) for part in parts]
    headers = frozenset(folded(name) for layout in layouts.values() for name in layout.header.names)
    named = source or source_of(headers) or Path(files[0]).stem[:_LONGEST_SOURCE]
    head = [
        "# Proposed by account-graph map. Read what is marked as a doubt, then try it from the same folder:",
        "#   account-graph import MAPPING.toml --dry-run",
    ]
    text = "\n".join([*head, *toml.pairs({"source": named}), *(f"\n{part}" for part in texts)]) + "\n"
    return Proposal(text, [f"{part.file}: {hole}" for part in parts for hole in part.holes])
