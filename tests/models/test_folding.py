"""Plain letters: the database makes of a name's key what the program makes of a text, and the tests by hand."""

# ruff: noqa: RUF001  # letters and signs that look alike are what this is about

import sys
import unicodedata

import pytest

from graph.models.folding import brief, plain_letters
from graph.models.names import name_key
from tests import folding
from tests.conftest import Opener

NAMES = (
    "Ørsted",
    "Société Générale",
    "L´Oréal",
    "L’Oréal",
    "Mueller & Söhne",
    "Łódź–Æro",
    "Aarhus",
    "東京ガス",
    "ガ",
    "한국",
)


def stored(key: str) -> str:
    plain = plain_letters(key)
    return f"\n {plain}\n" + (f" {brief(plain)}\n" if brief(plain) != plain else "")


async def test_the_database_makes_the_letters_that_the_program_looks_for(empty_url: str, database: Opener) -> None:
    # of a version of Unicode that every server and every Python knows
    letters = [
        letter
        for letter in map(chr, range(1, sys.maxunicode + 1))
        if unicodedata.ucd_3_2_0.category(letter) not in ("Cn", "Cs", "Co")
    ]
    keys = list(dict.fromkeys([*map(name_key, NAMES), *(f"a{name_key(letter)}e" for letter in letters)]))
    async with database(empty_url) as opened, opened.pool.acquire() as connection:
        found = await connection.fetch("SELECT key, name_search(key) AS made FROM unnest($1::text[]) key", keys)
    assert [(row["key"], row["made"]) for row in found if row["made"] != stored(row["key"])] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_fold_by_hand_as_the_program_does(name: str) -> None:
    plain = plain_letters(name_key(name))
    assert folding.spelled(name) == {plain, brief(plain)}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ØRSTED A/S", "orsted a/s"),
        ("Crédit Agricole", "credit agricole"),
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("Straße", "strasse"),
        ("Mærsk", "maersk"),
        ("O’Brien", "o'brien"),
        ("O´Brien", "o'brien"),
        ("„Eins“ – «zwei»", '"eins" - "zwei"'),
        ("İstanbul Işık", "istanbul isik"),
        ("Ёлка", "елка"),
        ("Αθήνα", "αθηνα"),
        ("ガス", "ガス"),
    ],
)  # fmt: skip
def test_a_name_is_folded_to_the_letters_of_a_plain_keyboard(name: str, plain: str) -> None:
    assert plain_letters(name_key(name)) == plain


@pytest.mark.parametrize(
    "names", [("Müller", "Mueller", "Muller"), ("Ærø", "Aeroe", "Aero"), ("Århus", "Aarhus", "Arhus")]
)
def test_spellings_of_one_letter_have_one_brief_form(names: tuple[str, ...]) -> None:
    assert len({brief(plain_letters(name_key(name))) for name in names}) == 1
