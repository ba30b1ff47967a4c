"""Who sees what: whole sets, before and after a mutation."""

from datetime import datetime
from uuid import UUID

from graph.auth.access_queries import levels_statement
from tests.asking import Asking
from tests.oracle import Oracle
from tests.rows import Rows
from tests.world import PEOPLE

Sight = dict[str, dict[str, str]]
"""For each person, the accounts that they see by name, and at which level."""


async def sight(writing: Asking) -> Sight:
    """What everyone sees, by the predicate and by the oracle: both must say the same."""
    pool = writing.database.pool
    names = {row["id"]: row["name"] for row in await pool.fetch("SELECT id, name FROM account")}
    found = {}
    for who in PEOPLE:
        text, values = levels_statement(await writing.viewer(who))
        found[who] = {names[row["id"]]: row["level"] for row in await pool.fetch(text, *values)}
    async with pool.acquire() as connection:
        rows = await Rows.load(connection)
        now = await connection.fetchval("SELECT now()")
    users = {user.email: user.id for user in rows.users.values()}
    assert found == {
        who: {names[each]: level for each, level in levels(rows, users[email], now).items()}
        for who, email in PEOPLE.items()
    }
    return found


def levels(rows: Rows, user_id: UUID, now: datetime) -> dict[UUID, str]:
    """The accounts that one user sees, and at which level, as the oracle has it."""
    oracle = Oracle(rows, user_id, now)
    return {each: level for each in rows.accounts if (level := oracle.level(each))}


def difference(before: Sight, after: Sight) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """For whom something changed: from which level to which, by account."""
    changed = {
        who: {
            name: (before[who].get(name), after[who].get(name))
            for name in before[who].keys() | after[who].keys()
            if before[who].get(name) != after[who].get(name)
        }
        for who in before
    }
    return {who: accounts for who, accounts in changed.items() if accounts}
