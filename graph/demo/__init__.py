"""The demo company: a lifelike CRM to try things on, made by a seeded generator, the same bytes every time.

Its today is ``chance.TODAY``. It goes into a database once: a row of ``external_id`` says that it did, and from then on
its rows belong to the people who use them, whatever they change or delete.
"""

from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

from .chance import FOUNDED, TODAY, Chance, Row
from .company import company
from .people import PARTNER_USERS, PEOPLE, Person, user_id

__all__ = ["PEOPLE", "TODAY", "DemoConflict", "DemoSummary", "Person", "load"]

_NOUNS = {
    "role": "roles",
    "user_group": "groups",
    "app_user": "users",
    "group_member": "group members",
    "sharing_rule": "sharing rules",
    "sharing_condition": "sharing conditions",
    "account": "accounts",
    "contact": "contacts",
    "opportunity": "opportunities",
    "support_case": "cases",
    "contract": "contracts",
    "invoice": "invoices",
    "activity": "activities",
    "file": "files",
    "account_team": "account team members",
    "account_grant": "grants",
    "field_change": "field changes",
}


class DemoConflict(Exception):
    """Something of the demo's name is already in the database; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What the demo company consists of."""

    loaded: bool
    """Whether this call put it in; false where an earlier one had."""
    counts: dict[str, int]
    """How many rows of each noun the demo is made of."""
    people: list[Person]
    """Its users, with what to try as each."""


async def load(url: str, progress: Callable[[str, int, int], None] | None = None) -> DemoSummary:
    """Put the demo company into the migrated database at this URL, all of it or nothing, unless it is there already.

    ``progress`` hears of each noun as it goes in: its name, how many rows have gone in so far, and of how many.
    Raises DemoConflict where other data has taken one of its names.
    """
    tables = company()
    # no statement is kept by name, so that a pooler between here and the server does no harm
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        async with connection.transaction():
            loaded = await _is_first(connection)
            if loaded:
                await _insert(connection, tables, progress)
    except asyncpg.UniqueViolationError as error:
        raise DemoConflict(
            f"The demo company was not loaded: {error.table_name} already holds a row of one of its names "
            f"({error.detail}). Load it into an empty database, or rename that row."
        ) from error
    finally:
        await connection.close()
    counts = {_NOUNS[table]: len(rows) for table, rows in tables.items()}
    return DemoSummary(loaded, counts, list(PEOPLE))


async def _is_first(connection: asyncpg.Connection) -> bool:
    """Mark the company as loaded; false where that was done before, or is being done right now by another."""
    mark = await connection.fetchval(
        "INSERT INTO external_id (id, source, record_type, key, record_id) VALUES ($1, 'demo', 'company', '1', $1) "
        # either key may be the one that is met first
        "ON CONFLICT DO NOTHING RETURNING id",
        Chance("company").id(FOUNDED),
    )
    return mark is not None


async def _insert(
    connection: asyncpg.Connection, tables: dict[str, list[Row]], progress: Callable[[str, int, int], None] | None
) -> None:
    total = sum(len(rows) for rows in tables.values())
    done = 0
    # the company brings its history along: that it was loaded today is no part of it
    await connection.execute("SELECT account_graph_audit(false)")
    for table, rows in tables.items():
        # COPY numbers rows in their order, and the triggers see a whole table at once
        columns = list(rows[0])
        records = [[row[column] for column in columns] for row in rows]
        await connection.copy_records_to_table(table, columns=columns, records=records)
        done += len(rows)
        if progress:
            progress(_NOUNS[table], done, total)
    for who, account in PARTNER_USERS.items():
        await connection.execute(
            "UPDATE app_user SET partner_account_id = account.id FROM account "
            "WHERE app_user.id = $1 AND account.name = $2",
            user_id(who),
            account,
        )
    await connection.execute("SELECT account_graph_audit(true)")
