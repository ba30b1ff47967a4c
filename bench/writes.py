"""The measured mutations, by three managers who have 1, 300 and 3,000 grants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import asyncpg
import orjson

WRITERS = {grants: f"writer{grants}@bench.example" for grants in (1, 300, 3_000)}
"""The managers' addresses, by their grants."""
PER_SECOND = 500
"""The minimum expected rate of `updateAccount` on a machine of its own."""
OF_LIMIT = 0.5
"""The minimum expected rate of each mutation, as a fraction of the limit's."""
WARMING = 4
"""The first one in so many bodies is for warming up: what is done once can't be done again."""

MUTATIONS = {
    "updateAccount": "account { id version phone }",
    "createAccount": "account { id name owner { name } }",
    "createContact": "contact { id name }",
    "moveAccount": "account { id parent { id } }",
    "transferAccount": "account { id owner { name } }",
    "activateContract": "contract { id status account { type } }",
    "setPrimaryContact": "contact { id isPrimary }",
}
"""The mutations, each with what its payload shows."""

Input = dict[str, str]

WRITTEN = """
SELECT 'acc_' || a.id AS account, 'usr_' || o.id AS other,
    ARRAY(SELECT 'con_' || c.id FROM contact c WHERE c.account_id = a.id ORDER BY c.id) AS contacts,
    ARRAY(SELECT 'ctr_' || c.id FROM contract c WHERE c.account_id = a.id ORDER BY c.id) AS contracts
FROM app_user w JOIN app_user u ON u.role_id = (SELECT r.id FROM role r WHERE r.parent_id = w.role_id)
JOIN account a ON a.owner_id = u.id JOIN app_user o ON o.role_id = u.role_id AND o.id <> u.id
WHERE w.email = $1
ORDER BY a.id
"""
"""Selects the accounts of a writer's two reps: with the rep who doesn't own each, its contacts and its contracts."""

GRANTED = """
SELECT 'acc_' || g.account_id FROM account_grant g JOIN app_user w ON w.id = g.user_id
WHERE w.email = $1 ORDER BY g.id LIMIT 300
"""


@dataclass(frozen=True, slots=True)
class Write:
    """A mutation as one writer sends it: request bodies, each of which does something if it is sent once, in order."""

    mutation: str
    grants: int
    warming: tuple[bytes, ...]
    bodies: tuple[bytes, ...]

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{self.mutation}, {self.grants:,} grants"


async def all_writes(connection: asyncpg.Connection) -> tuple[Write, ...]:
    """Returns every mutation by the writer with 300 grants, and `updateAccount` by the two others too."""
    made = [write for grants in WRITERS for write in await writes(connection, grants)]
    return tuple(write for write in made if write.grants == 300 or write.mutation == "updateAccount")


async def writes(connection: asyncpg.Connection, grants: int) -> tuple[Write, ...]:
    """Returns all mutations of one writer."""
    rows = await connection.fetch(WRITTEN, WRITERS[grants])
    granted = [row[0] for row in await connection.fetch(GRANTED, WRITERS[grants])]
    *records, one, other = rows
    accounts = [row["account"] for row in records]
    parents = one["account"], other["account"]
    inputs: dict[str, Iterable[Input]] = {
        "updateAccount": (
            {"id": account, "phone": f"+31 20 555 {number}"} for number in range(8) for account in accounts + granted
        ),
        "createAccount": ({"name": f"Created by {grants}, {number}"} for number in range(20_000)),
        "createContact": (
            {"accountId": account, "name": f"Contact {number}"} for number in range(8) for account in accounts
        ),
        "moveAccount": ({"id": account, "parentId": parent} for parent in parents * 4 for account in accounts),
        "transferAccount": _transfers(records),
        "activateContract": ({"id": contract} for number in range(20) for contract in _nth(records, number)),
        "setPrimaryContact": ({"id": row["contacts"][number % 2]} for number in range(1, 9) for row in records),
    }
    return tuple(_write(mutation, grants, given) for mutation, given in inputs.items())


def _transfers(records: list[asyncpg.Record]) -> Iterator[Input]:
    """To the other rep, and back, and so on."""
    owners = {row["other"] for row in records}
    for number in range(8):
        for row in records:
            (owner,) = owners - {row["other"]}
            yield {"id": row["account"], "ownerId": row["other"] if number % 2 == 0 else owner}


def _nth(records: list[asyncpg.Record], number: int) -> Iterator[str]:
    return (row["contracts"][number] for row in records)


def _write(mutation: str, grants: int, given: Iterable[Input]) -> Write:
    shown = f"{{ {MUTATIONS[mutation]} userErrors {{ field message }} }}"
    takes = f"{mutation[0].upper()}{mutation[1:]}Input!"
    query = f"mutation Write($input: {takes}) {{ {mutation}(input: $input) {shown} }}"
    bodies = tuple(orjson.dumps({"query": query, "variables": {"input": each}}) for each in given)
    warming = len(bodies) // WARMING
    return Write(mutation, grants, bodies[:warming], tuple(islice(bodies, warming, None)))
