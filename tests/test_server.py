"""The whole server over a real port: who is asking, whether it is ready, and how it fails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from graph.auth.tokens import Tokens
from graph.auth.viewer import ViewerChanged
from graph.graphql_request import GraphQLRequest, HttpError
from graph.logs import RequestLogEntry
from graph.server import Service, create_app
from graph.settings import Settings

from .conftest import Opener, Postgres
from .serving import serving

QUERY = {"query": "{ viewer { email } }"}


@pytest.fixture(scope="module")
def settings(demo_url: str) -> Settings:
    return Settings(database_url=demo_url, secret="x" * 32)


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[httpx.Client]:
    with serving(create_app(settings)) as address, httpx.Client(base_url=address) as client:
        yield client


def bearer(settings: Settings, email: str, **options: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {Tokens(settings).issue(email, **options)}"}


def code_of(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def test_a_token_names_who_is_asking(api: httpx.Client, settings: Settings) -> None:
    for email in ("rita@demo.example", "pat@demo.example"):
        response = api.post("/graphql", json=QUERY, headers=bearer(settings, email))
        assert (response.status_code, response.json()) == (200, {"data": {"viewer": {"email": email}}})


def test_a_get_asks_too(api: httpx.Client, settings: Settings) -> None:
    response = api.get("/graphql", params=QUERY, headers=bearer(settings, "rita@demo.example"))
    assert response.json() == {"data": {"viewer": {"email": "rita@demo.example"}}}


def test_nobody_we_know_is_a_401_with_a_plain_reason(api: httpx.Client, settings: Settings) -> None:
    other = Settings(database_url=settings.database_url, secret="y" * 32)
    for headers in (
        {},
        {"authorization": "Basic cml0YTpyaXRh"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Bearer äÿ"},
        bearer(settings, "rita@demo.example", expires_in=timedelta(seconds=-1)),
        bearer(other, "rita@demo.example"),
        bearer(settings, "nobody@demo.example"),
    ):
        response = api.post("/graphql", json=QUERY, headers=httpx.Headers(headers, encoding="latin-1"))
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer"), headers
        assert code_of(response) == "UNAUTHENTICATED"
        assert "data" not in response.json()


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ unknown }", None),
        ("{", None),
        ("query($i: ID!) { account(by: {id: $i}) { name } }", {"i": [1]}),
        ("query($i: ID!) { account(by: {id: $i}) { name } }", None),
        ("{ " + "a: viewer { email } " * 5_000 + "}", None),
        ("{" * 3_000, None),
        ("query A { viewer { email } } query B { viewer { email } }", None),
        ("mutation { unknown }", None),
        ("subscription { unknown }", None),
        ('{ account(by: {name: "\\u0000"}) { name ', None),
    ],
)
def test_a_question_that_makes_no_sense_is_a_400_with_a_code(
    api: httpx.Client, settings: Settings, query: str, variables: dict[str, Any] | None
) -> None:
    asked = {"query": query, "variables": variables}
    response = api.post("/graphql", json=asked, headers=bearer(settings, "rita@demo.example"))
    assert response.status_code == 400, response.text
    assert all(error["extensions"]["code"] for error in response.json()["errors"])


def test_elsewhere_there_is_nothing_and_the_root_leads_to_the_api(api: httpx.Client) -> None:
    assert (api.get("/elsewhere").status_code, code_of(api.get("/elsewhere"))) == (404, "NOT_FOUND")
    nowhere = api.get("/elsewhere", headers={"x-request-id": "find-me"})
    assert nowhere.json()["extensions"] == {"requestId": "find-me"}
    assert api.get("/").headers["location"] == "/graphql"
    assert api.post("/livez").status_code == 405


def test_a_live_and_ready_server_says_so(api: httpx.Client) -> None:
    assert api.get("/livez").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ready"}


async def test_pending_migrations_are_not_ready_and_named(empty_url: str, database: Opener) -> None:
    connection = await asyncpg.connect(empty_url)
    last = await connection.fetchval("SELECT max(name) FROM tortoise_migrations")
    await connection.execute("DELETE FROM tortoise_migrations WHERE name = $1", last)
    await connection.close()
    async with database(empty_url) as opened:
        app = create_app(Settings(database_url=empty_url, secret="x" * 32), opened)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            response = await client.get("/readyz")
            assert (response.status_code, response.json()["reason"]) == (503, "migrations")
            assert last in response.json()["message"]
            assert (await client.get("/livez")).status_code == 200


async def test_a_database_that_is_newer_than_the_program_is_not_ready(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        app = create_app(Settings(database_url=empty_url, secret="x" * 32), opened)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            assert (await client.get("/readyz")).status_code == 200
            # another program migrates it while this one serves
            connection = await asyncpg.connect(empty_url)
            await connection.execute(
                "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_future', now())"
            )
            await connection.close()
            response = await client.get("/readyz")
            assert (response.status_code, response.json()["reason"]) == (503, "migrations")
            assert "another version" in response.json()["message"]
            assert (await client.get("/livez")).status_code == 200
            # it answers until it is replaced
            headers = bearer(Settings(secret="x" * 32), "rita@demo.example")
            assert code_of(await client.post("/graphql", json=QUERY, headers=headers)) == "UNAUTHENTICATED"


async def test_a_database_that_is_gone_is_not_ready(postgres: Postgres, database: Opener) -> None:
    url = await postgres.make_database()
    async with database(url) as opened:
        app = create_app(Settings(database_url=url, secret="x" * 32), opened)
        await postgres.drop_database(url)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            response = await client.get("/readyz")
            assert (response.status_code, response.json()["reason"]) == (503, "database")
            headers = bearer(Settings(secret="x" * 32), "rita@demo.example")
            asked = await client.post("/graphql", json=QUERY, headers=headers)
            assert (asked.status_code, code_of(asked)) == (503, "UNAVAILABLE")


async def test_rights_that_keep_changing_are_tried_three_times_and_then_told(
    demo_url: str, settings: Settings, database: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def changes(*_args: object, **_options: object) -> None:
        nonlocal tries
        tries += 1
        raise ViewerChanged

    monkeypatch.setattr("graph.server.execute", changes)
    async with database(demo_url) as opened:
        service = Service(settings)
        service.use(opened)
        authorization = bearer(settings, "rita@demo.example")["authorization"]
        with pytest.raises(HttpError) as refused:
            await service.ask(
                GraphQLRequest("{ viewer { email } }", None, None, False),
                await service.verify(authorization),
                RequestLogEntry("x"),
            )
    assert (tries, refused.value.status, refused.value.headers) == (3, 503, ((b"retry-after", b"1"),))
