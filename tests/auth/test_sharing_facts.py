"""Who of the demo company sees which of the best-known accounts, and how they hang together for them: told by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg
import pytest

from graph.auth import sharing
from graph.auth.access_queries import levels_statement, visible_ids_statement, visible_users_statement
from graph.auth.authenticator import load_viewer
from tests.oracle import Oracle
from tests.rows import Rows
from tests.world import ACCOUNTS, PEOPLE, Cast


@dataclass(frozen=True)
class Seen:
    """One account as one viewer sees it. ``root`` is the ultimate parent; ``by`` are the ways in that hold."""

    level: str
    by: set[str]
    parent: str | None
    root: str
    depth: int
    children: set[str]


EDIT, READ = "EDIT", "READ"
OWNED, BELOW, RULE = "OWNED", "BELOW_IN_ROLE_TREE", "RULE"
PARTNERSHIP, SEES_ALL = "PARTNERSHIP", "SEES_ALL"

WHOLE = {
    "acme": Seen(EDIT, {BELOW}, None, "acme", 0, {"acme-us", "acme-emea", "acme-apac"}),
    "acme-us": Seen(EDIT, {BELOW}, "acme", "acme", 1, set()),
    "acme-emea": Seen(EDIT, {BELOW}, "acme", "acme", 1, {"acme-uk", "acme-germany"}),
    "acme-uk": Seen(EDIT, {BELOW}, "acme-emea", "acme", 2, set()),
    "acme-germany": Seen(EDIT, {BELOW}, "acme-emea", "acme", 2, set()),
    "acme-apac": Seen(EDIT, {BELOW}, "acme", "acme", 1, set()),
    "brightline": Seen(EDIT, {BELOW}, None, "brightline", 0, set()),
}

FACTS: dict[str, dict[str, Seen]] = {
    # the admin
    "ada": {account: replace(seen, by={SEES_ALL}) for account, seen in WHOLE.items()},
    # above everyone who owns one of these
    "eve": WHOLE,
    "dan": WHOLE | {"acme": replace(WHOLE["acme"], by={OWNED})},
    # active customers, as every sales manager; and what her reps own. A prospect and a partner are no customers.
    "mia": {
        "acme": Seen(EDIT, {RULE}, None, "acme", 0, {"acme-us", "acme-emea"}),
        "acme-us": Seen(EDIT, {BELOW, RULE}, "acme", "acme", 1, set()),
        "acme-emea": Seen(EDIT, {RULE}, "acme", "acme", 1, {"acme-uk"}),
        "acme-uk": Seen(EDIT, {RULE}, "acme-emea", "acme", 2, set()),
    },
    # the same with the reps of Europe; APAC's owner reports to dan, not to him
    "max": {
        "acme": Seen(EDIT, {RULE}, None, "acme", 0, {"acme-us", "acme-emea"}),
        "acme-us": Seen(EDIT, {RULE}, "acme", "acme", 1, set()),
        "acme-emea": Seen(EDIT, {BELOW, RULE}, "acme", "acme", 1, {"acme-uk", "acme-germany"}),
        "acme-uk": Seen(EDIT, {BELOW, RULE}, "acme-emea", "acme", 2, set()),
        "acme-germany": Seen(EDIT, {BELOW}, "acme-emea", "acme", 2, set()),
        "brightline": Seen(EDIT, {OWNED}, None, "brightline", 0, set()),
    },
    # what is billed in the US
    "rita": {
        "acme": Seen(EDIT, {RULE}, None, "acme", 0, {"acme-us"}),
        "acme-us": Seen(EDIT, {OWNED, RULE}, "acme", "acme", 1, set()),
    },
    # EMEA is billed in NL, which no rule names: he sees it as its owner, and rosa, of the same role, does not
    "ray": {
        "acme-emea": Seen(EDIT, {OWNED}, None, "acme-emea", 0, {"acme-uk", "acme-germany"}),
        "acme-uk": Seen(EDIT, {OWNED, RULE}, "acme-emea", "acme-emea", 1, set()),
        "acme-germany": Seen(EDIT, {OWNED, RULE}, "acme-emea", "acme-emea", 1, set()),
        "brightline": Seen(EDIT, {RULE}, None, "brightline", 0, set()),
    },
    "rosa": {
        "acme-uk": Seen(EDIT, {RULE}, None, "acme-uk", 0, set()),
        "acme-germany": Seen(EDIT, {RULE}, None, "acme-germany", 0, set()),
        "brightline": Seen(EDIT, {RULE}, None, "brightline", 0, set()),
    },
    "ron": {
        "acme-apac": Seen(EDIT, {OWNED}, None, "acme-apac", 0, set()),
    },
    # beside sales in the role tree, in no group
    "sam": {},
    # Brightline's own, and what it manages
    "pat": {
        "acme-uk": Seen(READ, {PARTNERSHIP}, None, "acme-uk", 0, set()),
        "brightline": Seen(READ, {PARTNERSHIP}, None, "brightline", 0, set()),
    },
    # views all, changes nothing
    "bi": {account: replace(seen, level=READ, by={SEES_ALL}) for account, seen in WHOLE.items()},
}


@dataclass(frozen=True)
class Demo:
    """The demo company as stored, and the ids of its cast."""

    connection: asyncpg.Connection
    cast: Cast
    rows: Rows
    now: datetime

    def oracle(self, who: str) -> Oracle:
        return Oracle(self.rows, self.cast.people[who], self.now)

    def named(self, account_ids: set[UUID]) -> set[str]:
        """The cast among these accounts."""
        return {short for short, account_id in self.cast.accounts.items() if account_id in account_ids}

    def name(self, account_id: UUID | None) -> str | None:
        """An account by its short name, or by its own where it is not of the cast."""
        if account_id is None:
            return None
        names = {each: short for short, each in self.cast.accounts.items()}
        return names.get(account_id) or str(self.rows.accounts[account_id].name)

    async def fetch(self, statement: tuple[str, list[object]]) -> list[asyncpg.Record]:
        sql, parameters = statement
        found: list[asyncpg.Record] = await self.connection.fetch(sql, *parameters)
        return found


@pytest.fixture(scope="module")
async def demo(demo_url: str) -> AsyncIterator[Demo]:
    connection = await asyncpg.connect(demo_url)
    now = await connection.fetchval("SELECT now()")
    yield Demo(connection, await Cast.load(connection), await Rows.load(connection), now)
    await connection.close()


def test_there_are_facts_for_everyone() -> None:
    assert FACTS.keys() == PEOPLE.keys()
    assert WHOLE.keys() == ACCOUNTS.keys()


@pytest.mark.parametrize("who", FACTS)
def test_the_oracle_tells_the_facts(demo: Demo, who: str) -> None:
    oracle = demo.oracle(who)
    visible = oracle.visible_accounts()
    assert demo.named(visible) == FACTS[who].keys()
    told = {}
    for account in FACTS[who]:
        account_id = demo.cast.accounts[account]
        told[account] = Seen(
            str(oracle.level(account_id)),
            {reason.kind for reason in oracle.reasons(account_id)},
            demo.name(oracle.parent(account_id)),
            str(demo.name(oracle.ultimate_parent(account_id))),
            oracle.depth(account_id),
            {str(demo.name(child)) for child in oracle.children(account_id)},
        )
    assert told == FACTS[who]


@pytest.mark.parametrize("strategy", sharing.STRATEGIES)
@pytest.mark.parametrize("who", FACTS)
async def test_the_predicate_opens_the_facts_and_nothing_else(demo: Demo, who: str, strategy: sharing.Strategy) -> None:
    viewer = await load_viewer(demo.connection, demo.cast.people[who])
    visible = {row[0] for row in await demo.fetch(visible_ids_statement(viewer, strategy))}
    assert demo.named(visible) == FACTS[who].keys()
    assert visible == demo.oracle(who).visible_accounts()  # the rest of the company too


@pytest.mark.parametrize("who", FACTS)
async def test_the_predicate_gives_the_level_of_the_facts(demo: Demo, who: str) -> None:
    viewer = await load_viewer(demo.connection, demo.cast.people[who])
    levels = {demo.name(row[0]): row[1] for row in await demo.fetch(levels_statement(viewer))}
    assert {each: levels.get(each) for each in ACCOUNTS if each in levels} == {
        account: seen.level for account, seen in FACTS[who].items()
    }


@pytest.mark.parametrize("who", FACTS)
async def test_everyone_but_the_partner_has_the_directory(demo: Demo, who: str) -> None:
    viewer = await load_viewer(demo.connection, demo.cast.people[who])
    users = {row[0] for row in await demo.fetch(visible_users_statement(viewer))}
    assert users == demo.oracle(who).visible_users()
    if who == "pat":
        assert {demo.cast.people[each] for each in ("pat", "ray", "max")} <= users < demo.rows.users.keys()
    else:
        assert users == demo.rows.users.keys()
