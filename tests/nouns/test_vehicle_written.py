"""A noun that is declared in one file has its mutations, groups, files, history and both locks."""

from pathlib import Path

import orjson
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from graph.auth.sharing import ROW_FILTERS
from graph.cli import app
from graph.models.spec import RowFilter
from graph.row_security import LOCKED_BY_ID, ROLE
from graph.sql import TRUE
from tests.asking import Asking, data
from tests.importing.conftest import Desk
from tests.resolvers.mutations.doing import account_id, do, done, forbidden, user_id, wrong
from tests.resolvers.mutations.hanging import changed, grant, made, made_id, store, stored

HISTORY = """query H($id: ID!) { account(by: {id: $id}) { history(first: 3) {
  nodes { recordType recordId field from to by { name } } } } }"""

MAPPING = """
source = "fleet"
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
kind = "kind"
price = "price"
driver = "driver"
"""


# -- mutations


async def test_it_is_created_with_what_it_declares_and_read_back(writing: Asking) -> None:
    driver = await made_id(writing, "contact")
    given = {"plate": "  AG 7 ", "kind": "VAN", "price": "31000", "driverId": driver}
    shown = "name plate kind price driver { name } account { name } version"
    assert await made(writing, "vehicle", shown=shown, **given) == {
        "name": "Bulli",
        "plate": "AG 7",
        "kind": "VAN",
        "price": "31000.00",
        "driver": {"name": "Ann Example"},
        "account": {"name": "Acme Corp US"},
        "version": 1,
    }
    assert await made(writing, "vehicle", shown="plate kind price") == {"plate": None, "kind": "CAR", "price": None}


async def test_all_that_is_wrong_with_it_is_told_at_once(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-us"),
        "name": " ",
        "plate": "x" * 17,
        "price": "-1",
        "driverId": await made_id(writing, "contact", "acme", "dan"),
    }
    assert await wrong(writing, "rita", "createVehicle", given) == {
        ("REQUIRED", "name"), ("TOO_LONG", "plate"), ("INVALID", "price"), ("NOT_FOUND", "driverId"),
    }  # fmt: skip


async def test_who_may_not_read_its_price_may_not_write_it(writing: Asking) -> None:
    await grant(writing, "pat", "acme-uk", "EDIT")
    vehicle = await made_id(writing, "vehicle", "acme-uk", "ray", price="100")
    assert await wrong(writing, "pat", "updateVehicle", {"id": vehicle, "price": "1"}) == {("FIELD_HIDDEN", "price")}
    assert await changed(writing, "vehicle", "updateVehicle", "plate price", "pat", id=vehicle, plate="P 1") == {
        "plate": "P 1",
        "price": None,
    }
    assert await stored(writing, "SELECT price FROM vehicle WHERE id = $1", vehicle) == 100
    assert await forbidden(writing, "pat", "deleteVehicle", {"id": vehicle})


async def test_a_deleted_contact_drives_nothing_and_the_vehicle_stays(writing: Asking) -> None:
    driver = await made_id(writing, "contact")
    vehicle = await made_id(writing, "vehicle", driverId=driver)
    payload = await do(writing, "rita", "deleteContact", {"id": driver})
    assert payload["userErrors"] == []
    asked = f'{{ node(id: "{vehicle}") {{ ... on Vehicle {{ name version driver {{ id }} }} }} }}'
    assert (await writing("rita", asked))["node"] == {"name": "Bulli", "version": 2, "driver": None}


async def test_an_account_is_deleted_with_its_vehicles(writing: Asking) -> None:
    payload = await done(writing, "rita", "createAccount", {"name": "Fleet"}, "account { id }")
    account = payload["account"]["id"]
    given = {"accountId": account, "name": "Bulli"}
    vehicle = (await done(writing, "rita", "createVehicle", given, "vehicle { id }"))["vehicle"]["id"]
    await done(writing, "rita", "deleteAccount", {"id": account})
    assert await stored(writing, "SELECT count(*) FROM vehicle WHERE id = $1", vehicle) == 0


# -- groups


async def test_its_groups_count_and_total_what_is_seen(writing: Asking) -> None:
    await store(writing, "DELETE FROM vehicle")
    await made(writing, "vehicle", kind="VAN", price="100")
    await made(writing, "vehicle", kind="VAN", price="50.5")
    await made(writing, "vehicle")
    await made(writing, "vehicle", "acme-apac", "ron", kind="TRUCK", price="7")
    asked = "{ vehicleGroups(by: [KIND]) { nodes { kind count price { sum } vehicles(first: 1) { totalCount } } } }"
    assert (await writing("rita", asked))["vehicleGroups"]["nodes"] == [
        {"kind": "CAR", "count": 1, "price": {"sum": None}, "vehicles": {"totalCount": 1}},
        {"kind": "VAN", "count": 2, "price": {"sum": "150.50"}, "vehicles": {"totalCount": 2}},
    ]
    assert await writing.codes(
        "pat", "{ vehicleGroups(by: [KIND], orderBy: [{field: PRICE_SUM}]) { totalCount } }"
    ) == ["FIELD_HIDDEN"]


# -- files


