"""Limits: what is too large is refused at once, by its size as written and by what it could return."""

from collections.abc import Iterator

import httpx
import pytest
from graphql import parse

from graph.auth.tokens import Tokens
from graph.errors import TooComplex
from graph.resolvers.compiler.selection import MAX_KEY_BYTES, MAX_OBJECTS
from graph.schema import limits
from graph.schema.documents import Documents
from graph.server import create_app
from graph.settings import Settings
from tests.asking import Asking
from tests.counting import MANY, counted_calls
from tests.serving import serving

ACME = 'account(by: {name: "Acme Corp Global"})'


def deep(levels: int) -> str:
    """A question of so many levels."""
    return "{ " + ACME + " { parent " * (levels - 2) + " { id" + " }" * levels


def wide(fields: int) -> str:
    """A question of so many fields."""
    return "{ " + " ".join(f"f{number}: currency" for number in range(fields)) + " }"


def doubling(levels: int, innermost: str = "currency") -> str:
    """A question of so many fragments, each of which spreads the next one twice."""
    steps = [f"fragment F{level} on Query {{ ...F{level + 1} ...F{level + 1} }}" for level in range(levels)]
    return "{ ...F0 } " + " ".join(steps) + f" fragment F{levels} on Query {{ {innermost} }}"


def message(question: str) -> str | None:
    """Why the question is refused, before anything is asked of the schema."""
    try:
        limits.check(parse(question))
    except TooComplex as error:
        return error.message
    return None


@pytest.mark.parametrize("question", [deep(limits.MAX_DEPTH), wide(limits.MAX_FIELDS), doubling(9)])
async def test_what_is_just_within_the_limits_is_answered(ask: Asking, question: str) -> None:
    assert await ask("ada", question)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (deep(limits.MAX_DEPTH + 1), "The query is 21 levels deep: at most 20."),
        (wide(limits.MAX_FIELDS + 1), "The query has 1,001 fields with its fragments expanded: at most 1,000."),
        (doubling(10), "The query has 1,024 fields with its fragments expanded: at most 1,000."),
        (f"query One {{ currency }} query Two {deep(21)}", "The query is 21 levels deep: at most 20."),
        ("{ ... { ... on Query { " + wide(1_001)[1:-1] + " } } }", "1,001 fields"),
        (f"{{ ...F }} fragment F on Query {deep(21)}", "The query is 21 levels deep: at most 20."),
    ],
)
async def test_what_is_past_a_limit_is_refused(ask: Asking, question: str, reason: str) -> None:
    assert reason in str(message(question))
    result = await ask.result("ada", question)
    assert (result.executed, result.data) == (False, None)
    assert [error["extensions"] for error in result.errors or ()] == [{"code": "TOO_COMPLEX"}]


def test_depth_within_fragments_adds_up() -> None:
    steps = [f"fragment F{level} on Account {{ parent {{ ...F{level + 1} }} }}" for level in range(18)]
    tail = " ".join(steps) + " fragment F18 on Account { id }"
    assert message("{ " + ACME + " { ...F0 } } " + tail) is None
    assert message("{ " + ACME + " { parent { ...F0 } } } " + tail) == "The query is 21 levels deep: at most 20."


@pytest.mark.parametrize("levels", [50, 300])
def test_fragments_that_double_are_measured_in_no_time(levels: int) -> None:
    with counted_calls() as calls:
        assert f"{2**levels:,} fields" in str(message(doubling(levels)))
    assert calls.number < MANY


def test_fragments_in_a_circle_end_and_are_refused_as_invalid() -> None:
    for question in (
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { currency ...B } fragment B on Query { ...A ...B }",
        "{ viewer { ...A } } fragment A on Viewer { user { ... on User { name } } ...A }",
    ):
        assert message(question) is None
        errors = Documents().read(question)
        assert isinstance(errors, list)
        assert any("Cannot spread fragment" in error.message for error in errors)


def test_what_is_unknown_is_measured_and_then_refused_as_invalid() -> None:
    question = "{ nothing { at { all } ...Unknown } }"
    assert message(question) is None
    assert isinstance(Documents().read(question), list)


