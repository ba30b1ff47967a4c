"""Tables of texts, written for a terminal or as Markdown."""

from dataclasses import dataclass

from graph.models.profile import EVERYONE, Profiles


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a title; each row has a cell for each column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The table in columns of spaces; those without a cell in any row are left out."""
        filled = [place for place in range(len(self.columns)) if any(row[place] for row in self.rows)]
        lines = [tuple(row[place] for place in filled) for row in (self.columns, *self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(filled))]
        padded = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([self.title, *(f"  {line}".rstrip() for line in padded)])

    @property
    def markdown(self) -> str:
        """The table in Markdown, without its title."""
        lines = [self.columns, ("---",) * len(self.columns), *self.rows]
        return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def profiles(named: Profiles) -> str:
    """Returns the profiles of a set, or the fewer ones that it lacks after "all but"."""
    others = sorted(EVERYONE - named)
    if not others:
        return "everyone"
    return f"all but {', '.join(others)}" if len(others) < len(named) else ", ".join(sorted(named))


def yes(value: object) -> str:
    """Returns "yes" for a true value, and an empty cell for any other."""
    return "yes" if value else ""
