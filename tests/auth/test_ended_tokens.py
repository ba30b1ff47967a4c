"""Tokens that are ended before they expire: at the next request, on every server, and for good."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest

from graph.auth.claims import SIGNED_OUT
from graph.server import create_app
from tests.auth.people import SETTINGS, bearer, bearer_of
from tests.serving import NO_TLS, serving
from tests.waiting import until

QUESTION = "{ viewer { email } }"
MUTATION = (
    'mutation { logActivity(input: {accountId: "no id", kind: CALL, subject: "A call"}) { userErrors { code } } }'
)
SIGN_OUT = 'mutation { signOutEverywhere(input: {userId: "usr_%s"}) { user { email } userErrors { message } } }'
RITA, ADA = "rita@demo.example", "ada@demo.example"


class Servers:
    """Two servers over one database, as its workers are."""

    def __init__(self, clients: list[httpx.Client], url: str) -> None:
        self.clients = clients
        self.url = url

    def statuses(self, token: str, question: str = QUESTION) -> list[int]:
        return [self.ask(client, token, question).status_code for client in self.clients]

    def ask(self, client: httpx.Client, token: str, question: str) -> httpx.Response:
        return client.post("/graphql", json={"query": question}, headers={"authorization": token})

    async def change(self, statement: str) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    def signs_in(self, email: str) -> bool:
        """Whether a new token signs the user in, before the next second has begun at the latest."""
        return bool(until(lambda: self.statuses(bearer(email)) == [200, 200]))


@pytest.fixture
def servers(own_demo_url: str) -> Iterator[Servers]:
    app = [create_app(replace(SETTINGS, database_url=own_demo_url, pool_size=2)) for _ in range(2)]
    with ExitStack() as stack:
        addresses = [stack.enter_context(serving(each)) for each in app]
        clients = [stack.enter_context(httpx.Client(base_url=each, verify=NO_TLS)) for each in addresses]
        yield Servers(clients, own_demo_url)


async def test_who_is_signed_out_everywhere_is_so_at_the_next_request_and_may_sign_in_again(servers: Servers) -> None:
    before, without_time = bearer(RITA), bearer_of(None, RITA)
    assert servers.statuses(before) == servers.statuses(without_time) == [200, 200]
    rita = await servers.change(f"SELECT id FROM app_user WHERE email = '{RITA}'")  # a constant
    done = servers.ask(servers.clients[0], bearer(ADA), SIGN_OUT % rita).json()
    assert done == {"data": {"signOutEverywhere": {"user": {"email": RITA}, "userErrors": []}}}
    for token in (before, without_time):
        assert servers.statuses(token) == [401, 401]
        assert servers.statuses(token, MUTATION) == [401, 401]
    told = servers.ask(servers.clients[1], before, QUESTION).json()
    assert [error["message"] for error in told["errors"]] == [SIGNED_OUT]
    assert servers.signs_in(RITA)
    assert servers.statuses(bearer(ADA)) == [200, 200]


@pytest.mark.parametrize("way", ["mutation", "SQL"])
async def test_who_is_deactivated_and_reactivated_needs_a_new_token(servers: Servers, way: str) -> None:
    before = bearer(RITA)
    assert servers.statuses(before) == [200, 200]
    rita = await servers.change(f"SELECT id FROM app_user WHERE email = '{RITA}'")  # a constant
    for active, status in (("false", 401), ("true", 401)):
        if way == "SQL":
            await servers.change(f"UPDATE app_user SET is_active = {active} WHERE id = '{rita}'")
        else:
            change = f'mutation {{ updateUser(input: {{id: "usr_{rita}", isActive: {active}}}) {{ user {{ name }} }} }}'
            assert servers.ask(servers.clients[0], bearer(ADA), change).json()["data"]["updateUser"]["user"]
        assert servers.statuses(before) == [status, status]
    assert servers.signs_in(RITA)
    assert servers.statuses(before) == [401, 401]


async def test_an_admin_may_sign_out_everywhere_too(servers: Servers) -> None:
    mine = bearer(ADA)
    ada = await servers.change(f"SELECT id FROM app_user WHERE email = '{ADA}'")  # a constant
    done = servers.ask(servers.clients[0], mine, SIGN_OUT % ada).json()
    assert done == {"data": {"signOutEverywhere": {"user": None, "userErrors": []}}}
    assert servers.statuses(mine) == [401, 401]


async def test_other_changes_of_a_user_end_no_token(servers: Servers) -> None:
    mine = bearer(RITA)
    await servers.change("UPDATE app_user SET name = name || ' the second', can_roll_up_all = false, is_active = true")
    assert servers.statuses(mine) == [200, 200]
