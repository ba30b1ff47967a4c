"""Which contact of an account is primary, as files say it."""

import pytest

from .conftest import Desk
from .rest import REST, put_rest


async def test_a_contact_that_becomes_primary_unmakes_the_one_before(desk: Desk) -> None:
    put_rest(desk, "1,Acme,Ann,,yes,\n2,Acme,Bob,,yes,\n3,Acme,Cid,,,\n")
    await desk.run(REST)
    assert desk.reasons() == {3: "line 2 is the account's primary contact: say so of one alone"}
    put_rest(desk, "2,Acme,Bob,,no,\n3,Acme,Cid,,yes,\n")
    await desk.run(REST)
    assert await desk.rows("SELECT name, is_primary, version FROM contact ORDER BY name") == [
        ("Ann", False, 2), ("Bob", False, 1), ("Cid", True, 2),
    ]  # fmt: skip


PRIMARY = "SELECT name FROM contact WHERE is_primary ORDER BY name"


@pytest.mark.parametrize("order", [1, -1])
async def test_a_blank_cell_claims_no_primary_contact_in_whatever_order(desk: Desk, order: int) -> None:
    put_rest(desk, "1,Acme,Ann,,yes,\n2,Acme,Bob,,,\n3,B,Cid,,yes,\n")
    await desk.run(REST)
    rows = ["1,Acme,Ann,,,\n", "2,Acme,Bob,,yes,\n", "3,B,Cid,,,\n"]
    put_rest(desk, "".join(rows[::order]))
    assert (await desk.run(REST)).rejected == 0
    assert await desk.rows(PRIMARY) == [("Bob",), ("Cid",)]
    before = await desk.checksums()
    assert (await desk.run(REST)).parts[1].unchanged == 3
    assert await desk.checksums() == before


@pytest.mark.parametrize("order", [1, -1])
async def test_of_several_primary_contacts_the_present_one_stays_else_the_first_key(desk: Desk, order: int) -> None:
    rows = ["1,Acme,Ann,,yes,\n", "2,Acme,Bob,,yes,\n", "3,B,Cid,,,\n", "4,B,Dot,,yes,\n"]
    put_rest(desk, "".join(rows[::order]))
    await desk.run(REST)
    assert await desk.rows(PRIMARY) == [("Ann",), ("Dot",)]
    rows[2] = "3,B,Cid,,yes,\n"
    put_rest(desk, "".join(rows[::order]))
    await desk.run(REST)
    assert await desk.rows(PRIMARY) == [("Ann",), ("Dot",)]
    assert {row["id"] for row in desk.rejects()} == {"2", "3"}


@pytest.mark.parametrize("primary", ['is_primary = "primary"\n', ""], ids=["blank", "not mapped"])
async def test_a_primary_contact_that_moves_takes_nothing_from_the_one_there(desk: Desk, primary: str) -> None:
    put_rest(desk, "1,Acme,Ann,,yes,\n2,B,Bob,,yes,\n")
    await desk.run(REST)
    put_rest(desk, "1,B,Ann,,,\n2,B,Bob,,,\n")
    mapping = REST.replace('is_primary = "primary"\n', primary)
    assert (await desk.run(mapping)).parts[1].changed == 1
    assert await desk.rows(PRIMARY) == [("Bob",)]
    assert (await desk.run(mapping)).parts[1].unchanged == 2


async def test_primary_contacts_may_change_places(desk: Desk) -> None:
    put_rest(desk, "1,Acme,Ann,,yes,\n2,B,Bob,,yes,\n")
    await desk.run(REST)
    put_rest(desk, "1,B,Ann,,yes,\n2,Acme,Bob,,yes,\n")
    assert (await desk.run(REST)).rejected == 0
    assert await desk.rows(PRIMARY) == [("Ann",), ("Bob",)]
    assert (await desk.run(REST)).parts[1].unchanged == 2
