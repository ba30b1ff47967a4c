"""Introspection: as much as clients ask, once for each question, and no more."""

from types import SimpleNamespace

import pytest
from graphql import execute, get_introspection_query

from graph.schema import CORE
from graph.schema.documents import Document, Documents
from graph.schema.executor import MAX_INTROSPECTED, RawJsonExecutor
from tests.asking import Asking
from tests.counting import MANY, counted_calls


async def test_introspection_as_clients_ask_it_is_within_the_limits(ask: Asking) -> None:
    fullest = get_introspection_query(True, True, True, True, True, True)
    assert await ask("ada", fullest)
    document = Documents().read(fullest)
    assert isinstance(document, Document)
    context = SimpleNamespace(introspected=0, may_introspect=MAX_INTROSPECTED)
    execute(CORE, document.ast, context_value=context, executor_class=RawJsonExecutor)
    assert context.introspected < MAX_INTROSPECTED < 1.5 * context.introspected


async def test_answers_to_introspection_are_executed_once_for_each_question(ask: Asking) -> None:
    full = get_introspection_query(True, True, True, True, True)
    named = "query Named($name: String!, $all: Boolean!) { ...F } fragment F on Query { __type(name: $name) { name"
    named += " fields @include(if: $all) { name } } }"
    first = await ask("ada", full)
    with counted_calls() as calls:
        assert await ask("rita", full) == first
    assert calls.number < 10_000
    for name, everything in (("Account", True), ("Contact", True), ("Account", False), ("Nothing", True)):
        asked = {"name": name, "all": everything}
        told = await ask("ada", named, asked)
        assert await ask("rita", named, asked) == told
        assert told["__type"] is None or (told["__type"]["name"], "fields" in told["__type"]) == (name, everything)


async def test_an_answer_with_more_than_introspection_is_not_kept(ask: Asking) -> None:
    question = '{ __type(name: "User") { name } viewer { email } }'
    for who in ("ada", "rita"):
        assert (await ask(who, question))["viewer"]["email"] == f"{who}@demo.example"


@pytest.mark.parametrize(
    "question",
    [
        "{ __schema { types { fields { type { fields { " + " ".join(f"a{n}: name" for n in range(900)) + " } } } } } }",
        "{ " + " ".join(f"a{n}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for n in range(190)) + " }",
        "{ " + "".join(f"a{n}: __schema {{ ...S }} " for n in range(40)) + "} fragment S on __Schema { types { ...T } }"
        " fragment T on __Type { fields { args { name description } } inputFields { name } enumValues { name } }",
        "{ "
        + "".join(f'a{n}: __type(name: "Account") {{ ...T }} ' for n in range(80))
        + "} fragment T on __Type { name fields { name args { name type { name } } type { name ofType { name } } } }",
    ],
)
async def test_introspection_that_multiplies_is_refused(ask: Asking, question: str) -> None:
    with counted_calls() as calls:
        assert await ask.refusal("ada", question) == (
            "TOO_COMPLEX",
            "The query introspects too much of the schema at once. Split it into several.",
        )
    assert calls.number < MANY  # a fifth of a second: the fullest standard query takes a third of it


async def test_what_is_asked_beside_too_much_introspection_ends_with_it(ask: Asking) -> None:
    question = "{ accounts { totalCount } " + "".join(f"a{n}: __schema {{ types {{ ...T }} }} " for n in range(20))
    question += "} fragment T on __Type { fields { name } inputFields { name } enumValues { name } }"
    assert await ask.codes("ada", question) == ["TOO_COMPLEX"]
