"""What is read from the migrations' text is what they make."""

import asyncpg

from graph.checking.migrated import Made, made


async def names(url: str, query: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        return {row[0] for row in await connection.fetch(query)}
    finally:
        await connection.close()


async def test_every_index_that_is_no_keys_own(empty_url: str) -> None:
    standing = """
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = i.indexrelid AND r.contype IN ('p', 'u'))
    """
    # Tortoise makes one beside each unique_together, which is a key here
    declared = {name for name in await names(empty_url, standing) if name.startswith("uidx_")}
    assert await names(empty_url, standing) - declared == {*made().indexes}


async def test_every_trigger(empty_url: str) -> None:
    standing = "SELECT tgrelid::regclass::text || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal"
    assert await names(empty_url, standing) == {f"{table}.{name}" for table, name in made().triggers}


async def test_every_check_of_a_models_table(empty_url: str) -> None:
    standing = (
        "SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
    )
    due = {f"{table}.{name}" for table, name in made().constraints}
    found = {name for name in await names(empty_url, standing) if name.partition(".")[0] not in made().tables}
    assert found == due


async def test_every_function_and_table(empty_url: str) -> None:
    functions = """
        SELECT proname::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    """
    assert await names(empty_url, functions) == {*made().functions}
    assert made().tables == {"account_tree", "idempotency_key", "sharing_epoch", "tree_lock"}
    assert made().extensions == {"pg_trgm"}


def test_what_is_dropped_again_is_not_due() -> None:
    left = Made()
    left.follow(
        """CREATE TABLE t (a int); CREATE INDEX i ON t (a); -- a remark; with a semicolon
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX no ON t (a); END $$;
        CREATE TRIGGER g AFTER INSERT OR UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
        ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"""
    )
    assert ({*left.indexes}, {*left.triggers}, {*left.constraints}) == ({"i"}, {("t", "g")}, {("t", "c")})
    assert left.functions == {"f": " BEGIN CREATE INDEX no ON t (a); END "}
    left.follow("DROP TRIGGER g ON t; DROP FUNCTION f; DROP INDEX i; ALTER TABLE t DROP CONSTRAINT c; DROP TABLE t")
    assert left == Made()
