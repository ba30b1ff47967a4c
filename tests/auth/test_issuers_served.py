"""What issuers may do at the server: sign in those that they may speak for."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from graph.server import create_app
from tests.auth.providers import Signer, issuers_file, settings, table, write_keys
from tests.auth.publishing import publishing
from tests.serving import serving
from tests.waiting import until

QUESTION = {"query": "{ viewer { email } }"}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture(scope="module")
def portal(demo_url: str, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server whose only issuer may speak for partners alone."""
    folder: Path = tmp_path_factory.mktemp("portal")
    write_keys(folder, signer)
    file = issuers_file(folder, table("portal", 'profiles = ["PARTNER"]'))
    with serving(create_app(settings(file, database_url=demo_url))) as address, httpx.Client(base_url=address) as api:
        yield api


def ask(api: httpx.Client, token: str) -> httpx.Response:
    return api.post("/graphql", json=QUESTION, headers={"authorization": f"Bearer {token}"})


def test_an_issuer_limited_to_partners_signs_partners_in(portal: httpx.Client, signer: Signer) -> None:
    answered = ask(portal, signer.sign(email="pat@demo.example"))
    assert (answered.status_code, answered.json()) == (200, {"data": {"viewer": {"email": "pat@demo.example"}}})


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_an_issuer_limited_to_partners_speaks_for_nobody_else_and_only_the_log_says_why(
    portal: httpx.Client, signer: Signer, who: str
) -> None:
    with capture_logs() as logged:
        answered = ask(portal, signer.sign(email=f"{who}@demo.example"))
    assert answered.status_code == 403
    [error] = answered.json()["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert not any(word in error["message"] for word in ("portal", "profile", "PARTNER", "ADMIN"))
    [refusal] = (line for line in logged if line["event"] == "token refused")
    assert refusal["reason"].startswith("the issuer 'portal' may not speak for the profile ")
    assert f"{who}@" not in str(logged)


def test_an_unverified_address_signs_nobody_in(portal: httpx.Client, signer: Signer) -> None:
    answered = ask(portal, signer.sign(email="pat@demo.example", email_verified=False))
    assert (answered.status_code, answered.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


def test_a_server_whose_provider_is_down_is_ready_but_degraded_until_it_is_back(demo_url: str, tmp_path: Path) -> None:
    with publishing() as provider:
        provider.down = True
        app = create_app(settings(issuers_file(tmp_path, provider.table()), database_url=demo_url))
        with serving(app) as address, httpx.Client(base_url=address) as api:
            until(lambda: api.get("/readyz").json()["status"] == "degraded")
            told = api.get("/readyz")
            assert (told.status_code, told.json()["reason"]) == (200, "keys")
            assert "answered with status 503" in told.json()["message"]
            refused = ask(api, provider.sign())
            assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
            provider.down = False
            until(lambda: ask(api, provider.sign()).status_code == 200)
            assert api.get("/readyz").json() == {"status": "ready"}
