"""The IDE in a real browser, with the network cut for every host but the server's."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from graph.auth.tokens import Tokens
from graph.server import create_app
from graph.settings import Settings

from . import browser
from .serving import serving

SHOTS = os.environ.get("ACCOUNT_GRAPH_TEST_SCREENSHOTS")
"""A folder to leave pictures of the page in."""


@pytest.fixture(scope="module")
def settings(demo_url: str) -> Settings:
    return Settings(database_url=demo_url, secret="x" * 32)


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings)) as served:
        yield served


@pytest.fixture
def page() -> Iterator[browser.Page]:
    executable = browser.chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium here, and CI has to see the IDE work. Install Debian's `chromium`.")
        pytest.skip("There is no Chromium here to see the IDE in. Install Debian's `chromium`.")
    with browser.page(executable) as opened:
        yield opened


def shoot(page: browser.Page, name: str) -> None:
    if SHOTS:
        page.screenshot(Path(SHOTS) / f"{name}.png")


FIELD = 'input[aria-label="Bearer token"]'
USE = ".token-bar button[type=submit]"
RUN = ".graphiql-execute-button"
KEPT = "['query', 'tabState'].every(name => localStorage.getItem(`graphiql:${name}`) !== null)"
EDITOR = "document.querySelector('.graphiql-query-editor')?.innerText.includes"
ANSWER = "document.querySelector('.result-window')?.innerText.includes"


def test_a_pasted_token_asks_and_is_answered_and_nothing_else_is_reached(
    page: browser.Page, address: str, settings: Settings
) -> None:
    page.open(f"{address}/graphql")
    page.wait_for_text("No token yet")
    page.wait_for(f"document.querySelector('{RUN}') !== null")
    page.wait_for(KEPT)  # what a GraphiQL for the token begins with
    shoot(page, "no-token")
    page.type(FIELD, Tokens(settings).issue("rita@demo.example"))
    page.press(USE)
    page.wait_for_text("rita@demo.example")
    page.wait_for(f"{EDITOR}('FirstLook')")
    page.press(RUN)
    page.wait_for(f"{ANSWER}('\"Acme Corp US\"') || {ANSWER}('\"errors\"')")
    shoot(page, "answered")
    assert page.value(f"{ANSWER}('\"data\"') && !{ANSWER}('\"errors\"')"), page.text()
    assert page.complaints() == []
    assert {urlsplit(asked).netloc for asked in page.requested()} == {urlsplit(address).netloc}


def test_the_book_and_the_dialogs_open_under_the_policy(page: browser.Page, address: str, settings: Settings) -> None:
    page.open(f"{address}/graphql")
    page.type(FIELD, Tokens(settings).issue("rita@demo.example"))
    page.press(USE)
    page.press('[aria-label="Show Documentation Explorer"]')
    page.wait_for_text("Root Types")
    shoot(page, "book")
    page.press("[data-value=settings]")
    page.wait_for_text("Clear storage")
    assert "Persist headers" not in page.text()
    assert page.complaints() == []


def test_a_token_the_server_refuses_is_told_with_the_reason(page: browser.Page, address: str) -> None:
    page.open(f"{address}/graphql")
    page.type(FIELD, "nonsense")
    page.press(USE)
    page.wait_for("document.querySelector('.token-bar .problem')?.innerText.includes('token')")
    shoot(page, "refused")
    assert page.value("document.querySelector('.token-bar input') !== null"), "there is a place for another token"
    assert page.value("sessionStorage.length") == 0


def test_a_token_lives_in_its_tab_and_goes_when_told(page: browser.Page, address: str, settings: Settings) -> None:
    page.open(f"{address}/graphql")
    page.type(FIELD, f"Bearer {Tokens(settings).issue('rita@demo.example')}")
    page.press(USE)
    page.wait_for_text("Asking as rita@demo.example")
    page.open(f"{address}/graphql")
    page.wait_for_text("Asking as rita@demo.example")
    assert not page.value("Object.values({...localStorage}).some(kept => kept.includes('eyJ'))")
    page.press(".token-bar button")
    page.wait_for_text("No token yet")
    assert page.value("sessionStorage.length") == 0


def test_the_page_forbids_everything_from_elsewhere(address: str) -> None:
    response = httpx.get(f"{address}/graphql", headers={"accept": "text/html"})
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in response.text.replace("http-equiv", "")


def test_files_are_asked_for_again_only_by_etag(address: str) -> None:
    for name in ("ide.js", "ide.css", "icon.svg", "licences.txt"):
        first = httpx.get(f"{address}/ide/{name}")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
        again = httpx.get(f"{address}/ide/{name}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(f"{address}/ide/../server.py").status_code == 404
    assert httpx.get(f"{address}/ide/%2e%2e/__init__.py").status_code == 404
