"""Accounts moved by many at once: the tree stays a tree, and what is derived from it right."""

import asyncio
import os
import random

from tests.asking import Asking
from tests.resolvers.mutations.doing import do

CLIENTS = 16
MOVES = int(os.environ.get("ACCOUNT_GRAPH_TEST_MOVES", "12"))
"""Moves a client."""

DERIVED = """
WITH RECURSIVE up AS (
    SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth, parent_id FROM account
    UNION ALL
    SELECT a.id, up.descendant_id, up.depth + 1, a.parent_id FROM up JOIN account a ON a.id = up.parent_id
) CYCLE ancestor_id SET looped USING way
SELECT
    (SELECT count(*) FROM up WHERE looped) AS looped,
    (SELECT count(*) FROM (SELECT ancestor_id, descendant_id, depth FROM up WHERE NOT looped
        EXCEPT SELECT ancestor_id, descendant_id, depth FROM account_tree) missing) AS missing,
    (SELECT count(*) FROM (SELECT ancestor_id, descendant_id, depth FROM account_tree
        EXCEPT SELECT ancestor_id, descendant_id, depth FROM up) extra) AS extra,
    (SELECT count(*) FROM account a WHERE a.total_opportunity_amount <>
        (SELECT coalesce(sum(amount), 0) FROM opportunity o WHERE o.account_id = a.id)) AS totals
"""


async def test_sixteen_clients_that_move_at_random_make_no_cycle_and_leave_the_closure_right(writing: Asking) -> None:
    seed = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED", random.randrange(10**6)))
    told = f"ACCOUNT_GRAPH_TEST_SEED={seed}"
    pool = writing.database.pool
    accounts = [f"acc_{row['id']}" for row in await pool.fetch("SELECT id FROM account ORDER BY number LIMIT 40")]
    done = dict.fromkeys(("moved", "CYCLE", "made", "deleted", "NOT_FOUND", "IN_USE"), 0)

    async def client(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        mine: list[str] = []
        for turn in range(MOVES):
            account, parent = chance.sample(accounts, 2)
            match chance.randrange(8):
                case 0:
                    given = {"name": f"Made by {number} in turn {turn}", "parentId": account}
                    answer = await do(writing, "ada", "createAccount", given, "account { id }")
                    if answer["account"]:
                        mine.append(answer["account"]["id"])
                    what = "made"
                case 1 if mine:
                    answer = await do(writing, "ada", "deleteAccount", {"id": mine.pop()})
                    what = "deleted"
                case 2:
                    answer = await do(writing, "ada", "moveAccount", {"id": account, "parentId": None})
                    what = "moved"
                case _:
                    answer = await do(writing, "ada", "moveAccount", {"id": account, "parentId": parent})
                    what = "moved"
            done[answer["userErrors"][0]["code"] if answer["userErrors"] else what] += 1

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    assert dict(await pool.fetchrow(DERIVED)) == {"looped": 0, "missing": 0, "extra": 0, "totals": 0}, told
    assert done["moved"] > CLIENTS, (told, done)
    assert done["CYCLE"] > 0, (told, done)
