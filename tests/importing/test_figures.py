"""Figures as files write them: separators, currencies, brackets, percent; and which files must say how they write."""

from decimal import Decimal

import pytest

from graph.models.values import AS_IT_STANDS, Degrees, InvalidValue, Money, Percent, Reading, Whole

from .conftest import Desk

DEALS = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "id"
annual_revenue = "revenue"
latitude = "latitude"
longitude = "longitude"
"""


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,89 €", "1234567.89"), ("$1,234,567.89", "1234567.89"), ("1'234.56", "1234.56"),
        ("1 234,56", "1234.56"), ("US$ 5", "5"), ("R$ 1.234,50", "1234.50"), ("EUR 12", "12"), ("12 chf", "12"),
        ("kr 500", "500"), ("500,- €", "500"), ("500.\u2013 CHF", "500"), ("Fr. 10.50", "10.50"), ("5 zł", "5"),
        ("+5", "5"), ("₹12,34,567", "1234567"), ("(0.00)", "0"), ("\u22120", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_separators_and_currency(text: str, amount: str) -> None:
    assert Money().read_cell(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["(500.00)", "($500.00)", "$(500.00)", "-$500", "$-500", "500-", "\u2212500", "(500 €)"]
)
def test_an_amount_in_brackets_or_with_a_minus_is_below_zero(text: str) -> None:
    assert Money().parse(text, AS_IT_STANDS) == -500
    with pytest.raises(InvalidValue, match="is below zero"):
        Money().read_cell(text)


@pytest.mark.parametrize(
    "text", ["--5", "(-5)", "€5€", "5 apples", "$", "5%", "$1_000", "5 EURO", "EUR", "e5", "()", "-"]
)
def test_what_is_no_figure_is_told_what_one_is(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"is not a number: send one such as 1100\.04"):
        Money().read_cell(text)


def test_a_count_is_in_no_currency() -> None:
    with pytest.raises(InvalidValue, match=r"is not a number: send one such as 1100$"):
        Whole().read_cell("$5")


@pytest.mark.parametrize("text", ["12", "12 %", "12%", "% 12", "12.0 %", "12,00\u00a0%", "+12%"])
def test_a_percentage_is_read_with_its_sign(text: str) -> None:
    assert Percent().read_cell(text) == 12


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "0.12",
            "is not a whole number of percent: send 12 for 12 %, or say `multiply = 100` in the mapping for fractions",
        ),
        ("120 %", "is 120 percent: send 0 to 100"),
        ("(5%)", "is -5 percent: send 0 to 100"),
        ("$5", "is not a number: send one such as 12 %"),
        ("12 %%", "is not a number: send one such as 12 %"),
    ],
)
def test_what_is_no_percentage_is_told_what_one_is(text: str, told: str) -> None:
    with pytest.raises(InvalidValue) as invalid:
        Percent().read_cell(text)
    assert invalid.value.message == told


def test_fractions_are_percent_where_the_mapping_multiplies_them() -> None:
    assert Percent().read_cell("0.125", Reading(multiply=Decimal(100), round=True)) == 12


def test_degrees_have_no_thousands() -> None:
    assert Degrees(90).read_cell("48.137") == Decimal("48.137000")
    assert Degrees(180).read_cell("-0,125") == Decimal("-0.125000")


async def test_a_figure_that_could_be_two_is_rejected_until_the_mapping_says_its_marks(desk: Desk) -> None:
    desk.put("accounts.csv", "id,revenue,latitude,longitude\n1,12.500,48.137,11.575\n2,1234.5,,\n")
    await desk.run(DEALS)
    assert desk.reasons() == {
        2: 'column "revenue": "12.500" could be 12500 or 12.5: send one of these, or say `decimal` in the mapping'
    }


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (('source = "test"', 'source = "test"\ndecimal = ","'), "12500.00"),
        (('key = "id"', 'key = "id"\nthousands = "."'), "12500.00"),
        (('"revenue"', '{ column = "revenue", decimal = "." }'), "12.50"),
    ],
)
async def test_marks_are_said_by_a_mapping_an_import_or_a_field(desk: Desk, said: tuple[str, str], kept: str) -> None:
    desk.put("accounts.csv", 'id,revenue,latitude,longitude\n1,12.500,"48","11"\n')
    assert (await desk.run(DEALS.replace(*said, 1))).rejected == 0
    assert await desk.rows("SELECT annual_revenue::text FROM account") == [(kept,)]


async def test_what_a_field_says_of_its_marks_goes_before_what_the_mapping_says(desk: Desk) -> None:
    desk.put("accounts.csv", 'id,revenue,latitude,longitude\n1,"12.500,25",48.137,11.575\n')
    german = DEALS.replace('key = "id"', 'key = "id"\ndecimal = ","\nthousands = "."')
    await desk.run(german)
    assert "48137" in desk.reasons()[2]
    for field in ("latitude", "longitude"):
        german = german.replace(f'{field} = "{field}"', f'{field} = {{ column = "{field}", decimal = "." }}')
    assert (await desk.run(german)).rejected == 0
    assert await desk.rows("SELECT annual_revenue::text, latitude::text FROM account") == [("12500.25", "48.137000")]
