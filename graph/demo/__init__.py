"""The demo company: a realistic CRM to experiment with, generated from a seed, identical every time.

Its current date is ``chance.TODAY``. It is loaded into a database once, which a row of ``external_id`` records. After
that its rows are ordinary data, which users may change or delete.
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
    """A row with the name of a demo record already exists; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """The content of the demo company."""

    loaded: bool
    """Whether this call loaded it; false if an earlier call did."""
    counts: dict[str, int]
    """The number of rows, by noun."""
    people: list[Person]
    """The users, with what to try as each of them."""


async def load(url: str, progress: Callable[[str, int, int], None] | None = None) -> DemoSummary:
    """Loads the demo company into the migrated database at this URL, in one transaction, unless it is loaded already.

    ``progress`` is called after each noun with its name, the number of rows loaded so far, and the total. Raises
    DemoConflict if a unique name of the demo is already taken.
    """
    tables = company()
    # no named prepared statements, so that it works through a connection pooler
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        async with connection.transaction():
            loaded = await _is_first(connection)
            if loaded:
                await _insert(connection, tables, progress)
    except asyncpg.UniqueViolationError as error:
        raise DemoConflict(
            f"The demo company was not loaded: {error.table_name} already has a row with the name of a demo record "
            f"({error.detail}). Load it into an empty database, or rename that row."
        ) from error
    finally:
        await connection.close()
    counts = {_NOUNS[table]: len(rows) for table, rows in tables.items()}
    return DemoSummary(loaded, counts, list(PEOPLE))


async def _is_first(connection: asyncpg.Connection) -> bool:
    """Marks the demo as loaded; returns false if it was loaded before, or another process is loading it."""
    mark = await connection.fetchval(
        "INSERT INTO external_id (id, source, record_type, key, record_id) VALUES ($1, 'demo', 'company', '1', $1) "
        # without a target, since either unique key may conflict first
        "ON CONFLICT DO NOTHING RETURNING id",
        Chance("company").id(FOUNDED),
    )
    return mark is not None


async def _insert(
    connection: asyncpg.Connection, tables: dict[str, list[Row]], progress: Callable[[str, int, int], None] | None
) -> None:
    total = sum(len(rows) for rows in tables.values())
    done = 0
    # the demo has a history of its own, to which its loading does not belong
    await connection.execute("SELECT account_graph_audit(false)")
    for table, rows in tables.items():
        # COPY numbers rows in order, and statement triggers run once per table
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
