"""A change of what a user may see holds at the next request to a running server."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from graph.auth.claims import TOKEN_TOO_OLD
from graph.models.base import uuid7
from graph.server import create_app
from graph.settings import Settings
from tests.auth.people import bearer, bearer_of, group_of, role
from tests.models.records import account, user
from tests.serving import NO_TLS, serving


class Running:
    """A running server over a database of its own, asked by ann, and a connection that changes what she may see."""

    MUTATION = 'mutation { createContact(input: {accountId: "%s", name: "Lee"}) { userErrors { code } } }'
    QUESTION = '{ account(by: {name: "acme"}) { name annualRevenue } }'
    SEEN = ("Acme", "5.00")

    def __init__(self, client: httpx.Client, connection: asyncpg.Connection, ids: dict[str, UUID]) -> None:
        self._client = client
        self._connection = connection
        self.ids = ids

    async def change(self, statement: str, *values: Any) -> None:
        await self._connection.execute(statement, *values)

    def status(self, question: str = QUESTION, authorization: str | None = None) -> tuple[int, Any]:
        answer = self.answer(question, authorization)
        return answer.status_code, answer.json()

    def answer(self, question: str, authorization: str | None = None) -> httpx.Response:
        headers = {} if authorization is None else {"authorization": authorization}
        return self._client.post("/graphql", json={"query": question}, headers=headers)

    async def made_by(self) -> list[str]:
        """Who wrote the contacts that there are."""
        rows = await self._connection.fetch(
            "SELECT u.name FROM contact c JOIN app_user u ON u.id = c.created_by_id ORDER BY c.id"
        )
        return [row["name"] for row in rows]

    def seen(self) -> tuple[str, str | None] | None:
        """The account's name and revenue, if ann sees it now."""
        status, body = self.status()
        assert (status, "errors" in body) == (200, False), body
        found = body["data"]["account"]
        return found and (found["name"], found["annualRevenue"])


@pytest.fixture
async def running(empty_url: str) -> AsyncIterator[Running]:
    connection = await asyncpg.connect(empty_url)
    top = await role(connection, "top")
    ids = {"top": top, "mine": await role(connection, "mine", top), "low": await role(connection, "low")}
    ids["ann"] = await user(connection, role_id=ids["mine"])
    ids["bob"] = await user(connection, "bob@demo.example", role_id=ids["low"])
    ids["acme"] = await account(connection, "Acme", annual_revenue=5, owner_id=ids["bob"])
    ids["group"] = await group_of(connection, "group")
    headers = {"authorization": bearer()}
    settings = Settings(database_url=empty_url, secret="x" * 32)
    with (
        serving(create_app(settings)) as address,
        httpx.Client(base_url=address, headers=headers, verify=NO_TLS) as client,
    ):
        running = Running(client, connection, ids)
        assert running.seen() is None
        yield running
    await connection.close()


async def test_a_rule_opens_at_the_next_request_and_shuts_at_the_next(running: Running) -> None:
    made = uuid7()
    await running.change(
        "INSERT INTO sharing_rule (id, name, level, profile) VALUES ($1, 'Rule', 'READ', 'SALES_REP')", made
    )
    assert running.seen() is None  # a rule without a condition opens nothing
    await running.change(
        "INSERT INTO sharing_condition (id, rule_id, \"column\", operator, values) VALUES ($1, $2, 'TYPE', 'EQ', $3)",
        uuid7(),
        made,
        ["PROSPECT"],
    )
    assert running.seen() == Running.SEEN
    for change, seen in (
        ("UPDATE sharing_rule SET is_active = false", None),
        ("UPDATE sharing_rule SET is_active = true", Running.SEEN),
        ("UPDATE sharing_condition SET values = '{CUSTOMER}'", None),
        ("UPDATE sharing_condition SET operator = 'NE'", Running.SEEN),
        ("UPDATE sharing_rule SET profile = 'ADMIN'", None),
        ("UPDATE sharing_rule SET profile = 'SALES_REP'", Running.SEEN),
        ("UPDATE account SET type = 'CUSTOMER'", None),
        ("UPDATE account SET type = 'PARTNER'", Running.SEEN),
        ("DELETE FROM sharing_rule", None),
    ):
        await running.change(change)
        assert running.seen() == seen, change


async def test_the_role_tree_changes_at_the_next_request(running: Running) -> None:
    for change, seen in (
        ("UPDATE role SET parent_id = (SELECT id FROM role WHERE name = 'mine') WHERE name = 'low'", Running.SEEN),
        ("UPDATE app_user SET role_id = (SELECT id FROM role WHERE name = 'low') WHERE name ^@ 'ann'", None),
        ("UPDATE app_user SET role_id = (SELECT id FROM role WHERE name = 'top') WHERE name ^@ 'ann'", Running.SEEN),
        ("UPDATE role SET parent_id = NULL", None),
    ):
        await running.change(change)
        assert running.seen() == seen, change


