"""The plan and the SQL of each shape of question, kept in tests/golden: what a change does to them shows in its diff.

ACCOUNT_GRAPH_TEST_GOLDEN=write writes them anew.
"""

import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.explaining.queries import ExplainError, explain
from graph.resolvers.compiler.describe import described
from graph.resolvers.loading.statements import StatementCache
from graph.sql_layout import laid_out
from tests.asking import CURSORS

FOLDER = Path(__file__).parent / "golden"
QUESTIONS = sorted(FOLDER.glob("*.graphql"))
WRITE = os.environ.get("ACCOUNT_GRAPH_TEST_GOLDEN") == "write"


@pytest.fixture(scope="module")
async def connection(demo_url: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(demo_url)
    yield opened
    await opened.close()


async def asked(connection: asyncpg.Connection, text: str) -> tuple[Viewer, dict[str, Any] | None]:
    """Who asks a question, and with which variables, as its comments say."""
    comments = dict(re.findall(r"^# (as|variables): (.*)$", text, re.MULTILINE))
    viewer = await load_viewer(connection, f"{comments['as']}@demo.example")
    if "# estimated to see many accounts" in text:
        viewer = replace(viewer, few_listed=False, few_by_role=False)
    variables = json.loads(comments.get("variables", "null"))
    for name, value in (variables or {}).items():
        variables[name] = await meant(connection, value)
    return viewer, variables


async def meant(connection: asyncpg.Connection, value: str) -> str:
    """A value that a comment names: a cursor, an account's id by its name, a user's by their e-mail."""
    if value == "cursor":
        return CURSORS.encode("Account", ["acme corp uk"])
    found: str | None = await connection.fetchval(
        "SELECT coalesce((SELECT 'acc_' || id FROM account WHERE name = $1),"
        " (SELECT 'usr_' || id FROM app_user WHERE email = $1 || '@demo.example'))",
        value,
    )
    assert found is not None, value
    return found


async def sql_of(connection: asyncpg.Connection, question: Path) -> str:
    text = question.read_text()  # noqa: ASYNC240  # nothing else waits
    viewer, variables = await asked(connection, text)
    found = await explain(connection, viewer, text, variables, StatementCache(CURSORS))
    outlines = [
        "\n".join(f"-- {line}" for line in described(each.plan).splitlines()) + f"\n{laid_out(each.statement.text)}\n"
        for each in found
    ]
    return "\n".join(outlines)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
async def test_a_question_has_the_plan_and_the_sql_that_are_kept(
    connection: asyncpg.Connection, question: Path
) -> None:
    found = await sql_of(connection, question)
    kept = question.with_suffix(".sql")
    if WRITE:
        kept.write_text(found)
    assert kept.exists() and kept.read_text() == found  # noqa: PT018  # the second needs the first


def test_every_kept_answer_has_its_question() -> None:
    assert {kept.stem for kept in FOLDER.glob("*.sql")} == {question.stem for question in QUESTIONS}
    assert len(QUESTIONS) >= 40


async def test_the_text_of_a_statement_holds_no_value_of_the_question(connection: asyncpg.Connection) -> None:
    viewer, _ = await asked(connection, "# as: max\n")
    question = '{ accounts(first: 7, where: {name: {eq: "it\'s ours"}}, search: "zebra") { nodes { name } } }'
    (found,) = await explain(connection, viewer, question, None, StatementCache(CURSORS))
    assert "zebra" not in found.statement.text
    assert "ours" not in found.statement.text
    assert str(viewer.id) not in found.statement.text
    assert viewer.id in found.values
    assert "it's ours" in found.values


async def test_postgresql_says_how_it_answers(connection: asyncpg.Connection) -> None:
    viewer, _ = await asked(connection, "# as: rita\n")
    question = '{ account(by: {name: "Acme Corp UK"}) { name } }'
    for analyze in (False, True):
        (found,) = await explain(connection, viewer, question, None, StatementCache(CURSORS), analyze=analyze)
        assert ("actual time" in found.database_plan) == analyze
        assert all(title in str(found) for title in ("-- Plan", "-- SQL", "-- Parameters", "-- PostgreSQL"))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ('{ account(by: {name: "a"}) { nothing } }', "Cannot query field"),
        ('mutation { deleteAccount(input: {id: "x"}) { deletedId } }', "A GET can only query"),
        ("{ sharingRules { name } }", "Only an admin"),
    ],
)
async def test_what_can_not_be_answered_is_not_explained(
    connection: asyncpg.Connection, question: str, why: str
) -> None:
    viewer, _ = await asked(connection, "# as: rita\n")
    with pytest.raises(ExplainError, match=why):
        await explain(connection, viewer, question, None, StatementCache(CURSORS))
