"""Running a question: documents are remembered, and every run of one gets the answer to its own variables."""

from itertools import permutations
from typing import Any

import pytest
from graphql import print_schema

from graph.schema import CORE as SCHEMA
from graph.schema import documents as caches
from graph.schema import execution, schema
from graph.schema.documents import MIN_COUNTED_CHARACTERS, Documents
from tests.asking import REQUEST_ID, Asking, data
from tests.conftest import Opener
from tests.models.records import account, user

ACME = '{name: "Acme Corp Global"}'


def test_a_document_is_read_once() -> None:
    documents = Documents()
    assert documents.read("{ currency }") is documents.read("{ currency }")


def test_a_document_that_is_wrong_is_not_remembered() -> None:
    documents = Documents()
    first, again = documents.read("{ nothing }"), documents.read("{ nothing }")
    assert isinstance(first, list)
    assert isinstance(again, list)
    assert first is not again


@pytest.mark.parametrize("order", list(permutations([({}, 2), ({"n": None}, 25), ({"n": 1}, 1)])))
async def test_a_variable_left_out_null_or_given_means_what_it_says(
    ask: Asking, order: tuple[tuple[dict[str, Any], int], ...]
) -> None:
    for variables, size in order:
        answer = await ask("ada", "query($n: Int = 2) { accounts(first: $n) { nodes { name } } }", variables)
        assert len(answer["accounts"]["nodes"]) == size, variables


@pytest.mark.parametrize("order", list(permutations([({}, 25), ({"n": None}, 25), ({"n": 3}, 3)])))
async def test_without_a_default_too(ask: Asking, order: tuple[tuple[dict[str, Any], int], ...]) -> None:
    for variables, size in order:
        answer = await ask("ada", "query($n: Int) { accounts(first: $n) { nodes { name } } }", variables)
        assert len(answer["accounts"]["nodes"]) == size, variables


async def test_no_variables_and_empty_ones_are_the_same(ask: Asking) -> None:
    question = "query($n: Int = 2) { accounts(first: $n) { nodes { name } } }"
    assert await ask("ada", question, None) == await ask("ada", question, {})


async def test_variables_within_an_input_object_are_seen_too(ask: Asking) -> None:
    question = (
        "query($d: Direction!) { accounts(orderBy: [{field: NAME, direction: $d}], first: 100) { nodes { name } } }"
    )
    up = [node["name"] for node in (await ask("rosa", question, {"d": "ASC"}))["accounts"]["nodes"]]
    down = [node["name"] for node in (await ask("rosa", question, {"d": "DESC"}))["accounts"]["nodes"]]
    assert len(up) > 2
    assert down == up[::-1]


async def test_variables_in_fragments_are_seen_too(ask: Asking) -> None:
    question = f"""
        query($n: Int!) {{ account(by: {ACME}) {{ ...A }} }}
        fragment A on Account {{ ...B }}
        fragment B on Account {{ children(first: $n) {{ nodes {{ name }} }} }}
    """
    for size in (1, 2, 1):
        assert len((await ask("ada", question, {"n": size}))["account"]["children"]["nodes"]) == size


async def test_a_key_in_a_variable_finds_another_account_each_time(ask: Asking) -> None:
    question = "query($name: String!) { account(by: {name: $name}) { name } }"
    for name in ("Acme Corp US", "Acme Corp EMEA", "Acme Corp US"):
        assert await ask("ada", question, {"name": name}) == {"account": {"name": name}}


@pytest.mark.parametrize("where", ["root", "field", "inline fragment", "spread"])
async def test_skip_and_include_go_by_the_variables_of_this_run(ask: Asking, where: str) -> None:
    question, whole, rest = {
        "root": ("{ currency a: viewer @include(if: $v) { __typename } }", ["currency", "a"], ["currency"]),
        "field": ("{ viewer { email profile @skip(if: $s) } }", ["email", "profile"], ["email"]),
        "inline fragment": ("{ viewer { email ... @include(if: $v) { profile } } }", ["email", "profile"], ["email"]),
        "spread": (
            "{ viewer { email ...F @skip(if: $s) } } fragment F on Viewer { profile }",
            ["email", "profile"],
            ["email"],
        ),
    }[where]
    declared = "query($v: Boolean!) " if "$v" in question else "query($s: Boolean!) "
    for shown in (True, False, True, False):
        answer = await ask("rita", declared + question, {"v": shown} if "$v" in question else {"s": not shown})
        found = answer if where == "root" else answer["viewer"]
        assert list(found) == (whole if shown else rest)


async def test_skip_beats_include_and_literals_work(ask: Asking) -> None:
    question = """{ viewer {
        email @include(if: false) profile @skip(if: true) roleName @skip(if: true) @include(if: true) canViewAll
    } }"""
    assert await ask("rita", question) == {"viewer": {"canViewAll": False}}


async def test_an_object_of_which_nothing_is_chosen_is_empty(ask: Asking) -> None:
    answer = await ask(
        "ada", "{ viewer { email @skip(if: true) } accounts(first: 1) { nodes { id @skip(if: true) } } }"
    )
    assert answer == {"viewer": {}, "accounts": {"nodes": [{}]}}


async def test_an_operation_is_chosen_by_its_name(ask: Asking) -> None:
    question = "query One { currency } query Two { viewer { email } }"
    for name, expected in (("One", {"currency": "EUR"}), ("Two", {"viewer": {"email": "rita@demo.example"}})):
        result = await ask.result("rita", question, operation_name=name)
        assert (result.errors, data(result)) == (None, expected)


