"""Changes in the history of generated accounts: of all kinds of fields, and of what is no field at all."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from tests.rows import Rows

COLUMNS = [
    "id",
    "account_id",
    "record_type",
    "record_id",
    "field",
    "old_value",
    "new_value",
    "changed_at",
    "changed_by_id",
]

REFERENCES = {
    ("Account", "owner"): "app_user",
    ("Account", "partner"): "account",
    ("Account", "parent"): "account",
    ("Opportunity", "owner"): "app_user",
    ("Activity", "owner"): "app_user",
    ("Activity", "contact"): "contact",
    ("Activity", "opportunity"): "opportunity",
    ("Activity", "case"): "support_case",
    ("Case", "contact"): "contact",
    ("Case", "account"): "account",
    ("Contract", "signedBy"): "contact",
}
"""Fields that name rows, and the table of those."""
PLAIN: tuple[tuple[str, str], ...] = (
    ("Account", "type"),
    ("Account", "annualRevenue"),
    ("Account", "billingAddress.city"),
    ("Account", "officeLocation.latitude"),
    ("Account", "createdAt"),
    ("Contact", "createdAt"),
    ("Opportunity", "amount"),
    ("Opportunity", "stage"),
    ("Case", "internalNotes"),
    ("Case", "status"),
    ("Contract", "value"),
    ("Contact", "name"),
    ("File", "size"),
)
UNKNOWN = (
    ("Account", "shoeSize"),
    ("Widget", "name"),
    ("Account", "ultimateParent"),
    ("Account", "billingAddress"),
    ("Account", "billingAddress.name"),
    ("User", "email"),
    ("Grant", "level"),
    ("AccountTeamMember", "createdAt"),
    ("", ""),
)


def changes(rows: Rows, random: Random, now: datetime) -> list[list[Any]]:
    """Some changes of every account, of all kinds of fields; what they name is seen or not, or gone."""
    made = []
    moments = [now - timedelta(minutes=n) for n in range(4)]  # few, so that they tie
    users = [*rows.users, None]
    for account_id in rows.accounts:
        for _ in range(random.randrange(12)):
            kind = random.choice((tuple(REFERENCES), tuple(REFERENCES), PLAIN, UNKNOWN))
            type_name, field = random.choice(kind)
            table = REFERENCES.get((type_name, field), "account")
            values: list[Any] = [None, "", "no id", UUID(int=random.getrandbits(128)), *rows.tables[table]]
            old, new = (None if value is None else str(value) for value in random.choices(values, k=2))
            made.append(
                [
                    UUID(int=random.getrandbits(128)),
                    account_id,
                    type_name,
                    account_id if type_name == "Account" else UUID(int=random.getrandbits(128)),
                    field,
                    old,
                    new,
                    random.choice(moments),
                    random.choice(users),
                ]
            )
    return made


async def store_changes(connection: asyncpg.Connection, rows: Rows, random: Random, now: datetime) -> None:
    await connection.copy_records_to_table("field_change", records=changes(rows, random, now), columns=COLUMNS)
