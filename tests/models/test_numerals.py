"""Which number a text of digits and separators is, and which texts could be two."""

from decimal import Decimal

import pytest

from graph.models.values.numeral import AmbiguousNumeral, number


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", "12"), ("12.50", "12.50"), ("12,5", "12.5"), (".5", "0.5"), ("500.", "500"), ("007", "7"),
        ("1.234.567,89", "1234567.89"), ("1,234,567.89", "1234567.89"), ("1'234.56", "1234.56"),
        ("1\u2019234,56", "1234.56"), ("1 234,56", "1234.56"), ("1\u202f234\u00a0567", "1234567"),
        ("1.234.567", "1234567"), ("12,34,567.8", "1234567.8"), ("1.234,567", "1234.567"), ("1 234", "1234"),
        # no group of thousands begins with a zero or has four digits
        ("0.500", "0.5"), ("0,125", "0.125"), ("1234.500", "1234.5"), ("1234,567", "1234.567"),
        ("1.5e6", "1500000"), ("1,234E+05", "123400"), ("1e-2", "0.01"),
    ],
)  # fmt: skip
def test_a_text_that_can_be_one_number_only_is_that(text: str, meant: str) -> None:
    assert number(text) == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12.500", "could be 12500 or 12.5: send one of these"),
        ("1,234", "could be 1234 or 1.234: send one of these"),
        ("25.000", "could be 25000 or 25: send one of these"),
    ],
)
def test_a_text_that_could_be_two_numbers_is_neither(text: str, message: str) -> None:
    with pytest.raises(AmbiguousNumeral) as ambiguous:
        number(text)
    assert ambiguous.value.message == message


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "meant"),
    [
        ("12.500", ",", None, "12500"), ("12.500", ".", None, "12.5"), ("12.500", "", ".", "12500"),
        ("12.500", "", ",", "12.5"), ("12.500", "", "", "12.5"), ("12.500", "", "'", "12.5"),
        ("1'234,5", ",", "'", "1234.5"), ("1 234,567", ",", " ", "1234.567"), ("1,5e3", ",", None, "1500"),
        ("12.500", ",", "", None), ("12.500", ",", "'", None), ("1,234,567", ",", None, None), ("12.5", ",", ".", None),
        ("1.5e3", ",", None, None), ("12,5", ".", ",", None), ("1 234", ".", ",", None),
    ],
)  # fmt: skip
def test_separators_that_are_said_decide(text: str, decimal: str, thousands: str | None, meant: str | None) -> None:
    assert number(text, decimal, thousands) == (None if meant is None else Decimal(meant))


@pytest.mark.parametrize(
    "text",
    ["", ".", ",", "1.2.3", "12 34", "1_000", "1.23.456", "1,234.567,8", "1 234'567", "1..5", "٣", "1e999", "e5"],
)
def test_a_text_that_is_grouped_otherwise_is_no_number(text: str) -> None:
    assert number(text) is None


def test_a_number_past_the_largest_is_not_what_is_meant() -> None:
    assert number("48.137", largest=Decimal(90)) == Decimal("48.137")
    with pytest.raises(AmbiguousNumeral):
        number("48.137", largest=Decimal(50_000))
