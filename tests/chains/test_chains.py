"""No chain of permitted mutations opens an account further than the one who does them might have opened it.

After each mutation of a random chain the oracle says what everyone may do with every account, at once and for good.
Where that is more than before, the account is one that the actor made in this chain, or one that they might have
granted when it began (`rights.might_have_granted`).

ACCOUNT_GRAPH_TEST_SEED draws an earlier run's chains again; ACCOUNT_GRAPH_TEST_CHAINS says how many there are.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.auth.authenticator import load_viewer
from graph.context import Context
from graph.database import Database
from graph.instance import Instance
from graph.models.profile import Profile
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from tests.asking import data
from tests.chains.drawing import Chain, Input
from tests.chains.rights import Gain, Right, Rights, gains, rights
from tests.conftest import Opener, Postgres, Saying
from tests.rows import Rows
from tests.world import generate
from tests.worlds.prepared import prepared

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))
CHAINS = int(os.environ.get("ACCOUNT_GRAPH_TEST_CHAINS") or 54)
PER_WORLD = 9
"""How many chains are done in one world, the first by a user of the first profile, and so on."""
PROFILES = tuple(profile for profile in Profile if profile is not Profile.ADMIN)


@dataclass
class Company:
    """A drawn company, stored, and those who change it."""

    database: Database
    connection: asyncpg.Connection
    now: datetime

    async def rows(self) -> Rows:
        return await Rows.load(self.connection)

    async def do(self, actor: UUID, mutation: str, given: Input) -> tuple[str, str | None]:
        """ "done" or the code of the refusal, and the id of what was made."""
        payload = {"createAccount": "account { id }", "createContract": "contract { id }"}.get(mutation, "")
        title = mutation[0].upper() + mutation[1:]
        text = (
            f"mutation M($input: {title}Input!) {{ {mutation}(input: $input) {{ {payload} userErrors {{ code }} }} }}"
        )
        viewer = await load_viewer(self.database.pool, actor)
        context = Context(
            viewer,
            self.database.pool,
            StatementCache(CursorKey("k")),
            Instance("EUR"),
            "a request",
            self.database.writer,
        )
        result = await execute(context, text, {"input": given}, None)
        if result.errors:
            return str(result.errors[0]["extensions"]["code"]), None
        answer: dict[str, Any] = data(result)[mutation]
        if answer["userErrors"]:
            return str(answer["userErrors"][0]["code"]), None
        made = next((each["id"] for name, each in answer.items() if name != "userErrors" and each), None)
        return "done", made


def actors(rows: Rows, now: datetime, random: Random) -> Iterator[UUID]:
    """Users of one profile after another who see anything; those first who edit what isn't theirs."""
    known = rights(rows, now)
    for profile in random.sample(PROFILES, len(PROFILES)):
        found = [user for user in known if rows.users[user].profile == profile]
        found = [user for user in found if any(at_once > Right.NONE for at_once, _ in known[user].values())]
        found.sort(key=lambda user: -sum(at_once == Right.EDIT for at_once, _ in known[user].values()))
        if found:
            yield found[0] if random.random() < 0.7 else random.choice(found)


def unexplained(found: list[Gain], granted: set[UUID]) -> list[Gain]:
    """The gains on accounts that the actor couldn't have opened."""
    return [gain for gain in found if gain.account not in granted]


@pytest.mark.once
async def test_no_chain_of_mutations_opens_more_than_its_actor_might_have_granted(
    postgres: Postgres, database: Opener, say: Saying
) -> None:
    counts: Counter[str] = Counter()
    number = 0
    while counts["chains"] < CHAINS:
        random = Random(f"{SEED} chains {number}")
        now = datetime.now(UTC)
        world = generate(SEED * 1_000 + 700 + number, random.choice((8, 12, 16)), now)
        number += 1
        async with AsyncExitStack() as stack:
            url = await postgres.make_database()
            stack.push_async_callback(postgres.drop_database, url)
            connection = await asyncpg.connect(url)
            stack.push_async_callback(connection.close)
            await replace(world, tables=prepared(world, random)).store(connection)
            for numbers in ("account_number", "contract_number"):
                await connection.execute(f"SELECT setval('{numbers}', 100000)")
            opened = await stack.enter_async_context(database(url))
            company = Company(opened, connection, now)
            for actor in actors(await company.rows(), now, random):
                counts["chains"] += 1
                await follow(company, Chain(random, actor), counts)
    say(f"chains: {dict(counts)}, ACCOUNT_GRAPH_TEST_SEED={SEED}")
    assert counts["done"] > CHAINS
    assert counts["gains"] > 0, "nothing was opened: the chains are too timid to tell anything"


async def follow(company: Company, chain: Chain, counts: Counter[str]) -> None:
    """Does one chain, and looks after each mutation who may do more than before."""
    rows = await company.rows()
    before: Rights = rights(rows, company.now)
    granted = {account for account, (at_once, _) in before[chain.actor].items() if at_once is Right.GRANT}
    told: list[str] = []
    for _ in range(chain.random.randint(3, 6)):
        if not any(at_once > Right.NONE for at_once, _ in before[chain.actor].values()):
            return  # the actor has shut themself out
        mutation, given = chain.step(rows, company.now)
        outcome, made = await company.do(chain.actor, mutation, given)
        counts["done" if outcome == "done" else "refused"] += 1
        told.append(f"{mutation} {given}: {outcome}")
        assert outcome != "INTERNAL", (SEED, told)
        if outcome != "done":
            continue
        rows = await company.rows()
        if mutation == "createAccount" and made is not None:
            granted.add(UUID(made.removeprefix("acc_")))
            chain.made.append(UUID(made.removeprefix("acc_")))
        after = rights(rows, company.now)
        found = gains(before, after)
        counts["gains"] += len(found)
        wrong = unexplained(found, granted)
        assert not wrong, (
            f"ACCOUNT_GRAPH_TEST_SEED={SEED}: by a {rows.users[chain.actor].profile}, {chain.actor}:\n"
            + "\n".join(told)
            + "\n"
            + "\n".join(
                f"{rows.users[gain.user].profile} {gain.user}, acc_{gain.account}: {gain.before} -> {gain.after}"
                for gain in wrong[:5]
            )
        )
        before = after
