"""The scale figures rest on a world that is as it says, and on questions that everyone gets an answer to."""

from collections.abc import AsyncIterator

import pytest

from bench.dataset import make_by
from bench.scale import measure, pages, report
from bench.scale.questions import ABOUT, QUESTIONS, VIEWERS, Question
from graph.auth.access_queries import visible_ids_statement
from graph.connections import connect
from graph.database import open_database
from graph.models.noun import NOUNS
from graph.models.spec import ComputedSpec
from graph.resolvers.compiler.counted import RelatedCount
from graph.resolvers.compiler.order import RelatedSortKey
from graph.settings import Settings
from tests.conftest import Postgres

pytestmark = pytest.mark.once

ACCOUNTS = 5_000
WORLD = "a_world"


@pytest.fixture(scope="module")
async def url(postgres: Postgres) -> str:
    return await make_by(report.SCRIPT, WORLD, postgres.url("postgres"), ACCOUNTS, lambda _line: None)


async def test_a_world_has_what_it_says(url: str) -> None:
    async with connect(url) as connection:
        counts = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM account_grant),"
            " (SELECT count(*) FROM opportunity) BETWEEN 14000 AND 16000"
        )
        families = [
            await connection.fetchval(
                f"SELECT count(*) FROM account_tree WHERE ancestor_id = ({measure.BY_NUMBER}) AND depth > 0", number
            )
            for number in ABOUT.values()
        ]
    assert tuple(counts) == (ACCOUNTS, ACCOUNTS // 20, True)
    assert families == [199, 1_000, ACCOUNTS * 81 // 1000]


async def test_a_world_is_made_once(url: str, postgres: Postgres) -> None:
    told: list[str] = []
    assert await make_by(report.SCRIPT, WORLD, postgres.url("postgres"), ACCOUNTS, told.append) == url
    assert told == []


async def test_each_viewer_sees_what_the_figures_say(url: str) -> None:
    sees = {}
    async with open_database(Settings(database_url=url), url) as database:
        world = measure.World(database)
        for name in VIEWERS:
            text, values = visible_ids_statement(await world.viewer(name), "row")
            sees[name] = len(await database.pool.fetch(text, *values))
    assert 200 <= sees["narrow rep"] < 250
    assert 200 <= sees["narrow rep, narrow rule"] < 250
    assert ACCOUNTS * 0.18 < sees["territory rep"] < ACCOUNTS * 0.25
    assert sees["manager"] < sees["executive"]
    assert ACCOUNTS * 0.98 < sees["executive"] < sees["BI user"] == ACCOUNTS


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_everyone_gets_an_answer_by_one_statement(
    url: str, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "MIN_RUNS", 1)
    async with open_database(Settings(database_url=url), url) as database:
        world = measure.World(database)
        for name in VIEWERS:
            measured = await world.measure(await world.viewer(name), question, 0)
            assert len(measured.api.runs) == len(measured.database.runs) == 1


OF_ACCOUNTS = [walk for walk in pages.walks() if walk.noun == "Account"]


@pytest.fixture(scope="module")
async def world(url: str) -> AsyncIterator[measure.World]:
    async with open_database(Settings(database_url=url), url) as database:
        yield measure.World(database)


@pytest.mark.parametrize("walk", OF_ACCOUNTS, ids=str)
async def test_a_page_deep_in_a_list_reads_at_most_twice_what_the_first_one_does(
    world: measure.World, walk: pages.Walk
) -> None:
    place = await walk.place(world, await world.viewer(pages.SEES_EVERYTHING), ACCOUNTS * 4 // 5)
    for name in pages.VIEWERS:
        viewer = await world.viewer(name)
        first = await world.rows_read(viewer, walk.question(None))
        deep = await world.rows_read(viewer, walk.question(place))
        assert deep <= 2 * first, f"{name}: {deep:,} rows, and {first:,} for the first page"


def is_indexed(walk: pages.Walk) -> bool:
    """Whether an index has the order: not where it goes through a reference, counts, or is by a total that is kept."""
    key = walk.entity.sort_keys[walk.field]
    if isinstance(key, RelatedSortKey) or isinstance(key.value, RelatedCount):
        return False
    spec = NOUNS[walk.noun].fields[walk.field.lower()]
    return isinstance(spec, ComputedSpec) or spec.order_indexed


INDEXED = [walk for walk in pages.walks() if is_indexed(walk) and not walk.backwards]


@pytest.mark.parametrize("walk", INDEXED, ids=str)
async def test_a_page_reads_no_more_than_ranges_of_an_index(world: measure.World, walk: pages.Walk) -> None:
    viewer = await world.viewer(pages.SEES_EVERYTHING)
    (rows,) = await world.row(f"SELECT count(*) FROM {walk.entity.table}", ())
    place = await walk.place(world, viewer, rows // 2)
    for question in (walk.question(None), walk.question(place)):
        # rows that share the first key may be read and sorted where they are few
        assert await world.rows_read(viewer, question) <= rows // 4


def test_half_and_nearly_all_of_the_runs_took_at_most_so_long() -> None:
    times = measure.Times(tuple(float(n) for n in range(200, 0, -1)))
    assert (times.p50, times.p99) == (101, 199)


def test_a_row_says_what_was_expected_and_missed() -> None:
    much = measure.Measured(measure.Times((20.0,)), measure.Times((1.0,)))
    little = measure.Measured(measure.Times((5.0,)), measure.Times((0.9,)))
    key = "top 50 by revenue", "manager"
    in_database, through_api = report.tables({key: much}, {key: little})
    assert [list(column.cells) for column in in_database.columns[2:]] == [
        ["20.0 / 20.0"],
        ["5.0 / 5.0"],
        ["4.0 times"],
        ["< 15 ms: MISSED, < 2 times: MISSED"],
    ]
    assert list(through_api.columns[5].cells) == ["< 2 times: holds"]
