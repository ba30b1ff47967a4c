"""Rows that a mapping leaves out are counted, and nothing else is said of them."""

import pytest

from graph.importing import MappingError

from .conftest import ACCOUNTS, Desk

HEADER = "id,name,parent,deleted,kind\n"


def choosing(what: str) -> str:
    return ACCOUNTS.replace('key = "id"', f'key = "id"\n{what}')


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("skip = { deleted = true }", ["A", "C", "D"]),
        ('skip = { deleted = "TRUE" }', ["A", "C", "D", "E"]),
        ("where = { deleted = false }", ["A", "D"]),
        ('where = { kind = ["customer", "Prospect"] }', ["A", "B", "C"]),
        ('where = { kind = "customer", deleted = "" }', ["C"]),
        ('skip = { kind = "", deleted = true }', ["A", "C"]),
        ('where = { kind = "customer" }\nskip = { deleted = true }', ["A", "C"]),
        ('empty_words = ["n/a"]\nwhere = { kind = "" }', ["D", "E"]),
        ("where = { kind = 7 }", []),
    ],
)
async def test_rows_are_chosen_by_the_texts_of_their_columns(desk: Desk, what: str, names: list[str]) -> None:
    desk.put(
        "accounts.csv",
        HEADER + "1,A,,false,Customer\n2,B,,true,Prospect\n3,C,, ,CUSTOMER\n4,D,,0,\n5,E,,yes,N/A\n",
    )
    summary = await desk.run(choosing(what))
    assert sorted(await desk.tree()) == names
    part = summary.parts[0]
    assert (part.read, part.created, part.skipped, part.rejected) == (5, len(names), 5 - len(names), 0)
    assert f"5 read = {len(names)} created" + f", {part.skipped} skipped" * bool(part.skipped) in str(summary)


async def test_a_row_that_is_left_out_is_not_judged_and_its_record_is_gone_from_the_file(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,,false,\n2,B,,false,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,A,,false,\n2,,9,true,\n,A,,true,\n")
    summary = await desk.run(choosing("skip = { deleted = true }"))
    assert (summary.parts[0].skipped, desk.reasons(), summary.gone) == (2, {}, {"account": 1})


async def test_a_column_that_patterns_make_can_choose(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,,,x 1\n2,B,,,x 2\n")
    await desk.run(choosing("columns.kind.patterns = ['x (?P<digit>.)']\nwhere = { digit = 2 }"))
    assert await desk.tree() == {"B": None}


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ('where = "deleted"', "where: must be a table: each column and the texts that are meant"),
        ("skip = { delete = true }", "the file has no column 'delete' (did you mean 'deleted'?)"),
        ("skip = { deleted = { is = true } }", "skip, deleted: must be text, a number, true or false"),
    ],
)
async def test_faults_of_the_choice_are_told(desk: Desk, what: str, fault: str) -> None:
    desk.put("accounts.csv", HEADER)
    with pytest.raises(MappingError) as refused:
        await desk.run(choosing(what))
    assert fault in str(refused.value)
