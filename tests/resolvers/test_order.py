"""Orders: nulls last either way, total by the id, and what lies beyond a row is what is listed after it."""

import re
from collections.abc import AsyncIterator, Iterator
from functools import cmp_to_key
from itertools import permutations, product
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.auth.subject import Subject
from graph.resolvers.compiler.order import ID, Branch, Key, Order, RelatedSortKey
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.nouns.account_list import VIEW_ORDERS
from graph.resolvers.nouns.registry import ENTITIES
from graph.sql import TRUE, Alias, Fragment, join, sql, statement
from tests.asking import Asking
from tests.world import PEOPLE

NUMBER = Key("{a}.number", "int", nullable=True)
NAME = Key('{a}.name COLLATE "C"', "text")
AT = Key("{a}.at", "timestamptz", nullable=True)
DONE = Key("{a}.done", "boolean")
PLACE = Key("{a}.place", "int", unique=True)

Row = dict[str, Any]
COLUMNS = {
    NUMBER.value: "number",
    NAME.value: "name",
    AT.value: "at",
    DONE.value: "done",
    PLACE.value: "place",
    ID.value: "id",
}


@pytest.fixture(scope="module")
async def connection(demo_url: str) -> AsyncIterator[asyncpg.Connection]:
    """With a table of few values, so that nearly all rows tie, in no order."""
    opened = await asyncpg.connect(demo_url)
    await opened.execute(
        "CREATE TEMP TABLE thing (id uuid, number int, name text, at timestamptz, done boolean, place int)"
    )
    rows = list(product((None, -1, 2), ("a", "B"), (None, "2026-01-31 09:00:00.000001+02"), (True, False)))
    random = Random(5)
    random.shuffle(rows)
    for place, row in enumerate(rows):
        await opened.execute(
            "INSERT INTO thing VALUES ($1, $2, $3, $4::text::timestamptz, $5, $6)",
            UUID(int=random.getrandbits(128)),
            *row,
            place,
        )
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def rows(connection: asyncpg.Connection) -> list[Row]:
    return [dict(row) for row in await connection.fetch("SELECT * FROM thing")]


@pytest.fixture(scope="module")
async def scope(ask: Asking) -> Scope:
    return Scope(Subject(await ask.viewer("ada")), "row", ENTITIES)


def orders() -> Iterator[tuple[Key, ...]]:
    """No key, each key, each two, some three: in either direction each."""
    keys = (NUMBER, NAME, AT, DONE)
    yield ()
    for count in (1, 2):
        for chosen in permutations(keys, count):
            for downwards in product((False, True), repeat=count):
                yield tuple(key.reversed() if down else key for key, down in zip(chosen, downwards, strict=True))
    yield (NUMBER.reversed(), AT, NAME.reversed())
    yield (DONE, NAME, PLACE.reversed())
    yield (PLACE,)
    yield (NUMBER, PLACE)


def slow(order: Order, rows: list[Row]) -> list[UUID]:
    """The rows in this order, by comparing them one key at a time."""

    def compare(one: Row, other: Row) -> int:
        for key in order.keys:
            ours, theirs = one[COLUMNS[key.value]], other[COLUMNS[key.value]]
            if ours == theirs:
                continue
            if ours is None or theirs is None:
                return 1 if ours is None else -1
            return (1 if ours > theirs else -1) * (-1 if key.descending else 1)
        return 0

    return [row["id"] for row in sorted(rows, key=cmp_to_key(compare))]


def spelled(keys: tuple[Key, ...]) -> str:
    return ", ".join(f"{COLUMNS[key.value]}{' down' if key.descending else ''}" for key in keys) or "none"


@pytest.mark.parametrize("keys", list(orders()), ids=spelled)
async def test_what_lies_beyond_each_row_is_what_is_listed_after_it(
    connection: asyncpg.Connection, rows: list[Row], scope: Scope, keys: tuple[Key, ...]
) -> None:
    order = Order.total("Thing", keys)
    expected = slow(order, rows)
    thing = Alias("thing")

    async def listed(columns: Fragment, where: Fragment, *, backwards: bool = False) -> list[asyncpg.Record]:
        by = order.by(scope, thing, backwards=backwards)
        asked = statement(columns, sql("thing {t} WHERE {where} ORDER BY {by}", t=thing, where=where, by=by))
        found: list[asyncpg.Record] = await connection.fetch(asked.text, *asked.values(scope.viewer, {}))
        return found

    texts = join(", ", [sql("id"), *(key.text(scope, thing) for key in order.keys)])
    there = await listed(texts, TRUE)
    assert [row[0] for row in there] == expected
    assert [row[0] for row in await listed(sql("id"), TRUE, backwards=True)] == expected[::-1]
    for place, row in enumerate(there):
        values = tuple(list(row.values())[1:])
        for backwards, beyond in ((False, expected[place + 1 :]), (True, expected[:place][::-1])):
            where = order.beyond(scope, thing, values, backwards=backwards)
            found = await listed(sql("id"), where, backwards=backwards)
            assert [each["id"] for each in found] == beyond, (spelled(keys), place, backwards)


