"""Databases of the demo company to break, each a test's own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from graph import checking, demo
from graph.checking import Outcome, Repaired, Verdict

from ..conftest import Postgres

QUIETLY = "SET session_replication_role = replica"
"""What follows is written past every trigger and foreign key."""


@dataclass
class Company:
    """A database to break, to look at and to repair."""

    url: str

    async def run(self, statements: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statements)
        finally:
            await connection.close()

    async def quietly(self, statements: str) -> None:
        await self.run(f"{QUIETLY}; {statements}")

    async def value(self, query: str) -> object:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    async def look(self) -> dict[str, Outcome]:
        """What each check came to, by its name; told one after another, as it is returned."""
        told: list[Outcome] = []
        outcomes = await checking.look(self.url, told.append)
        assert told == outcomes
        return {outcome.check.name: outcome for outcome in outcomes}

    async def repair(self, outcomes: dict[str, Outcome] | None = None) -> dict[str, Repaired]:
        """What was done about each check of these outcomes, or of those of looking now."""
        outcomes = outcomes or await self.look()
        return {done.check.name: done for done in await checking.repair(self.url, list(outcomes.values()))}


def that_are(verdict: Verdict, outcomes: dict[str, Outcome]) -> set[str]:
    """The names of the checks that came to this."""
    return {name for name, outcome in outcomes.items() if outcome.verdict is verdict}


@pytest.fixture(scope="session")
async def to_copy(postgres: Postgres) -> str:
    """The name of a database with the demo company that nobody is connected to."""
    await demo.load(await postgres.make_database("demo_to_copy"))
    return "demo_to_copy"


@pytest.fixture
async def company(postgres: Postgres, to_copy: str) -> AsyncIterator[Company]:
    """A demo company of the test's own."""
    url = await postgres.make_database(template=to_copy)
    yield Company(url)
    await postgres.drop_database(url)
