"""Locks: whoever waits for an account holds nothing of it, so that two writers never wait for each other."""

import asyncio

import asyncpg
import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, done
from tests.waiting import blocked

TABLES = {
    "contact": ("updateContact", "con", 'title: "x"'),
    "opportunity": ("updateOpportunity", "opp", 'name: "x"'),
    "account_team": ("removeTeamMember", "tea", ""),
    "account_grant": ("revokeAccess", "grt", ""),
}


@pytest.mark.parametrize("table", TABLES)
async def test_who_waits_for_an_account_has_not_locked_its_record(
    writing: Asking, own_demo_url: str, table: str
) -> None:
    mutation, prefix, change = TABLES[table]
    row = await writing.database.pool.fetchrow(f"SELECT id, account_id FROM {table} LIMIT 1")
    other = await asyncpg.connect(own_demo_url)
    watching = await asyncpg.connect(own_demo_url)
    try:
        async with other.transaction():
            await other.execute("SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE", row["account_id"])
            given = f'{{id: "{prefix}_{row["id"]}" {change}}}'
            waiting = asyncio.create_task(
                writing.result("ada", f"mutation {{ {mutation}(input: {given}) {{ userErrors {{ message }} }} }}")
            )
            await blocked(watching)
            assert await other.fetch(f"SELECT id FROM {table} WHERE id = $1 FOR NO KEY UPDATE NOWAIT", row["id"])
        assert (await waiting).errors is None
    finally:
        await other.close()
        await watching.close()


async def test_writers_of_one_record_and_its_account_take_turns(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    contact = await writing.database.pool.fetchval(
        "SELECT id FROM contact WHERE account_id = $1 LIMIT 1", us.removeprefix("acc_")
    )
    await asyncio.gather(
        *(
            done(writing, "ada", "updateContact", {"id": f"con_{contact}", "title": f"Title {number}"})
            if number % 2
            else done(writing, "ada", "updateAccount", {"id": us, "phone": f"+1 555 01{number:02}"})
            for number in range(16)
        )
    )
    found = await writing.database.pool.fetchrow(
        "SELECT c.version, a.version AS above FROM contact c, account a WHERE c.id = $1 AND a.id = $2",
        contact,
        us.removeprefix("acc_"),
    )
    assert min(found) >= 9
