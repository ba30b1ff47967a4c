"""An import reads rows in proportion to its files, whatever PostgreSQL's statistics say of the tables before it."""

import pytest

from .conftest import Desk

ROWS = 800
READ_PER_ROW = 50
"""Three times what an import reads for a row, and far fewer than the rows that are there."""

MAPPING = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
fields = { name = "name", parent = "parent" }
[[imports]]
file = "contacts.csv"
record = "contact"
key = "id"
fields = { name = "name", account = { column = "account", by = "name" } }
[[imports]]
file = "activities.csv"
record = "activity"
key = "id"
[imports.fields]
subject = "subject"
kind = "kind"
at = "at"
account = "account"
contact = { column = "contact", by = "name" }
"""


@pytest.fixture
def files(desk: Desk) -> Desk:
    """A tree of accounts, each with a contact and an activity."""
    numbers = range(1, ROWS + 1)
    accounts = [f"{number},Account {number},{number // 3 or ''}" for number in numbers]
    contacts = [f"{number},Contact {number},Account {number}" for number in numbers]
    activities = [f"{number},Call {number},CALL,2026-01-05,{number},Contact {number}" for number in numbers]
    desk.put("accounts.csv", "\n".join(["id,name,parent", *accounts]))
    desk.put("contacts.csv", "\n".join(["id,name,account", *contacts]))
    desk.put("activities.csv", "\n".join(["id,subject,kind,at,account,contact", *activities]))
    return desk


async def read_by(desk: Desk, *, dry_run: bool = False) -> int:
    """How many rows and entries of indexes the server has read for an import."""
    before = await desk.rows_read()
    summary = await desk.run(MAPPING, dry_run=dry_run)
    assert [(part.read, part.rejected) for part in summary.parts] == [(ROWS, 0)] * 3
    return await desk.rows_read() - before


async def test_an_import_after_a_dry_run_whose_rows_are_gone_reads_few_rows(files: Desk) -> None:
    for _ in range(2):
        assert await read_by(files, dry_run=True) < READ_PER_ROW * 3 * ROWS
        await files.rows("ANALYZE")  # many pages, and no row in them
    assert await files.rows("SELECT DISTINCT reltuples FROM pg_class WHERE relname IN ('account', 'external_id')") == [
        (0,)
    ]
    assert await read_by(files) < READ_PER_ROW * 3 * ROWS
    assert await read_by(files) < READ_PER_ROW * 3 * ROWS


async def test_after_an_import_the_statistics_tell_of_its_rows(files: Desk) -> None:
    await files.run(MAPPING)
    counted = "SELECT relname, reltuples FROM pg_class WHERE relname = ANY ($1)"
    tables = ["account", "account_tree", "activity", "contact", "external_id"]
    found = dict(await files.rows(counted, tables))
    assert found == {name: await files.value(f"SELECT count(*) FROM {name}") for name in tables}


async def test_few_rows_among_many_leave_the_statistics(files: Desk) -> None:
    await files.run(MAPPING)
    await files.rows("UPDATE account SET name = 'Renamed', name_key = 'renamed' WHERE name_key = 'account 7'")
    gathered = "SELECT sum(analyze_count) FROM pg_stat_user_tables"
    before = await files.value(gathered)
    summary = await files.run(MAPPING)
    assert [part.changed for part in summary.parts] == [1, 0, 0]
    assert await files.value(gathered) == before
