"""Roles, groups and users by their names, and what everyone sees: by the program, held against the oracle."""

from typing import Any
from uuid import UUID

import asyncpg

from graph.errors import Unauthenticated
from tests.asking import Asking
from tests.oracle import Oracle
from tests.rows import Rows
from tests.world import PEOPLE

NOBODY = "00000000-0000-7000-8000-000000000000"
EUROPE = "Europe sales team"
NORTH_AMERICA = "North America sales team"

PAGE = """query P($after: String) { accounts(first: 100, after: $after) {
    nodes { id access { level } } pageInfo { hasNextPage endCursor } } }"""


async def role_id(writing: Asking, name: str) -> str:
    """The id of the role of this name."""
    return f"rol_{await writing.database.pool.fetchval('SELECT id FROM role WHERE name = $1', name)}"


async def group_id(writing: Asking, name: str) -> str:
    """The id of the group of this name."""
    return f"grp_{await writing.database.pool.fetchval('SELECT id FROM user_group WHERE name = $1', name)}"


async def seen_by_all(writing: Asking, *more: str) -> dict[str, dict[UUID, str] | None]:
    """Each account that each of the demo's people sees, with its level; None for who may not sign in.

    All of it is held against the oracle, over the rows as they stand.
    """
    connection = await asyncpg.connect(writing.database.url)
    try:
        rows = await Rows.load(connection)
        now = await connection.fetchval("SELECT now()")
    finally:
        await connection.close()
    found = {who: await seen_by(writing, who) for who in (*PEOPLE, *more)}
    told: dict[str, dict[UUID, str] | None] = {}
    for who in found:
        user = next(user for user in rows.users.values() if user.email == f"{who}@demo.example")
        if user.is_active:
            oracle = Oracle(rows, user.id, now)
            told[who] = {each: oracle.level(each) or "" for each in oracle.visible_accounts()}
        else:
            told[who] = None
    assert found == told
    return found


async def seen_by(writing: Asking, who: str) -> dict[UUID, str] | None:
    """Each account that this person sees, with its level; None where they may not sign in."""
    found: dict[UUID, str] = {}
    page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        try:
            answer = (await writing(who, PAGE, {"after": page["endCursor"]}))["accounts"]
        except Unauthenticated:
            return None
        found |= {UUID(node["id"].removeprefix("acc_")): node["access"]["level"] for node in answer["nodes"]}
        page = answer["pageInfo"]
    return found
