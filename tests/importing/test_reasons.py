"""The summary counts why rows were rejected: one line for a reason, whatever the values, the most frequent first."""

import pytest

from graph.importing.reasons import ReasonCounts

from .conftest import ACCOUNTS, Desk
from .mends import FILL

PLACES = ACCOUNTS + 'billing_country = "seat"\n'
NO_COUNTRY = "is not a known country: send its ISO 3166-1 alpha-2 code, such as DE"


async def test_a_reason_is_one_line_whatever_the_values_and_the_most_frequent_comes_first(desk: Desk) -> None:
    desk.put(
        "accounts.csv",
        'id,name,parent,seat\n1,,,\n2,B,,Atlantis\n3,C,,"the ""Far"" East"\n4,D,,"5"" North"\n5,E,2,\n',
    )
    summary = await desk.run(PLACES)
    assert [(count.rows, count.reason) for count in summary.reasons] == [
        (3, f'column "seat": "…" {NO_COUNTRY}'),
        (1, 'column "name" is empty, and an account needs a name' + FILL),
        (1, 'column "parent": its parent, line 3, is rejected: mend that one first'),
    ]
    told = str(summary).splitlines()
    assert told[2] == f'  3  accounts.csv (account): column "seat": "…" {NO_COUNTRY}'


async def test_what_all_rows_of_a_reason_name_is_told(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,seat\n1,A,,Atlantis\n2,B,,Atlantis\n")
    summary = await desk.run(PLACES)
    assert [(count.rows, count.reason) for count in summary.reasons] == [(2, f'column "seat": "Atlantis" {NO_COUNTRY}')]


async def test_a_row_counts_for_each_of_its_reasons_and_reasons_of_two_columns_are_two(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,seat,branch\n1,A,,Atlantis,Alchemy\n2,B,,Lemuria,Magic\n")
    summary = await desk.run(PLACES + 'billing_state = "seat"\nindustry = "branch"\n')
    assert sorted((count.rows, count.reason.split(":")[0]) for count in summary.reasons) == [
        (2, 'column "branch"'),
        (2, 'column "seat"'),
    ]


async def test_ten_reasons_are_shown_and_the_rest_counted(desk: Desk) -> None:
    columns = [f"c{number}" for number in range(12)]
    cells = "\n".join(f"{line},N{line}{',' * line}x{',' * (12 - line)}" for line in range(1, 13))
    desk.put("accounts.csv", f"id,name,{','.join(columns)}\n{cells}\n")
    patterns = "".join(f"[imports.columns.{column}]\npatterns = ['y']\n" for column in columns)
    mapping = ACCOUNTS.replace('parent = "parent"\n', "").replace("[imports.fields]", patterns + "[imports.fields]")
    summary = await desk.run(mapping)
    lines = str(summary).splitlines()
    assert (len(summary.reasons), len(lines)) == (12, 13)
    assert lines[-1] == "  …  and 2 rarer reasons."


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("has 3 columns where the header has 9", "has 11 columns where the header has 9", True),
        ("lines 4 to 7 can't be read", "lines 12 to 1,300 can't be read", True),
        ('column "a" is empty', 'column "b" is empty', False),
        ('the name "A" is taken by line 3: x', 'the name "B "C"" is taken by line 4: x', True),
        ('the name "A" is taken by line 3: x', 'the name "A" is taken by another account: x', False),
        ('column "at": "a" could be 2026-01-02 or 2026-02-01', 'column "at": "b" could be 1999-03-04 or 1999-4', True),
        ("has 256 characters as https://a.e/…: at most 255", "has 300 characters as https://b.e/x…: at most 255", True),
    ],
)  # fmt: skip
def test_reasons_are_one_where_only_values_differ(first: str, second: str, *, one: bool) -> None:
    counts = ReasonCounts()
    for reason in (first, second):
        counts.add("a", [reason], ['B "C"'])
    assert (len(counts.counted()) == 1) is one


def test_reasons_that_no_pattern_makes_one_take_bounded_memory() -> None:
    counts = ReasonCounts()
    for number in range(3_000):
        counts.add("a", ["".join(chr(ord("a") + int(digit)) for digit in str(number))], [])
    found = counts.counted()
    assert (len(found), found[0].reason, found[0].rows) == (1_001, "other reasons", 2_000)
