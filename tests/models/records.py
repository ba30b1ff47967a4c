"""Rows for the tests of the tables: each has what it must, and whatever a test says."""

from typing import Any
from uuid import UUID

import asyncpg

from graph.models.base import uuid7
from graph.models.names import name_key


async def insert(connection: asyncpg.Connection, table: str, **columns: Any) -> UUID:
    """One row; returns its id."""
    made: UUID = columns.setdefault("id", uuid7())
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', *columns.values())
    return made


async def account(connection: asyncpg.Connection, name: str, **columns: Any) -> UUID:
    """An account."""
    return await insert(connection, "account", name=name, name_key=name_key(name), **columns)


async def user(connection: asyncpg.Connection, email: str = "ann@demo.example", **columns: Any) -> UUID:
    """A user."""
    return await insert(connection, "app_user", **{"email": email, "name": email, "profile": "SALES_REP", **columns})


async def opportunity(connection: asyncpg.Connection, of: UUID, amount: Any, stage: str = "PROSPECTING") -> UUID:
    """A deal."""
    return await insert(
        connection, "opportunity", account_id=of, name="Deal", stage=stage, amount=amount, probability=10
    )


async def case(connection: asyncpg.Connection, of: UUID, status: str = "NEW") -> UUID:
    """A case."""
    return await insert(connection, "support_case", account_id=of, subject="Help", status=status)
