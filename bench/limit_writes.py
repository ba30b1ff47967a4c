"""The limit of mutations: a bare ASGI application that does by hand what our server does, in as few statements.

One transaction has the same locks, checks, triggers and second lock as ours; the check is the lock's own function. It
checks no token, parses no GraphQL, judges no value and logs nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from uuid_utils.compat import uuid7

from bench.bare_asgi import BareApplication
from bench.writes import WRITERS
from graph.connections import database_url
from graph.database import open_database
from graph.row_security import ROLE
from graph.settings import Settings

Input = dict[str, str]

LOCK = """
SELECT account_graph_level($2, a.id) AS level, set_config('account_graph.user', $2::text, true),
    set_config('role', $3, true)
FROM account a WHERE a.id = $1 FOR NO KEY UPDATE
"""
LOCK_THROUGH = """
SELECT account_graph_level($2, a.id) AS level, a.id, set_config('account_graph.user', $2::text, true),
    set_config('role', $3, true)
FROM {table} r JOIN account a ON a.id = r.account_id WHERE r.id = $1 FOR NO KEY UPDATE
"""
CHANGED = "version = version + 1, updated_at = now(), updated_by_id = $2"


def _row(text: str) -> UUID:
    return UUID(text[4:])


class Limit(BareApplication):
    """The ASGI application, which takes the viewer from the token."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool
        self._users: dict[str, UUID] = {}

    async def answer(self, scope: dict[str, Any], body: bytes) -> bytes:
        """Does what a mutation asks for, as the viewer whose address the token is."""
        given = orjson.loads(body)
        mutation = given["query"].partition("{")[2].partition("(")[0].strip()
        email = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
        shown = await self._do(mutation, self._users[email], given["variables"]["input"])
        return orjson.dumps({"data": {mutation: {**shown, "userErrors": []}}})

    async def _do(self, mutation: str, user: UUID, given: Input) -> dict[str, Any]:
        async with self._pool.acquire() as connection, connection.transaction():
            shown: dict[str, Any] = await DOING[mutation](connection, user, given)
            return shown

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Opens the database, and looks the writers up."""
        with database_url(self._settings) as url:
            async with open_database(self._settings, url) as database:
                self._pool = database.pool
                for email in WRITERS.values():
                    self._users[email] = await database.pool.fetchval("SELECT id FROM app_user WHERE email = $1", email)
                yield


async def _lock(connection: asyncpg.Connection, user: UUID, account: UUID) -> None:
    row = await connection.fetchrow(LOCK, account, user, ROLE)
    _require_edit(row)


async def _lock_through(connection: asyncpg.Connection, user: UUID, table: str, record: UUID) -> UUID:
    row = await connection.fetchrow(LOCK_THROUGH.format(table=table), record, user, ROLE)
    _require_edit(row)
    account: UUID = row["id"]
    return account


def _require_edit(row: Any) -> None:
    if row is None or row["level"] != "EDIT":
        raise RuntimeError("The writer may not change this account.")


async def _update(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    account = _row(given["id"])
    await _lock(connection, user, account)
    version = await connection.fetchval(
        f"UPDATE account SET phone = $3, {CHANGED} WHERE id = $1 RETURNING version", account, user, given["phone"]
    )
    return {"account": {"id": given["id"], "version": version, "phone": given["phone"]}}


async def _create_account(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    account, name = uuid7(), given["name"]
    taken = await connection.fetchval(
        "SELECT account_name_taken($1, NULL) FROM (SELECT set_config('account_graph.user', $2, true),"
        " set_config('role', $3, true)) OFFSET 0",
        name.lower(),
        str(user),
        ROLE,
    )
    if taken:
        raise RuntimeError("The name is taken.")
    await connection.execute(
        "INSERT INTO account (id, name, name_key, owner_id, created_by_id, updated_by_id)"
        " VALUES ($1, $2, $3, $4, $4, $4)",
        account,
        name,
        name.lower(),
        user,
    )
    owner = await connection.fetchval("SELECT name FROM app_user WHERE id = $1", user)
    return {"account": {"id": f"acc_{account}", "name": name, "owner": {"name": owner}}}


async def _create_contact(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    account, contact, name = _row(given["accountId"]), uuid7(), given["name"]
    await _lock(connection, user, account)
    await connection.execute(
        "INSERT INTO contact (id, account_id, name, name_key, is_primary, created_by_id, updated_by_id)"
        " VALUES ($1, $2, $3, $4, false, $5, $5)",
        contact,
        account,
        name,
        name.lower(),
        user,
    )
    return {"contact": {"id": f"con_{contact}", "name": name}}


async def _move(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    account, parent = _row(given["id"]), _row(given["parentId"])
    await connection.execute("SELECT FROM tree_lock FOR UPDATE")
    above = await connection.fetchval("SELECT account_graph_level($1, $2)", user, parent)
    circle = await connection.fetchval(
        "SELECT 1 FROM account_tree WHERE ancestor_id = $1 AND descendant_id = $2", account, parent
    )
    if above is None or circle:
        raise RuntimeError("It can't be moved there.")
    await _lock(connection, user, account)
    await connection.execute(f"UPDATE account SET parent_id = $3, {CHANGED} WHERE id = $1", account, user, parent)
    return {"account": {"id": given["id"], "parent": {"id": given["parentId"]}}}


async def _transfer(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    account, owner = _row(given["id"]), _row(given["ownerId"])
    await _lock(connection, user, account)
    name = await connection.fetchval("SELECT name FROM app_user WHERE id = $1 AND is_active", owner)
    await connection.execute(
        f"UPDATE account SET owner_id = $3, last_activity_date = now(), {CHANGED} WHERE id = $1", account, user, owner
    )
    return {"account": {"id": given["id"], "owner": {"name": name}}}


async def _activate(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    contract = _row(given["id"])
    account = await _lock_through(connection, user, "contract", contract)
    await connection.execute(
        f"UPDATE contract SET status = 'ACTIVATED', activated_at = $3, {CHANGED} WHERE id = $1",
        contract,
        user,
        datetime.now(UTC),
    )
    await connection.execute(
        f"UPDATE account SET type = 'CUSTOMER', customer_since = coalesce(customer_since, current_date), {CHANGED}"
        " WHERE id = $1 AND (type <> 'CUSTOMER' OR customer_since IS NULL)",
        account,
        user,
    )
    return {"contract": {"id": given["id"], "status": "ACTIVATED", "account": {"type": "CUSTOMER"}}}


async def _set_primary(connection: asyncpg.Connection, user: UUID, given: Input) -> dict[str, Any]:
    contact = _row(given["id"])
    account = await _lock_through(connection, user, "contact", contact)
    await connection.execute(
        f"UPDATE contact SET is_primary = false, {CHANGED} WHERE account_id = $1 AND is_primary", account, user
    )
    await connection.execute(f"UPDATE contact SET is_primary = true, {CHANGED} WHERE id = $1", contact, user)
    return {"contact": {"id": given["id"], "isPrimary": True}}


DOING: dict[str, Callable[[asyncpg.Connection, UUID, Input], Awaitable[dict[str, Any]]]] = {
    "updateAccount": _update,
    "createAccount": _create_account,
    "createContact": _create_contact,
    "moveAccount": _move,
    "transferAccount": _transfer,
    "activateContract": _activate,
    "setPrimaryContact": _set_primary,
}


def app() -> Limit:
    """Returns the application, set up from the environment."""
    return Limit(Settings.from_environment())
