"""Cells that say nothing: blank ones, and words for it."""

import pytest

from .conftest import ACCOUNTS, Desk
from .mends import FILL

WORDS = 'empty_words = ["N/A", " - ", "null"]'
PLACES = ACCOUNTS + 'billing_city = "city"\nbilling_country = "country"\n'
ROWS = "id,name,parent,city,country\n1,A,n/a,NULL,-\n2,B,1,Null Bay,DE\n"


@pytest.mark.parametrize(
    "mapping", [f"{WORDS}\n{PLACES}", PLACES.replace('key = "id"', f'key = "id"\n{WORDS}')], ids=["mapping", "import"]
)
async def test_words_that_mean_nothing_are_blank_in_every_column(desk: Desk, mapping: str) -> None:
    desk.put("accounts.csv", ROWS)
    assert (await desk.run(mapping)).rejected == 0
    assert await desk.rows("SELECT name, billing_city, billing_country FROM account ORDER BY name") == [
        ("A", None, None),
        ("B", "Null Bay", "DE"),
    ]


async def test_words_of_a_field_are_its_own_and_its_value_map_goes_first(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,city,country\n1,N/A,,-,-\n")
    fields = """
billing_city = { column = "city", empty_words = ["-"] }
billing_country = { column = "country", empty_words = ["-"], values = { "-" = "DE" } }
"""
    assert (await desk.run(ACCOUNTS + fields)).rejected == 0
    assert await desk.rows("SELECT name, billing_city, billing_country FROM account") == [("N/A", None, "DE")]


async def test_a_word_that_means_nothing_is_no_key_and_no_part_of_a_template(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,city,country\nN/A,A,,,\n2,B,,Bonn,n/a\n3,n/a,,,\n")
    await desk.run(f'{WORDS}\n{ACCOUNTS}billing_street = {{ template = "{{city}}, {{country}}" }}\n')
    assert desk.reasons() == {
        2: 'column "id" is empty, and it is the key: fill it in',
        4: 'column "name" is empty, and an account needs a name' + FILL,
    }
    assert await desk.rows("SELECT name, billing_street FROM account") == [("B", None)]


async def test_a_word_that_means_nothing_needs_to_fit_no_pattern(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,city\n1,A,,n/a\n2,B,,Bonn DE\n")
    patterns = "columns.city.patterns = ['(?P<town>.+) (?P<land>[A-Z]{2})']"
    mapping = ACCOUNTS.replace('key = "id"', f'key = "id"\n{WORDS}\n{patterns}')
    await desk.run(mapping + 'billing_city = "town"\nbilling_country = "land"\n')
    assert await desk.rows("SELECT billing_city, billing_country FROM account ORDER BY name") == [
        (None, None),
        ("Bonn", "DE"),
    ]
