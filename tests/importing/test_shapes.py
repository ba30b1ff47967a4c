"""The shapes of files that spreadsheets and other CRMs write, and what no shape of theirs explains."""

import pytest

from .conftest import ACCOUNTS, Desk
from .mends import FILL

WITH_TEXT = ACCOUNTS + 'description = "text"\n'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("id,name,parent\n1,A,\n,,\n , \t,\n2,B,1\n,,,,\n", {"A": None, "B": "A"}),
        ("id,name,parent,\n1,A,,\n2,B,1,\n", {"A": None, "B": "A"}),
        ("id,name,parent\n1,A,,\n2,B,1,,,\n", {"A": None, "B": "A"}),
        ("id,name,parent,,\n1,A\n2,B,1\n", {"A": None, "B": "A"}),
        ("id,name,parent\n1,A\n2,B,1\n", {"A": None, "B": "A"}),
        ("id,name,note,parent,note\n1,A,x,,y\n2,B,x,1,y\n", {"A": None, "B": "A"}),
        ("sep=;\nid;name;parent\n1;A;\n2;B;1\n", {"A": None, "B": "A"}),
        ('\ufeff"sep=\t"\r\nid\tname\tparent\r\n1\tA\t\r\n2\tB\t1\r\n', {"A": None, "B": "A"}),
    ],
    ids=["blank rows", "header ends", "rows end", "both", "short", "repeated", "sep", "sep of tabs"],
)
async def test_what_spreadsheets_do_to_rows_is_understood(
    desk: Desk, content: str, found: dict[str, str | None]
) -> None:
    desk.put("accounts.csv", content)
    summary = await desk.run()
    assert (desk.reasons(), await desk.tree(), summary.parts[0].read) == ({}, found, 2)


async def test_lines_are_counted_below_a_line_that_names_the_delimiter(desk: Desk) -> None:
    desk.put("accounts.csv", "sep=;\nid;name;parent\n1;A;\n2;;\n")
    await desk.run()
    assert desk.reasons() == {4: 'column "name" is empty, and an account needs a name' + FILL}


async def test_cells_beyond_the_header_are_a_reject(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,,more\n")
    await desk.run()
    assert desk.reasons() == {
        2: "has 4 columns where the header has 3: put quotes around a cell with the delimiter in it"
    }


async def test_a_short_last_line_without_an_end_may_be_cut_off(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n2,B")
    await desk.run()
    assert desk.reasons() == {
        3: "has 2 columns where the header has 3, and no end of line: the file may be cut off: send it whole"
    }


async def test_repeated_columns_have_numbers_by_which_a_mapping_uses_them(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,text,parent,text\n1,A,x,,y\n")
    await desk.run(ACCOUNTS + 'description = "text (2)"\n')
    assert await desk.rows("SELECT description FROM account") == [("y",)]


async def test_a_cell_may_be_as_long_as_its_field(desk: Desk) -> None:
    longest, longer = "x\n" * 50_000 + "\u2028", "y" * 400_000
    desk.put("accounts.csv", f'id,name,parent,text\n1,A,,"{longest[:100_000]}"\n2,B,,"{longer}"\n3,C,,\n')
    await desk.run(WITH_TEXT)
    assert await desk.rows("SELECT name, length(description) FROM account ORDER BY name") == [
        ("A", 99_999),
        ("C", None),
    ]
    assert list(desk.reasons().values()) == [f'column "text": "{"y" * 79}…" has 400,000 characters: at most 100,000']