def test_limits_come_before_validation() -> None:
    errors = Documents().read("{ " + " ".join(f"nothing{number}" for number in range(1_001)) + " }")
    assert isinstance(errors, list)
    assert [type(error.original_error) for error in errors] == [TooComplex]


@pytest.mark.parametrize(
    "question",
    [
        "{ currency " + " ".join(["currency"] * limits.MAX_TOKENS) + "}",
        "{" * limits.MAX_TOKENS,
        '{ nodes(ids: ["' + '" "'.join(["x"] * limits.MAX_TOKENS) + '"]) { id } }',
    ],
)
async def test_too_many_tokens_are_refused_while_they_are_read(ask: Asking, question: str) -> None:
    result = await ask.result("ada", question)
    assert not result.executed
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_REQUEST"]


@pytest.mark.parametrize(
    "question",
    [
        "{" * 2_400 + "}" * 2_400,
        "{ a" * 1_200 + "}" * 1_200,
        "{ account(by: " + "[" * 2_000 + "]" * 2_000 + ") { id } }",
        "{ account(by: " + "{a: " * 1_200 + "1" + "}" * 1_200 + ") { id } }",
        "query($v: " + "[" * 2_000 + "Int" + "]" * 2_000 + ") { currency }",
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(600)),
    ],
)
async def test_nesting_of_any_kind_is_refused_and_breaks_nothing(ask: Asking, question: str) -> None:
    result = await ask.result("ada", question)
    assert (result.executed, result.data) == (False, None)
    assert {error["extensions"]["code"] for error in result.errors or ()} <= {"BAD_REQUEST", "TOO_COMPLEX"}
    assert result.errors


@pytest.mark.parametrize(
    "question",
    [
        "{ viewer { email } } fragment F on Account {" + "name " * 4_900 + "}",
        "{ " + ACME + " {" + "name " * 990 + "} }",
        " ".join(f"query Q{number} {{ ...F }}" for number in range(400))
        + "fragment F on Query {"
        + "currency " * 900
        + "}",
        "{ viewer { email } } "
        + " ".join(
            f"fragment F{n} on Account {{ parent {{ ...F{n + 1} }} parent {{ ...F{n + 1} }} }}" for n in range(99)
        ),
    ],
)
def test_validation_has_an_end(question: str) -> None:
    with counted_calls() as calls:
        assert isinstance(Documents().read(question), list)
    assert calls.number < MANY


@pytest.mark.parametrize(
    "question",
    [
        "{ %s: currency }",
        "{ %s }",
        "query %s { currency }",
        "query($%s: Int) { currency }",
        "{ ...%s }",
        "{ currency @%s }",
    ],
)
async def test_names_are_only_so_long(ask: Asking, question: str) -> None:
    code, message = await ask.refusal("ada", question % ("n" * (limits.MAX_NAME + 1)))
    assert (code, message) == ("TOO_COMPLEX", f"The name {'n' * 100}… has 101 characters: at most 100.")


async def test_an_alias_is_as_long_as_a_column_may_be(ask: Asking) -> None:
    longest, longer = "a" * MAX_KEY_BYTES, "b" * (MAX_KEY_BYTES + 1)
    asked = "{ " + ACME + " { %s: name contacts(first: 1) { %s: edges { %s: cursor } pageInfo { %s: endCursor } } } }"
    answer = (await ask("ada", asked % ((longest,) * 4)))["account"]
    assert answer[longest] == "Acme Corp Global"
    assert answer["contacts"]["pageInfo"][longest] == answer["contacts"][longest][0][longest]
    for place in range(4):
        aliases = tuple(longer if place == number else longest for number in range(4))
        code, message = await ask.refusal("ada", asked % aliases)
        assert code == "TOO_COMPLEX"
        assert message.startswith(f"The alias `{longer[:MAX_KEY_BYTES]}…` is too long")


async def test_aliases_that_differ_after_the_longest_column_are_not_taken_for_one(ask: Asking) -> None:
    asked = "{ " + ACME + " { " + "c" * 63 + "1: name " + "c" * 63 + "2: type } }"
    assert await ask.codes("ada", asked) == ["TOO_COMPLEX"]


