"""Rows match records that are there: adopted, refused where several match, and the same again the next time."""

import re

import pytest

from graph.importing import MappingError

from .conftest import Desk

COMPANIES = """
source = "crm"
[[imports]]
file = "companies.csv"
record = "account"
key = "id"
match = ["external", "number", "name", "website"]
[imports.fields]
number = "no"
name = "name"
website = "web"
phone = "phone"
"""
HEADER = "id,no,name,web,phone\n"
PEOPLE = """
source = "crm"
[[imports]]
file = "companies.csv"
record = "account"
key = "id"
match = ["name"]
[imports.fields]
name = "name"
[[imports]]
file = "people.csv"
record = "contact"
key = "id"
match = ["email", "name"]
[imports.fields]
account = "company"
name = "name"
email = "mail"
title = "title"
"""


async def stored(desk: Desk) -> list[tuple[object, ...]]:
    return await desk.rows("SELECT name, number, website, phone FROM account ORDER BY number")


async def with_accounts(desk: Desk) -> None:
    """Accounts that no file brought."""
    await desk.rows(
        """INSERT INTO account (id, name, name_key, website) VALUES
           (gen_random_uuid(), 'Acme', 'acme', 'https://www.acme.example/'),
           (gen_random_uuid(), 'Brightline', 'brightline', NULL),
           (gen_random_uuid(), 'Corvane', 'corvane', 'http://corvane.example')"""
    )


