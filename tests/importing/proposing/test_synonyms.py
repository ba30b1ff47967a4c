"""The listed names of other tools' columns name what is declared."""

import pytest

from graph.importing.proposing.synonyms import FIRST_NAME, KEY, LAST_NAME, folded, listed, synonyms
from graph.importing.record_types import record_type, record_types
from graph.models.values import Choice, Reading

TYPES = record_types()


def test_every_listed_record_type_exists() -> None:
    assert listed().keys() - TYPES.keys() == {"deleted", "sources"}


@pytest.mark.parametrize("name", sorted(listed().keys() & TYPES.keys()))
def test_what_is_listed_of_a_record_type_are_its_fields_and_values(name: str) -> None:
    own, fields = listed()[name], TYPES[name].fields
    assert own.keys() <= {"called", "headers", "words", "fallbacks", "files", FIRST_NAME, LAST_NAME}
    assert own.get("headers", {}).keys() <= {*fields, KEY}
    meant = [(field, word) for field, words in own.get("words", {}).items() for word in words.values()]
    meant += own.get("fallbacks", {}).items()
    meant += [(field, word) for field, words in own.get("files", {}).items() for word in words.values()]
    for field, word in meant:
        assert fields[field].value.read_cell(word, Reading()) is not None


@pytest.mark.parametrize("name", sorted(listed().keys() & TYPES.keys()))
def test_no_word_is_listed_that_the_field_reads_by_itself(name: str) -> None:
    for field, words in listed()[name].get("words", {}).items():
        value = TYPES[name].fields[field].value
        if isinstance(value, Choice):
            assert {word for word in words if value.parse(word, Reading()) in [*value.enum]} == set()


def test_fields_are_known_by_their_own_names_and_after_those_of_their_records() -> None:
    headers = synonyms(record_type("Account")).headers
    assert headers["billing_city"][0] == folded("BillingCity")
    assert folded("Company name") in headers["name"]
    assert folded("(Do Not Modify) Account") in headers[KEY]
    assert folded("AccountId") in synonyms(record_type("Contact")).headers["account"]
