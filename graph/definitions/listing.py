"""The frozen listing of all definitions, `definitions.sql`: read from it what a database should have."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .definition import Definition, Kind

LISTING = Path(__file__).with_name("definitions.sql")

HEAD = """\
-- All that the migrations and the second lock define, as PostgreSQL prints it.
-- After a new migration: account-graph migrate, then account-graph definitions > graph/definitions/definitions.sql
-- Up to migration """

MARK = "-- : "


def render(definitions: Iterable[Definition], last_migration: str) -> str:
    """The listing's text: each definition below a line with its kind and name."""
    ordered = sorted(definitions, key=lambda each: (each.kind, each.name))
    parts = [f"{MARK}{each.kind} {each.name}\n{each.text.strip()}\n" for each in ordered]
    return f"{HEAD}{last_migration}\n\n" + "\n".join(parts)


def parse(text: str) -> dict[tuple[Kind, str], Definition]:
    """The definitions of a listing's text, by kind and name."""
    found = {}
    for part in text.split(f"\n{MARK}")[1:]:
        title, _, body = part.partition("\n")
        kind = next(each for each in Kind if title.startswith(f"{each} "))
        name = title.removeprefix(f"{kind} ")
        found[kind, name] = Definition(kind, name, body.strip())
    return found


@cache
def wanted() -> dict[tuple[Kind, str], Definition]:
    """The definitions that this program wants, by kind and name."""
    return parse(LISTING.read_text())


def last_listed() -> str:
    """The name of the last migration that the listing has."""
    return LISTING.read_text().partition(HEAD)[2].partition("\n")[0]
