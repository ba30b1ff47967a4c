"""The sharing epoch: one more after whatever may change who a viewer is, and the same after all else."""

from typing import Any

import asyncpg
import pytest

from .records import account, insert, opportunity, user


async def epoch(connection: asyncpg.Connection) -> int:
    value = await connection.fetchval("SELECT value FROM sharing_epoch")
    assert isinstance(value, int)
    return value


async def rows(connection: asyncpg.Connection) -> dict[str, Any]:
    """A row in every table that says who someone is."""
    someone = await user(connection)
    group = await insert(connection, "user_group", name="team")
    rule = await insert(connection, "sharing_rule", name="Rule", level="READ", profile="ADMIN")
    return {
        "group_member": await insert(connection, "group_member", group_id=group, user_id=someone),
        "sharing_condition": await insert(
            connection, "sharing_condition", rule_id=rule, column="TYPE", operator="EQ", values=["PARTNER"]
        ),
        "app_user": someone,
        "user_group": group,
        "sharing_rule": rule,
        "role": await insert(connection, "role", name="rep"),
    }


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("app_user", "profile = 'ADMIN'"),
        ("app_user", "is_active = false"),
        ("role", "parent_id = NULL"),
        ("user_group", "name = 'other'"),
        ("group_member", "user_id = user_id"),
        ("sharing_rule", "is_active = false"),
        ("sharing_condition", "operator = 'NE'"),
    ],
)
async def test_what_says_who_a_viewer_is_moves_the_epoch_on(
    undone: asyncpg.Connection, table: str, change: str
) -> None:
    before = await epoch(undone)
    made = await rows(undone)
    assert await epoch(undone) > before
    before = await epoch(undone)
    await undone.execute(f"UPDATE {table} SET {change} WHERE id = $1", made[table])
    assert await epoch(undone) > before
    before = await epoch(undone)
    await undone.execute(f"DELETE FROM {table} WHERE id = $1", made[table])
    assert await epoch(undone) > before


async def test_what_is_read_with_each_request_leaves_the_epoch(undone: asyncpg.Connection) -> None:
    someone = await user(undone)
    before = await epoch(undone)
    of = await account(undone, "Acme", owner_id=someone)
    await opportunity(undone, of, 5)
    await insert(undone, "account_team", account_id=of, user_id=someone, level="READ")
    await insert(undone, "account_grant", account_id=of, user_id=someone, level="READ")
    assert await epoch(undone) == before


async def test_a_change_taken_back_leaves_the_epoch(connection: asyncpg.Connection) -> None:
    before = await epoch(connection)
    transaction = connection.transaction()
    await transaction.start()
    await user(connection)
    await transaction.rollback()
    assert await epoch(connection) == before
