"""A file's rows, read once: what the columns that may be of use hold."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.importing.rows import rows

from .columns import Column
from .guessing import Guess
from .layout import Layout
from .synonyms import KEY, synonyms

MOST_ROWS = 100_000
"""How many rows of a file are read: what they hold is kept in counts, of which none grows with them but the keys'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the rows of a file hold."""

    columns: Mapping[str, Sequence[Column]]
    """By field or what stands for one, the likeliest first."""
    names: Sequence[str]
    """Every column of the file."""
    filled: frozenset[str]
    """The columns that hold anything."""
    rows: int
    is_all: bool
    """Whether there are no rows beyond those that were read."""
    unreadable: int
    """How many rows are no proper ones."""


def read(layout: Layout, guess: Guess) -> Contents:
    """Reads a file's rows, at most `MOST_ROWS` of them."""
    names = layout.header.names
    known = synonyms(guess.record)
    columns: dict[str, list[Column]] = {}
    for name, candidates in guess.candidates.items():
        field = guess.record.fields.get(name)
        columns[name] = [Column(each, field, known.words.get(name, {})) for each in candidates]
    places = {name: place for place, name in enumerate(names)}
    seeing = [(places[each.name], each) for found in columns.values() for each in found]
    differing = [(places[each.name], each) for each in _differing(guess, columns)]
    filled = [False] * len(names)
    count = unreadable = 0
    found = rows(layout.path, layout.read_as, layout.header)
    for row in itertools.islice(found, MOST_ROWS):
        if row.problems:
            unreadable += 1
            continue
        count += 1
        for place, cell in enumerate(row.cells):
            filled[place] = filled[place] or bool(cell.strip())
        for place, column in seeing:
            column.see(row.cells[place].strip())
        for place, column in differing:
            if text := row.cells[place].strip():
                column.see_repetition(text)
    return Contents(
        columns=columns,
        names=names,
        filled=frozenset(name for name, has in zip(names, filled, strict=True) if has),
        rows=count,
        is_all=next(found, None) is None,
        unreadable=unreadable,
    )


def _differing(guess: Guess, columns: Mapping[str, Sequence[Column]]) -> Iterable[Column]:
    """The columns that may be keys, or hold what no two records share."""
    unique = {guess.record.unique.name} if guess.record.unique else set()
    return [each for name in sorted({KEY, "email"} | unique) for each in columns.get(name, [])]
