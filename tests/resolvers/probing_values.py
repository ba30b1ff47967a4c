"""Values that look for what is hidden: names, ids and cells of rows that nobody may see."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

from graph.resolvers.compiler.cursor import CursorKey
from tests.reference import Asked
from tests.reference.asked import PREFIXES, TYPES
from tests.reference.filters import NUMBERS
from tests.reference.order import snake
from tests.resolvers.arguments import a_cursor
from tests.resolvers.probing import Argument, Document
from tests.rows import IDENTIFIED, Row
from tests.worlds.facts import Known

TABLES = {type_name: table for table, type_name in TYPES.items()}
COMPARING = re.compile(r"(ID|Int|BigInt|Float|String|Decimal|Date|DateTime|Boolean|Country|RecordNumber)Filter")
HIDDEN = re.compile(
    "(annual_?revenue|figures_?at|total_?opp|won_?opp|amount|probab|expected|value|owner_?role|revenue_?t|role_?name|email|external|created_?by|updated_?by|next_?s|internal|profile|price)",
    re.IGNORECASE,
)
"""Names of what some profiles may not use."""


class Values:
    """Draws values for the arguments, more often than not of rows that the viewer may not see."""

    def __init__(self, known: tuple[Known, ...], cursors: CursorKey, random: Random, *, no_system: bool) -> None:
        self.random = random
        self.cursors = cursors
        self.cursors_seen: list[str] = []
        """Cursors in the answer before this one."""
        self._before: tuple[Document | None, dict[str, Any]] = (None, {})
        self._no_system = no_system
        self._worlds = known
        self._rows: dict[str, tuple[list[Row], list[Row]]] = {table: self._told_apart(table) for table in TYPES}

    def _told_apart(self, table: str) -> tuple[list[Row], list[Row]]:
        """Rows that are hidden or that some world has otherwise, and rows that are seen and everywhere the same."""
        hidden: list[Row] = []
        seen: list[Row] = []
        one, *others = (known.rows.tables[table] for known in self._worlds)
        for row in one.values():
            same = all(row.id in other and other[row.id] == row for other in others)
            (seen if same and self._worlds[0].oracle.sees(row) else hidden).append(row)
        for other in others:
            hidden += [row for row in other.values() if row.id not in one or one[row.id] != row]
        return hidden, seen

    def row(self, table: str) -> Row | None:
        hidden, seen = self._rows[table]
        among = hidden if hidden and (not seen or self.random.random() < 0.6) else seen
        return self.random.choice(among) if among else None

    def of(self, document: Document) -> dict[str, Any]:
        """Values for all variables; now and then those of the time before, for the page after the one that came."""
        asked, found = self._before
        if asked is document and self.cursors_seen and self.random.random() < 0.6:
            names = [argument.variable for argument in document.arguments if argument.name == "after"]
            if names:
                return {**found, self.random.choice(names): self.random.choice(self.cursors_seen)}
        found = {}
        self._before = (document, found)
        self.cursors_seen = []
        for argument in document.arguments:
            value = self.argument(argument)
            if value is not None or isinstance(argument.type, GraphQLNonNull):
                found[argument.variable] = value
        return found

    def argument(self, argument: Argument) -> Any:
        match argument.name:
            case "first" | "last" | "maxDepth":
                return self.random.choice((1, 1, 2, 3, 50) if self.random.random() < 0.97 else (0, -1, 101))
            case "after" | "before":
                return self.cursor(argument.owner)
            case "search":
                return self.search()
            case "timeZone":
                return self.random.choice(("UTC", "Europe/Berlin", "Nowhere"))
            case "userId" | "asUser":
                return self.id_of("app_user")
            case "id":
                return self.id_of(self.random.choice(("account", "account", *PREFIXES)))
            case "ids":
                return [
                    self.id_of(self.random.choice(("account", *PREFIXES))) for _ in range(self.random.choice((1, 3, 5)))
                ]
        return self.draw(argument.type, argument.owner, argument.name, 3)

    def cursor(self, noun: str) -> str | None:
        if noun not in TABLES or self.random.random() < 0.7:
            return None
        known = self.random.choice(self._worlds)
        asked = Asked(known.rows, known.oracle, self.cursors, "EUR")
        try:
            return cast(str | None, a_cursor(noun, None, None)(asked, self.random))
        except (KeyError, AttributeError):  # an order by what the database keeps: these rows aren't stored
            return None

    def search(self) -> str:
        table = self.random.choice(("account", "contact"))
        row = self.row(table)
        words = str(row.name if row else "x").replace("\x00", "").split() or ["x"]
        chosen = self.random.choice((words, words[:1], words[-1:], [words[0][:3]]))
        if row is not None and table == "account" and self.random.random() < 0.2:
            chosen = [f"ACC-{row.number:06}"]
        return " ".join(chosen)[:150]

    def id_of(self, table: str) -> str:
        row = self.row(table)
        return f"{PREFIXES[table]}_{row.id if row else '018f4c1e-0000-7000-8000-000000000000'}"

    def external_key(self, noun: str) -> dict[str, str]:
        """A key of a record of the noun, mostly."""
        for _ in range(20):
            found = self.row("external_id")
            if found is not None and IDENTIFIED.get(found.record_type) == TABLES[noun]:
                return {"source": found.source, "key": found.key}
        return {"source": "erp", "key": "none"}

    def draw(self, type_: GraphQLInputType, noun: str, field: str, room: int) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self.draw(type_.of_type, noun, field, room)
        if isinstance(type_, GraphQLList):
            return [self.draw(type_.of_type, noun, field, room - 1) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if isinstance(type_, GraphQLEnumType):
            names = [name for name in type_.values if not (self._no_system and name == "SYSTEM")]
            return self.random.choice(self._mostly_open(names))
        if isinstance(type_, GraphQLInputObjectType):
            return self.object(type_, noun, field, room)
        return self.scalar(str(type_), noun, field)

    def object(self, type_: GraphQLInputObjectType, noun: str, field: str, room: int) -> dict[str, Any]:
        if type_.name == "ExternalKey":
            return self.external_key(noun)
        stem = re.sub("((Group|List|Count)?Filter|Key)$", "", type_.name)
        names = list(type_.fields)
        if type_.name != stem and stem in TABLES:
            noun, field = stem, ""
        needed = [name for name, each in type_.fields.items() if isinstance(each.type, GraphQLNonNull)]
        if type_.name.endswith("CountFilter"):
            needed = [self.random.choice([each for each in names if each != "where"])]
            needed += ["where"] if room > 0 and self.random.random() < 0.5 else []
        elif not needed:
            if room <= 0:
                names = [
                    name for name in names if COMPARING.fullmatch(get_named_type(type_.fields[name].type).name)
                ] or names[:1]
            count = 1 if type_.name.endswith("Key") else self.random.choice((1, 1, 1, 2))
            names = self._mostly_open(names)
            needed = self.random.sample(names, min(count, len(names)))
        return {name: self.draw(type_.fields[name].type, noun, field or name, room - 1) for name in needed}

    def _mostly_open(self, names: list[str]) -> list[str]:
        """Without what this viewer would be refused, mostly: one refusal leaves nothing else to compare."""
        if self._worlds[0].oracle.viewer.profile != "PARTNER" or self.random.random() < 0.1:
            return names
        return [name for name in names if not HIDDEN.match(name)] or names

    def scalar(self, type_name: str, noun: str, field: str) -> Any:
        table = TABLES.get(noun, "account")
        if type_name == "ID":
            return self.id_of(table)
        row = self.row(table)
        cell = getattr(row, snake(field), None) if row is not None else None
        if field == "number":
            return f"{NUMBERS.get(noun, 'ACC')}-{cell or 1:06}"
        return self.spelled(type_name, cell)

    def spelled(self, type_name: str, cell: Any) -> Any:
        random = self.random
        match type_name:
            case "Int" | "BigInt":
                return (
                    cell if isinstance(cell, int) and not isinstance(cell, bool) else random.choice((0, 1, 2, 3, 100))
                )
            case "Float":
                return float(cell) if isinstance(cell, Decimal) else 0.0
            case "Decimal":
                return str(cell) if isinstance(cell, Decimal) else random.choice(("0.00", "10.00", "1000.00"))
            case "Boolean":
                return random.random() < 0.5
            case "Date":
                return cell.isoformat() if isinstance(cell, date) else "2025-03-01"
            case "DateTime":
                return cell.isoformat() if isinstance(cell, datetime) else "2024-02-29T12:00:00Z"
            case "CountryCode":
                return cell if isinstance(cell, str) and len(cell) == 2 else "US"
        text = str(cell if cell is not None else random.choice(("", "Ann", "a")))
        return text if random.random() < 0.6 else text[: random.choice((1, 3, 8))]


def cursors_in(answer: Any) -> Iterable[str]:
    """The cursors that an answer holds."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key in ("cursor", "endCursor", "startCursor") and isinstance(value, str):
                yield value
            else:
                yield from cursors_in(value)
    elif isinstance(answer, list):
        for each in answer:
            yield from cursors_in(each)
