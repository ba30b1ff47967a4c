"""Record types follow from the nouns' declarations, those of a noun that nobody has heard of too."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from graphlib import CycleError

import pytest

from graph.importing.record_types import record_type, record_types
from graph.models import fields
from graph.models.base import OfAccount
from graph.models.noun import NOUNS, noun
from graph.models.spec import ImportSpec, RowFilter

from .conftest import Desk

MAPPING = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
[[imports]]
file = "contacts.csv"
record = "contact"
key = "id"
[imports.fields]
account = "account"
name = "name"
[[imports]]
file = "vehicles.csv"
record = "vehicle"
key = "id"
[imports.fields]
account = "account"
name = "name"
plate = "plate"
fuel = "fuel"
price = { column = "price", multiply = 1000 }
driver = { column = "driver", by = "name" }
is_pool_car = "pool"
follows = { column = "follows", by = "name" }
"""


class Fuel(StrEnum):
    PETROL = "PETROL"
    BATTERY = "BATTERY"


@pytest.fixture
def vehicle() -> Iterator[None]:
    """A noun that is declared here alone."""

    @noun(
        prefix="veh",
        row_filter=RowFilter.THROUGH_ACCOUNT,
        order=("name",),
        imports=ImportSpec(unique="plate", lookups=("name",)),
    )
    class Vehicle(OfAccount):
        name = fields.text("What people call it.", required=True, spaced=True)
        plate = fields.unique_name("The number plate.")
        fuel = fields.choice(Fuel, "What it runs on.", default=Fuel.PETROL)
        price = fields.money("The price.")
        driver = fields.reference("Contact", "The contact who drives it.", same_account=True)
        is_pool_car = fields.flag("Whether anyone may take it.", default=False, one_per_account=True)
        follows = fields.reference("Vehicle", "The vehicle that it replaced.")

        class Meta:
            table = "vehicle"

    yield
    del NOUNS["Vehicle"]
    record_type.cache_clear()


@pytest.fixture
async def desk_with_vehicles(desk: Desk, vehicle: None) -> Desk:
    await desk.rows(
        """CREATE TABLE vehicle (
            id uuid PRIMARY KEY, version int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now(),
            created_by_id uuid, updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid,
            account_id uuid NOT NULL REFERENCES account, name varchar(255) NOT NULL,
            plate varchar(255) NOT NULL UNIQUE, fuel varchar(7) NOT NULL DEFAULT 'PETROL', price numeric(18, 2),
            driver_id uuid REFERENCES contact, is_pool_car boolean NOT NULL DEFAULT false,
            follows_id uuid REFERENCES vehicle)"""
    )
    desk.put("accounts.csv", "id,name\n1,Acme\n2,Bolt\n")
    desk.put("contacts.csv", "id,account,name\n1,1,Ann\n2,2,Ann\n")
    return desk


def vehicles(desk: Desk, *rows: str) -> None:
    desk.put("vehicles.csv", "\n".join(["id,account,name,plate,fuel,price,driver,pool,follows", *rows, ""]))


async def test_a_noun_that_is_declared_is_importable(desk_with_vehicles: Desk) -> None:
    vehicles(desk_with_vehicles, "1,1,The  van,A 1,battery,21.5,ann,yes,", "2,2,The car,B 2,,,,,THE VAN")
    summary = await desk_with_vehicles.run(MAPPING)
    assert [(part.record, part.created, part.rejected) for part in summary.parts] == [
        ("account", 2, 0), ("contact", 2, 0), ("vehicle", 2, 0),
    ]  # fmt: skip
    assert await desk_with_vehicles.rows(
        """SELECT a.name, v.name, v.plate, fuel, price::text, k.key, is_pool_car, f.plate FROM vehicle v
           JOIN account a ON a.id = v.account_id LEFT JOIN external_id k ON k.record_id = v.driver_id
           LEFT JOIN (SELECT id, plate FROM vehicle) f ON f.id = v.follows_id ORDER BY v.plate"""
    ) == [
        ("Acme", "The van", "A 1", "BATTERY", "21500.00", "1", True, None),
        ("Bolt", "The car", "B 2", "PETROL", None, None, False, "A 1"),
    ]
    before = await desk_with_vehicles.checksums()
    assert (await desk_with_vehicles.run(MAPPING)).parts[2].unchanged == 2
    assert await desk_with_vehicles.checksums() == before


async def test_its_rows_are_rejected_for_what_it_declares(desk_with_vehicles: Desk) -> None:
    vehicles(
        desk_with_vehicles, "1,1,Van,A 1,,,,yes,", "2,1,Car,A 1,steam,-1,,,", "3,1,Bus,C 3,,,,yes,", "4,2,Cab,A 1,,,,,"
    )
    await desk_with_vehicles.run(MAPPING)
    assert desk_with_vehicles.reasons() == {
        3: 'column "fuel": "steam" is none of PETROL, BATTERY: send one of these; '
        'column "price": "-1" is below zero: send zero or more; '
        'the plate "A 1" is taken by line 2: choose another',
        4: "line 2 is the account's pool car vehicle: say so of one alone",
        5: 'the plate "A 1" is taken by line 2: choose another',
    }
    vehicles(desk_with_vehicles, "1,2,Van,A 1,,,1,,")
    by_key = MAPPING.replace('driver = { column = "driver", by = "name" }', 'driver = "driver"')
    await desk_with_vehicles.run(by_key)
    assert desk_with_vehicles.warnings() == {
        ("vehicles.csv", 2): "names a contact of another account as driver: name one of its own, or none"
    }


def test_each_record_type_comes_after_those_that_it_refers_to(vehicle: None) -> None:
    order = list(record_types())
    assert order.index("vehicle") > order.index("contact")
    apart = {("user", "account")}  # users have partner accounts, accounts have owners: one must come first
    early = {
        (name, field.target.name)
        for name, record in record_types().items()
        for field in record.fields.values()
        if field.target and order.index(field.target.name) > order.index(name)
    }
    assert early == apart


def test_a_circle_of_references_must_be_broken_by_a_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    user = NOUNS["User"]
    assert user.imports is not None
    monkeypatch.setitem(NOUNS, "User", replace(user, imports=replace(user.imports, before=())))
    with pytest.raises(CycleError):
        record_types()


def test_a_reference_to_what_files_cannot_bring_is_told() -> None:
    with pytest.raises(ValueError, match="refers to Invoice, which declares no imports"):
        record_type("Invoice")
