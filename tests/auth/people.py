"""Users with their tokens, roles, groups and rules, for tests of who is asking."""

import time
from typing import Any
from uuid import UUID

import asyncpg
import jwt

from graph.auth.tokens import Tokens
from graph.settings import Settings
from tests.models.records import insert

SETTINGS = Settings(secret="x" * 32)
TOKENS = Tokens(SETTINGS)


def bearer(email: str = "ann@demo.example") -> str:
    return f"Bearer {TOKENS.issue(email)}"


def bearer_of(seconds_ago: int | None, email: str = "ann@demo.example") -> str:
    """What a token says that was issued a while ago, or doesn't say when."""
    claims = {"sub": email, "iss": "account-graph", "aud": "account-graph", "exp": int(time.time()) + 600}
    if seconds_ago is not None:
        claims["iat"] = int(time.time()) - seconds_ago
    return f"Bearer {jwt.encode(claims, 'x' * 32, algorithm='HS256')}"


async def role(connection: asyncpg.Connection, name: str, parent: UUID | None = None) -> UUID:
    return await insert(connection, "role", name=name, parent_id=parent)


async def group_of(connection: asyncpg.Connection, name: str, *members: UUID) -> UUID:
    made = await insert(connection, "user_group", name=name)
    for member in members:
        await insert(connection, "group_member", group_id=made, user_id=member)
    return made


async def rule(connection: asyncpg.Connection, name: str, **whom: Any) -> UUID:
    return await insert(connection, "sharing_rule", name=name, **{"level": "READ", **whom})
