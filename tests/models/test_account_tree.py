"""The account tree's closure: right after every insert, move and delete, in whatever order rows come."""

import asyncio
import random
from uuid import UUID

import asyncpg
import pytest

from graph.models.base import uuid7
from tests.waiting import blocked

from .records import account

CYCLE = "an account cannot be its own ancestor"


async def closure(connection: asyncpg.Connection) -> set[tuple[UUID, UUID, int]]:
    return {tuple(row) for row in await connection.fetch("SELECT ancestor_id, descendant_id, depth FROM account_tree")}


async def expected(connection: asyncpg.Connection) -> set[tuple[UUID, UUID, int]]:
    """The closure of the parents as they stand, in plain Python."""
    parents = {row["id"]: row["parent_id"] for row in await connection.fetch("SELECT id, parent_id FROM account")}
    links = set()
    for descendant in parents:
        ancestor, depth = descendant, 0
        while ancestor is not None:
            links.add((ancestor, descendant, depth))
            ancestor, depth = parents[ancestor], depth + 1
    return links


async def insert_together(connection: asyncpg.Connection, parents: dict[UUID, UUID | None]) -> None:
    """Many accounts by one statement, in the dictionary's order."""
    await connection.execute(
        "INSERT INTO account (id, name, name_key, parent_id) "
        "SELECT id, id::text, id::text, parent_id FROM unnest($1::uuid[], $2::uuid[]) AS given (id, parent_id)",
        list(parents),
        list(parents.values()),
    )


async def move(connection: asyncpg.Connection, moved: UUID, parent: UUID | None) -> None:
    await connection.execute("UPDATE account SET parent_id = $2 WHERE id = $1", moved, parent)


async def test_an_account_alone_is_its_own_ancestor_at_depth_zero(connection: asyncpg.Connection) -> None:
    alone = await account(connection, "Alone")
    assert await closure(connection) == {(alone, alone, 0)}


async def test_a_subtree_moves_whole(connection: asyncpg.Connection) -> None:
    old = await account(connection, "Old")
    new = await account(connection, "New", parent_id=await account(connection, "Newest"))
    middle = await account(connection, "Middle", parent_id=old)
    leaf = await account(connection, "Leaf", parent_id=middle)
    await move(connection, middle, new)
    links = await closure(connection)
    assert links == await expected(connection)
    assert (new, leaf, 2) in links
    assert not any(ancestor == old and descendant != old for ancestor, descendant, _ in links)
    await move(connection, middle, None)
    assert await closure(connection) == await expected(connection)


@pytest.mark.parametrize("seed", range(5))
async def test_rows_in_any_order_make_the_same_closure(connection: asyncpg.Connection, seed: int) -> None:
    dice = random.Random(seed)
    ids = [uuid7() for _ in range(60)]
    parents = [(child, dice.choice([None, *ids[:place]])) for place, child in enumerate(ids)]
    first, second = parents[:30], parents[30:]
    for rows in (first, second):
        dice.shuffle(rows)
        await insert_together(connection, dict(rows))
    assert await closure(connection) == await expected(connection)


@pytest.mark.parametrize("seed", range(3))
async def test_the_closure_stays_right_through_moves_and_deletes(connection: asyncpg.Connection, seed: int) -> None:
    dice = random.Random(seed)
    ids = [uuid7() for _ in range(25)]
    await insert_together(connection, {child: dice.choice([None, *ids[:place]]) for place, child in enumerate(ids)})
    refused = 0
    for _ in range(60):
        moved, parent = dice.choice(ids), dice.choice([None, *ids])
        try:
            await move(connection, moved, parent)
        except (asyncpg.CheckViolationError, asyncpg.PostgresError):
            refused += 1
        assert await closure(connection) == await expected(connection)
    assert 0 < refused < 60
    leaves = [
        row["id"]
        for row in await connection.fetch(
            "SELECT id FROM account a WHERE NOT EXISTS (SELECT FROM account c WHERE c.parent_id = a.id)"
        )
    ]
    await connection.execute("DELETE FROM account WHERE id = ANY($1)", leaves)
    assert await closure(connection) == await expected(connection)
    await connection.execute("DELETE FROM account")
    assert await closure(connection) == set()


async def test_several_moves_by_one_statement_are_right_together(connection: asyncpg.Connection) -> None:
    root, a, b, c = [uuid7() for _ in range(4)]
    await insert_together(connection, {root: None, a: root, b: a, c: b})
    await connection.execute("UPDATE account SET parent_id = $1 WHERE id = ANY($2)", root, [b, c])
    assert await closure(connection) == await expected(connection)


