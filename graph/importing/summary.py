"""What an import did, in numbers that add up."""

from dataclasses import dataclass
from pathlib import Path

from graph.words import counted

from .reasons import ReasonCount

_REASONS_SHOWN = 10

_COUNTS = ("created", "changed", "unchanged", "repeated", "skipped", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSummary:
    """One part: of the rows read, each is in exactly one of the other counts.

    ``repeated`` rows say the same again where the mapping calls rows ``distinct``. ``skipped`` rows are those that the
    mapping leaves out by ``where`` and ``skip``. Among the others, ``adopted`` rows became a record that was there, and
    that the source didn't know yet, and ``warned`` ones came in without some of what their cells say.
    """

    file: str
    record: str
    read: int
    created: int
    changed: int
    unchanged: int
    repeated: int
    skipped: int
    rejected: int
    adopted: int
    warned: int

    def __post_init__(self) -> None:
        settled = self.created + self.changed + self.unchanged + self.repeated + self.skipped + self.rejected
        if settled != self.read:
            raise RuntimeError(
                f"{self.file} ({self.record}): {self.read} rows were read, and {settled} are accounted for"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """A whole import. ``gone`` counts, by record type, known records that no file has any more; they are left alone."""

    source: str
    dry_run: bool
    parts: tuple[PartSummary, ...]
    gone: dict[str, int]
    reasons: tuple[ReasonCount, ...]
    """Why rows were rejected, the most frequent reason first."""
    rejects: Path
    warnings: Path

    def __str__(self) -> str:
        lines = ["Nothing was written: a dry run. It would have been:"] if self.dry_run else []
        for part in self.parts:
            counts = {name: getattr(part, name) for name in _COUNTS}
            told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name == "created")
            among = {"adopted": part.adopted, "with warnings": part.warned}
            noted = ", ".join(f"{count:,} {name}" for name, count in among.items() if count)
            lines.append(f"{part.file} ({part.record}): {part.read:,} read = {told}{f' ({noted})' if noted else ''}")
        gone = ", ".join(f"{record} {count:,}" for record, count in self.gone.items() if count)
        if gone:
            lines.append(f"Left alone, as no file from {self.source} has them any more: {gone}.")
        if self.rejected:
            rows = "The rejected row stands" if self.rejected == 1 else f"The {self.rejected:,} rejected rows stand"
            lines.append(
                f"{rows} in {self.rejects}, with the reason. Mend it there, and import --folder {self.rejects}."
            )
            lines += self._reasons()
        if self.warned:
            rows = "a row" if self.warned == 1 else f"{self.warned:,} rows"
            lines.append(f"{self.warnings} says what of {rows} was left out, and why.")
        return "\n".join(lines)

    def _reasons(self) -> list[str]:
        shown, more = self.reasons[:_REASONS_SHOWN], self.reasons[_REASONS_SHOWN:]
        width = max(len(f"{each.rows:,}") for each in shown)
        lines = [f"  {each.rows:>{width},}  {each.part}: {each.reason}" for each in shown]
        if more:
            lines.append(f"  {'…':>{width}}  and {counted(len(more), 'rarer reason', 'rarer reasons')}.")
        return lines

    @property
    def rejected(self) -> int:
        """How many rows were rejected; one that two parts reject counts twice."""
        return sum(part.rejected for part in self.parts)

    @property
    def warned(self) -> int:
        """How many rows stand in the warnings file."""
        return sum(part.warned for part in self.parts)
