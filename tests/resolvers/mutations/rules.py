"""Sharing rules to start from."""

from typing import Any

from tests.asking import Asking
from tests.resolvers.mutations.doing import done

RULE = """sharingRule { name isActive level profile role { name } includeBelow group { name }
    conditions { column operator values } }"""
NOWHERE = "00000000-0000-7000-8000-000000000000"
JAPANESE = [{"column": "BILLING_COUNTRY", "operator": "EQ", "values": ["japan"]}]
PLAIN: dict[str, Any] = {
    "name": "Japan to service",
    "level": "READ",
    "profile": "SERVICE_AGENT",
    "conditions": JAPANESE,
}


async def named(writing: Asking, table: str, prefix: str, name: str) -> str:
    return f"{prefix}_{await writing.database.pool.fetchval(f'SELECT id FROM {table} WHERE name = $1', name)}"


async def made(writing: Asking, **given: Any) -> str:
    rule = await done(writing, "ada", "createSharingRule", {**PLAIN, **given}, "sharingRule { id }")
    return str(rule["sharingRule"]["id"])


async def japanese(writing: Asking, *but: str) -> set[str]:
    found = await writing.database.pool.fetch("SELECT name FROM account WHERE billing_country = 'JP'")
    return {row["name"] for row in found} - {*but}
