"""Mutations that are measured: each is done by our server, and by the limit as by ours."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench import dataset
from bench.servers import OURS, SECRET, WRITE_LIMIT, running
from bench.writes import WRITERS, Write, all_writes
from graph.auth.tokens import Tokens
from graph.connections import connect
from graph.settings import Settings
from tests.conftest import Postgres

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
async def company(postgres: Postgres) -> tuple[str, tuple[Write, ...]]:
    """A small company, for all tests together: each body is sent once to each server."""
    url = await dataset.make_by(
        Path(dataset.SCRIPT), "bench_writes", postgres.url("postgres"), 3_000, lambda _line: None
    )
    async with connect(url) as connection:
        return url, await all_writes(connection)


async def test_our_server_and_the_limit_do_the_same(company: tuple[str, tuple[Write, ...]]) -> None:
    url, writes = company
    shown: dict[str, list[Any]] = {}
    for server, which in ((OURS, 0), (WRITE_LIMIT, 1)):
        with running(server, url, "") as up:
            for write in writes:
                email = WRITERS[write.grants]
                token = email if server is WRITE_LIMIT else Tokens(Settings(secret=SECRET)).issue(email)
                answer = orjson.loads(replace(up, token=token).ask(write.bodies[which]))
                assert answer["data"][write.mutation]["userErrors"] == []
                shown.setdefault(write.name, []).append(shape(answer))
    assert all(ours == limit for ours, limit in shown.values())


def shape(answer: Any) -> Any:
    """The keys of an answer and the types of its values: two bodies name two records."""
    if isinstance(answer, dict):
        return {key: shape(value) for key, value in answer.items()}
    return type(answer)


async def test_every_body_of_a_mutation_does_something_new(company: tuple[str, tuple[Write, ...]]) -> None:
    for write in company[1]:
        sent = write.warming + write.bodies
        assert len(sent) >= 3_000
        if write.mutation in {"createAccount", "activateContract"}:
            assert len({*sent}) == len(sent)
        else:
            assert all(one != next_ for one, next_ in pairwise(sent))
