"""With `invalid = "empty"`, a cell that can't be used is as good as a blank one: its row comes in, and it is told."""

import pytest

from graph.importing import MappingError
from graph.importing.record_types import MANAGER, ImportField, record_types
from graph.models.values import Choice, Moment, Pattern

from .conftest import ACCOUNTS, Desk
from .mends import BRING, FIT
from .rest import REST, put_rest
from .test_records import OWNERS
from .test_rows import GOOD, HEADER, WIDE

LENIENT = 'invalid = "empty"\n'
UNUSABLE = "\u202e?"
"""A cell that no optional field can hold, but for texts of several lines."""


def good(field: ImportField) -> str:
    """A cell that a required field can hold."""
    if field.target:
        return "1"
    if isinstance(field.value, Choice):
        return next(iter(field.value.enum))
    if isinstance(field.value, Moment):
        return "2026-01-31"
    return "ann@example.com" if isinstance(field.value, Pattern) else "Ann"


async def test_no_optional_cell_loses_a_record_of_any_type(desk: Desk) -> None:
    mapping = LENIENT + 'source = "test"\n'
    types = {name: record for name, record in record_types().items() if not record.strict}
    for record in types.values():
        cells = {name: good(field) if field.required else UNUSABLE for name, field in record.fields.items()}
        cells.pop(MANAGER, None)  # it takes the place of the role
        desk.put(f"{record.name}.csv", f"key,{','.join(cells)}\n1,{','.join(cells.values())}\n")
        mapping += f'[[imports]]\nfile = "{record.name}.csv"\nrecord = "{record.name}"\nkey = "key"\n[imports.fields]\n'
        mapping += "".join(f'{name} = "{name}"\n' for name in cells)
    summary = await desk.run(mapping)
    assert desk.reasons() == {}
    assert {part.record: (part.created, part.warned) for part in summary.parts} == {
        name: (1, int(any(not field.required for field in record.fields.values()))) for name, record in types.items()
    }


async def test_cells_of_every_type_are_emptied_and_each_is_told(desk: Desk) -> None:
    desk.put(
        "accounts.csv",
        HEADER
        + "1,Acme,friend,-1,1.5,acme,Korea,91,1,soon,maybe,red\n"
        + GOOD.replace("1,", "2,", 1).replace("Acme", "B"),
    )
    summary = await desk.run(LENIENT + WIDE)
    assert (summary.parts[0].created, summary.parts[0].warned, summary.rejected) == (2, 1, 0)
    assert await desk.rows(
        """SELECT type, annual_revenue, number_of_employees, website, billing_country, latitude, longitude,
                  customer_since, is_active, brand_color FROM account WHERE name = 'Acme'"""
    ) == [("PROSPECT", None, None, None, None, None, None, None, True, None)]
    [told] = desk.warnings().values()
    columns = ("type", "revenue", "employees", "website", "country", "latitude", "since", "active", "color")
    assert [column for column in columns if f'column "{column}": ' not in told] == []
    assert told.endswith("; has one of latitude and longitude only: fill in both, or none")
    assert "accounts.csv (account): 2 read = 2 created (1 with warnings)" in str(summary)
    assert "warnings.csv says what of a row was left out, and why." in str(summary)


async def test_a_cell_that_cannot_be_used_leaves_what_a_blank_one_leaves(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + GOOD)
    await desk.run(WIDE)
    desk.put("accounts.csv", HEADER + "1,Acme,friend,much,,,,,,,,\n")
    await desk.run(LENIENT + WIDE)
    assert await desk.rows("SELECT type, annual_revenue FROM account") == [("CUSTOMER", None)]


async def test_required_fields_and_keys_are_never_emptied(desk: Desk) -> None:
    desk.put("contacts.csv", "id,account,name\n1,9,Ann\n2,,Bob\n3,1,A\tb\n,1,Cid\n")
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    contacts = '[[imports]]\nfile = "contacts.csv"\nrecord = "contact"\nkey = "id"\n'
    await desk.run(LENIENT + ACCOUNTS + contacts + 'fields = { account = "account", name = "name" }\n')
    assert sorted(desk.reasons()) == [2, 3, 4, 5]


