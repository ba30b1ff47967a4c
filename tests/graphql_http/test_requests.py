"""Requests that the HTTP side of GraphQL refuses: malformed, too long, too slow, or by the wrong method."""

import json
import select
import socket
import time
from typing import Any

import httpx
import pytest

from graph.graphql_http import ANSWER, HTML, JSON, UNNAMED, MediaType, agreed_media_type
from graph.graphql_request import HttpError
from tests.graphql_http.small_schema import BODY_TIMEOUT, LIMIT, error_of

BAD_BODIES = {
    "empty": b"",
    "null": b"null",
    "number": b"5",
    "list": b"[1]",
    "batch": b'[{"query":"{hello}"}]',
    "string": b'"{hello}"',
    "cut off": b'{"query": "{hello}"',
    "not UTF-8": b'{"query": "\xff"}',
    "lone surrogate": b'{"query": "\\ud800"}',
    "byte order mark": b'\xef\xbb\xbf{"query": "{hello}"}',
    "NaN": b'{"query": "{hello}", "variables": {"n": NaN}}',
    "infinity": b'{"query": "{hello}", "variables": {"n": 1e999}}',
    "5,000 digits": b'{"query": "{hello}", "variables": {"n": ' + b"9" * 5000 + b"}}",
    "5,000 digits alone": b"9" * 5000,
    "300 deep": b'{"query": "{hello}", "variables": {"n": ' + b"[" * 300 + b"]" * 300 + b"}}",
    "5,000 deep": b'{"query": "{hello}", "variables": {"n": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "names twice": b'{"query": "{hello}", "query": "{broken}"}',
    "names twice within": b'{"query": "{hello}", "variables": {"n": "a", "n": "b"}}',
    "names twice, one escaped": b'{"query": "{hello}", "\\u0071uery": "{broken}"}',
    "names twice, a colon escaped": b'{"query": "{hello}", "query": "\\u003a{hello}"}',
    "no query": b"{}",
    "query null": b'{"query": null}',
    "query a number": b'{"query": 1}',
    "variables a list": b'{"query": "{hello}", "variables": []}',
    "variables a string": b'{"query": "{hello}", "variables": "{}"}',
    "operationName a number": b'{"query": "{hello}", "operationName": 1}',
    "a persisted query that is none": b'{"extensions": {"persistedQuery": 1}}',
    "extensions a string": b'{"query": "{hello}", "extensions": ""}',
}


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_malformed_body_is_a_400_with_a_graphql_error(api: httpx.Client, body: bytes, accept: str) -> None:
    response = api.post("/graphql", content=body, headers={"content-type": "application/json", "accept": accept})
    assert response.status_code == 400
    assert error_of(response)["extensions"]["code"] == "BAD_REQUEST"
    assert "data" not in response.json()


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/graphql-response+json"])
def test_a_hash_in_place_of_a_query_is_answered_so_that_clients_send_the_query(api: httpx.Client, accept: str) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    asked: dict[str, Any] = {"operationName": "A", "variables": {}, "extensions": extensions}
    by_url = {"operationName": "A", "variables": "{}", "extensions": json.dumps(extensions)}
    for response in (
        api.post("/graphql", json=asked, headers={"accept": accept}),
        api.get("/graphql", params=by_url, headers={"accept": accept}),
    ):
        assert response.status_code == 200
        assert error_of(response)["message"] == "PersistedQueryNotSupported"
        assert error_of(response)["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"
    whole = api.post("/graphql", json={"query": "query A { hello }", **asked}, headers={"accept": accept})
    assert whole.json() == {"data": {"hello": "Hello you"}}


def test_an_escaped_colon_is_no_repeated_name(api: httpx.Client) -> None:
    body = b'{"query": "query($n: String) { hello(name: $n) }", "variables": {"n": "\\u003a:"}}'
    response = api.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.json() == {"data": {"hello": "Hello ::"}}


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=%FF",
        "query={hello}&query={broken}",
        "query={hello}&variables={",
        "query={hello}&variables=[]",
        "query={hello}&variables=",
        "query={hello}&extensions=1",
        "&".join(f"a{n}=1" for n in range(200)),
    ],
)
def test_malformed_parameters_are_a_400(api: httpx.Client, query_string: str) -> None:
    response = api.get(f"/graphql?{query_string}")
    assert error_of(response)["extensions"]["code"] == "BAD_REQUEST"
    assert response.status_code == 400


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/graphql", "application/json; charset=utf-16"],
)
def test_another_content_type_is_a_415(api: httpx.Client, content_type: str) -> None:
    response = api.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 415
    assert response.headers["accept"] == "application/json"
    assert error_of(response)["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


def test_a_compressed_body_is_a_415(api: httpx.Client) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    response = api.post("/graphql", content=b"\x1f\x8b", headers=headers)
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_utf_8_may_be_said_aloud(api: httpx.Client, content_type: str) -> None:
    response = api.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_a_405(api: httpx.Client, method: str) -> None:
    response = api.request(method, "/graphql", json={"query": "{ hello }"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert error_of(response)["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_options_names_the_methods_and_head_has_no_body(api: httpx.Client) -> None:
    options = api.options("/graphql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    head = api.head("/graphql", params={"query": "{ hello }"})
    assert (head.status_code, head.content) == (200, b"")


def test_a_body_over_the_limit_is_a_413_whether_it_says_its_length_or_not(api: httpx.Client) -> None:
    body = json.dumps({"query": "{ hello }", "variables": {"n": "x" * LIMIT}}).encode()
    headers = {"content-type": "application/json"}
    for content in (body, iter([body[: LIMIT - 9], body[LIMIT - 9 :]])):
        response = api.post("/graphql", content=content, headers=headers)
        assert response.status_code == 413
        assert error_of(response)["extensions"]["code"] == "BODY_TOO_LARGE"
    assert api.get("/graphql", params={"query": "x" * (LIMIT + 1)}).status_code == 414
    just_fits = b'{"query": "{ hello }"}'.ljust(LIMIT)
    assert api.post("/graphql", content=just_fits, headers=headers).status_code == 200
    assert api.post("/graphql", content=iter([just_fits]), headers=headers).status_code == 200


def test_a_megabytes_long_upload_still_hears_its_413(api: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    assert api.post("/graphql", content=b"x" * 8_000_000, headers=headers).status_code == 413


def test_nobody_known_is_a_401_that_says_how_to_sign_in(api: httpx.Client) -> None:
    response = api.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": "Bearer nobody"})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert error_of(response)["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_token_is_given_once(api: httpx.Client, method: str) -> None:
    headers = [("authorization", "Bearer nobody"), ("authorization", "Bearer someone")]
    asked: dict[str, Any] = {"json": {"query": "{ hello }"}} if method == "POST" else {"params": {"query": "{ hello }"}}
    for order in (headers, headers[::-1], [headers[1]] * 2):
        response = api.request(method, "/graphql", headers=order, **asked)
        assert response.status_code == 400
        assert error_of(response)["extensions"]["code"] == "BAD_REQUEST"
    assert api.request(method, "/graphql", headers=headers[1:], **asked).status_code == 200


def test_a_body_that_does_not_come_is_a_408_however_lively_it_trickles(api: httpx.Client) -> None:
    host, port = api.base_url.host, api.base_url.port or 0
    head = f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(head.encode())
        began = time.monotonic()
        while time.monotonic() < began + BODY_TIMEOUT * 0.9:
            connection.sendall(b" ")
            assert not select.select([connection], [], [], 0.05)[0], "it answered before its time"
        told = b"".join(iter(lambda: connection.recv(65536), b""))  # to the end: the server closes it
        assert BODY_TIMEOUT * 0.9 < time.monotonic() - began < BODY_TIMEOUT + 8
    assert told.startswith(b"HTTP/1.1 408 ")
    assert json.loads(told.partition(b"\r\n\r\n")[2])["errors"][0]["extensions"]["code"] == "REQUEST_TIMEOUT"


@pytest.mark.parametrize(
    ("accept", "agreed"),
    [
        (None, UNNAMED),
        (b"*/*", UNNAMED),
        (b"application/*", UNNAMED),
        (b"application/json", JSON),
        (b"application/json, text/plain, */*", JSON),
        (b"application/json, application/graphql-response+json", ANSWER),
        (b"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", ANSWER),
        (b"application/json, application/graphql-response+json;q=0.9", JSON),
        (b"application/graphql-response+json;q=0, */*", UNNAMED),
        (b"application/json;q=0, */*", ANSWER),
        (b"text/*", HTML),
        (b"Application/JSON;charset=UTF-8", JSON),
        (b"text/event-stream, application/json", JSON),
        (b"application/json, multipart/mixed", JSON),
        (b"text/html, */*;q=0.5", HTML),
        (b"*/*;q=high, application/json", JSON),
    ],
)
def test_the_media_type_is_what_the_client_likes_best(accept: bytes | None, agreed: MediaType) -> None:
    assert agreed_media_type(accept, ANSWER, JSON, HTML) == agreed


@pytest.mark.parametrize(
    "accept", [b"", b"text/plain", b"application/json;charset=utf-16", b"*/*;q=0", b"image/*" * 500]
)
def test_a_media_type_not_made_here_is_a_406(accept: bytes) -> None:
    with pytest.raises(HttpError) as outcome:
        agreed_media_type(accept, ANSWER, JSON)
    assert outcome.value.status == 406
