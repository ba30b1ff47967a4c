"""Cursors: the database writes them, this program reads them, and neither takes a foreign one."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.resolvers.compiler.cursor import CursorKey
from graph.sql import constant, sql, statement
from tests.asking import Asking

KEY = CursorKey("a secret")

TEXTS = [
    "",
    "plain",
    "quotes \" and \\ and / and '",
    "lines\nand\ttabs\r and \b\f and \x01\x1f\x7f",
    "Häfelin & Söhne, 青霧精機, 🦊, e\u0301, \u2028\u2029",
    "<script>&amp;</script>",
    "null",
    '["a", null]',
    "x" * 5_000,
    "🦊" * 1_000,
]


async def written(ask: Asking, order: str, keys: list[str | None]) -> str:
    """The cursor as the database writes it."""
    asked = statement(KEY.expression(order, [constant(key, "text") for key in keys]), sql("(SELECT) one"))
    cursor: str = await ask.database.pool.fetchval(asked.text, *asked.values(await ask.viewer("ada"), {}))
    return cursor


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_the_database_writes_what_the_program_would(ask: Asking, text: str) -> None:
    rows: list[list[str | None]] = [[text], [text, None, "5.00"], [None], ["2026-01-31T09:00:00.000000Z", text]]
    for keys in rows:
        cursor = await written(ask, "Account: NAME ASC", keys)
        assert cursor == KEY.encode("Account: NAME ASC", keys)
        assert KEY.decode("Account: NAME ASC", cursor, "after") == keys


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1), st.text())
def test_what_is_written_is_read(keys: list[str | None], order: str) -> None:
    order = order.encode("utf-8", "ignore").decode()
    assert KEY.decode(order, KEY.encode(order, keys), "after") == keys


def test_a_cursor_is_one_word_of_an_url() -> None:
    for text in TEXTS:
        assert set(KEY.encode("Account", [text])) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        )


def refuses(order: str, cursor: str, key: CursorKey = KEY, argument: str = "after") -> bool:
    with pytest.raises(BadInput, match=f"`{argument}` is not a cursor of this list in this order"):
        key.decode(order, cursor, argument)
    return True


GOOD = KEY.encode("Account", ["acme", None])


def test_a_cursor_of_another_order_is_refused() -> None:
    assert refuses("Contact", GOOD)
    assert refuses("Account: NAME ASC", GOOD)
    assert refuses("", GOOD)


def test_the_refusal_names_the_argument() -> None:
    assert refuses("Contact", GOOD, argument="before")


def test_a_cursor_of_another_secret_is_refused() -> None:
    assert refuses("Account", GOOD, CursorKey("another secret"))


def test_no_part_of_a_cursor_is_a_cursor() -> None:
    assert all(refuses("Account", GOOD[:length]) for length in range(len(GOOD)))
    assert all(refuses("Account", GOOD[start:]) for start in range(1, len(GOOD)))


def test_a_cursor_with_any_bit_changed_is_refused() -> None:
    raw = base64.urlsafe_b64decode(GOOD + "=" * (-len(GOOD) % 4))
    for place in range(len(raw)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            assert refuses("Account", base64.urlsafe_b64encode(changed).rstrip(b"=").decode())


NO_CURSORS = ["", " ", "=", "====", "a", "aa", "nonsense!", "+/+/", "ä", "🦊", "\0"]
SPOILED = [GOOD + "!", " " + GOOD, GOOD + "\n", GOOD + GOOD]
ZEROS = ["A" * length for length in (21, 22, 23, 24, 100_001)]


@pytest.mark.parametrize("cursor", [*NO_CURSORS, *SPOILED, *ZEROS])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    assert refuses("Account", cursor)


def test_a_cursor_of_a_longer_order_can_not_be_cut_into_a_shorter_one_s() -> None:
    longer = base64.urlsafe_b64decode(KEY.encode("Account: NAME ASC", ["acme"]) + "==")
    # what is signed is the order's name and then the keys: the border between them must not move
    moved = longer[:16] + b": NAME ASC" + longer[16:]
    assert refuses("Account", base64.urlsafe_b64encode(moved).rstrip(b"=").decode())