async def test_operations_of_one_document_have_shapes_of_their_own(ask: Asking) -> None:
    question = "query One { viewer { email } } query Two { viewer { profile } }"
    for name, field in (("One", "email"), ("Two", "profile"), ("One", "email")):
        assert list(data(await ask.result("rita", question, operation_name=name))["viewer"]) == [field]


@pytest.mark.parametrize(
    ("question", "name", "message"),
    [
        ("query One { currency } query Two { currency }", None, "The document has several operations"),
        ("query One { currency }", "Two", "The document has no operation named 'Two'"),
        ("{ currency }", "Two", "The document has no operation named 'Two'"),
        ("fragment F on Query { currency }", None, "Fragment 'F' is never used"),
    ],
)
async def test_an_operation_that_is_not_there_is_refused(
    ask: Asking, question: str, name: str | None, message: str
) -> None:
    result = await ask.result("rita", question, operation_name=name)
    assert not result.executed
    assert result.data is None
    assert result.errors
    assert result.errors[0]["message"].startswith(message)


@pytest.mark.parametrize(
    ("question", "variables"),
    [
        ("{", None),
        ("", None),
        ("{ nothing }", None),
        ("query($n: Int!) { accounts(first: $n) { totalCount } }", {}),
        ("query($n: Int!) { accounts(first: $n) { totalCount } }", {"n": None}),
        ("query($n: Int!) { accounts(first: $n) { totalCount } }", {"n": "1"}),
        ("query($k: AccountKey!) { account(by: $k) { id } }", {"k": {}}),
        ("query($k: AccountKey!) { account(by: $k) { id } }", {"k": {"name": "Acme", "number": "ACC-000001"}}),
        ("query($k: AccountKey!) { account(by: $k) { id } }", {"k": {"name": None}}),
        ('{ account(by: {name: "Acme", number: "ACC-000001"}) { id } }', None),
        ("{ account(by: {}) { id } }", None),
        ("{ account(by: {name: null}) { id } }", None),
        ("{ account(by: {name: $n}) { id } }", None),
        ("query($n: String) { account(by: {name: $n}) { id } }", {"n": "Acme"}),
        ("query($n: String = null) { account(by: {name: $n}) { id } }", {"n": "Acme"}),
        ("fragment F on Query { account(by: {name: $n}) { id } } query($n: String) { ...F }", {"n": "Acme"}),
        ("fragment F on Query { account(by: {name: $n}) { id } } query { ...F }", {"n": "Acme"}),
        ("query($k: AccountKey! = {name: null}) { account(by: $k) { id } }", None),
        ("mutation { currency }", None),
        ("subscription { currency }", None),
    ],
)
async def test_what_is_wrong_in_the_request_itself_is_not_run(
    ask: Asking, question: str, variables: dict[str, Any] | None
) -> None:
    result = await ask.result("rita", question, variables)
    assert (result.executed, result.data) == (False, None)
    assert {error["extensions"]["code"] for error in result.errors or ()} == {"BAD_REQUEST"}


@pytest.mark.parametrize(
    "question",
    [
        "fragment F on Query { account(by: {name: $n}) { name } } query($n: String!) { ...F }",
        "query($n: String!) { ...F } fragment F on Query { account(by: {name: $n}) { name } }",
        'query($n: String! = "Acme Corp US") { account(by: {name: $n}) { name } }',
        "query($k: AccountKey!) { account(by: $k) { name } }",
        'query($k: AccountKey! = {name: "Acme Corp US"}) { account(by: $k) { name } }',
    ],
)
async def test_a_key_comes_by_a_variable_in_every_way(ask: Asking, question: str) -> None:
    variables = {"n": "Acme Corp US", "k": {"name": "Acme Corp US"}}
    assert await ask("ada", question, variables) == {"account": {"name": "Acme Corp US"}}


async def test_what_goes_wrong_inside_is_told_by_its_request_id_alone(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        async with opened.pool.acquire() as connection:
            await account(connection, "Acme", owner_id=await user(connection))
        ask = Asking(opened)
        assert await ask("ann", '{ account(by: {name: "acme"}) { name } }') == {"account": {"name": "Acme"}}
        await opened.pool.execute("ALTER TABLE account RENAME COLUMN phone TO telephone")
        result = await ask.result("ann", '{ account(by: {name: "acme"}) { phone } currency }')
    assert result.executed
    assert data(result) == {"account": None, "currency": "EUR"}
    assert result.errors == [
        {
            "message": "Something went wrong on our side. Tell us the request id.",
            "path": ["account"],
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": "INTERNAL", "requestId": REQUEST_ID},
        }
    ]


async def test_the_shapes_used_least_recently_are_read_anew(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "CACHE_SIZE", 3 * MIN_COUNTED_CHARACTERS)
    monkeypatch.setattr(execution, "DOCUMENTS", documents := Documents())
    question = "query($n: Int!, $d: Int) { accounts(first: $n) { nodes { descendants(maxDepth: $d) { totalCount } } } }"

    async def read(depth: int) -> bool:
        """Whether the shapes for this depth had to be read."""
        document = documents.read(question)
        assert not isinstance(document, list)
        before = documents.shapes(document, (None, b'{"d":%d,"n":1}' % depth)).of_fields
        assert len((await ask("rosa", question, {"n": 1, "d": depth}))["accounts"]["nodes"]) == 1
        return not before

    assert [await read(depth) for depth in (1, 2, 3, 1, 4)] == [True, True, True, False, True]
    assert [await read(depth) for depth in (3, 1, 4, 2)] == [False, False, False, True]


def test_the_schema_that_runs_is_the_one_that_prints() -> None:
    assert set(print_schema(SCHEMA).split()) - set(schema.as_str().split()) == set()
