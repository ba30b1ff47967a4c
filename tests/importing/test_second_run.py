"""A second run changes nothing, a changed file changes what it names, and a dry run leaves everything as it is."""

import asyncio
from typing import Any

import pytest

import graph.importing
from graph.importing import ImportRefused

from .conftest import ACCOUNTS, Desk
from .mends import BRING

HEADER = "id,name,parent\n"
DEALS = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
type = "type"
owner = { column = "owner", by = "email" }
[[imports]]
file = "deals.csv"
record = "opportunity"
key = "id"
[imports.fields]
account = "account"
name = "name"
stage = "stage"
amount = "amount"
"""


async def test_a_second_import_changes_nothing(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,type,owner\n1,Acme,CUSTOMER,\n2,B,,\n")
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,Deal,Closed won,10\nb,2,Other,,20\nc,9,Lost,,1\n")
    await desk.run(DEALS)
    before = await desk.checksums()
    summary = await desk.run(DEALS)
    assert await desk.checksums() == before
    assert [(part.created, part.changed, part.unchanged, part.rejected) for part in summary.parts] == [
        (0, 0, 2, 0), (0, 0, 2, 1),
    ]  # fmt: skip


async def test_a_changed_row_changes_the_mapped_fields_alone_and_counts_as_a_version(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Acme,\n2,B,\n")
    await desk.run()
    await desk.rows("UPDATE account SET phone = '123', updated_at = 'epoch', created_at = 'epoch'")
    desk.put("accounts.csv", HEADER + "1,Acme Corp,\n2,B,\n")
    summary = await desk.run()
    assert (summary.parts[0].changed, summary.parts[0].unchanged) == (1, 1)
    assert await desk.rows(
        """SELECT name, name_key, phone, version, updated_at > 'epoch', created_at > 'epoch', updated_by_id
           FROM account ORDER BY name"""
    ) == [
        ("Acme Corp", "acme corp", "123", 2, True, False, None),
        ("B", "b", "123", 1, False, False, None),
    ]


async def test_rows_gone_from_the_file_are_left_alone_and_told(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,\n3,C,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "2,B,\n")
    summary = await desk.run()
    assert summary.gone == {"account": 2}
    assert await desk.value("SELECT count(*) FROM account") == 3
    assert "Left alone, as no file from test has them any more: account 2." in str(summary)


async def test_a_record_that_was_deleted_since_is_made_anew(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n2,B,1\n")
    await desk.run()
    await desk.rows("DELETE FROM account WHERE name = 'B'")
    summary = await desk.run()
    assert (summary.parts[0].created, summary.parts[0].unchanged) == (1, 1)
    assert await desk.tree() == {"A": None, "B": "A"}


async def test_keys_of_two_sources_are_apart(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,A,\n")
    await desk.run()
    desk.put("accounts.csv", HEADER + "1,B,\n")
    summary = await desk.run(ACCOUNTS.replace('"test"', '"other"'))
    assert summary.parts[0].created == 1
    assert await desk.tree() == {"A": None, "B": None}


async def test_a_dry_run_tells_the_same_and_leaves_everything_as_it_is(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,type,owner\n1,Acme,CUSTOMER,\n2,B,,\n")
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,Deal,Closed won,10\nc,9,Lost,,1\n")
    before = await desk.checksums()
    dry = await desk.run(DEALS, dry_run=True)
    assert await desk.checksums() == before
    assert [row["(reason)"] for row in desk.rejects()] == [
        'column "account": there is no account with the key "9"' + BRING
    ]
    wet = await desk.run(DEALS)
    assert (dry.parts, dry.gone) == (wet.parts, wet.gone)
    assert (dry.dry_run, wet.dry_run) == (True, False)
    assert await desk.value("SELECT min(number) FROM account") == 1
    assert "Nothing was written" in str(dry)


async def test_two_imports_at_once_take_turns(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "".join(f"{number},n{number},\n" for number in range(200)))
    first, second = await asyncio.gather(desk.run(), desk.run())
    assert sorted((first.parts[0].created, second.parts[0].created)) == [0, 200]


async def test_a_failure_half_way_leaves_nothing_and_the_rejects_of_the_run_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    desk.put_rejects("from the run before")
    desk.put("accounts.csv", HEADER + "1,A,\n")
    before = await desk.checksums()
    monkeypatch.setattr(graph.importing, "write_rejects", fail)
    with pytest.raises(OSError, match="disk is full"):
        await desk.run()
    assert (await desk.checksums())["account"] == before["account"]
    assert [row["(reason)"] for row in desk.rejects(checked=False)] == ["from the run before"]


async def test_what_only_the_database_can_tell_is_refused_as_a_whole(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,type,owner\n1,Acme,,\n")
    most = "9999999999999999.99"
    desk.put("deals.csv", f"id,account,name,stage,amount\na,1,One,,{most}\nb,1,Two,,{most}\n")
    with pytest.raises(ImportRefused, match="the database refused: numeric field overflow"):
        await desk.run(DEALS)
    assert await desk.value("SELECT count(*) FROM account") == 0


async def test_a_new_owner_or_type_stamps_the_last_activity(desk: Desk) -> None:
    await desk.rows(
        """INSERT INTO app_user (id, email, name, profile)
           VALUES (gen_random_uuid(), 'rita@x.example', 'Rita', 'SALES_REP')"""
    )
    desk.put("deals.csv", "id,account,name,stage,amount\n")
    desk.put("accounts.csv", "id,name,type,owner\n1,A,,\n2,B,,\n3,C,,\n")
    await desk.run(DEALS)
    desk.put("accounts.csv", "id,name,type,owner\n1,A,PARTNER,\n2,B,,Rita@X.example\n3,C2,,\n")
    await desk.run(DEALS)
    assert await desk.rows("SELECT name, last_activity_date IS NOT NULL FROM account ORDER BY name") == [
        ("A", True), ("B", True), ("C2", False),
    ]  # fmt: skip


async def test_a_deal_has_the_probability_of_its_stage_and_moves_on_with_it(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,type,owner\n1,Acme,,\n")
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,One,Proposal,5\nb,1,Two,,5\nc,1,Three,Proposal,5\n")
    await desk.run(DEALS)
    await desk.rows("UPDATE opportunity SET probability = 33 WHERE name <> 'Two'")
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,One,closed-won,5\nb,1,Two,,5\nc,1,Three,Proposal,6\n")
    await desk.run(DEALS)
    assert await desk.rows("SELECT name, probability FROM opportunity ORDER BY name") == [
        ("One", 100), ("Three", 33), ("Two", 10),
    ]  # fmt: skip


async def test_kept_totals_follow_an_import(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,type,owner\n1,Acme,,\n")
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,One,CLOSED_WON,5.50\nb,1,Two,,7\n")
    await desk.run(DEALS)
    desk.put("deals.csv", "id,account,name,stage,amount\na,1,One,CLOSED_WON,6.50\nb,1,Two,CLOSED_LOST,0\n")
    await desk.run(DEALS)
    [totals] = await desk.rows("SELECT total_opportunity_amount::text, won_opportunity_amount::text FROM account")
    assert totals == ("6.50", "6.50")


async def test_progress_tells_what_is_done_of_how_much(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "".join(f"{number},n{number},\n" for number in range(2500)))
    heard: list[tuple[str, int, int]] = []
    await desk.run(progress=lambda *told: heard.append(told))
    size = (desk.folder / "accounts.csv").stat().st_size
    assert ("accounts.csv (account)", size, size) in heard
    assert all(0 <= done <= total for _, done, total in heard)
