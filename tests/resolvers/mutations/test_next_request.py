"""What an admin changes holds for every request that begins after: readers and revokers at the same time."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

from graph.auth.access_queries import levels_statement
from graph.auth.tokens import Tokens
from graph.graphql_request import GraphQLRequest, HttpError
from graph.logs import RequestLogEntry
from graph.server import Service
from graph.settings import Settings
from tests.asking import Asking
from tests.resolvers.companies import SEED
from tests.resolvers.mutations.doing import user_id
from tests.waiting import eventually

READS = 100_000
EACH = 10
"""Accounts that are opened and shut by each way in."""
READERS = 3
MOST_BETWEEN = 1000
"""Readings between two changes of one way in, at most."""
SECRET = "what signs the tokens and the cursors of tests"  # noqa: S105  # it keeps nothing

Change = Callable[[str, int], Awaitable[None]]


@dataclass
class Turn:
    """A change of whether an account is open: when it was begun, and when it was acknowledged."""

    open: bool
    begun: float
    done: float = float("inf")


@dataclass
class Watched:
    """An account that is opened and shut."""

    id: str
    name: str
    owner: str
    turns: list[Turn] = field(default_factory=lambda: [Turn(open=False, begun=0.0, done=0.0)])

    def allowed(self, begun: float, ended: float) -> set[bool]:
        """Whether a reading of this time may show it: as the last change before left it, or one that ran meanwhile."""
        before = [turn for turn in self.turns if turn.done < begun]
        during = [turn for turn in self.turns if turn.done >= begun and turn.begun <= ended]
        return {before[-1].open, *(turn.open for turn in during)}


class Company:
    """Sam, who reads, and Ada, who opens accounts to him and shuts them."""

    def __init__(self, writing: Asking) -> None:
        settings = Settings(secret=SECRET, pool_size=4)
        self.service = Service(settings)
        self.service.use(writing.database)
        tokens = Tokens(settings)
        self.tokens = {who: tokens.issue(f"{who}@demo.example", timedelta(hours=1)) for who in ("ada", "sam")}
        self.ids: dict[str, str] = {}
        self.watched: dict[str, list[Watched]] = {}
        self.wrong: list[tuple[str, bool, set[bool]]] = []
        self.counts: Counter[str] = Counter()

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        """The answer over the whole way but HTTP; again where rights changed too fast for it."""
        while True:
            try:
                question = GraphQLRequest(query, variables, None, read_only=False)
                claims = await self.service.verify(f"Bearer {self.tokens[who]}")
                result = await self.service.ask(question, claims, RequestLogEntry("a-request"))
            except HttpError:
                self.counts["again"] += 1
                continue
            assert result.errors is None, result.errors
            return orjson.loads(orjson.dumps(result.data))

    async def do(self, mutation: str, given: dict[str, Any], shown: str) -> Any:
        title = mutation[0].upper() + mutation[1:]
        query = f"mutation M($i: {title}Input!) {{ r: {mutation}(input: $i) {{ {shown} userErrors {{ message }} }} }}"
        payload = (await self.ask("ada", query, i=given))["r"]
        assert payload["userErrors"] == []
        return payload

    async def turn(self, watched: list[Watched], change: Awaitable[Any], *, open: bool) -> Any:  # noqa: A002  # what it is
        """Make a change that opens or shuts these accounts, and note when it was."""
        turns = [Turn(open, time.monotonic()) for _ in watched]
        for one, turn in zip(watched, turns, strict=True):
            one.turns.append(turn)
        found = await change
        now = time.monotonic()
        for turn in turns:
            turn.done = now
        self.counts["opened" if open else "shut"] += 1
        return found

    async def more_reads(self, random: Random) -> None:
        """Returns when so many readings more were made, in which what was opened or shut stays so."""
        enough = min(self.counts["reads"] + random.randint(0, MOST_BETWEEN), READS)
        await eventually(lambda: self.counts["reads"] >= enough)

    # -- the ways in

    async def by_grant(self, random: Random) -> None:
        one = random.choice(self.watched["grant"])
        given = {"accountId": one.id, "userId": self.ids["sam"], "level": "READ"}
        made = await self.turn([one], self.do("grantAccess", given, "grant { id }"), open=True)
        await self.more_reads(random)
        await self.turn([one], self.do("revokeAccess", made["grant"], "deletedId"), open=False)
        self.counts["grants revoked"] += 1

    async def by_team(self, random: Random) -> None:
        one = random.choice(self.watched["team"])
        given = {"accountId": one.id, "userId": self.ids["sam"], "level": "READ"}
        made = await self.turn([one], self.do("addTeamMember", given, "accountTeamMember { id }"), open=True)
        await self.more_reads(random)
        await self.turn([one], self.do("removeTeamMember", made["accountTeamMember"], "deletedId"), open=False)
        self.counts["members removed"] += 1

    async def by_owner(self, random: Random) -> None:
        one = random.choice(self.watched["owner"])
        for owner, is_open in ((self.ids["sam"], True), (one.owner, False)):
            change = self.do("transferAccount", {"id": one.id, "ownerId": owner}, "account { id }")
            await self.turn([one], change, open=is_open)
            await self.more_reads(random)
        self.counts["accounts handed over"] += 1

    async def by_rule(self, random: Random) -> None:
        for is_active in (True, False):
            change = self.do("updateSharingRule", {"id": self.ids["rule"], "isActive": is_active}, "sharingRule { id }")
            await self.turn(self.watched["rule"], change, open=is_active)
            await self.more_reads(random)
        self.counts["rules deactivated"] += 1

    # -- reading

    async def read(self) -> None:
        """All watched accounts by their ids, in one question."""
        all_watched = list(itertools.chain(*self.watched.values()))
        fields = " ".join(f'a{n}: account(by: {{id: "{one.id}"}}) {{ id }}' for n, one in enumerate(all_watched))
        while self.counts["reads"] < READS:
            begun = time.monotonic()
            answer = await self.ask("sam", f"{{ {fields} }}")
            ended = time.monotonic()
            for n, one in enumerate(all_watched):
                allowed, shown = one.allowed(begun, ended), answer[f"a{n}"] is not None
                self.counts["decided, shown" if shown else "decided, hidden"] += len(allowed) == 1
                if shown not in allowed:
                    self.wrong.append((one.name, shown, allowed))
            self.counts["reads"] += len(all_watched)


async def company(writing: Asking) -> Company:
    made = Company(writing)
    made.ids["sam"] = await user_id(writing, "sam")
    pool = writing.database.pool
    text, values = levels_statement(await writing.viewer("sam"))
    seen: list[UUID] = [row["id"] for row in await pool.fetch(text, *values)]
    hidden = await pool.fetch(
        "SELECT id, name, owner_id FROM account WHERE id <> ALL($1) AND owner_id IS NOT NULL ORDER BY name LIMIT 40",
        seen,
    )
    watched = [Watched(f"acc_{row['id']}", row["name"], f"usr_{row['owner_id']}") for row in hidden]
    made.watched = {way: watched[n * EACH : (n + 1) * EACH] for n, way in enumerate(("grant", "team", "owner", "rule"))}
    await pool.execute(
        "UPDATE account SET billing_state = 'Atlantis' WHERE id = ANY($1)",
        [UUID(one.id[4:]) for one in made.watched["rule"]],
    )
    await pool.execute("UPDATE account SET parent_id = NULL")  # what cascades would open others along
    rule = {
        "name": "Atlantis to service",
        "isActive": False,
        "level": "READ",
        "profile": "SERVICE_AGENT",
        "conditions": [{"column": "BILLING_STATE", "operator": "EQ", "values": ["Atlantis"]}],
    }
    made.ids["rule"] = (await made.do("createSharingRule", rule, "sharingRule { id }"))["sharingRule"]["id"]
    return made


@pytest.mark.once
async def test_no_answer_shows_what_was_shut_before_it_was_asked_or_hides_what_was_open(writing: Asking) -> None:
    watching = await company(writing)

    async def change(way: Callable[[Random], Awaitable[None]]) -> None:
        random = Random(f"{SEED} {way}")
        while watching.counts["reads"] < READS:
            await way(random)

    ways = (watching.by_grant, watching.by_team, watching.by_owner, watching.by_rule)
    await asyncio.gather(*(watching.read() for _ in range(READERS)), *map(change, ways))
    counts = watching.counts
    assert watching.wrong == [], (SEED, len(watching.wrong))
    assert counts["reads"] >= READS
    for what in ("grants revoked", "members removed", "accounts handed over", "rules deactivated"):
        assert counts[what] >= 10, counts
    # most readings had nothing changing under them, and of both kinds there were many
    assert counts["decided, shown"] > READS / 100, counts
    assert counts["decided, hidden"] > READS / 4, counts
