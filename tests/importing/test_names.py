"""Names are unique: who keeps one, and what becomes of the others."""

from .conftest import ACCOUNTS, Desk
from .mends import RENAME

HEADER = "id,name,parent\n"
NUMBERED = ACCOUNTS.replace('key = "id"', 'key = "id"\nduplicate_names = "number"')
IN_BRACKETS = ACCOUNTS.replace('key = "id"', 'key = "id"\nduplicate_names = "{name} (no. {id})"')
TWINS = HEADER + "1,Acme,\n2,ACME ,\n3,Child,2\n4,acme,1\n5,Acme (2),\n"


async def names(desk: Desk) -> list[tuple[str, str]]:
    return await desk.rows(
        "SELECT x.key, a.name FROM account a JOIN external_id x ON x.record_id = a.id ORDER BY x.key"
    )


async def test_by_default_the_first_row_keeps_the_name_and_later_ones_are_rejected(desk: Desk) -> None:
    desk.put("accounts.csv", TWINS)
    await desk.run()
    assert desk.reasons() == {
        3: 'the name "ACME" is taken by line 2' + RENAME,
        4: 'column "parent": its parent, line 3, is rejected: mend that one first',
        5: 'the name "acme" is taken by line 2' + RENAME,
    }


async def test_duplicates_can_be_numbered_with_the_next_free_number(desk: Desk) -> None:
    desk.put("accounts.csv", TWINS)
    await desk.run(NUMBERED)
    assert await names(desk) == [
        ("1", "Acme"), ("2", "ACME (3)"), ("3", "Child"), ("4", "acme (4)"), ("5", "Acme (2)"),
    ]  # fmt: skip
    assert (await desk.tree())["Child"] == "ACME (3)"


async def test_duplicates_can_carry_their_key(desk: Desk) -> None:
    desk.put("accounts.csv", TWINS)
    await desk.run(IN_BRACKETS)
    assert [name for _, name in await names(desk)] == ["Acme", "ACME (no. 2)", "Child", "acme (no. 4)", "Acme (2)"]


async def test_a_name_once_told_apart_stays_as_it_is_in_any_order_of_rows(desk: Desk) -> None:
    for mapping in (NUMBERED, IN_BRACKETS):
        desk.put("accounts.csv", TWINS)
        await desk.run(mapping.replace('"test"', f'"{mapping == NUMBERED}"'))
        before = await desk.checksums()
        header, *lines = TWINS.splitlines(keepends=True)
        desk.put("accounts.csv", header + "".join(reversed(lines)))
        summary = await desk.run(mapping.replace('"test"', f'"{mapping == NUMBERED}"'))
        assert summary.parts[0].unchanged == summary.parts[0].read - summary.parts[0].rejected
        assert await desk.checksums() == before


async def test_a_name_that_another_account_has_is_rejected(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Acme,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "7,acme,\n")
    await desk.run(ACCOUNTS.replace('"test"', '"elsewhere"'))
    assert desk.reasons() == {2: 'the name "acme" is taken by another account' + RENAME}


async def test_a_name_is_the_same_whatever_of_it_is_not_seen_and_not_seen_alone_is_none(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Acme,\n2,\u200bAc\u00adme,\n3,\u200b\u2060,\n4,\u200c,\n")
    await desk.run()
    nothing = 'column "name" has nothing in it that is seen, and an account needs a name: write one'
    assert desk.reasons() == {3: 'the name "\u200bAc\u00adme" is taken by line 2' + RENAME, 4: nothing, 5: nothing}


async def test_known_accounts_may_swap_names_and_newcomers_take_freed_ones(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,\n3,C,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,B,\n2,A,\n3,D,\n4,C,\n")
    summary = await desk.run()
    assert summary.rejected == 0
    assert await names(desk) == [("1", "B"), ("2", "A"), ("3", "D"), ("4", "C")]


async def test_a_rename_onto_a_name_that_stays_taken_is_rejected_down_the_chain(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,\n3,C,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,B,\n2,C,\n4,A,\n")
    await desk.run()
    assert desk.reasons() == {
        2: 'the name "B" is taken by another account' + RENAME,
        3: 'the name "C" is taken by another account' + RENAME,
        4: 'the name "A" is taken by another account' + RENAME,
    }


async def test_a_known_account_keeps_its_name_against_an_earlier_row(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Acme,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "9,Acme,\n1,Acme,\n")
    await desk.run()
    assert desk.reasons() == {2: 'the name "Acme" is taken by line 3' + RENAME}


async def test_a_number_that_makes_a_name_too_long_is_a_reject(desk: Desk) -> None:
    long = "x" * 253
    desk.put("accounts.csv", HEADER + f"1,{long},\n2,{long},\n")
    await desk.run(NUMBERED)
    assert "has 257 characters: at most 255" in desk.reasons()[3]
