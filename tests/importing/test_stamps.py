"""Who made a record, when, and who updated it last: a file tells it of what it brings, and of nothing later."""

import pytest

from graph.importing.record_types import record_types

from .conftest import Desk

STAMPED = """
source = "old"
[[imports]]
file = "users.csv"
record = "user"
key = "email"
[imports.fields]
email = "email"
name = "email"
profile = { constant = "SALES_REP" }
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
created_at = "made"
created_by = { column = "maker", by = "email" }
updated_at = "touched"
updated_by = { column = "toucher", by = "email" }
"""
STAMPS = """SELECT a.name, a.version, a.created_at::text, c.email, a.updated_at::text, u.email FROM account a
            LEFT JOIN app_user c ON c.id = a.created_by_id LEFT JOIN app_user u ON u.id = a.updated_by_id ORDER BY 1"""
ACME = "1,Acme,2019-03-01T10:00Z,ann@x.example,2020-04-02T11:30Z,bob@x.example"
BORN = ("2019-03-01 10:00:00+00", "ann@x.example")


def accounts(desk: Desk, *rows: str) -> None:
    desk.put("users.csv", "email\nann@x.example\nbob@x.example\n")
    desk.put("accounts.csv", "\n".join(["id,name,made,maker,touched,toucher", *rows, ""]))


async def test_a_new_record_is_stamped_as_the_file_says(desk: Desk) -> None:
    accounts(desk, ACME)
    assert (await desk.run(STAMPED)).rejected == 0
    assert await desk.rows(STAMPS) == [("Acme", 1, *BORN, "2020-04-02 11:30:00+00", "bob@x.example")]
    before = await desk.checksums()
    assert (await desk.run(STAMPED)).parts[1].unchanged == 1
    assert await desk.checksums() == before


async def test_every_noun_that_has_stamps_takes_them(desk: Desk) -> None:
    stamps = {"created_at", "created_by", "updated_at", "updated_by"}
    stamped = {name for name, record in record_types().items() if stamps <= record.fields.keys()}
    assert stamped == {name for name, record in record_types().items() if record.versioned}
    assert {"account", "contact", "opportunity", "case", "contract", "activity"} <= stamped


async def test_the_trail_says_that_the_record_came_now_and_by_nobody(desk: Desk) -> None:
    accounts(desk, ACME)
    await desk.run(STAMPED)
    assert await desk.rows(
        """SELECT field, new_value, changed_at > now() - interval '1 day', changed_by_id FROM field_change
           WHERE record_type = 'Account'"""
    ) == [("createdAt", "2019-03-01T10:00:00.000000Z", True, None)]


async def test_a_change_by_a_file_is_one_of_now_whatever_its_stamps(desk: Desk) -> None:
    accounts(desk, ACME)
    await desk.run(STAMPED)
    accounts(desk, ACME.replace("Acme", "Acme Corp").replace("ann@", "bob@"))
    assert (await desk.run(STAMPED)).parts[1].changed == 1
    assert await desk.rows(STAMPS.replace("a.updated_at::text", "a.updated_at > now() - interval '1 day'")) == [
        ("Acme Corp", 2, *BORN, True, None)
    ]


async def test_a_record_that_a_user_has_updated_since_keeps_that_stamp(desk: Desk) -> None:
    accounts(desk, ACME)
    await desk.run(STAMPED)
    await desk.rows("UPDATE account SET updated_at = '2026-01-02Z', updated_by_id = NULL, version = 2")
    assert (await desk.run(STAMPED)).parts[1].unchanged == 1
    assert await desk.value("SELECT updated_at = '2026-01-02Z' AND updated_by_id IS NULL FROM account")


async def test_blank_stamps_are_those_of_the_import(desk: Desk) -> None:
    accounts(desk, "1,Acme,,,,", "2,Bolt,2019-03-01,,,")
    await desk.run(STAMPED)
    assert await desk.rows(
        """SELECT created_at = updated_at, updated_at > now() - interval '1 day', created_by_id
           FROM account ORDER BY name"""
    ) == [(True, True, None), (False, True, None)]


@pytest.mark.parametrize(
    ("stamps", "reason"),
    [
        ("2199-01-01,,,", "was created in the future: correct `created_at`"),
        ("2019-03-01,,2199-01-01,", "was updated in the future: correct `updated_at`"),
        (
            "2019-03-01,,2018-03-01,",
            "was updated before it was created: say `created_at` too, or correct one of the times",
        ),
        (
            ",,2018-03-01,",
            "was updated before it was created: say `created_at` too, or correct one of the times",
        ),
    ],
)
async def test_stamps_that_cannot_be_are_refused(desk: Desk, stamps: str, reason: str) -> None:
    accounts(desk, f"1,Acme,{stamps}")
    await desk.run(STAMPED)
    assert desk.reasons() == {2: reason}
    accounts(desk, "1,Acme,2019-03-01,,,")
    await desk.run(STAMPED)
    accounts(desk, "1,Acme,2199-01-01,,,")
    await desk.run(STAMPED)
    assert desk.reasons() == {2: "was created in the future: correct `created_at`"}
