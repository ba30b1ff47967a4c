"""Rejected rows stand in a file for each that was read: a person mends them there, and the same mapping takes it."""

import re
from pathlib import Path

import pytest

from graph.importing import ImportRefused, MappingError

from .conftest import ACCOUNTS, Desk

TWO = (
    ACCOUNTS
    + """
[[imports]]
file = "contacts.csv"
record = "contact"
key = "id"
[imports.fields]
name = "name"
account = "account"
"""
)


async def test_a_mended_file_of_rejects_comes_in_by_the_same_mapping(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n2,,1\n3,B,2\n")
    desk.put("contacts.csv", "id,name,account\na,Ann,1\n")
    await desk.run(TWO)
    path = desk.folder / "rejects" / "accounts.csv"
    path.write_text(path.read_text().replace(",2,,1", ",2,Acme Two,1"))
    summary = await desk.run(TWO, folder=desk.folder / "rejects", rejects=desk.folder / "again")
    assert [(part.created, part.rejected) for part in summary.parts] == [(2, 0), (0, 0)]
    assert await desk.tree() == {"Acme": None, "Acme Two": "Acme", "B": "Acme Two"}


async def test_nothing_is_gone_by_a_file_of_rejects(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n2,,1\n")
    await desk.run()
    again = await desk.run(folder=desk.folder / "rejects", rejects=desk.folder / "again")
    assert again.gone == {}


async def test_what_is_rejected_again_has_its_new_reason_alone(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,,\n")
    await desk.run()
    first = (desk.folder / "rejects" / "accounts.csv").read_text()
    await desk.run(folder=desk.folder / "rejects", rejects=desk.folder / "again")
    assert (desk.folder / "again" / "accounts.csv").read_text() == first


@pytest.mark.parametrize(
    ("content", "encoding", "form"),
    [
        ("id;name;parent\r\n1;Müller;x\r\n", "cp1252", "delimiter = ';'\nencoding = 'cp1252'"),
        ("sep=;\nid;name;parent\n1;Müller;x\n", "utf-8", ""),
        ("id,name,parent\n1,Müller,x\n", "utf-8-sig", ""),
        ("id\tname\tparent\n1\tMüller\tx\n", "utf-16", 'delimiter = "\\t"\nencoding = "utf-16"'),
        ('note,id,note,name,parent\n"a\nb",1,"say ""x""",Müller,x\n', "utf-8", ""),
    ],
)
async def test_a_file_of_rejects_is_written_as_the_file_that_was_read(
    desk: Desk, content: str, encoding: str, form: str
) -> None:
    desk.put("accounts.csv", content.encode(encoding))
    await desk.run(ACCOUNTS.replace('key = "id"', f'key = "id"\n{form}'))
    sep, end = "sep=;\n" if content.startswith("sep") else "", "\r\n" if "\r" in content else "\n"
    head, _, row = content.removeprefix(sep).partition(end)
    mark = re.split(r"\w+", head)[1]
    reason = '"column ""parent"": there is no account with the key ""x"": bring it in first, or correct it"'
    expected = f"{sep}(line){mark}(reason){mark}{head}{end}{3 if sep else 2}{mark}{reason}{mark}{row}"
    assert (desk.folder / "rejects" / "accounts.csv").read_bytes() == expected.encode(encoding)


async def test_a_row_that_two_imports_reject_stands_once_with_both_reasons(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,person\n1,,,\n2,B,,Bo\n")
    people = TWO.replace("contacts.csv", "accounts.csv").replace('name = "name"\naccount = "account"', "")
    await desk.run(people + 'name = "person"\naccount = "id"\n')
    [reject] = desk.rejects()
    assert [reason.split(":")[0] for reason in reject["(reason)"].split("; ")] == ["account", "contact", "contact"]


async def test_the_folder_of_the_files_is_not_that_of_their_rejects(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.put("accounts.csv", "id,name,parent\n1,,\n")
    assert (await desk.run(rejects=None)).rejects == Path("rejects")
    mended = desk.folder / "rejects" / "accounts.csv"
    mended.write_text(mended.read_text().replace(",1,,", ",1,Acme,"))
    before = mended.read_text()
    dry = await desk.run(folder=Path("rejects"), rejects=None, dry_run=True)
    assert (dry.rejects, dry.parts[0].created, mended.read_text()) == (Path("rejects-2"), 1, before)
    with pytest.raises(ImportRefused, match=r"read by this import.*name another folder by --rejects"):
        await desk.run(folder=Path("rejects"), rejects=Path("rejects"))


async def test_a_file_that_is_none_of_rejects_is_not_replaced(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,,\n")
    (desk.folder / "old").mkdir()
    desk.put("old/accounts.csv", "id,name,parent\n7,Kept,\n")
    with pytest.raises(ImportRefused, match=r"is no file of rejects, .* move it, or name another folder by --rejects"):
        await desk.run(rejects=desk.folder / "old")
    assert (desk.folder / "old" / "accounts.csv").read_text() == "id,name,parent\n7,Kept,\n"


async def test_a_file_in_a_folder_has_its_rejects_in_one_likewise(desk: Desk) -> None:
    (desk.folder / "north").mkdir()
    desk.put("north/accounts.csv", "id,name,parent\n1,,\n")
    await desk.run(ACCOUNTS.replace("accounts.csv", "north/accounts.csv"))
    assert (desk.folder / "rejects" / "north" / "accounts.csv").exists()


async def test_a_file_is_read_in_one_form(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    second = ACCOUNTS.partition("\n[[imports]]")[2].replace('key = "id"', 'key = "id"\nencoding = "cp1252"')
    with pytest.raises(MappingError, match="by another `encoding` or `delimiter`: say one"):
        await desk.run(ACCOUNTS + "[[imports]]" + second)
