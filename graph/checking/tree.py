"""The account tree and the role tree: no circles, and the account tree's closure."""

# ruff: noqa: S608  # names of tables are this file's own

import asyncpg

from .check import NOTHING, Check, Finder, Found, account, affected, named

# From the top down: what is in a circle, or below one, is never reached, so this ends whatever the parents are. Over
# the two columns alone, as each level reads them again.
EDGE = "edge AS MATERIALIZED (SELECT id, parent_id FROM {table})"
TOPS = "t.parent_id IS NULL OR NOT EXISTS (SELECT FROM edge p WHERE p.id = t.parent_id)"

UNREACHED = f"""
WITH RECURSIVE {EDGE}, reached AS (
    SELECT t.id FROM edge t WHERE {TOPS}
    UNION ALL SELECT t.id FROM reached r JOIN edge t ON t.parent_id = r.id
)
SELECT t.id, t.parent_id, {{name}} AS name FROM {{table}} t
WHERE NOT EXISTS (SELECT FROM reached r WHERE r.id = t.id) ORDER BY t.id
"""


def _circles_of(table: str, name: str) -> Finder:
    async def find(connection: asyncpg.Connection) -> Found:
        above = {row["id"]: row for row in await connection.fetch(UNREACHED.format(table=table, name=name))}
        seen: set[object] = set()
        circles = []
        for start in above:
            path: dict[object, None] = {}
            at = start
            while at not in seen and at not in path:
                path[at] = None
                at = above[at]["parent_id"]
            if at in path:
                round_it = [*list(path)[list(path).index(at) :], at]
                circles.append(" -> ".join(above[each]["name"] for each in round_it))
            seen |= path.keys()
        return named(circles) if circles else NOTHING

    return find


# One row for each link that is missing (nothing stands), false (nothing should) or leads to the wrong ancestor.
DIFFERENCES = f"""
WITH RECURSIVE {EDGE.format(table="account")}, down AS (
    SELECT t.id, ARRAY[t.id] AS path FROM edge t WHERE {TOPS}
    UNION ALL SELECT t.id, t.id || d.path FROM down d JOIN edge t ON t.parent_id = d.id
), due AS (
    SELECT d.id AS descendant_id, (p.place - 1)::int AS depth, p.ancestor_id
    FROM down d CROSS JOIN unnest(d.path) WITH ORDINALITY p(ancestor_id, place)
)
SELECT descendant_id, depth, due.ancestor_id AS should, kept.ancestor_id AS stands
FROM due FULL JOIN account_tree kept USING (descendant_id, depth)
WHERE due.ancestor_id IS DISTINCT FROM kept.ancestor_id
"""


async def _wrong_links(connection: asyncpg.Connection) -> Found:
    found = await connection.fetch(
        f"""
        WITH wrong AS MATERIALIZED ({DIFFERENCES}),
        first AS (SELECT *, (SELECT count(*) FROM wrong) AS found FROM wrong ORDER BY descendant_id, depth LIMIT 5)
        SELECT found, depth, should, stands, coalesce({account("d")}, 'no account: ' || descendant_id) AS below,
            coalesce({account("s")}, should::text) AS due, coalesce({account("k")}, stands::text) AS kept
        FROM first LEFT JOIN account d ON d.id = descendant_id
            LEFT JOIN account s ON s.id = should LEFT JOIN account k ON k.id = stands
        ORDER BY descendant_id, depth
        """
    )
    told = [
        f"{row['below']}, {row['depth']} up: {row['kept'] or 'nothing'} is kept, {row['due'] or 'nothing'} is right"
        for row in found
    ]
    return named(told, found[0]["found"]) if found else NOTHING


async def _link_again(connection: asyncpg.Connection) -> int:
    # Moves, and inserts below a parent, wait for this row. Deletes don't: the rows' own locks stand for them.
    await connection.execute("SELECT FROM tree_lock FOR UPDATE")
    await connection.execute(f"CREATE TEMPORARY TABLE wrong_link ON COMMIT DROP AS {DIFFERENCES}")
    removed = affected(
        await connection.execute(
            "DELETE FROM account_tree kept USING wrong_link wrong WHERE kept.descendant_id = wrong.descendant_id "
            "AND kept.depth = wrong.depth AND kept.ancestor_id = wrong.stands"
        )
    )
    made = affected(
        await connection.execute(
            "INSERT INTO account_tree (ancestor_id, descendant_id, depth) "
            "SELECT above.id, below.id, wrong.depth FROM wrong_link wrong "
            "JOIN account below ON below.id = wrong.descendant_id JOIN account above ON above.id = wrong.should "
            "FOR KEY SHARE OF below, above"
        )
    )
    return max(removed, made)


CHECKS = (
    Check(
        name="account tree",
        wrong="parents go round in a circle",
        mend="Give one account of each circle another parent, or none.",
        find=_circles_of("account", account("t")),
    ),
    Check(
        name="account tree's closure",
        wrong="the links kept in account_tree are not those that the parents make",
        mend="account-graph check --repair makes them again.",
        find=_wrong_links,
        after="account tree",
        repair=_link_again,
    ),
    Check(
        name="role tree",
        wrong="parents go round in a circle",
        mend="Give one role of each circle another parent, or none.",
        find=_circles_of("role", "t.name"),
    ),
)
