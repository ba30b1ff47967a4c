"""CPU that processes take, by the kernel's count. It tells of work, whatever else keeps the machine busy meanwhile."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from graph.database import connect

OF_SERVER = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'account-graph'
"""


def seconds(pids: Iterable[int]) -> float | None:
    """Seconds that these processes have taken, with the kernel's for them; None where there are none, or no Linux."""
    taken = []
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        taken.append((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    return sum(taken) if taken else None


def backends(url: str) -> list[int]:
    """PostgreSQL's processes that answer the server on this database; none where it is reached over a network."""
    if not urlsplit(url).query.startswith("host="):
        return []
    return asyncio.run(_backends(url))


async def _backends(url: str) -> list[int]:
    async with connect(url) as connection:
        return [row["pid"] for row in await connection.fetch(OF_SERVER)]
