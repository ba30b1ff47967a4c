"""A noun that is declared in one file has its lists, filters, orders and `node` in the API, with sharing and rules."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.schema import RULED_TYPES
from tests.asking import Asking
from tests.conftest import Opener
from tests.models.records import insert

VEHICLES = {
    # account, kind, price
    "Bulli": ("Acme Corp US", "VAN", 31_000),
    "Atlas": ("Acme Corp US", "TRUCK", 98_000),
    "Zoe": ("Acme Corp UK", "CAR", None),
    "Kadett": ("Acme Corp Germany", "CAR", 900),
}


@pytest.fixture(scope="module")
async def ask(postgres: Any, demo_template: str, database: Opener) -> AsyncIterator[Asking]:
    """The demo company with vehicles."""
    url = await postgres.make_database(template=demo_template)
    connection = await asyncpg.connect(url)
    await connection.execute("DELETE FROM vehicle")
    accounts = {row["name"]: row["id"] for row in await connection.fetch("SELECT id, name FROM account")}
    for name, (account, kind, price) in VEHICLES.items():
        driver = await _contact(connection, accounts[account])
        of = accounts[account]
        await insert(connection, "vehicle", name=name, account_id=of, kind=kind, price=price, driver_id=driver)
    await connection.close()
    async with database(url) as opened:
        yield Asking(opened)
    await postgres.drop_database(url)


async def _contact(connection: asyncpg.Connection, account: UUID) -> UUID:
    return await insert(connection, "contact", account_id=account, name="Dora Driver", name_key="dora driver")


async def names(ask: Asking, who: str, arguments: str = "") -> list[str]:
    """The names of the vehicles that the root list has."""
    found = await ask(who, f"{{ vehicles{arguments} {{ nodes {{ name }} }} }}")
    return [node["name"] for node in found["vehicles"]["nodes"]]


def test_its_fields_have_rules() -> None:
    assert "Vehicle" in RULED_TYPES


async def test_whoever_sees_the_account_sees_its_vehicles(ask: Asking) -> None:
    assert await names(ask, "ada") == sorted(VEHICLES)
    assert await names(ask, "rita") == ["Atlas", "Bulli"]
    assert await names(ask, "ron") == []


async def test_lists_can_be_filtered_and_sorted(ask: Asking) -> None:
    assert await names(ask, "ada", "(where: {kind: {eq: CAR}})") == ["Kadett", "Zoe"]
    assert await names(ask, "ada", "(where: {price: {gt: 900}})") == ["Atlas", "Bulli"]
    assert await names(ask, "ada", '(where: {account: {name: {endsWith: "UK"}}})') == ["Zoe"]
    assert await names(ask, "ada", "(orderBy: [{field: PRICE}])") == ["Kadett", "Bulli", "Atlas", "Zoe"]
    # by the enum's own order
    assert await names(ask, "ada", "(orderBy: [{field: KIND, direction: DESC}])") == ["Atlas", "Bulli", "Kadett", "Zoe"]


async def test_an_account_lists_its_vehicles_and_can_be_filtered_by_them(ask: Asking) -> None:
    asked = """{ accounts(where: {vehicles: {some: {kind: {eq: TRUCK}}}}) {
      nodes { name vehicles(first: 1) { totalCount nodes { name kind price driver { name } } } } } }"""
    vehicle = {"name": "Atlas", "kind": "TRUCK", "price": "98000.00", "driver": {"name": "Dora Driver"}}
    account = {"name": "Acme Corp US", "vehicles": {"totalCount": 2, "nodes": [vehicle]}}
    assert await ask("rita", asked) == {"accounts": {"nodes": [account]}}


async def test_a_vehicle_is_a_node(ask: Asking) -> None:
    found = await ask("ada", "{ vehicles(last: 1) { nodes { id } } }")
    id_ = found["vehicles"]["nodes"][0]["id"]
    asked = f'{{ node(id: "{id_}") {{ ... on Vehicle {{ name account {{ name }} }} }} }}'
    assert id_.startswith("veh_")
    assert await ask("ada", asked) == {"node": {"name": "Zoe", "account": {"name": "Acme Corp UK"}}}
    assert await ask("rita", asked) == {"node": None}


async def test_a_hidden_price_reads_null_and_filters_and_sorts_nothing(ask: Asking) -> None:
    assert await ask.codes("pat", "{ vehicles(where: {price: {gt: 1}}) { nodes { name } } }") == ["FIELD_HIDDEN"]
    assert await ask.codes("pat", "{ vehicles(orderBy: [{field: PRICE}]) { nodes { name } } }") == ["FIELD_HIDDEN"]
