"""Mutations by the least that may serve them: a user who may SELECT, and is a member of the second lock's role."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from graph.row_security import ROLE
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.resolvers.mutations.doing import account_id, done, user_id, wrong

SERVER = "serving"


@pytest.fixture
async def serving(postgres: Postgres, own_demo_url: str, database: Opener) -> AsyncIterator[Asking]:
    owner = await asyncpg.connect(own_demo_url)
    member = " WITH SET TRUE, INHERIT FALSE" if owner.get_server_version().major >= 16 else ""
    for statement in (
        f"CREATE ROLE {SERVER} LOGIN",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {SERVER}",
        f"GRANT {ROLE} TO {SERVER}{member}",
    ):
        await owner.execute(statement)
    try:
        async with database(own_demo_url.replace("postgres@", f"{SERVER}@")) as opened:
            yield Asking(opened)
    finally:
        await owner.execute(f"DROP OWNED BY {SERVER}; DROP ROLE {SERVER}")
        await owner.close()


async def test_every_sort_of_mutation_is_done(serving: Asking) -> None:
    us, apac = await account_id(serving, "acme-us"), await account_id(serving, "acme-apac")
    sam = await user_id(serving, "sam")
    await done(serving, "ada", "updateAccount", {"id": us, "phone": "+1 555 0100", "idempotencyKey": "one"})
    await done(serving, "ada", "createAccount", {"name": "A New One", "parentId": us})
    await done(serving, "ada", "createContact", {"accountId": us, "name": "Somebody", "isPrimary": True})
    await done(serving, "ada", "moveAccount", {"id": us, "parentId": apac})
    await done(serving, "ada", "transferAccount", {"id": us, "ownerId": sam})
    await done(serving, "ada", "grantAccess", {"accountId": us, "userId": sam, "level": "READ"})
    await done(serving, "ada", "createRole", {"name": "A New Role"})


async def test_a_taken_name_is_counted(serving: Asking) -> None:
    assert await wrong(serving, "rita", "createAccount", {"name": "Acme Corp APAC"}) == {("NAME_TAKEN", "name")}
    assert await serving.database.pool.fetchval("SELECT sum(refused) FROM name_refusal") == 1


async def test_a_locked_account_is_waited_for(serving: Asking, own_demo_url: str) -> None:
    us = await account_id(serving, "acme-us")
    other = await asyncpg.connect(own_demo_url)
    async with other.transaction():
        await other.execute("SELECT FROM account WHERE id = $1 FOR UPDATE", us.removeprefix("acc_"))
        serving.lock_timeout = 0.1
        update = (
            f'mutation {{ updateAccount(input: {{id: "{us}", phone: "+1 555 0100"}}) {{ userErrors {{ code }} }} }}'
        )
        result = await serving.result("ada", update)
    await other.close()
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["TIMEOUT"]
    await done(serving, "ada", "updateAccount", {"id": us, "phone": "+1 555 0100"})