async def test_an_account_cannot_be_its_own_parent(connection: asyncpg.Connection) -> None:
    alone = await account(connection, "Alone")
    with pytest.raises(asyncpg.CheckViolationError, match="account_not_its_own_parent"):
        await move(connection, alone, alone)
    itself = uuid7()
    with pytest.raises(asyncpg.CheckViolationError, match="account_not_its_own_parent"):
        await account(connection, "Itself", id=itself, parent_id=itself)


async def test_an_account_cannot_move_below_its_own_descendant(connection: asyncpg.Connection) -> None:
    top = await account(connection, "Top")
    middle = await account(connection, "Middle", parent_id=top)
    leaf = await account(connection, "Leaf", parent_id=middle)
    before = await closure(connection)
    for below in (middle, leaf):
        with pytest.raises(asyncpg.PostgresError, match=CYCLE) as refused:
            await move(connection, top, below)
        assert refused.value.sqlstate == "AG001"
    assert await closure(connection) == before


@pytest.mark.parametrize("with_a_tail", [False, True])
async def test_a_cycle_among_rows_inserted_together_is_refused(
    connection: asyncpg.Connection, with_a_tail: bool
) -> None:
    a, b, c, tail = [uuid7() for _ in range(4)]
    rows: dict[UUID, UUID | None] = {a: b, b: c, c: a}
    if with_a_tail:
        rows = {tail: a, **rows}
    with pytest.raises(asyncpg.PostgresError, match=CYCLE) as refused:
        await insert_together(connection, rows)
    assert refused.value.sqlstate == "AG001"
    assert await connection.fetchval("SELECT count(*) FROM account") == 0


async def test_a_parent_with_children_cannot_be_deleted(connection: asyncpg.Connection) -> None:
    parent = await account(connection, "Parent")
    await account(connection, "Child", parent_id=parent)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute("DELETE FROM account WHERE id = $1", parent)


async def test_moves_that_race_make_no_cycle(empty_url: str, connection: asyncpg.Connection) -> None:
    ids = [await account(connection, f"Account {number}") for number in range(8)]
    refusals = 0

    async def moves(seed: int) -> None:
        nonlocal refusals
        dice = random.Random(seed)
        own = await asyncpg.connect(empty_url)
        for _ in range(40):
            try:
                await move(own, dice.choice(ids), dice.choice([None, *ids]))
            except asyncpg.DeadlockDetectedError:
                pass  # a whole transaction undone is no wrong tree
            except asyncpg.PostgresError:
                refusals += 1
        await own.close()

    await asyncio.gather(*(moves(seed) for seed in range(4)))
    assert await closure(connection) == await expected(connection)  # it would not end if there were a cycle
    assert refusals


async def test_a_child_inserted_while_its_parent_moves_gets_the_new_ancestors(
    empty_url: str, connection: asyncpg.Connection
) -> None:
    new, parent = await account(connection, "New"), await account(connection, "Parent")
    mover = await asyncpg.connect(empty_url)
    moving = mover.transaction()
    await moving.start()
    await move(mover, parent, new)
    child = asyncio.create_task(account(connection, "Child", parent_id=parent))
    await blocked(mover)
    assert not child.done()
    await moving.commit()
    await child
    await mover.close()
    assert await closure(connection) == await expected(connection)


async def test_an_account_deleted_while_its_parent_moves_leaves_nothing_behind(
    empty_url: str, connection: asyncpg.Connection
) -> None:
    parent, above = await account(connection, "Parent"), await account(connection, "Above")
    child = await account(connection, "Child", parent_id=parent)
    mover = await asyncpg.connect(empty_url)
    try:
        transaction = mover.transaction()
        await transaction.start()
        await move(mover, parent, above)
        deleting = asyncio.create_task(connection.execute("DELETE FROM account WHERE id = $1", child))
        await blocked(mover)
        await transaction.commit()
        await deleting
    finally:
        await mover.close()
    assert await closure(connection) == await expected(connection)


async def test_two_opposite_moves_at_once_do_not_both_happen(empty_url: str, connection: asyncpg.Connection) -> None:
    a, b = await account(connection, "A"), await account(connection, "B")
    other = await asyncpg.connect(empty_url)
    first = other.transaction()
    await first.start()
    await move(other, a, b)
    second = asyncio.create_task(move(connection, b, a))
    await blocked(other)
    assert not second.done()
    await first.commit()
    with pytest.raises(asyncpg.PostgresError, match=CYCLE):
        await second
    await other.close()
    assert await closure(connection) == await expected(connection)
