"""Parents: in any order, known or new, moved, missing, rejected, or going round in a circle."""

import random

import pytest

from graph.importing import ImportRefused

from .conftest import ACCOUNTS, Desk
from .mends import BRING, FILL

HEADER = "id,name,parent\n"
BY_NAME = ACCOUNTS.replace('parent = "parent"', 'parent = { column = "parent", by = "name" }')
OR_EMPTY = ACCOUNTS.replace('parent = "parent"', 'parent = { column = "parent", missing = "empty" }')

CLOSURE_IS_TRUE = """
WITH RECURSIVE up AS (
    SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth, parent_id FROM account
    UNION ALL SELECT a.id, up.descendant_id, up.depth + 1, a.parent_id FROM up JOIN account a ON a.id = up.parent_id
), truth AS (SELECT ancestor_id, descendant_id, depth FROM up)
SELECT NOT EXISTS (SELECT * FROM truth EXCEPT SELECT ancestor_id, descendant_id, depth FROM account_tree)
   AND NOT EXISTS (SELECT ancestor_id, descendant_id, depth FROM account_tree EXCEPT SELECT * FROM truth)"""


async def test_children_may_stand_before_their_parents(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "3,C,2\n2,B,1\n1,A,\n4,D,3\n")
    await desk.run()
    assert await desk.tree() == {"A": None, "B": "A", "C": "B", "D": "C"}
    assert await desk.value(CLOSURE_IS_TRUE)


async def test_numbers_follow_the_order_of_the_file(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "3,C,2\n2,B,1\n1,A,\n")
    await desk.run()
    assert await desk.rows("SELECT name FROM account ORDER BY number") == [("C",), ("B",), ("A",)]


async def test_any_order_of_rows_gives_the_same_tree(desk: Desk) -> None:
    dice = random.Random(7)
    parents = {f"n{number}": f"n{dice.randrange(number)}" for number in range(1, 300)} | {"n0": ""}
    lines = [f"{name},{name},{parent}\n" for name, parent in parents.items()]
    dice.shuffle(lines)
    desk.put("accounts.csv", HEADER + "".join(lines))
    await desk.run()
    assert await desk.tree() == {name: parent or None for name, parent in parents.items()}
    assert await desk.value(CLOSURE_IS_TRUE)


async def test_parents_are_found_by_name_whatever_its_case_and_spacing(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "2,B,  ACME   corp \n1,Acme Corp,\n")
    await desk.run(BY_NAME)
    assert await desk.tree() == {"Acme Corp": None, "B": "Acme Corp"}


async def test_a_parent_by_name_is_the_account_that_has_the_name_after_the_import(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Old,\n2,Child,Old\n")
    await desk.run(BY_NAME)
    desk.put("accounts.csv", HEADER + "1,New,\n2,Child,New\n3,Other,Old\n")
    await desk.run(BY_NAME)
    assert await desk.tree() == {"New": None, "Child": "New"}
    assert desk.reasons() == {4: 'column "parent": there is no account with the name "Old"' + BRING}


async def test_a_parent_may_be_from_an_earlier_import(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "2,B,1\n")
    summary = await desk.run()
    assert await desk.tree() == {"A": None, "B": "A"}
    assert summary.gone == {"account": 1}


async def test_what_hangs_below_a_rejected_row_is_rejected_with_it(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "4,D,3\n1,A,\n2,,1\n3,C,2\n5,E,none\n")
    await desk.run()
    assert desk.reasons() == {
        2: 'column "parent": its parent, line 5, is rejected: mend that one first',
        4: 'column "name" is empty, and an account needs a name' + FILL,
        5: 'column "parent": its parent, line 4, is rejected: mend that one first',
        6: 'column "parent": there is no account with the key "none"' + BRING,
    }
    assert await desk.tree() == {"A": None}


async def test_with_missing_empty_orphans_come_in_as_roots_and_are_counted(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "2,,\n3,C,2\n4,D,3\n5,E,none\n")
    summary = await desk.run(OR_EMPTY)
    assert await desk.tree() == {"C": None, "D": "C", "E": None}
    assert (summary.parts[0].created, summary.parts[0].warned, summary.parts[0].rejected) == (3, 2, 1)


async def test_a_rejected_row_of_a_known_account_keeps_its_children(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,,\n2,B,1\n")
    await desk.run()
    assert list(desk.reasons()) == [2]
    assert await desk.tree() == {"A": None, "B": "A"}


async def test_subtrees_move_and_may_turn_upside_down(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,1\n3,C,2\n4,D,3\n5,E,4\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,A,2\n2,B,3\n3,C,6\n4,D,1\n5,E,4\n6,F,\n")
    summary = await desk.run()
    assert await desk.tree() == {"F": None, "C": "F", "B": "C", "A": "B", "D": "A", "E": "D"}
    assert (summary.parts[0].created, summary.parts[0].changed, summary.parts[0].unchanged) == (1, 4, 1)
    assert await desk.value(CLOSURE_IS_TRUE)


async def test_a_cycle_in_a_file_is_refused_by_name_and_nothing_is_written(desk: Desk) -> None:
    desk.put_rejects("from the run before")
    desk.put("accounts.csv", HEADER + "9,Root,\n1,A,2\n2,B,3\n3,C,1\n4,Below,3\n5,Self,5\n")
    before = await desk.checksums()
    with pytest.raises(ImportRefused) as refused:
        await desk.run()
    assert '"A" (line 3) -> "B" (line 4) -> "C" (line 5) -> "A" (line 3)' in str(refused.value)
    assert '"Self" (line 7) -> "Self" (line 7)' in str(refused.value)
    assert await desk.checksums() == before
    assert [row["(reason)"] for row in desk.rejects(checked=False)] == ["from the run before"]


async def test_a_cycle_by_way_of_the_database_is_refused_by_name(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,1\n3,C,2\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,A,3\n")
    with pytest.raises(
        ImportRefused, match=r'"A" \(line 2\) -> "C" \(in the database\) -> "B" \(in the database\) -> "A"'
    ):
        await desk.run()
    assert await desk.tree() == {"A": None, "B": "A", "C": "B"}


async def test_a_cycle_of_roles_is_refused_too(desk: Desk) -> None:
    desk.put("roles.csv", HEADER + "1,A,2\n2,B,1\n")
    with pytest.raises(ImportRefused, match="parents go round in a circle"):
        await desk.run(ACCOUNTS.replace("account", "role"))
    assert await desk.value("SELECT count(*) FROM role") == 0


async def test_a_cycle_that_a_rejected_row_breaks_is_none(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,2\n2,,1\n")
    await desk.run(OR_EMPTY)
    assert await desk.tree() == {"A": None}


async def test_what_came_before_a_refused_part_is_not_written_either(desk: Desk) -> None:
    desk.put("roles.csv", HEADER + "1,Boss,\n")
    desk.put("accounts.csv", HEADER + "1,A,1\n")
    with pytest.raises(ImportRefused):
        await desk.run(ACCOUNTS.replace("account", "role") + ACCOUNTS.replace('source = "test"', ""))
    assert await desk.value("SELECT count(*) FROM role") == 0
