"""CPU time of processes, as the kernel counts it: a measure of work that other load on the machine doesn't distort."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from graph.connections import connect

OF_SERVER = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'account-graph'
"""


def seconds(pids: Iterable[int]) -> float | None:
    """Returns the user and system CPU seconds of these processes; None without processes, or outside Linux."""
    taken = []
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        taken.append((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    return sum(taken) if taken else None


def backends(url: str) -> list[int]:
    """Returns the pids of the server's PostgreSQL backends; none if the database is reached over a network."""
    if not urlsplit(url).query.startswith("host="):
        return []
    return asyncio.run(_backends(url))


async def _backends(url: str) -> list[int]:
    async with connect(url) as connection:
        return [row["pid"] for row in await connection.fetch(OF_SERVER)]