async def test_files_bring_it_and_a_second_run_changes_nothing(tmp_path: Path, empty_url: str) -> None:
    desk = Desk(tmp_path, empty_url)
    desk.put("accounts.csv", "id,name\n1,Acme\n2,Bolt\n")
    desk.put("contacts.csv", "id,account,name\n1,1,Ann\n2,2,Bob\n")
    rows = ("1,1,Bulli,AG 1,van,31000.5,1", "2,2,Zoe,,,,", "3,1,Atlas,,bike,-1,", "4,1,Dot,,,,2")
    desk.put("vehicles.csv", "\n".join(("id,account,name,plate,kind,price,driver", *rows, "")))
    await desk.run(MAPPING)
    assert desk.reasons() == {
        4: 'column "kind": "bike" is none of CAR, VAN, TRUCK: send one of these; '
        'column "price": "-1" is below zero: send zero or more',
    }
    elsewhere = "names a contact of another account as driver: name one of its own, or none"
    assert desk.warnings() == {("vehicles.csv", 5): elsewhere}
    assert await desk.rows(
        "SELECT v.name, a.name, plate, kind, price::text, c.name FROM vehicle v JOIN account a ON a.id = v.account_id"
        " LEFT JOIN contact c ON c.id = v.driver_id ORDER BY v.name"
    ) == [
        ("Bulli", "Acme", "AG 1", "VAN", "31000.50", "Ann"),
        ("Dot", "Acme", None, "CAR", None, None),
        ("Zoe", "Bolt", None, "CAR", None, None),
    ]
    before = await desk.checksums()
    assert (await desk.run(MAPPING)).parts[2].unchanged == 3
    assert await desk.checksums() == before


# -- history


async def test_its_accounts_history_tells_of_its_changes_to_whom_they_are_shown(writing: Asking) -> None:
    await grant(writing, "pat", "acme-us", "READ")
    driver = await made_id(writing, "contact")
    vehicle = await made_id(writing, "vehicle")
    await changed(writing, "vehicle", "updateVehicle", "id", "mia", id=vehicle, price="5")
    await changed(writing, "vehicle", "updateVehicle", "id", "mia", id=vehicle, driverId=driver)
    account = await account_id(writing, "acme-us")
    told = await writing("rita", HISTORY, {"id": account})
    change = {"recordType": "Vehicle", "recordId": vehicle, "by": {"name": "Mia Castellanos"}}
    driven = {**change, "field": "driver", "from": None, "to": driver}
    assert told["account"]["history"]["nodes"][:2] == [
        driven,
        {**change, "field": "price", "from": None, "to": "5.00"},
    ]
    # the price is hidden from partners, and so is that it changed
    [first, second, _] = (await writing("pat", HISTORY, {"id": account}))["account"]["history"]["nodes"]
    assert (first["field"], second["field"]) == ("driver", "createdAt")
    # whoever doesn't see the account is told of nothing
    assert (await writing("ron", HISTORY, {"id": account}))["account"] is None


# -- the second lock


async def test_what_a_hole_in_the_first_lock_lets_through_the_second_stops(
    writing: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    vehicle = await made_id(writing, "vehicle")
    monkeypatch.setitem(ROW_FILTERS, RowFilter.THROUGH_ACCOUNT, lambda *_: TRUE)
    with capture_logs() as logs:
        result = await writing.result("ron", f'{{ node(id: "{vehicle}") {{ ... on Vehicle {{ name }} }} }}')
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["INTERNAL"]
    assert data(result) == {"node": None}
    [line] = [each for each in logs if each["event"] == "row_security"]
    assert (line["type"], line["ids"]) == ("Vehicle", [vehicle.removeprefix("veh_")])
    assert "vehicle" in LOCKED_BY_ID


async def test_the_second_lock_keeps_its_rows_by_itself(writing: Asking) -> None:
    vehicle = (await made_id(writing, "vehicle")).removeprefix("veh_")
    count = "SELECT count(*) FROM vehicle WHERE id = $1"
    for who, seen in (("rita", 1), ("ron", 0)):
        async with writing.database.pool.acquire() as connection, connection.transaction():
            user = (await user_id(writing, who)).removeprefix("usr_")
            await connection.execute("SELECT set_config('account_graph.user', $1, true)", user)
            await connection.execute(f"SET LOCAL ROLE {ROLE}")
            assert await connection.fetchval(count, vehicle) == seen
            renamed = await connection.execute("UPDATE vehicle SET name = 'Theirs' WHERE id = $1", vehicle)
            assert renamed == f"UPDATE {seen}"


# -- non-interference


async def test_vehicles_of_hidden_accounts_change_no_answer(writing: Asking) -> None:
    vehicle = await made_id(writing, "vehicle", "acme-apac", "ron", price="7", kind="TRUCK")
    asked = f"""{{
      vehicles(orderBy: [{{field: PRICE}}], first: 3) {{ totalCount pageInfo {{ endCursor }} nodes {{ name price }} }}
      vehicleGroups(by: [KIND, ACCOUNT]) {{ totalCount nodes {{ kind count price {{ sum }} }} }}
      some: accounts(where: {{vehicles: {{some: {{price: {{gt: 0}}}}}}}}) {{ totalCount nodes {{ name }} }}
      none: accounts(where: {{vehicles: {{none: {{kind: {{eq: TRUCK}}}}}}}}) {{ totalCount }}
      node(id: "{vehicle}") {{ id }}
    }}"""
    before = orjson.dumps(await writing("rita", asked))
    for change in (
        "UPDATE vehicle SET price = 900000, kind = 'VAN', name = 'Aaa' WHERE id = $1",
        "DELETE FROM vehicle WHERE id = $1",
    ):
        await store(writing, change, vehicle)
        assert orjson.dumps(await writing("rita", asked)) == before


# -- told to people


def test_all_that_is_derived_from_it_is_explained() -> None:
    result = CliRunner().invoke(app, ["explain-noun", "Vehicle"])
    assert result.exit_code == 0
    for told in ("veh_…", "createVehicle", "deleteVehicle", "PRICE", "Fields in files", "THROUGH_ACCOUNT"):
        assert told in result.stdout
