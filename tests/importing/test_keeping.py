"""With `blank = "keep"`, a blank cell leaves what a record has, and a word empties it."""

import pytest

from graph.importing import MappingError

from .conftest import ACCOUNTS, Desk
from .mends import FILL, RENAME
from .rest import REST, put_rest
from .test_records import MEMBERS, PEOPLE, people

KEEP = 'blank = "keep"\nclear_words = ["#N/A"]\n'
PLACES = ACCOUNTS + 'phone = "phone"\nbilling_country = "country"\nlatitude = "lat"\nlongitude = "long"\n'
HEADER = "id,name,parent,phone,country,lat,long\n"


@pytest.fixture
async def full(desk: Desk) -> Desk:
    """A desk with two accounts that have something in every field."""
    desk.put("accounts.csv", HEADER + "1,A,,123,DE,50,7\n2,B,1,456,FR,48,2\n")
    await desk.run(PLACES)
    return desk


async def found(desk: Desk) -> list[tuple[object, ...]]:
    return await desk.rows(
        """SELECT a.name, a.name_key, p.name, a.phone, a.billing_country, a.latitude::int, a.longitude::int
           FROM account a LEFT JOIN account p ON p.id = a.parent_id ORDER BY a.name"""
    )


async def test_blank_cells_leave_every_field_of_a_known_record_the_required_ones_too(full: Desk) -> None:
    before = await full.checksums()
    full.put("accounts.csv", HEADER + "1,,,,,,\n2,,,,,,\n")
    summary = await full.run(KEEP + PLACES)
    assert (summary.parts[0].unchanged, summary.rejected) == (2, 0)
    assert await full.checksums() == before


async def test_what_is_given_changes_and_a_word_empties(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,,,#n/a,,#N/A,#N/A\n2,Bee,#N/A,,NL,,\n")
    summary = await full.run(KEEP + PLACES)
    assert summary.parts[0].changed == 2
    assert await found(full) == [
        ("A", "a", None, None, "DE", None, None),
        ("Bee", "bee", None, "456", "NL", 48, 2),
    ]


async def test_a_new_record_has_nothing_to_keep(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "3,C,,,,,\n4,,,123,,,\n")
    summary = await full.run(KEEP + PLACES)
    assert (summary.parts[0].created, full.reasons()) == (
        1, {3: 'column "name" is empty, and an account needs a name' + FILL},
    )  # fmt: skip


async def test_a_word_cannot_empty_what_is_required(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,#N/A,,,,,\n")
    await full.run(KEEP + PLACES)
    assert full.reasons() == {2: 'column "name": "#N/A" empties it, and an account needs a name: write one'}


async def test_a_name_that_is_kept_is_taken_for_others(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,,,,,,\n2,,,,,,\n3,a,,,,,\n")
    await full.run(KEEP + PLACES)
    assert full.reasons() == {4: 'the name "a" is taken by line 2' + RENAME}


async def test_half_a_location_is_rejected_and_not_completed(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,,,,,51,\n")
    await full.run(KEEP + PLACES)
    assert full.reasons() == {2: "has one of latitude and longitude only: fill in both, or none"}


async def test_a_cell_that_cannot_be_used_keeps_too(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,,,by mail,Atlantis,,7\n2,,9,,,x,2\n")
    await full.run('invalid = "empty"\n' + KEEP + PLACES)
    assert (len(full.warnings()), full.reasons()) == (2, {})
    assert await found(full) == [("A", "a", None, "123", "DE", 50, 7), ("B", "b", "A", "456", "FR", 48, 2)]


async def test_a_parent_that_is_kept_counts_in_the_search_for_circles(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,,2,,,,\n2,,,,,,\n")
    with pytest.raises(Exception, match=r'"A" \(line 2\) -> "B" \(line 3\) -> "A" \(line 2\)'):
        await full.run(KEEP + PLACES)


async def test_a_field_says_it_for_itself(full: Desk) -> None:
    full.put("accounts.csv", HEADER + "1,A,,,,50,7\n")
    fields = PLACES.replace('phone = "phone"', 'phone = { column = "phone", blank = "keep" }')
    await full.run(fields)
    assert (await found(full))[0] == ("A", "a", None, "123", None, 50, 7)


async def test_records_of_an_account_that_is_kept_find_their_contacts_there(desk: Desk) -> None:
    put_rest(desk, "1,acme,Ann,ann@x.example,yes,\n2,B,Ann,ann@x.example,,\n", "1,1,Broken,,,,,\n")
    await desk.run(REST)
    put_rest(desk, "1,,,,,champion\n", "1,,,,,ann@x.example,,\n")
    assert (await desk.run(KEEP + REST)).rejected == 0
    assert await desk.rows(
        "SELECT s.subject, c.is_primary, c.buying_role FROM support_case s JOIN contact c ON c.id = s.contact_id"
    ) == [("Broken", True, "CHAMPION")]


async def test_blank_groups_are_kept(desk: Desk) -> None:
    desk.put("people.csv", people("Ann,Mia,East", "Bob,Mia,West"))
    await desk.run(PEOPLE)
    before = await desk.rows(MEMBERS)
    desk.put("people.csv", people("Ann,Mia,", "Bob,Mia,#N/A"))
    users = PEOPLE.split("[[imports]]")[3]
    summary = await desk.run(KEEP + 'source = "test"\n[[imports]]' + users)
    assert (summary.parts[0].changed, summary.parts[0].unchanged) == (1, 1)
    assert await desk.rows(MEMBERS) == before[:1]


async def test_only_known_words_say_what_blanks_do(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,A,\n")
    with pytest.raises(MappingError, match='the mapping: `blank` must be "empty" or "keep"'):
        await desk.run('blank = "leave"\n' + ACCOUNTS)
