"""The server of a test run, and databases on it: cloned from a migrated one, so that each test may have its own."""

import gc
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from graph.database import Database, migrate, open_database
from graph.embedded import server_url, shared_server
from graph.logs import leave_locals_out
from graph.resolvers.mutations import refusal_time
from graph.settings import Settings
from tests import nouns, order
from tests.asking import Asking
from tests.server_folders import open_folder

leave_locals_out()
SHIPPED_STEP, refusal_time.STEP = refusal_time.STEP, 0.001
"""What a refusal's answer waits for, and what it waits for in tests, which are refused thousands of times."""

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "deadlock_timeout": "20ms"}

Opener = Callable[[str], AbstractAsyncContextManager[Database]]
Saying = Callable[[str], None]
SAID = "said"


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Saying:
    """Puts a line under the run, so that the seed of one that passed is known too."""
    return partial(record_property, SAID)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests say of themselves, in whichever process they ran."""
    reports = itertools.chain.from_iterable(terminalreporter.stats.values())
    lines = [line for each in reports for name, line in getattr(each, "user_properties", ()) if name == SAID]
    for line in dict.fromkeys(lines):
        terminalreporter.write_line(line)


@dataclass
class Postgres:
    """A running server without anything to lose."""

    socket_folder: str
    is_second: bool = False
    """Whether this run's tests have run on another version of PostgreSQL too."""
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return server_url(self.socket_folder, database)

    async def run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def make_database(self, name: str | None = None, template: str = "migrated") -> str:
        """The address of a new database, a copy of the template (to which nobody may be connected)."""
        name = name or f"test_{next(self.numbers)}"
        # without a checkpoint's writes, since nothing here outlives a crash, files are copied faster than logged
        await self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    async def drop_database(self, url: str) -> None:
        name = url.removeprefix("postgresql://postgres@/").partition("?")[0]
        await self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs what can differ on the server of ACCOUNT_GRAPH_TEST_ALSO_ON too, in the same run."""
    also = os.environ.get("ACCOUNT_GRAPH_TEST_ALSO_ON")
    if also and order.can_differ(metafunc):
        ids = (order.FIRST, order.SECOND)
        metafunc.parametrize("postgres_server", (None, also), ids=ids, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the second server last."""
    items.sort(key=lambda item: order.place(item.nodeid))


def pytest_collection_finish() -> None:
    """Leaves the program and the collected tests, which stay, out of what the collector of garbage walks through."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more for each two cores: a process waits for its server a third of its time."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> order.Scheduling:
    """Files stay together."""
    return order.Scheduling(config, log)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server of the test's own, in which none has run."""
    with open_folder() as path:
        yield path


@contextmanager
def throwaway_server(binaries: str | None = None) -> Iterator[Postgres]:
    """A server of its own: of the programs in this folder, in that of ACCOUNT_GRAPH_TEST_POSTGRES_BIN, or embedded."""
    named = binaries or os.environ.get("ACCOUNT_GRAPH_TEST_POSTGRES_BIN")
    with (
        open_folder() as path,
        shared_server(path, binaries=Path(named) if named else None, options=FAST) as socket_folder,
    ):
        yield Postgres(socket_folder, is_second=binaries is not None)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """The server of this run, or the second one that a test is repeated on."""
    with throwaway_server(getattr(request, "param", None)) as server:
        yield server


@pytest.fixture(scope="session")
async def postgres(postgres_server: Postgres) -> Postgres:
    """The test run's server, with a migrated database to copy."""
    url = await postgres_server.make_database("migrated", template="template1")
    await migrate(url)
    return postgres_server


@pytest.fixture
async def empty_url(postgres: Postgres) -> AsyncIterator[str]:
    """A migrated database of the test's own, without a row."""
    url = await postgres.make_database()
    yield url
    await postgres.drop_database(url)


@pytest.fixture(scope="session")
async def demo_template(postgres: Postgres) -> str:
    """The name of a database with the demo company, to copy."""
    from graph import demo

    url = await postgres.make_database("demo_template")
    await demo.load(url)
    await nouns.load_demo(url)
    return "demo_template"


@pytest.fixture(scope="session")
async def demo_url(postgres: Postgres, demo_template: str) -> str:
    """The demo company, for all tests together: to be read, not changed."""
    return await postgres.make_database("demo", template=demo_template)


@pytest.fixture
async def own_demo_url(postgres: Postgres, demo_template: str) -> AsyncIterator[str]:
    """The demo company, for one test alone: to be changed."""
    url = await postgres.make_database(template=demo_template)
    yield url
    await postgres.drop_database(url)


@pytest.fixture
async def writing(own_demo_url: str, database: Opener) -> AsyncIterator[Asking]:
    """Asks a demo company of the test's own, and changes it."""
    async with database(own_demo_url) as opened:
        yield Asking(opened)


@pytest.fixture(scope="session")
def database() -> Opener:
    """Opens a database: `async with database(empty_url) as opened:`."""
    return lambda url: open_database(Settings(pool_size=4), url)


@pytest.fixture(scope="session")
async def ask(demo_url: str, database: Opener) -> AsyncIterator[Asking]:
    """Asks the demo company in process, as one of its people."""
    async with database(demo_url) as opened:
        yield Asking(opened)
