"""The HTTP side of GraphQL, over a real uvicorn, with a small schema of its own behind it."""

import socket

import httpx
import pytest

from tests.graphql_http.small_schema import SLOW, error_of
from tests.waiting import until


def test_a_post_is_answered(api: httpx.Client) -> None:
    response = api.post("/graphql", json={"query": "{ hello }"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {"data": {"hello": "Hello you"}}


def test_variables_and_operation_name_arrive(api: httpx.Client) -> None:
    body = {
        "query": "query A($n: String) { hello(name: $n) } query B { broken }",
        "variables": {"n": "Ä\u2028"},
        "operationName": "A",
        "extensions": {"any": 1},
        "unknown": "left alone",
    }
    assert api.post("/graphql", json=body).json() == {"data": {"hello": "Hello Ä\u2028"}}


def test_a_get_asks_a_query(api: httpx.Client) -> None:
    asked = {"query": "query($n: String) { hello(name: $n) }", "variables": '{"n": "Zoë"}', "operationName": ""}
    assert api.get("/graphql", params=asked).json() == {"data": {"hello": "Hello Zoë"}}


def test_a_get_changes_nothing(api: httpx.Client) -> None:
    response = api.get("/graphql", params={"query": "mutation { change }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert error_of(response)["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_finished_parts_pass_through(api: httpx.Client) -> None:
    assert api.post("/graphql", json={"query": "{ part }"}).text == '{"data":{"part":"made elsewhere"}}'


def test_a_browser_gets_the_page(api: httpx.Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert api.get("/graphql", headers={"accept": accept}).text == "the page"
    assert api.post("/graphql", json={"query": "{ hello }"}, headers={"accept": "text/html"}).status_code == 406


@pytest.mark.parametrize(
    "query", ["{", "{ unknown }", "query($n: Int) { hello(name: $n) }", "", "\0", "{ hello(name: 5) }"]
)
def test_a_bad_document_is_a_400_or_for_plain_json_a_200(api: httpx.Client, query: str) -> None:
    plain = api.post("/graphql", json={"query": query}, headers={"accept": "application/json"})
    modern = api.post("/graphql", json={"query": query}, headers={"accept": "application/graphql-response+json"})
    anything = api.post("/graphql", json={"query": query})
    assert (modern.status_code, plain.status_code, anything.status_code) == (400, 200, 400)
    assert modern.json()["errors"]
    assert "data" not in modern.json()
    assert modern.json()["errors"] == plain.json()["errors"]
    assert modern.headers["content-type"] == "application/graphql-response+json"
    assert plain.headers["content-type"] == anything.headers["content-type"] == "application/json"


def test_a_wrong_variable_is_a_400(api: httpx.Client) -> None:
    response = api.post("/graphql", json={"query": "query($n: String!) { hello(name: $n) }", "variables": {"n": [1]}})
    assert response.status_code == 400


def test_an_error_inside_an_answer_is_a_200(api: httpx.Client) -> None:
    response = api.post("/graphql", json={"query": "{ hello broken }"})
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "Hello you", "broken": None}
    assert error_of(response)["message"] == "it broke"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/graphql-response+json"])
def test_a_fault_that_passes_is_a_503_where_nothing_was_answered_and_says_when_to_ask_again(
    api: httpx.Client, accept: str
) -> None:
    asked = (
        ("{ busy }", 503),
        ("{ busy again: busy }", 503),
        ("{ busy hello }", 200),
        ("mutation { done { busy } }", 200),
    )
    for query, status in asked:
        response = api.post("/graphql", json={"query": query}, headers={"accept": accept})
        assert (response.status_code, response.headers["retry-after"]) == (status, "3")
        assert {error["extensions"]["retryAfter"] for error in response.json()["errors"]} == {3}
    assert "retry-after" not in api.post("/graphql", json={"query": "{ broken }"}).headers


def test_what_nobody_expected_is_masked_under_its_request_id(api: httpx.Client) -> None:
    response = api.post("/graphql", json={"query": "{ crash }"}, headers={"x-request-id": "find-me"})
    assert response.status_code == 500
    assert "hunter2" not in response.text
    assert error_of(response) == {
        "message": "Internal error",
        "extensions": {"code": "INTERNAL", "requestId": "find-me"},
    }


def test_an_answer_with_errors_has_the_requests_id_as_its_header_has(api: httpx.Client) -> None:
    for asked, status in (
        ({"query": "{ hello broken }"}, 200),
        ({"query": "{ busy }"}, 503),
        ({"query": "{ unknown }"}, 400),
        ({"query": "{ crash }"}, 500),
        ({}, 400),
    ):
        for headers in ({}, {"x-request-id": "find-me"}):
            response = api.post("/graphql", json=asked, headers=headers)
            assert response.status_code == status
            assert response.json()["extensions"] == {"requestId": response.headers["x-request-id"]}
    assert "extensions" not in api.post("/graphql", json={"query": "{ hello }"}).json()


def test_a_client_that_leaves_leaves_no_trace_but_its_line(
    api: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    host, port = api.base_url.host, api.base_url.port or 0
    head = f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
    body = '{"query": "{ slow }"}'
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        until(lambda: SLOW)
    assert api.post("/graphql", json={"query": "{ slow }"}).status_code == 200
    written = "".join(capsys.readouterr())
    assert "Traceback" not in written
    assert "unexpected" not in written