def accounts_with(first: int, contacts: int) -> str:
    return f"accounts(first: {first}) {{ nodes {{ contacts(first: {contacts}) {{ nodes {{ name }} }} }} }}"


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        (accounts_with(100, 97), True),
        (accounts_with(100, 100), False),
        ("a: " + accounts_with(100, 47) + " b: " + accounts_with(100, 47), True),
        ("a: " + accounts_with(100, 50) + " b: " + accounts_with(100, 50), False),
        ("accounts(first: 100) { nodes { contacts { nodes { name } } opportunities { nodes { name } } } }", True),
        ("accounts(first: 100) { nodes { children { nodes { contacts { nodes { name } } } } } }", False),
        ("accounts(last: 100) { nodes { contacts(last: 100) { nodes { name } } } }", False),
        ("accounts(first: 1) { nodes { contacts(first: 100) { nodes { name } } } }", True),
    ],
)
async def test_a_question_returns_so_many_objects_at_most(ask: Asking, question: str, fits: bool) -> None:
    codes = await ask.codes("sam", "{ " + question + " }")
    assert codes == ([] if fits else ["TOO_COMPLEX"])


async def test_objects_are_counted_anew_for_other_variables_and_each_request(ask: Asking) -> None:
    question = "query($n: Int!, $m: Int!) { accounts(first: $n) { nodes { contacts(first: $m) { nodes { id } } } } }"
    for _ in range(3):
        assert await ask.codes("sam", question, {"n": 100, "m": 90}) == []
        assert await ask.codes("sam", question, {"n": 100, "m": 100}) == ["TOO_COMPLEX"]
        assert await ask.codes("sam", question, {"n": 5, "m": 100}) == []


async def test_objects_are_counted_for_each_of_many_ids(ask: Asking) -> None:
    question = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { contacts(first: 100) { nodes { id } } } } }"
    ids = [f"acc_01890000-0000-7000-8000-{number:012d}" for number in range(100)]
    assert await ask.codes("sam", question, {"ids": ids[:90]}) == []
    assert await ask.codes("sam", question, {"ids": ids}) == ["TOO_COMPLEX"]
    many = "{ " + " ".join(f"a{number}: {accounts_with(10, 20)}" for number in range(60)) + " }"
    assert "TOO_COMPLEX" in await ask.codes("sam", many)


async def test_the_refusal_says_how_many_and_what_to_do(ask: Asking) -> None:
    code, message = await ask.refusal("sam", "{ " + accounts_with(100, 100) + " }")
    assert code == "TOO_COMPLEX"
    assert (
        message
        == f"This question could return 10,201 objects: at most {MAX_OBJECTS:,}. Ask for smaller pages with `first`."
    )


@pytest.fixture(scope="module")
def api(demo_url: str) -> Iterator[httpx.Client]:
    settings = Settings(database_url=demo_url, secret="x" * 32)
    headers = {"authorization": f"Bearer {Tokens(settings).issue('rita@demo.example')}"}
    with serving(create_app(settings)) as address, httpx.Client(base_url=address, headers=headers) as client:
        yield client


@pytest.mark.parametrize(
    "question",
    [
        deep(21),
        wide(1_001),
        doubling(300),
        "{ ...A } fragment A on Query { ...A }",
        "{" * 5_000,
        "{ a" * 1_200 + "}" * 1_200,
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(600)),
        "{ " + accounts_with(100, 100) + " }",
        "{ " + ACME + " { " + "a" * 5_000 + ": name } }",
        "{ " + "a" * 100_000 + " }",
    ],
)
def test_no_limit_is_a_fault_of_ours(api: httpx.Client, question: str) -> None:
    answer = api.post("/graphql", json={"query": question}, headers={"accept": "application/graphql-response+json"})
    assert answer.status_code < 500
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} <= {"BAD_REQUEST", "TOO_COMPLEX"}


async def test_one_field_may_be_asked_under_very_many_aliases(ask: Asking) -> None:
    aliases = " ".join(f"a{number}: hasNextPage" for number in range(200))
    assert await ask.codes("sam", f"{{ accounts(first: 1) {{ nodes {{ id }} pageInfo {{ {aliases} }} }} }}") == []
