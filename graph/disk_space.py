"""Whether the database's disk has space left."""

from graph.connections import connect

PROBED_KILOBYTES = 1_024
"""What has to fit on the database's disk for it to count as having space left."""


async def require_space(url: str) -> None:
    """Writes a table and takes it back; raises asyncpg's DiskFullError if it doesn't fit on the database's disk."""
    async with connect(url) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("CREATE TEMPORARY TABLE space_left (kilobyte text STORAGE PLAIN) ON COMMIT DROP")
            await connection.execute(
                f"INSERT INTO space_left SELECT repeat('x', 1024) FROM generate_series(1, {PROBED_KILOBYTES})"  # noqa: S608
            )
        finally:
            await transaction.rollback()
