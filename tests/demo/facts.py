"""What stands in a demo company's database."""

from typing import Any

import asyncpg


async def rows(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(statement)
        return found
    finally:
        await connection.close()


async def facts(url: str, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await rows(url, statement)]
