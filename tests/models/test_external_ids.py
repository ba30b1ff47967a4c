"""External ids live as long as the records that they name."""

import asyncpg

from graph.models.noun import NOUNS

IMPORTED = [noun for noun in NOUNS.values() if noun.imports]


async def known_elsewhere(connection: asyncpg.Connection) -> None:
    """Gives each record of each type that files bring the keys of two sources."""
    for noun in IMPORTED:
        for source in ("crm", "erp"):
            await connection.execute(
                "INSERT INTO external_id (id, source, record_type, key, record_id)"
                f" SELECT gen_random_uuid(), $1, $2, id::text, id FROM {noun.table}",
                source,
                noun.record_type,
            )


async def counts(connection: asyncpg.Connection) -> dict[str, int]:
    """How many external ids each record type has."""
    rows = await connection.fetch("SELECT record_type, count(*) FROM external_id WHERE source <> 'demo' GROUP BY 1")
    return {row["record_type"]: row["count"] for row in rows}


async def test_a_deleted_record_takes_its_own_external_ids_along(own_demo_url: str) -> None:
    connection = await asyncpg.connect(own_demo_url)
    await known_elsewhere(connection)
    before = await counts(connection)
    await connection.execute("DELETE FROM activity WHERE id = (SELECT min(id::text)::uuid FROM activity)")
    assert await counts(connection) == before | {"activity": before["activity"] - 2}
    await connection.close()


async def test_records_of_every_type_take_their_external_ids_along(own_demo_url: str) -> None:
    connection = await asyncpg.connect(own_demo_url)
    await known_elsewhere(connection)
    assert (await counts(connection)).keys() == {noun.record_type for noun in IMPORTED}
    # what stands in the way of others goes first; records of accounts go with these
    await connection.execute("UPDATE app_user SET partner_account_id = NULL")
    for table in ("account", "sharing_rule", "user_group", "app_user", "role"):
        await connection.execute(f"DELETE FROM {table}")
    assert await counts(connection) == {}
    await connection.close()