async def test_references_that_lead_nowhere_or_to_several_are_emptied(desk: Desk) -> None:
    put_rest(
        desk,
        "1,acme,Ann,ann@acme.example,,\n2,acme,Ann,,,\n3,B,Bob,bob@b.example,,\n",
        "1,1,Broken,,,bob@b.example,,\n",
        "1,1,,,,3\n",
        "1,1,call,Hello,2026-01-01,Ann\n2,1,call,Hello,2026-01-01,Zoe\n",
    )
    summary = await desk.run(LENIENT + REST)
    assert summary.rejected == 0
    assert desk.warnings() == {
        ("cases.csv", 2): 'column "contact": there is no contact with the email "bob@b.example"' + BRING,
        ("contracts.csv", 2): "is signed by a contact of another account: name one of its own, or none",
        ("activities.csv", 2): 'column "who": 2 contacts have the name "Ann": name one by key or email',
        ("activities.csv", 3): 'column "who": there is no contact with the name "Zoe"' + BRING,
    }
    assert (
        await desk.rows("SELECT signed_by_id FROM contract UNION ALL SELECT contact_id FROM activity") == [(None,)] * 3
    )
    before = await desk.checksums()
    assert [part.changed for part in (await desk.run(LENIENT + REST)).parts] == [0] * 5
    assert await desk.checksums() == before


async def test_a_field_that_alone_rules_its_row_out_is_emptied(desk: Desk) -> None:
    put_rest(
        desk,
        "1,acme,Ann,,yes,\n2,acme,Bob,,yes,\n",
        "1,1,Broken,,,,2026-01-02,2026-01-01\n",
        "1,1,,2026-01-01,2025-12-31,\n",
    )
    summary = await desk.run(LENIENT + REST)
    assert summary.rejected == 0
    assert desk.warnings() == {
        ("contacts.csv", 3): "line 2 is the account's primary contact: say so of one alone",
        ("cases.csv", 2): "was closed before it was opened: correct one of the times",
        ("contracts.csv", 2): "ends before it starts: correct one of the dates",
    }
    assert await desk.rows("SELECT name, is_primary FROM contact ORDER BY name") == [("Ann", True), ("Bob", False)]
    assert await desk.rows("SELECT closed_at, end_date FROM support_case, contract") == [(None, None)]


async def test_an_owner_who_may_own_nothing_is_left_out(desk: Desk) -> None:
    desk.put("users.csv", "email,profile\nbo@x.example,PARTNER\n")
    desk.put("accounts.csv", "id,owner\n1,bo@x.example\n")
    await desk.run(LENIENT + OWNERS)
    assert list(desk.warnings()) == [("accounts.csv", 2)]
    assert await desk.rows("SELECT owner_id FROM account") == [(None,)]


async def test_a_child_of_a_rejected_row_comes_in_as_a_root(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,,\n2,B,1\n")
    await desk.run(LENIENT + ACCOUNTS)
    assert await desk.tree() == {"B": None}
    assert desk.warnings() == {
        ("accounts.csv", 3): 'column "parent": its parent, line 2, is rejected: mend that one first'
    }


async def test_an_import_and_a_field_say_it_for_themselves(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,country,phone\n1,A,,Atlantis,\n2,B,,,by e-mail\n")
    fields = 'billing_country = { column = "country", invalid = "empty" }\nphone = "phone"\n'
    await desk.run(ACCOUNTS + fields)
    assert (list(desk.reasons()), list(desk.warnings())) == ([3], [("accounts.csv", 2)])
    strict = ACCOUNTS.replace('key = "id"', 'key = "id"\ninvalid = "empty"')
    strict += 'billing_country = { column = "country", invalid = "reject" }\nphone = "phone"\n'
    await desk.run(strict)
    assert (list(desk.reasons()), list(desk.warnings())) == ([2], [("accounts.csv", 3)])


async def test_a_column_that_fits_no_pattern_is_blank(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,place\n1,A,,nowhere\n")
    pattern = "columns.place = { patterns = ['(?P<city>.+) [A-Z]{2}'], invalid = \"empty\" }"
    await desk.run(ACCOUNTS.replace('key = "id"', f'key = "id"\n{pattern}') + 'billing_city = "city"\n')
    assert await desk.rows("SELECT name, billing_city FROM account") == [("A", None)]
    assert desk.warnings() == {("accounts.csv", 2): 'column "place": "nowhere" fits none of the patterns' + FIT}


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        (
            ACCOUNTS.replace('name = "name"', 'name = { column = "name", invalid = "empty" }'),
            'name: `invalid` must be "reject"',
        ),
        ('invalid = "skip"\n' + ACCOUNTS, '`invalid` must be "reject" or "empty"'),
    ],
)
async def test_a_mapping_may_not_empty_what_is_required(desk: Desk, mapping: str, fault: str) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    with pytest.raises(MappingError) as refused:
        await desk.run(mapping)
    assert fault in str(refused.value)