async def test_a_group_changes_at_the_next_request(running: Running) -> None:
    await running.change(
        "INSERT INTO account_grant (id, account_id, group_id, level) VALUES ($1, $2, $3, 'READ')",
        uuid7(),
        running.ids["acme"],
        running.ids["group"],
    )
    assert running.seen() is None
    join = "INSERT INTO group_member (id, group_id, user_id) VALUES ($1, $2, $3)"
    await running.change(join, uuid7(), running.ids["group"], running.ids["ann"])
    assert running.seen() == Running.SEEN
    await running.change("DELETE FROM group_member")
    assert running.seen() is None


async def test_teams_grants_and_owners_change_at_the_next_request(running: Running) -> None:
    acme, ann = running.ids["acme"], running.ids["ann"]
    for change, values, seen in (
        ("INSERT INTO account_team (id, account_id, user_id, level) VALUES ($1, $2, $3, 'READ')", 3, Running.SEEN),
        ("DELETE FROM account_team", 0, None),
        ("INSERT INTO account_grant (id, account_id, user_id, level) VALUES ($1, $2, $3, 'READ')", 3, Running.SEEN),
        ("UPDATE account_grant SET expires_at = now()", 0, None),
    ):
        await running.change(change, *(uuid7(), acme, ann)[:values])
        assert running.seen() == seen, change
    await running.change("UPDATE account SET owner_id = $1", ann)
    assert running.seen() == Running.SEEN


async def test_a_profile_changes_what_a_field_shows_at_the_next_request(running: Running) -> None:
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    for profile, revenue in (("SALES_REP", "5.00"), ("PARTNER", None), ("ADMIN", "5.00")):
        await running.change("UPDATE app_user SET profile = $1", profile)
        assert running.seen() == ("Acme", revenue), profile


async def test_a_user_made_inactive_is_a_401_at_the_next_request(running: Running) -> None:
    for question in (Running.QUESTION, "{ currency }", "{ __typename }"):
        await running.change("UPDATE app_user SET is_active = true, tokens_valid_from = NULL")
        assert running.status(question)[0] == 200
        await running.change("UPDATE app_user SET is_active = false")
        status, body = running.status(question)
        assert (status, [error["extensions"]["code"] for error in body["errors"]]) == (401, ["UNAUTHENTICATED"])
        assert "data" not in body


async def test_a_user_who_is_gone_is_a_401_at_the_next_request(running: Running) -> None:
    await running.change("DELETE FROM app_user WHERE id = $1", running.ids["ann"])
    assert running.status()[0] == 401


async def test_a_mutation_of_a_user_made_inactive_is_a_401_too_and_so_is_the_next(running: Running) -> None:
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    assert running.status(mutation) == (200, {"data": {"createContact": {"userErrors": []}}})
    await running.change("UPDATE app_user SET is_active = false WHERE name ^@ 'ann'")
    message = "This user is inactive. Ask an admin to reactivate it."
    for _ in range(2):
        answer = running.answer(mutation)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["errors"] == [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]
    assert await running.made_by() == ["ann@demo.example"]


async def hand_over_the_address(running: Running) -> None:
    """Ann gets another address, and bob the one that was hers."""
    await running.change("UPDATE app_user SET email = 'ann.lee@demo.example' WHERE id = $1", running.ids["ann"])
    await running.change("UPDATE app_user SET email = 'ann@demo.example' WHERE id = $1", running.ids["bob"])


@pytest.mark.parametrize("issued", ["before", "after"])
@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_a_token_speaks_for_nobody_who_got_its_address_later(running: Running, kind: str, issued: str) -> None:
    """Also where the server remembers who had it."""
    await running.change("UPDATE app_user SET email_since = now() - interval '1 day'")
    mine = bearer_of(70)
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    question = Running.QUESTION if kind == "query" else mutation
    assert [running.status(authorization=token)[0] for token in (bearer_of(0), mine)] == [200, 200]
    await hand_over_the_address(running)
    if issued == "before":
        for _ in range(2):
            status, body = running.status(question, mine)
            assert (status, [error["message"] for error in body["errors"]]) == (401, [TOKEN_TOO_OLD])
        assert running.status(question, bearer_of(0))[0] == 200
        assert running.status(question, mine)[0] == 401
    else:
        status, body = running.status(question, bearer_of(0))
        assert (status, "errors" in body) == (200, False)
    assert await running.made_by() == (["bob@demo.example"] if kind == "mutation" else [])


async def test_a_new_address_signs_out_at_once_and_the_new_one_in(running: Running) -> None:
    mutation = Running.MUTATION % f"acc_{running.ids['acme']}"
    await running.change("UPDATE account SET owner_id = $1", running.ids["ann"])
    assert running.status(mutation)[0] == 200
    await running.change("UPDATE app_user SET email = 'ann.lee@demo.example' WHERE id = $1", running.ids["ann"])
    assert running.status(mutation)[0] == 401
    assert running.status(mutation, bearer("ann.lee@demo.example"))[0] == 200
    assert await running.made_by() == ["ann@demo.example"] * 2