@pytest.mark.parametrize("keys", list(orders()), ids=spelled)
async def test_branches_one_after_another_are_what_lies_beyond_each_row(
    connection: asyncpg.Connection, rows: list[Row], scope: Scope, keys: tuple[Key, ...]
) -> None:
    order = Order.total("Thing", keys)
    expected = slow(order, rows)
    thing = Alias("thing")

    async def listed(branches: tuple[Branch, ...]) -> list[UUID]:
        found: list[UUID] = []
        for branch in branches:
            assert " OR " not in str(branch.condition)
            source = sql("thing {t} WHERE {where} ORDER BY {by}", t=thing, where=branch.condition, by=branch.by)
            asked = statement(sql("id"), source)
            found += [row[0] for row in await connection.fetch(asked.text, *asked.values(scope.viewer, {}))]
        return found

    texts = statement(
        join(", ", [key.text(scope, thing) for key in order.keys]),
        sql("thing {t} ORDER BY {by}", t=thing, by=order.by(scope, thing)),
    )
    for known_first in (False, True):
        assert await listed(order.branches(scope, thing, None, known_first=known_first)) == expected
        assert (
            await listed(order.branches(scope, thing, None, backwards=True, known_first=known_first)) == expected[::-1]
        )
    for place, row in enumerate(await connection.fetch(texts.text, *texts.values(scope.viewer, {}))):
        values = tuple(row.values())
        assert await listed(order.branches(scope, thing, values)) == expected[place + 1 :]
        assert await listed(order.branches(scope, thing, values, backwards=True)) == expected[:place][::-1]


def test_the_id_ends_an_order_that_ties_and_runs_as_its_last_key() -> None:
    assert Order.total("Thing", [NUMBER]).keys == (NUMBER, ID)
    assert Order.total("Thing", [NUMBER, NAME.reversed()]).keys == (NUMBER, NAME.reversed(), ID.reversed())
    assert Order.total("Thing", [NUMBER, PLACE]).keys == (NUMBER, PLACE)
    assert Order.total("Thing", []).keys == (ID,)


def test_a_key_reversed_twice_is_itself() -> None:
    for key in (NUMBER, NAME, PLACE):
        assert key.reversed() != key
        assert key.reversed().reversed() == key


ALL = [
    (name, entity.table, key)
    for name, entity in ENTITIES.items()
    for key in (*entity.sort_keys.values(), *entity.order.keys)
    if isinstance(key, Key) and isinstance(key.value, str)
] + [("Account", "account", key) for order in VIEW_ORDERS.values() for key in order.keys]


async def test_a_key_is_nullable_where_its_columns_are(connection: asyncpg.Connection) -> None:
    found = await connection.fetch(
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
    )
    nullable = {(row["table_name"], row["column_name"]): row["is_nullable"] == "YES" for row in found}
    for name, table, key in ALL:
        columns = re.findall(r"\{a\}\.(\w+)", str(key.value))
        assert columns
        assert key.nullable == any(nullable[table, column] for column in columns), (name, key)


async def test_a_key_called_unique_is_kept_unique_by_the_database(connection: asyncpg.Connection) -> None:
    found = await connection.fetch(
        "SELECT c.relname AS table, a.attname AS column FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL"
    )
    unique = {(row["table"], row["column"]) for row in found}
    for name, table, key in ALL:
        if key.unique:
            column = (
                str(key.value).removeprefix("{a}.").removesuffix(' COLLATE "C"')
            )  # equal texts are so in every order
            assert (table, column) in unique, (name, key)


def test_every_order_is_total() -> None:
    for entity in ENTITIES.values():
        assert any(key.unique or key.value == ID.value for key in entity.order.keys)
    for order in VIEW_ORDERS.values():
        assert any(key.unique or key.value == ID.value for key in order.keys)


def test_orders_of_different_rows_have_different_names() -> None:
    listed = [entity.order.name for entity in ENTITIES.values()] + [order.name for order in VIEW_ORDERS.values()]
    assert len(set(listed) - {"User"}) + 2 == len(listed)  # a viewer is a user


THROUGH = [
    (name, sort_key)
    for name, entity in ENTITIES.items()
    for sort_key, key in entity.sort_keys.items()
    if isinstance(key, RelatedSortKey)
]


@pytest.mark.parametrize(("noun", "key"), THROUGH)
async def test_everyone_may_sort_through_relations(ask: Asking, noun: str, key: str) -> None:
    plural = {"Opportunity": "opportunities", "Activity": "activities"}.get(noun, f"{noun.lower()}s")
    for who in PEOPLE:
        assert await ask(who, f"{{ {plural}(first: 2, orderBy: [{{field: {key}}}]) {{ edges {{ cursor }} }} }}")
