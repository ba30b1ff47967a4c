"""Tokens of an identity provider that lets people choose addresses which look, or fold, like another's."""

import sys
from datetime import timedelta

import pytest

from graph.auth.tokens import Tokens
from graph.errors import Unauthenticated
from graph.settings import Settings

TOKENS = Tokens(Settings(secret="x" * 32))
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789@.-_+"


def signs_in_as(subject: str) -> str | None:
    try:
        return TOKENS.claims(TOKENS.issue(subject, timedelta(hours=1))).email
    except Unauthenticated:
        return None


def test_no_other_letter_stands_for_a_plain_one() -> None:
    folding = [chr(code) for code in range(128, sys.maxunicode + 1) if chr(code).lower() in LETTERS]
    assert folding == ["\N{KELVIN SIGN}"]
    for letter in folding:
        assert signs_in_as(f"{letter}ate@demo.example") is None


@pytest.mark.parametrize(
    "subject",
    [
        "r\u0131ta@demo.example",
        "r\u0130ta@demo.example",
        "\uff52ita@demo.example",
        "rita@demo.example ",
        " rita@demo.example",
    ],
)
def test_what_only_looks_like_an_address_is_not_it(subject: str) -> None:
    assert signs_in_as(subject.format("demo.example")) != "rita@demo.example"


def test_the_case_of_letters_is_the_only_difference_that_does_not_count() -> None:
    assert signs_in_as("RITA@Demo.Example") == "rita@demo.example"
    assert signs_in_as("\u00dcnal@demo.example") == "\u00fcnal@demo.example"
