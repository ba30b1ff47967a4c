"""Values of a question's arguments: real ids, cursors and pages, mostly, and now and then what has to be refused."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    get_named_type,
)

from tests.reference import SCHEMA, Asked
from tests.reference.asked import PREFIXES, TYPES, identify
from tests.reference.faults import Fault
from tests.reference.filters import NUMBERS
from tests.reference.order import SORT_KEYS, order_of
from tests.reference.query import KEYED
from tests.resolvers.conditions import TABLES
from tests.rows import Row

Value = Callable[[Asked, Random], Any]  # what is asked for depends on who asks
LISTED = {**TABLES, "Change": "field_change"}
"""The table that a list's rows are of, by their type."""


def paging(definition: GraphQLField, view: str | None, random: Random) -> Iterable[tuple[str, Value]]:
    """The arguments of a list. Cursors are of the order asked for, mostly."""
    of = get_named_type(definition.type).name.removesuffix("Connection")
    order_by: list[dict[str, str]] | None = None
    if "orderBy" in definition.args and random.random() < 0.5:
        order_by = sort_keys(of, random)
        yield "orderBy", lambda _asked, _random: order_by
    kind = random.random()
    size: Value = page_size
    if kind < 0.55 or (kind < 0.85 and "last" not in definition.args):
        yield "first", size
    elif kind < 0.85:
        yield "last", size
    elif kind < 0.87 and "last" in definition.args:
        yield "first", size
        yield "last", size
    for name in ("after", "before"):
        if name in definition.args and random.random() < 0.2:
            yield name, a_cursor(of, order_by, view)


def page_size(_asked: Asked, random: Random) -> int | None:
    return random.choice((-1, 101, 100, None)) if random.random() < 0.04 else random.choice((0, 1, 2, 2, 3, 3, 5, 10))


def sort_keys(of: str, random: Random) -> list[dict[str, str]]:
    fields = list(SORT_KEYS[of])
    chosen = random.sample(fields, min(len(fields), random.choice((0, 1, 1, 1, 2, 2, 3))))
    if chosen and random.random() < 0.03:
        chosen.append(chosen[0])
    return [{"field": each, "direction": random.choice(("ASC", "DESC"))} for each in chosen]


def a_cursor(of: str, order_by: list[dict[str, str]] | None, view: str | None) -> Value:
    """The cursor of some row of the type, seen or not, in the list or not, in the order asked for; garbage at times."""

    def draw(asked: Asked, random: Random) -> str | None:
        kind = random.random()
        if kind < 0.03:
            return random.choice(("", "garbage", "ΩΩ", "AAAA" * 12, "\x00", " "))
        if kind < 0.05:
            return None
        try:
            order = order_of(of, None if kind < 0.08 else order_by, view, asked)
        except Fault:
            return "no cursor, since no such order"
        rows = list(asked.rows.tables[LISTED[of]].values())
        if not rows:
            return None
        cursor = asked.cursors.encode(order.name, order.texts(random.choice(rows)))
        return cursor if kind > 0.1 else cursor[:-1]

    return draw


SELDOM = ("role", "user_group", "account_team", "account_grant", "sharing_rule")
"""Tables with little to ask of a row."""
AMONG = (*(table for table in PREFIXES if table not in SELDOM),) * 3 + SELDOM


def an_id(asked: Asked, random: Random, among: Sequence[str] = AMONG) -> str:
    """The id of a row that the viewer sees or doesn't, or something that is no id."""
    kind = random.random()
    if kind < 0.03:
        return random.choice(("", "acc_", "acc_1", "ACC-000001", "xyz_018f4c1e-0000-7000-8000-000000000000", "\x00"))
    if kind < 0.06:
        return f"{PREFIXES[random.choice(among)]}_018f4c1e-0000-7000-8000-000000000000"
    rows = list(asked.rows.tables[random.choice(among)].values())
    seen = [row for row in rows if asked.oracle.sees(row)]
    if kind < 0.85 and seen:
        return identify(random.choice(seen))
    return identify(random.choice(rows or [asked.oracle.viewer]))


def ids(asked: Asked, random: Random) -> list[str]:
    among = random.choice((AMONG, ("account",), ("contact", "account")))
    found = [an_id(asked, random, among) for _ in range(random.randrange(6))]
    return found + found[:1] if random.random() < 0.2 else found


def a_key(field: str) -> Value:
    """A key of a row that the viewer sees or doesn't, of each sort that the field's rows have; or what is none."""
    table = KEYED[field]
    names = list(cast(GraphQLInputObjectType, SCHEMA.type_map[f"{TYPES[table]}Key"]).fields)

    def draw(asked: Asked, random: Random) -> dict[str, Any]:
        rows = list(asked.rows.tables[table].values())
        row = random.choice([row for row in rows if asked.oracle.sees(row) or random.random() < 0.2] or rows or [None])
        name = random.choice(names)
        if row is None or name == "id":
            return {"id": an_id(asked, random, AMONG if random.random() < 0.1 else (table,))}
        return {name: DRAWN[name](asked, random, row)}

    return draw


def a_number(_asked: Asked, random: Random, row: Row) -> str:
    prefix = NUMBERS[TYPES[row.table]]
    odd = (
        *("", f"{prefix}-", f"{prefix}-999999", f"{prefix.lower()}-{row.number}", "INV-000001", f"{prefix}-٣"),
        *(f"{prefix}-1.5", f"{prefix}-" + "9" * 30, "-1"),
    )
    return f"{prefix}-{row.number:06}" if random.random() < 0.9 else random.choice(odd)


def a_text(text: str, random: Random) -> str:
    others = ("", "nobody", "a\x00b", text.swapcase(), f"  {text}\t")
    return text if random.random() < 0.7 else random.choice(others)


def an_external_key(asked: Asked, random: Random, row: Row) -> dict[str, str]:
    found = asked.rows.external_ids(row) or list(asked.rows.tables["external_id"].values())
    if not found:
        return {"source": "erp", "key": "none"}
    one = random.choice(found)
    source = a_text(one.source, random) if random.random() < 0.1 else one.source
    return {"source": source, "key": a_text(one.key, random)}


DRAWN: dict[str, Callable[[Asked, Random, Row], Any]] = {
    "number": a_number,
    "name": lambda _asked, random, row: a_text(str(row.name), random),
    "email": lambda _asked, random, row: a_text(str(row.email), random),
    "external": an_external_key,
}
"""How a key of each sort is drawn, beside ids."""

BY_KEY: dict[str, tuple[str, Value]] = {
    "node": ("id", an_id),
    "nodes": ("ids", ids),
    **{field: ("by", a_key(field)) for field in KEYED},
}
"""The arguments of the root fields that find by key."""
