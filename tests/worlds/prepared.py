"""A drawn world with what it is asked about besides: numbers, a history, and grants that last."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.world import World

from .draw import Records

Tables = dict[str, Records]
NUMBERED = ("account", "support_case", "contract", "invoice")


def prepared(world: World, random: Random) -> Tables:
    """The world with numbers and a history, and without grants that end while it is asked."""
    tables = {**world.tables, "field_change": []}
    for table in NUMBERED:
        for n, row in enumerate(tables[table], 1):
            row["number"] = 2 * n  # what is added gets the odd ones
    for grant in tables["account_grant"]:
        if grant["expires_at"] is not None:
            past = grant["expires_at"] <= world.now
            grant["expires_at"] = world.now + timedelta(days=-7 if past else 7)
    for account in tables["account"]:
        for _ in range(random.choice((0, 0, 1, 3))):
            tables["field_change"].append(a_change(tables, account, random, world.now))
    contacts = [contact["id"] for contact in tables["contact"]]
    for case in tables["support_case"]:  # nothing in the database keeps a contact of another account out
        if contacts and random.random() < 0.2:
            case["contact_id"] = random.choice(contacts)
    return tables


def a_change(tables: Tables, account: dict[str, Any], random: Random, now: datetime) -> dict[str, Any]:
    accounts = [str(each["id"]) for each in tables["account"]]
    users = [str(each["id"]) for each in tables["app_user"]]
    field, among = random.choice(
        (
            ("name", ["Old name", "New name"]),
            ("annualRevenue", ["10.00", "11.00"]),
            ("parent", accounts),
            ("partner", accounts),
            ("owner", users),
        )
    )
    return {
        "id": new_id(random),
        "account_id": account["id"],
        "record_type": "Account",
        "record_id": account["id"],
        "field": field,
        "old_value": random.choice([None, *among]),
        "new_value": random.choice([None, *among]),
        "changed_at": now - timedelta(days=random.choice((1, 1, 2, 30))),
        "changed_by_id": random.choice([None, *(each["id"] for each in tables["app_user"])]),
    }


def new_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62)