async def test_rows_adopt_the_records_that_they_match_and_a_second_run_changes_nothing(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put(
        "companies.csv",
        HEADER
        + "a,ACC-000002,Brightline Ltd,,1001\n"  # by its number
        + "b,,ACME,,\n"  # by its name
        + "c,,Corvane Group,www.corvane.example,\n"  # by its website
        + "d,999,New,new.example,\n",
    )
    summary = await desk.run(COMPANIES)
    part = summary.parts[0]
    assert (part.created, part.changed, part.unchanged, part.rejected, part.adopted) == (1, 3, 0, 0, 3)
    assert "4 read = 1 created, 3 changed (3 adopted)" in str(summary)
    assert await stored(desk) == [
        ("ACME", 1, None, None),
        ("Brightline Ltd", 2, None, "1001"),
        ("Corvane Group", 3, "https://www.corvane.example", None),
        ("New", 999, "https://new.example", None),
    ]
    before = await desk.checksums()
    part = (await desk.run(COMPANIES)).parts[0]
    assert (part.created, part.changed, part.unchanged, part.adopted) == (0, 0, 4, 0)
    assert await desk.checksums() == before
    keys = "SELECT key, a.number FROM external_id x JOIN account a ON a.id = x.record_id ORDER BY key"
    assert await desk.rows(keys) == [("a", 2), ("b", 1), ("c", 3), ("d", 999)]


async def test_without_a_way_to_match_a_name_stays_taken(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put("companies.csv", HEADER + "b,,acme,,\n")
    await desk.run(COMPANIES.replace('"name", ', ""))
    mend = ": choose another, or say `duplicate_names` in the mapping"
    assert desk.reasons() == {2: 'the name "acme" is taken by another account' + mend}


async def test_several_matches_are_refused_by_name_with_the_mend(desk: Desk) -> None:
    await with_accounts(desk)
    await desk.rows("UPDATE account SET website = 'https://corvane.example' WHERE name = 'Brightline'")
    desk.put("companies.csv", HEADER + "c,,Corvane Group,corvane.example,\n")
    await desk.run(COMPANIES)
    [reason] = desk.reasons().values()
    told = r"""the website "https://corvane.example" is that of "(Brightline|Corvane)" \(acc_[0-9a-f-]{36}\) and """
    told += r""""(Brightline|Corvane)" \(acc_[0-9a-f-]{36}\): make them one, give one of them another, """
    assert re.match(told, reason), reason
    assert {found[0] for found in re.findall(r'"(Brightline|Corvane)" \((acc)', reason)} == {"Brightline", "Corvane"}


async def test_one_record_is_adopted_by_one_row(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put("companies.csv", HEADER + "a,1,Acme,,\nb,1,Acme Two,,\n")
    await desk.run(COMPANIES)
    assert desk.reasons() == {3: "line 2 is the same account: remove one of them"}


async def test_a_record_that_the_source_knows_by_another_key_is_another_one(desk: Desk) -> None:
    desk.put("companies.csv", HEADER + "a,,Acme,acme.example,\n")
    await desk.run(COMPANIES)
    desk.put("companies.csv", HEADER + "b,,Acme Holding,acme.example,\n")
    part = (await desk.run(COMPANIES)).parts[0]
    assert (part.created, part.adopted) == (1, 0)
    # another source may know it too
    part = (await desk.run(COMPANIES.replace('"crm"', '"erp"').replace('"website"', '"number"'))).parts[0]
    assert (part.created, part.adopted) == (0, 1)


async def test_contacts_are_matched_at_their_account_and_records_refer_to_adopted_ones(desk: Desk) -> None:
    await with_accounts(desk)
    put = "INSERT INTO contact (id, account_id, name, name_key, email) SELECT gen_random_uuid(), id, "
    await desk.rows(f"{put} 'Ann Lee', 'ann lee', 'Ann@acme.example' FROM account WHERE name = 'Acme'")
    await desk.rows(f"{put} 'Bob Ray', 'bob ray', NULL FROM account WHERE name = 'Acme'")
    await desk.rows(f"{put} 'Bob Ray', 'bob ray', NULL FROM account WHERE name = 'Corvane'")
    desk.put("companies.csv", "id,name\nA,Acme\nN,New\n")
    desk.put(
        "people.csv",
        "id,company,name,mail,title\n1,A,Ann Lee-Fox,ann@ACME.example,CEO\n2,A,bob ray,,CFO\n3,N,Bob Ray,,CTO\n",
    )
    summary = await desk.run(PEOPLE)
    assert [(part.created, part.changed, part.unchanged, part.adopted) for part in summary.parts] == [
        (1, 0, 1, 1),
        (1, 2, 0, 2),
    ]
    people = "SELECT c.name, c.title, a.name FROM contact c JOIN account a ON a.id = c.account_id ORDER BY 1, 3"
    assert await desk.rows(people) == [
        ("Ann Lee-Fox", "CEO", "Acme"),
        ("Bob Ray", None, "Corvane"),
        ("Bob Ray", "CTO", "New"),
        ("bob ray", "CFO", "Acme"),
    ]
    before = await desk.checksums()
    await desk.run(PEOPLE)
    assert await desk.checksums() == before


async def test_new_records_have_the_numbers_of_the_file_and_the_next_ones_go_on_from_there(desk: Desk) -> None:
    await with_accounts(desk)
    rows = "a,ACC-000020,A,,\nb,,B,,\nc,7,C,,\nd,000021,D,,\n"
    desk.put("companies.csv", HEADER + rows)
    await desk.run(COMPANIES)
    numbers = "SELECT name, number FROM account WHERE number > 3 ORDER BY name"
    assert await desk.rows(numbers) == [("A", 20), ("B", 22), ("C", 7), ("D", 21)]
    desk.put("companies.csv", HEADER + rows + "e,,E,,\n")
    assert (await desk.run(COMPANIES)).parts[0].unchanged == 4
    assert await desk.value("SELECT number FROM account WHERE name = 'E'") == 23


async def test_a_number_is_one_record_s_for_good(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put("companies.csv", HEADER + "a,20,A,,\n")
    mapping = COMPANIES.replace('"number", ', "")
    await desk.run(mapping)
    rows = "a,21,A,,\nb,20,B,,\nc,30,C,,\nd,30,D,,\ne,1,E,,\nf,9999999999999,F,,\n"
    desk.put("companies.csv", HEADER + rows)
    await desk.run(mapping)
    assert desk.reasons() == {
        2: "the account has the number ACC-000020, not ACC-000021, and numbers never change: leave it out",
        3: "the number ACC-000020 is taken by another account: leave it out",
        5: "the number ACC-000030 is taken by line 4: leave it out",
        6: "the number ACC-000001 is taken by another account: leave it out",
        7: "the number ACC-9999999999999 is too large: leave it out",
    }


BY_NUMBER = """
source = "sheet"
[[imports]]
file = "companies.csv"
record = "account"
match = ["number"]
[imports.fields]
number = "no"
phone = "phone"
parent = { column = "above", by = "name" }
"""


async def test_a_file_without_keys_updates_records_by_their_numbers(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put(
        "companies.csv", "no,phone,above\nacc-000001,1001,\n3,1003,Acme\nACC-000009,1009,\n,111,\nx,111,\n1,1002,\n"
    )
    summary = await desk.run(BY_NUMBER)
    part = summary.parts[0]
    assert (part.created, part.changed, part.rejected) == (0, 2, 4)
    assert desk.reasons() == {
        4: 'there is no account with the number "ACC-000009": correct it, or say a `key` for new ones in the mapping',
        5: "there is no account with the number (blank): correct it, or say a `key` for new ones in the mapping",
        6: 'column "no": "x" is not a number of this kind: send one such as ACC-000001',
        7: "line 2 is the same account: remove one of them",
    }
    assert await stored(desk) == [
        ("Acme", 1, "https://www.acme.example/", "1001"),
        ("Brightline", 2, None, None),
        ("Corvane", 3, "http://corvane.example", "1003"),
    ]
    assert await desk.tree() == {"Acme": None, "Brightline": None, "Corvane": "Acme"}
    assert await desk.value("SELECT count(*) FROM external_id") == 0
    assert summary.gone == {}
    before = await desk.checksums()
    assert (await desk.run(BY_NUMBER)).parts[0].unchanged == 2
    assert await desk.checksums() == before


async def test_a_dry_run_tells_of_adoptions_and_leaves_everything_as_it_is(desk: Desk) -> None:
    await with_accounts(desk)
    desk.put("companies.csv", HEADER + "b,,ACME,,\n")
    before = await desk.checksums()
    assert (await desk.run(COMPANIES, dry_run=True)).parts[0].adopted == 1
    assert await desk.checksums() == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"website"]', '"websit"]', "`match` has 'websit' (did you mean 'website'?); there is: external, number, name"),
        ('"website"]', '"email"]', "`match` has 'email'; there is: external, number, name, website"),
        ('website = "web"\n', "", "`match` has 'website', which `fields` doesn't map"),
        ('["external", "number", "name", "website"]', '"number"', "`match` must be a list"),
        ('key = "id"\nmatch = ["external", "number", "name", "website"]', 'match = ["external"]', "key"),
    ],
)
async def test_a_match_that_can_not_be_is_a_fault_of_the_mapping(desk: Desk, old: str, new: str, fault: str) -> None:
    desk.put("companies.csv", HEADER)
    assert old in COMPANIES
    with pytest.raises(MappingError, match=re.escape(fault)):
        await desk.run(COMPANIES.replace(old, new))
