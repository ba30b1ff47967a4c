"""A mapping's faults are all told at once, each by its place, and an unknown key with what it may have been."""

from pathlib import Path

import pytest

from graph.importing import MappingError
from graph.importing.mapping_file import load

from .conftest import ACCOUNTS


def problems(folder: Path, mapping: str, header: str = "id,name,parent,sector\n") -> list[str]:
    (folder / "accounts.csv").write_text(header)
    (folder / "mapping.toml").write_text(mapping)
    with pytest.raises(MappingError) as error:
        load(folder / "mapping.toml")
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def fields(*lines: str) -> str:
    return ACCOUNTS + "".join(line + "\n" for line in lines)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        """
surce = "test"
[[imports]]
file = "accounts.csv"
record = "acount"
key = "id"
[[imports]]
file = "missing.csv"
record = "account"
key = "id"
delimeter = ";"
[imports.fields]
naem = "name"
[[imports]]
file = "accounts.csv"
record = "account"
key = "ident"
[imports.fields]
name = "nmae"
industry = { column = "sector", values = { technolgy = "TECHNOLGY" }, by = "name" }
""",
    )
    assert [problem.split("; it has")[0].split("; there is:")[0] for problem in told] == [
        "the mapping: unknown key 'surce' (did you mean 'source'?)",
        "source: must name where the records come from, in 1 to 64 characters",
        "imports 1 (accounts.csv, acount): `record` must be one of group, role, sharing_rule, user, account, contact, "
        "opportunity, team_member, grant, case, contract, activity (did you mean 'account'?)",
        "imports 2 (missing.csv, account): unknown key 'delimeter' (did you mean 'delimiter'?)",
        f"imports 2 (missing.csv, account): there is no file {tmp_path}/missing.csv; "
        "`folder` in the mapping or --folder says where the files are",
        "imports 2 (missing.csv, account), fields: unknown key 'naem' (did you mean 'name'?)",
        "imports 2 (missing.csv, account): `fields` must map 'name': an account needs one",
        "imports 3 (accounts.csv, account), key: the file has no column 'ident'",
        "imports 3 (accounts.csv, account), name: the file has no column 'nmae' (did you mean 'name'?)",
        "imports 3 (accounts.csv, account), industry: unknown key 'by'",
        told[-1],
    ]
    assert told[-1].startswith('imports 3 (accounts.csv, account), industry: "TECHNOLGY" is none of AGRICULTURE')


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('phone = { constant = "1", column = "id" }', "must say one of `column`, `template` or `constant`"),
        ("phone = 5", "`column` must be a column's name"),
        ('phone = { template = "{id" }', "has a brace that is no placeholder"),
        ('phone = { template = "{id:loud}" }', "there is no 'loud' to put after a colon; there is: slug, lower, upper"),
        ('phone = { template = "{sectr}" }', "the file has no column 'sectr' (did you mean 'sector'?)"),
        ('type = { constant = "FRIEND" }', '"FRIEND" is none of PROSPECT'),
        ('annual_revenue = { column = "id", multiply = "lots" }', "`multiply` must be a number"),
        ('customer_since = { column = "id", format = "dd/mm" }', "`format` must be like %d/%m/%Y"),
        ('customer_since = { column = "id", format = ["%Y", 5] }', "`format` must be like %d/%m/%Y, or a list of such"),
        ('owner = { column = "id", by = "phone" }', "`by` must be one of key, name, email"),
        ('owner = { column = "id", missing = "ignore" }', '`missing` must be "reject" or "empty"'),
        ('latitude = "id"', "latitude and longitude go together"),
        ('annual_revenue = { column = "id", decimal = ";" }', '`decimal` must be "." or ","'),
        ('annual_revenue = { column = "id", thousands = "_" }', '`thousands` must be ".", ",", " ", "\'" or'),
        ('annual_revenue = { column = "id", decimal = ",", thousands = "," }', "must differ"),
        ('annual_revenue = { constant = "12.500" }', '"12.500" could be 12500 or 12.5'),
        ('phone = { column = "id", decimal = "," }', "unknown key 'decimal'"),
        ('phone = { column = "id", values = { a = [1] } }', "must be text, a number, true or false"),
    ],
)
def test_a_fault_of_a_field_says_what_it_may_be(tmp_path: Path, line: str, fault: str) -> None:
    [told] = problems(tmp_path, fields(line))
    assert fault in told.replace("'empty'", '"empty"')


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('encoding = "klingon"', "`encoding` 'klingon' is unknown"),
        ('encoding = "base64"', "`encoding` 'base64' is unknown"),
        ('delimiter = ";;"', "`delimiter` must be one character"),
        ('duplicate_names = "ignore"', '`duplicate_names` must be "reject", "number" or a template'),
        ("distinct = 1", "`distinct` must be true or false"),
        ('empty_words = "N/A"', '`empty_words` must be a list of texts, such as ["N/A", "-"]'),
        ('decimal = ";"', '`decimal` must be "." or ","'),
        ('columns.parent.patterns = ["("]', "is no regular expression"),
    ],
)
def test_a_fault_of_a_part_says_what_it_may_be(tmp_path: Path, line: str, fault: str) -> None:
    assert any(fault in told for told in problems(tmp_path, ACCOUNTS.replace('key = "id"', f'key = "id"\n{line}')))


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("", "it is empty; its first line must name the columns"),
        ("id,name,name,parent\n", "name: the file has several columns 'name': say 'name (1)' for the first"),
        ('id,"name,parent\n', "its first line is no header"),
    ],
)
def test_a_file_without_a_proper_header_is_a_fault(tmp_path: Path, header: str, fault: str) -> None:
    [told] = problems(tmp_path, ACCOUNTS, header)
    assert fault in told


@pytest.mark.parametrize("mapping", ["source = ", "\xff", "source = 5", 'source = "x"\nimports = 5', "imports = [5]"])
def test_nonsense_is_a_fault_and_no_crash(tmp_path: Path, mapping: str) -> None:
    (tmp_path / "mapping.toml").write_text(mapping, encoding="latin-1")
    with pytest.raises(MappingError):
        load(tmp_path / "mapping.toml")


def test_a_mapping_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="there is no file"):
        load(tmp_path / "none.toml")


def test_the_files_are_beside_the_mapping_or_in_its_folder_or_in_the_one_given(tmp_path: Path) -> None:
    for place in (tmp_path / "data", tmp_path / "given"):
        place.mkdir()
        (place / "accounts.csv").write_text("id,name,parent\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('folder = "data"' + ACCOUNTS)
    assert load(mapping).parts[0].path == tmp_path / "data" / "accounts.csv"
    assert load(mapping, tmp_path / "given").parts[0].path == tmp_path / "given" / "accounts.csv"
