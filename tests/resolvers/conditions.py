"""Filters to ask with: their operands are values of rows there are, mostly, so that they keep some and leave some."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from tests.reference import SCHEMA, Asked
from tests.reference.asked import PREFIXES, TYPES, identify
from tests.reference.filters import LISTS, NUMBERS, is_list, kind_of, listed, noun_of, related, value
from tests.rows import Row

TABLES = {type_name: table for table, type_name in TYPES.items()}
ODD = ("", " ", "%", "_", "\\", "'", '"', "a%", "\\%", "İ", "ß", "SS", "é", "🙂", "{1,2}", "$1")
ROOM = 3
"""How many relations the filters drawn here go through, one inside another: below the limit."""

Where = dict[str, Any]


def a_filter(asked: Asked, random: Random, noun: str, room: int = ROOM) -> Where:
    """A filter of one noun."""
    rows = list(asked.rows.tables[TABLES[noun]].values())
    seen = [row for row in rows if asked.oracle.sees(row)]
    among = seen if seen and random.random() < 0.9 else rows
    return _filter(asked, random, noun, random.choice(among) if among else None, room)


def _filter(asked: Asked, random: Random, noun: str, row: Row | None, room: int) -> Where:
    """A filter that this row meets often."""
    count = random.choice((0, 1, 1, 1, 1, 2, 2, 3))
    fields = [random.choice(_fields(noun, room)) for _ in range(count)]
    made: Where = {}
    for field in fields:
        if random.random() < 0.02:
            made[field] = None
        else:
            made[field] = _field(asked, random, noun, field, row, room)
    return made


def _fields(noun: str, room: int) -> list[str]:
    """The fields of a filter, those that go through a relation or join others as often as all that compare."""
    names = list(cast(GraphQLInputObjectType, SCHEMA.type_map[f"{noun}Filter"]).fields)
    joins, through, plain = ["and", "or", "not"], [], []
    for name in names:
        if name in joins:
            continue
        kind = kind_of(noun, name)
        if noun_of(kind) is None:
            if not kind.endswith("ListFilter"):
                plain.append(name)
        elif not is_list(kind) or name in LISTS or name == "children":
            through.append(name)
    if room == 0:
        return plain
    return plain + (joins + through) * max(1, len(plain) // (len(through) + 3))


def _field(asked: Asked, random: Random, noun: str, field: str, row: Row | None, room: int) -> Any:
    if field in ("and", "or"):
        return [_filter(asked, random, noun, row, room - 1) for _ in range(random.choice((0, 1, 2, 2, 3)))]
    if field == "not":
        return _filter(asked, random, noun, row, room - 1)
    if field in ("under", "underOrSelf"):
        above = asked.oracle.ancestors(row.id) if row is not None else []
        found = asked.rows.accounts[random.choice(above)] if above and random.random() < 0.7 else None
        return an_id(asked, random, "Account", found)
    kind = kind_of(noun, field)
    other = noun_of(kind)
    if other is None:
        return _comparison(asked, random, noun, field, kind, row)
    if is_list(kind):
        below = listed(asked, field, row) if row is not None else []
        quantifiers = random.choice((("some",), ("some",), ("none",), ("every",), ("some", "none"), ("every", "some")))
        if random.random() < 0.3:
            quantifiers = (*quantifiers[1:], "count")

        def inner() -> Where:
            return _filter(asked, random, other, random.choice(below) if below else None, room - 1)

        return {each: _count(random, len(below), inner) if each == "count" else inner() for each in quantifiers}
    return _filter(asked, random, other, related(asked, field, row) if row is not None else None, room - 1)


def _count(random: Random, number: int, inner: Callable[[], Where]) -> Where:
    """Comparisons with numbers near the one that there are."""

    def near() -> int:
        return max(-1, number + random.choice((-2, -1, 0, 0, 1)))

    made: Where = {"where": random.choice((None, inner()))} if random.random() < 0.5 else {}
    for operator in random.choices(
        ("eq", "ne", "in", "notIn", "gt", "gte", "lt", "lte"), k=random.choice((0, 1, 1, 2))
    ):
        made[operator] = [near() for _ in range(random.randrange(4))] if operator in ("in", "notIn") else near()
    return made


def _comparison(asked: Asked, random: Random, noun: str, field: str, kind: str, row: Row | None) -> Where:
    operators = list(cast(GraphQLInputObjectType, SCHEMA.type_map[kind]).fields)
    made: Where = {}
    for operator in random.choices(operators, k=random.choice((1, 1, 1, 2))):
        if random.random() < 0.03:
            made[operator] = None
        elif operator == "isNull":
            made[operator] = random.random() < 0.5
        elif operator in ("in", "notIn"):
            count = random.choice((0, 1, 2, 3))
            made[operator] = [_operand(asked, random, noun, field, kind, row, operator) for _ in range(count)]
        else:
            made[operator] = _operand(asked, random, noun, field, kind, row, operator)
    return made


def _operand(asked: Asked, random: Random, noun: str, field: str, kind: str, row: Row | None, operator: str) -> Any:
    """The row's own value, or another row's, or something near it or quite else."""
    if kind == "IDFilter":
        return an_id(asked, random, noun, row)
    rows = list(asked.rows.tables[TABLES[noun]].values())
    if rows and (row is None or random.random() < 0.4):
        row = random.choice(rows)
    cell = None if row is None else value(asked, noun, field, row)
    if kind == "StringFilter" and row is not None and field == "name" and random.random() < 0.7:
        cell = row.name  # as it is written, not its key
    enum = get_named_type(cast(GraphQLInputObjectType, SCHEMA.type_map[kind]).fields[operator].type)
    if isinstance(enum, GraphQLEnumType):
        return cell if cell is not None and random.random() < 0.8 else random.choice(list(enum.values))
    return DRAWN[kind](random, cell, noun if kind == "RecordNumberFilter" else operator)


def an_id(asked: Asked, random: Random, noun: str, row: Row | None) -> str:
    """The row's id, another's of its type, of another type, or none at all."""
    chance = random.random()
    if chance < 0.02:
        return random.choice(("", "acc_1", "x", "acc_\x00", "ACC-000001"))
    if chance < 0.03:
        return identify(asked.oracle.viewer) if noun != "User" else "acc_018f4c1e-0000-7000-8000-000000000000"
    if chance < 0.06:
        return f"{PREFIXES[TABLES[noun]]}_018f4c1e-0000-7000-8000-000000000000"
    rows = list(asked.rows.tables[TABLES[noun]].values())
    if row is not None and (chance < 0.7 or not rows):
        return identify(row)
    return identify(random.choice(rows)) if rows else "acc_018f4c1e-0000-7000-8000-000000000000"


def _text(random: Random, cell: Any, operator: str) -> str:
    text = "" if cell is None else str(cell)
    chance = random.random()
    if chance < 0.01:
        return f"{text}\x00"
    if chance < 0.1:
        return random.choice(ODD)
    if operator in ("contains", "startsWith", "endsWith") and text:
        length = random.choice((1, 1, 2, 3, 8, len(text)))
        start = {"startsWith": 0, "endsWith": max(0, len(text) - length)}.get(operator, random.randrange(len(text)))
        text = text[start : start + length]
    if chance < 0.3:
        changed: Callable[[str], str] = random.choice((str.swapcase, str.upper, str.lower, str.casefold, str.strip))
        text = changed(text)
    elif chance < 0.4:
        text = text.replace(random.choice(text or " "), random.choice(("_", "%", "\\", "  ", "\u2003")), 1)
    elif chance < 0.45:
        text = f"{text}{random.choice(ODD)}"
    return text


def _number(random: Random, cell: Any, _operator: str) -> int:
    return int(cell or 0) + random.choice((-1, 0, 0, 0, 1)) if cell != 2**31 - 1 else int(cell)


def _decimal(random: Random, cell: Any, _operator: str) -> str:
    near = Decimal(cell or 0) + random.choice((Decimal("-0.01"), Decimal(0), Decimal(0), Decimal("0.01")))
    return str(near if abs(near) < Decimal(10) ** 16 else cell)


def _float(random: Random, cell: Any, _operator: str) -> float:
    return float(cell or 0) + random.choice((-0.5, 0.0, 0.0, 0.000001, 0.5))


def _day(random: Random, cell: Any, _operator: str) -> str:
    return str((cell or date(2025, 3, 1)) + timedelta(days=random.choice((-1, 0, 0, 1))))


def _moment(random: Random, cell: Any, _operator: str) -> str:
    moment: datetime = cell or datetime.fromisoformat("2024-02-29T12:00:00Z")
    moment += timedelta(microseconds=random.choice((-1, 0, 0, 1)))
    zone = random.choice((None, "+00:00", "+05:30", "-08:00"))
    if zone is not None:
        moment = moment.astimezone(datetime.fromisoformat(f"2024-01-01T00:00:00{zone}").tzinfo)
    return moment.isoformat().replace("+00:00", random.choice(("Z", "+00:00")))


def _record_number(random: Random, cell: Any, noun: str) -> str:
    chance = random.random()
    if chance < 0.03:
        return random.choice(("", "ACC-", f"{NUMBERS[noun]}-x", "CASE-1", f"{NUMBERS[noun]}-{'9' * 19}", "1"))
    prefix = NUMBERS[noun] if chance < 0.8 else NUMBERS[noun].lower()
    return f"{prefix}-{cell if cell is not None and chance < 0.9 else 999:06}"


DRAWN: dict[str, Callable[[Random, Any, str], Any]] = {
    "StringFilter": _text,
    "RecordNumberFilter": _record_number,
    "BooleanFilter": lambda random, cell, _: bool(cell) if random.random() < 0.6 else not cell,
    "IntFilter": _number,
    "BigIntFilter": _number,
    "DecimalFilter": _decimal,
    "FloatFilter": _float,
    "DateFilter": _day,
    "DateTimeFilter": _moment,
    "CountryFilter": lambda random, cell, _: cell or random.choice(("US", "AQ")),
}
"""How an operand of each kind is drawn, beside enums and ids."""
