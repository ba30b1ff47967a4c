"""What is said of the vehicle again, by hand, where the tests say it of every noun of the program by hand."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from tests import rows
from tests.resolvers.mutations import hanging, permission_facts, probes
from tests.worlds import history, records
from tests.worlds.draw import ODD, Draw, Records

from .vehicle import VehicleKind

MUTATIONS = """
createVehicle            edit   edit    edit     edit      edit   edit      edit    edit        yes
updateVehicle            edit   edit    edit     edit      edit   edit      edit    edit        yes
deleteVehicle            edit   edit    edit     edit      edit   edit      -       edit        yes
"""


def permissions() -> None:
    """Who may call its mutations, and how each is called: tests/resolvers/mutations."""
    for name, *marks in map(str.split, MUTATIONS.strip().splitlines()):
        permission_facts.FACTS[name] = dict(zip(permission_facts.PROFILES, marks, strict=True))
    probes.PROBES["createVehicle"] = lambda place: {"accountId": place.account, "name": " "}
    probes.PROBES["updateVehicle"] = probes.PROBES["deleteVehicle"] = probes.stale("vehicle")
    hanging.CREATE["vehicle"] = ("createVehicle", {"name": "Bulli"})
    hanging.UPDATE["vehicle"] = ("updateVehicle", {"plate": "AG 1"})
    hanging.DELETE["vehicle"] = "deleteVehicle"
    hanging.VERBS["vehicle"] = ()
    hanging.WRONG["vehicle"] = ({"price": "-1"}, ("INVALID", "price"))
    hanging.OF_PARTNERS.update(("createVehicle", "updateVehicle"))
    hanging.CONTACTS["vehicle"] = "driverId"
    hanging.ROWS["vehicle"] = {"name": "Bulli"}
    hanging.TABLES = (*hanging.TABLES, "vehicle")
    hanging.TABLE["vehicle"] = "vehicle"
    hanging.PREFIX["vehicle"] = "veh"


def vehicles(draw: Draw, accounts: Records, users: Records, contacts: Records) -> Records:
    """Vehicles of generated accounts."""
    return [
        records.of_account(draw, users, account_id)
        | {
            "name": draw.one(ODD),
            "plate": draw.one((None, "", "ÄÖ 1", "ag 1", "AG 1")),
            "kind": str(draw.one(list(VehicleKind))),
            "price": draw.money(records.AMOUNTS),
            "driver_id": records.contact_of(draw, contacts, account_id),
        }
        for account_id in records.some_each(draw, accounts, 3)
    ]


def worlds() -> None:
    """What generated worlds have of it: tests/worlds."""
    rows.TABLES = (*rows.TABLES, "vehicle")
    records.MORE["vehicle"] = vehicles
    records.OF_ACCOUNTS = (*records.OF_ACCOUNTS, "vehicle")
    history.REFERENCES["Vehicle", "driver"] = "contact"
    history.PLAIN = (*history.PLAIN, ("Vehicle", "price"), ("Vehicle", "kind"))


def answers() -> None:
    """What the reference answers of it, and what a viewer may know: imported now, since these take the tables above."""
    from tests import reference
    from tests.reference import account, asked, filters, order, query
    from tests.worlds import facts, hidden

    rows.IDENTIFIED["vehicle"] = "vehicle"
    asked.TYPES["vehicle"] = "Vehicle"
    asked.PREFIXES["vehicle"] = "veh"
    asked.TABLES["veh"] = "vehicle"
    asked.REFERRED["driver"] = "contact"
    facts.REFERENCES["driver_id"] = "contact"
    hidden.CONTACT_COLUMNS = (*hidden.CONTACT_COLUMNS, "driver_id")
    hidden.WITH_CONTACTS["vehicle"] = "driver_id"
    filters.LISTS["vehicles"] = "vehicle"
    query.KEYED["vehicle"] = "vehicle"
    order.SORT_KEYS["Vehicle"] = {
        "ACCOUNT_NAME": order.ACCOUNT_NAME,
        "NAME": order.column("name"),
        "KIND": order.position("kind", "VehicleKind"),
        "PRICE": order.column("price", Decimal),
        "CREATED_AT": order.CREATED,
        "UPDATED_AT": order.UPDATED,
    }
    order.SORT_KEYS["Account"]["VEHICLE_COUNT"] = order.counted("vehicle")
    order.DEFAULTS["Vehicle"] = (order.column("name"), order.column("id", UUID))
    more: dict[str, Any] = {
        "Query.vehicles": query.everything("vehicle", "Vehicle"),
        "Query.vehicle": query.keyed("vehicle"),
        "Vehicle.externalIds": reference.external_ids,
        "Account.vehicles": account.hanging_off("vehicle", "Vehicle"),
    }
    reference.RESOLVERS.update(more)


def questions() -> None:
    """What is asked of it: what writes questions takes the tables above when it is imported."""
    from tests.reference import history as history_answers
    from tests.resolvers import probing

    history_answers.TABLES["Vehicle"] = "vehicle"
    probing.ROOTS = (*probing.ROOTS, "vehicles", "vehicles", "vehicle", "vehicleGroups")


permissions()
worlds()
answers()
questions()
