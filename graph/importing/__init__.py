"""CSV exports in, by a mapping file: every row comes in or is rejected with its reason."""

# ruff: noqa: S608  # the tables are our own temporary ones

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import asyncpg

from .cycles import lock_account_tree
from .listings import listing, write_warnings
from .mapping import ImportMapping
from .mapping_file import load
from .matching import match
from .reasons import ReasonCount, ReasonCounts
from .refusals import ImportRefused, MappingError
from .rejects import RejectFiles, choose_folder, reject_files, write_rejects
from .session import Tell, open_session
from .staging import Staged, stage
from .summary import ImportSummary, PartSummary
from .writing import write

__all__ = ["ImportRefused", "ImportSummary", "MappingError", "PartSummary", "ReasonCount", "run"]

# Any number that nothing else in this database locks: imports take turns.
_TURN = 0x696D706F7274

# What rows can make the database say that no row alone is to blame for; anything else is a fault of ours.
_REFUSALS = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.TransactionRollbackError,
    asyncpg.DataError,
    asyncpg.ProgramLimitExceededError,
)

Progress = Callable[[str, int, int], None]


async def run(
    url: str,
    mapping: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    warnings: Path | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> ImportSummary:
    """Imports what a mapping describes, in one transaction: all of it or, on any failure, nothing.

    ``folder`` is where the mapping's files are (default: as the mapping says). ``rejects`` is the folder for the
    rejected rows, in a file for each of the mapping's (default: ``rejects``, or ``rejects-2`` where the files
    themselves are there). These and ``warnings`` (default: ``warnings.csv`` beside the folder) are written anew each
    time, also by a dry run, which otherwise leaves everything as it is. ``progress`` hears the step, how much is done,
    and of how much; ``tell`` hears for whom the import waits.

    Raises MappingError when the mapping is at fault, ImportRefused when the data are; nothing was written then.
    """
    wanted = load(mapping, folder)
    rejects = choose_folder(wanted, rejects)
    warnings = warnings or rejects.with_name("warnings.csv")
    with reject_files(wanted, rejects) as rejected, listing(warnings) as warned:
        async with open_session(url, tell) as connection:
            parts, gone, reasons = await _import(connection, wanted, _Listings(rejected, warned), dry_run, progress)
    return ImportSummary(
        source=wanted.source,
        dry_run=dry_run,
        parts=tuple(parts),
        gone=gone,
        reasons=reasons.counted(),
        rejects=rejects,
        warnings=warnings,
    )


@dataclass(frozen=True, slots=True)
class _Listings:
    """The files that an import writes."""

    rejects: RejectFiles
    warnings: TextIO


async def _import(
    connection: asyncpg.Connection,
    mapping: ImportMapping,
    listings: _Listings,
    dry_run: bool,
    progress: Progress | None,
) -> tuple[list[PartSummary], dict[str, int], ReasonCounts]:
    """What became of each part, how many known records of each type no file has any more, and why rows go."""
    try:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _TURN)
        parts, staged = [], []
        for number, part in enumerate(mapping.parts, 1):
            try:
                each = await stage(connection, part, number, progress)
            except UnicodeError as error:
                raise ImportRefused(
                    f"{part.file} is not in the encoding that the mapping says, {part.encoding}: {error}. Name its own"
                    " by `encoding`. Nothing was imported."
                ) from error
            if progress:
                progress(f"{part}: matching and writing", 0, 1)
            await lock_account_tree(connection, each)
            await match(connection, each, mapping.source)
            written = await write(connection, each, mapping.source, dry_run=dry_run)
            staged.append(each)
            parts.append(
                PartSummary(
                    file=part.file,
                    record=part.record.name,
                    read=each.read,
                    created=written.created,
                    changed=written.changed,
                    unchanged=written.unchanged,
                    repeated=written.repeated,
                    skipped=each.skipped,
                    rejected=written.rejected,
                    adopted=written.adopted,
                    warned=written.warned,
                )
            )
            if progress:
                progress(f"{part}: matching and writing", 1, 1)
        gone = await _gone(connection, staged, mapping.source)
        reasons = ReasonCounts()
        if await write_rejects(connection, staged, listings.rejects, reasons) != sum(part.rejected for part in parts):
            raise RuntimeError("the files of rejects and the summary differ")
        if await write_warnings(connection, staged, listings.warnings) != sum(part.warned for part in parts):
            raise RuntimeError("the warnings file and the summary differ")
        await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if not dry_run:
            await connection.execute("COMMIT")
    except _REFUSALS as error:
        raise ImportRefused(
            f"the database refused: {error}. Nothing was imported. If someone else was writing just now, import again."
        ) from error
    return parts, gone, reasons


async def _gone(connection: asyncpg.Connection, staged: list[Staged], source: str) -> dict[str, int]:
    """By record type, how many keys of the source stand in none of its files any more."""
    gone = {}
    for record in dict.fromkeys(each.part.record for each in staged):
        parts = [each for each in staged if each.part.record is record and each.part.key]
        if not parts or any(each.header.of_rejects for each in parts):
            continue  # mended rejects are few of the source's rows
        keys = " UNION ALL ".join(f"SELECT key FROM {each.table}" for each in parts)
        gone[record.name] = await connection.fetchval(
            f"""SELECT count(*) FROM external_id x JOIN {record.table} t ON t.id = x.record_id
                WHERE x.source = $1 AND x.record_type = $2
                AND NOT EXISTS (SELECT FROM ({keys}) k WHERE k.key = x.key)""",
            source,
            record.name,
        )
    return gone
