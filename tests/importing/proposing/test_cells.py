"""What is proposed for the cells of a file: how they write dates and numbers, and which words they lack."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph.importing.proposing import propose, reading


@pytest.fixture
def proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The first import of the mapping that is proposed for a file of these bytes."""
    monkeypatch.chdir(tmp_path)

    def of(content: str | bytes, name: str = "deals.csv", **options: Any) -> dict[str, Any]:
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        document = tomllib.loads(propose([name], **options).text)
        return dict(document["imports"][0])

    return of


def deals(*cells: str, column: str = "Close Date") -> str:
    return f"Deal ID;Company;Deal Name;{column}\n" + "".join(f"{n};Acme;Deal {n};{c}\n" for n, c in enumerate(cells))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("2026-01-02", "2026-12-31"), "Close Date"),
        (("02.01.2026",), {"column": "Close Date", "format": "%d.%m.%Y"}),
        (("1/2/2026", "12/31/2026"), {"column": "Close Date", "format": "%m/%d/%Y"}),
        (("1/2/2026", "31/12/2026"), {"column": "Close Date", "format": "%d/%m/%Y"}),
        (("2026-01-02T10:00:00.000Z",), {"column": "Close Date", "format": "%Y-%m-%dT%H:%M:%S.%fZ"}),
        (("31/12/2026", "2026-01-02"), {"column": "Close Date", "format": ["%d/%m/%Y", "%Y-%m-%d"]}),
        (("2 Jan 2026",), {"column": "Close Date", "format": "%d %b %Y"}),
    ],
)
def test_dates_are_read_as_all_of_the_column_tells(proposed: Any, cells: tuple[str, ...], told: object) -> None:
    assert proposed(deals(*cells))["fields"]["close_date"] == told


def test_a_day_that_could_be_two_is_a_doubt(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(deals("1/2/2026", "3/4/2026"))
    assert 'Doubt: "Close Date" fits %m/%d/%Y as well.' in propose([str(file)]).text


def test_another_column_tells_which_of_two_days_is_meant(proposed: Any) -> None:
    told = proposed("Deal ID,Company,Deal Name,Close Date,Created On\n1,Acme,A,1/2/2026,12/31/2025 1:00 PM\n")
    assert told["fields"]["close_date"] == {"column": "Close Date", "format": "%m/%d/%Y"}


@pytest.mark.parametrize(
    ("cells", "decimal", "told"),
    [
        (("1,234.50", "12"), None, "Amount"),
        (("12.500", "7,5"), None, "Amount"),
        (("12.500", "1.234,5"), ",", "Amount"),
        (("12.500", "300"), ",", "Amount"),  # nothing tells, and a file with semicolons writes decimal commas
        (("0.333333", "1"), None, {"column": "Amount", "round": True}),
    ],
)
def test_the_decimal_mark_is_said_where_cells_leave_it_open(
    proposed: Any, cells: tuple[str, ...], decimal: str | None, told: object
) -> None:
    part = proposed(deals(*cells, column="Amount"))
    assert (part.get("decimal"), part["fields"]["amount"]) in ((decimal, told), (",", told))


def test_fractions_of_one_are_percent(proposed: Any) -> None:
    fields = proposed(deals("0.2", "1", column="Probability"))["fields"]
    assert fields["probability"] == {"column": "Probability", "multiply": 100}


def test_words_of_other_tools_are_put_into_ours_and_the_rest_is_told(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(deals("Closed Won", "Contract Sent", "Angebot", "Angebot", column="Deal Stage"))
    text = propose([str(file)]).text
    assert 'stage = { column = "Deal Stage", values = { "Contract Sent" = "NEGOTIATION" } }' in text
    assert 'Doubt: "Deal Stage" has "Angebot" (2), whose rows are rejected until' in text


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,name\n1,Müller\n", None),
        ("id,name\n1,Müller\n".encode("utf-8-sig"), None),
        ("id,name\n1,Müller\n".encode("cp1252"), "cp1252"),
        ("id\tname\n1\tMüller\n".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(proposed: Any, content: str | bytes, encoding: str | None) -> None:
    part = proposed(content, "accounts.csv")
    assert (part.get("encoding"), part["key"], part["fields"]) == (encoding, "id", {"name": "name"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_columns(proposed: Any, delimiter: str) -> None:
    part = proposed(f'id{delimiter}name\n1{delimiter}"A, B; C"\n', "accounts.csv")
    assert part.get("delimiter", ",") == delimiter


def test_a_file_that_names_its_delimiter_needs_none_in_the_mapping(proposed: Any) -> None:
    part = proposed("sep=;\nid;name\n1;A\n", "accounts.csv")
    assert ("delimiter" in part, part["fields"]) == (False, {"name": "name"})


def test_blank_words_are_listed_and_names_that_repeat_are_told_apart(proposed: Any) -> None:
    part = proposed("id,name,city\n1,A,N/A\n2,a,-\n3,B,Rome\n", "accounts.csv")
    assert part["empty_words"] == ["N/A", "-"]
    assert part["duplicate_names"] == "{name} ({id})"


def test_without_a_key_a_column_that_differs_is_taken_in_doubt(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("Company,City\nA,Rome\nB,Rome\n")
    text = propose([str(file)]).text
    assert "Doubt: no column is called a key." in text
    assert 'key = "Company"' in text


def test_at_most_so_many_rows_are_read_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    monkeypatch.chdir(tmp_path)  # a long path would break the line
    Path("accounts.csv").write_text("id,name\n1,A\n2,B\n3,C\n")
    assert "by its first 2 rows." in propose(["accounts.csv"]).text
