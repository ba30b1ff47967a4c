"""Every row is either in, or in the rejects file with its line and its reason."""

import pytest

from graph.importing import ImportRefused

from .conftest import ACCOUNTS, Desk
from .mends import BRING, CHOOSE, ENCODING, FILL, FIT, OWN_KEY, QUOTE, RENAME

WIDE = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
type = "type"
annual_revenue = { column = "revenue", multiply = 1_000_000 }
number_of_employees = "employees"
website = "website"
billing_country = "country"
latitude = "latitude"
longitude = "longitude"
customer_since = { column = "since", format = "%d/%m/%Y" }
is_active = "active"
brand_color = "color"
"""
HEADER = "id,name,type,revenue,employees,website,country,latitude,longitude,since,active,color\n"
GOOD = "1,Acme,customer,1100.04,2822,https://acme.example,UK,51.50735094,-0.12775831,31/12/2020,yes,#1A2b3C\n"


async def test_every_kind_of_value_is_read_in_its_unit(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + GOOD)
    summary = await desk.run(WIDE)
    assert (summary.parts[0].created, summary.rejected) == (1, 0)
    [row] = await desk.rows(
        """SELECT name, type, annual_revenue::text, number_of_employees, website, billing_country, latitude::text,
                  longitude::text, customer_since::text, is_active, brand_color FROM account"""
    )
    assert row == (
        *("Acme", "CUSTOMER", "1100040000.00", 2822, "https://acme.example", "GB", "51.507351", "-0.127758"),
        *("2020-12-31", True, "#1A2b3C"),
    )


async def test_a_website_is_kept_with_its_scheme_in_lower_case(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + GOOD.replace("https://acme.example", "HTTPS://Acme.example/About"))
    assert (await desk.run(WIDE)).rejected == 0
    assert await desk.rows("SELECT website FROM account") == [("https://Acme.example/About",)]
    assert (await desk.run(WIDE)).parts[0].unchanged == 1


async def test_a_bare_domain_is_kept_as_a_website_of_https(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + GOOD.replace("https://acme.example", "www.acme.example/about"))
    assert (await desk.run(WIDE)).rejected == 0
    assert await desk.rows("SELECT website FROM account") == [("https://www.acme.example/about",)]
    assert (await desk.run(WIDE)).parts[0].unchanged == 1


async def test_blank_values_stay_null_and_defaults_are_the_fields_own(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + "1,Acme,, ,,,,,,,,\n")
    await desk.run(WIDE)
    assert await desk.rows("SELECT type, is_active, annual_revenue, billing_country, latitude FROM account") == [
        ("PROSPECT", True, None, None, None)
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Acme,,,,,,,,,,", 'column "id" is empty, and it is the key: fill it in'),
        ("1,,,,,,,,,,,", 'column "name" is empty, and an account needs a name' + FILL),
        ("1,Acme,friend,,,,,,,,,",
         'column "type": "friend" is none of PROSPECT, CUSTOMER, PARTNER, FORMER_CUSTOMER' + CHOOSE),
        ("1,Acme,,much,,,,,,,,", 'column "revenue": "much" is not a number: send one such as 1100.04'),
        ("1,Acme,,NaN,,,,,,,,", 'column "revenue": "NaN" is not a number: send one such as 1100.04'),
        ("1,Acme,,1_000,,,,,,,,", 'column "revenue": "1_000" is not a number: send one such as 1100.04'),
        ("1,Acme,,-1,,,,,,,,", 'column "revenue": "-1" is below zero: send zero or more'),
        ("1,Acme,,1e99,,,,,,,,", 'column "revenue": "1e99" is too large: send an amount below 10^16'),
        ("1,Acme,,0.000000001,,,,,,,,",
         'column "revenue": "0.000000001" has more than 2 decimals: send 2 at most, or say `round` in the mapping'),
        ("1,Acme,,,1.5,,,,,,,",
         'column "employees": "1.5" is not a whole number: send one, or say `round` in the mapping'),
        ("1,Acme,,,,acme,,,,,,", 'column "website": "acme" can\'t be used: send an address such as https://example.com'),
        ("1,Acme,,,,https://acme,,,,,,", 'column "website": "https://acme" can\'t be used: send an address such as https://example.com'),
        ("1,Acme,,,,,Korea,,,,,",
         'column "country": "Korea" is not a known country: send its ISO 3166-1 alpha-2 code, such as DE'),
        ("1,Acme,,,,,,91,1,,,", 'column "latitude": "91" is 91.0: send -90 to 90'),
        ("1,Acme,,,,,,51,,,,", "has one of latitude and longitude only: fill in both, or none"),
        ("1,Acme,,,,,,,,2020-12-31,,", 'column "since": "2020-12-31" is not a date: send one like 31/12/2026'),
        ("1,Acme,,,,,,,,31/02/2020,,", 'column "since": "31/02/2020" is not a date: send one like 31/12/2026'),
        ("1,Acme,,,,,,,,,maybe,", 'column "active": "maybe" is neither true nor false: send yes or no'),
        ("1,Acme,,,,,,,,,,red", 'column "color": "red" can\'t be used: send a color such as #1A2B3C'),
        ("1", 'column "name" is empty, and an account needs a name' + FILL),
        ("1,Acme,,,,,,,,,,,x",
         "has 13 columns where the header has 12: put quotes around a cell with the delimiter in it"),
        ("1," + "x" * 256 + ",,,,,,,,,,", f'column "name": "{"x" * 79}…" has 256 characters: at most 255'),
        ("1,Ac\0me,,,,,,,,,,", 'column "name": "Ac\\x00me" holds a NUL character: remove it'),
        ('1,"Ac"me,,,,,,,,,,', "line 2 can't be read as CSV (',' expected after '\"')" + QUOTE),
        ("x,Acme,y,z,,,,,,,,",
         'column "type": "y" is none of PROSPECT, CUSTOMER, PARTNER, FORMER_CUSTOMER: send one of these; '
         'column "revenue": "z" is not a number: send one such as 1100.04'),
    ],
)  # fmt: skip
async def test_a_bad_row_is_rejected_with_its_column_and_value(desk: Desk, row: str, reason: str) -> None:
    desk.put("accounts.csv", HEADER + row + "\n" + GOOD.replace("1,Acme,", "2,Good,"))
    summary = await desk.run(WIDE)
    assert desk.reasons() == {2: reason}
    assert (summary.parts[0].read, summary.parts[0].created, summary.parts[0].rejected) == (2, 1, 1)
    assert await desk.rows("SELECT name FROM account") == [("Good",)]


async def test_a_line_that_is_no_valid_utf8_is_rejected_alone(desk: Desk) -> None:
    desk.put("accounts.csv", b"id,name,parent\n1,Caf\xe9,\n2,Caf\xc3\xa9,\n")
    await desk.run()
    assert desk.reasons() == {2: 'column "name": "Caf\\xe9" is not valid utf-8' + ENCODING}
    assert await desk.rows("SELECT name FROM account") == [("Café",)]


async def test_a_file_is_read_in_the_encoding_and_delimiter_that_the_mapping_says(desk: Desk) -> None:
    desk.put("accounts.csv", "id;name;parent\n1;Café;\n".encode("cp1252"))
    await desk.run(ACCOUNTS.replace('key = "id"', 'key = "id"\nencoding = "cp1252"\ndelimiter = ";"'))
    assert await desk.rows("SELECT name FROM account") == [("Café",)]


async def test_a_byte_order_mark_is_no_part_of_the_first_column(desk: Desk) -> None:
    desk.put("accounts.csv", b"\xef\xbb\xbfid,name,parent\r\n1,Acme,\r\n")
    await desk.run()
    assert await desk.rows("SELECT name FROM account") == [("Acme",)]


async def test_a_file_that_is_not_in_its_encoding_at_all_is_refused(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n".encode("utf-16") + b"\x00")
    with pytest.raises(ImportRefused, match=r"^accounts\.csv is not in the encoding that the mapping says, utf-16: "):
        await desk.run(ACCOUNTS.replace('key = "id"', 'key = "id"\nencoding = "utf-16"'))


async def test_lines_are_counted_through_fields_of_several_lines_and_blank_lines(desk: Desk) -> None:
    desk.put(
        "accounts.csv",
        'id,name,text,parent\r\n1,Acme,"of\r\nthe\r\nTown",\r\n\r\n2,,,\r\n3,Three,,\r\n4,Four,"a\nb",none\r\n',
    )
    summary = await desk.run(ACCOUNTS + 'description = "text"\n')
    assert desk.reasons() == {
        6: 'column "name" is empty, and an account needs a name' + FILL,
        8: 'column "parent": there is no account with the key "none"' + BRING,
    }
    assert summary.parts[0].read == 4


async def test_a_quote_that_never_closes_is_told_with_what_it_swallowed(desk: Desk) -> None:
    desk.put("accounts.csv", 'id,name,parent\n1,Acme,\n2,"Open,\n3,Three,\n')
    await desk.run()
    [reject] = desk.rejects()
    assert reject["(reason)"] == "a quote opened on line 3 is never closed, which swallowed lines 3 to 4: close it"
    assert reject["id"] == '2,"Open,\n3,Three,\n'


async def test_rejects_carry_their_line_and_the_rows_own_columns(desk: Desk) -> None:
    desk.put("accounts.csv", 'id,name,line,parent\n1,"Acme, Inc",seven,gone\n2,B,,,more,still\n')
    await desk.run()
    first, second = desk.rejects()
    assert (first["(file)"], first["(line)"]) == ("accounts.csv", "2")
    assert (first["id"], first["name"], first["parent"], first["line"]) == (
        "1",
        "Acme, Inc",
        "gone",
        "seven",
    )
    assert second[None] == ["more", "still"]


async def test_without_rejects_the_file_holds_its_header_alone(desk: Desk) -> None:
    desk.put_rejects("from the run before")
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n")
    await desk.run()
    assert desk.rejects() == []
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "accounts.csv",
        "mapping.toml",
        "rejects",
        "warnings.csv",
    ]


async def test_a_key_that_stands_twice_is_rejected_the_second_time(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n1,Other,\n2,Third,1\n")
    await desk.run()
    assert desk.reasons() == {3: 'line 2 has the same key, "1"' + OWN_KEY}
    assert await desk.tree() == {"Acme": None, "Third": "Acme"}


async def test_distinct_rows_may_repeat_but_not_contradict(desk: Desk) -> None:
    desk.put("people.csv", "manager,region\nMia,North\nMia,North\nMax,South\nMax,North\n")
    summary = await desk.run(
        """
source = "test"
[[imports]]
file = "people.csv"
record = "role"
key = "manager"
distinct = true
[imports.fields]
name = { template = "{manager} of {region}" }
"""
    )
    part = summary.parts[0]
    assert (part.read, part.created, part.repeated, part.rejected) == (4, 2, 1, 1)
    assert desk.reasons() == {5: 'line 4 has the same key, "Max", and other values' + OWN_KEY}


async def test_patterns_part_a_column_and_what_fits_none_is_rejected(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,place\n1,A,SAN FRANCISCO CA\n2,B,LONDON ENGLAND\n3,C,\n4,D,nowhere\n")
    await desk.run(
        """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.columns]
place.patterns = [
    { pattern = '(?P<city>.+) (?P<state>[A-Z]{2})', set = { country = "US" } },
    '(?P<city>.+) (?P<country>\\S+)',
]
[imports.fields]
name = "name"
billing_city = "city"
billing_state = "state"
billing_country = "country"
"""
    )
    assert await desk.rows("SELECT name, billing_city, billing_state, billing_country FROM account ORDER BY name") == [
        ("A", "SAN FRANCISCO", "CA", "US"),
        ("B", "LONDON", None, "GB"),
        ("C", None, None, None),
    ]
    assert desk.reasons() == {5: 'column "place": "nowhere" fits none of the patterns' + FIT}


async def test_all_faults_of_a_row_are_told_at_once(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent\n1,Acme,\n2,Bolt,\n")
    await desk.run()
    desk.put("accounts.csv", "id,name,parent,owner,partner,type,lat,long\n7,acme,8,ann,9,friend,91,\n2,Bolt,,,2,x,1,\n")
    mapping = ACCOUNTS + 'type = "type"\nlatitude = "lat"\nlongitude = "long"\npartner = "partner"\n'
    await desk.run(mapping + 'owner = { column = "owner", by = "name" }\n')
    assert {line: reason.split("; ") for line, reason in desk.reasons().items()} == {
        2: [
            'column "type": "friend" is none of PROSPECT, CUSTOMER, PARTNER, FORMER_CUSTOMER' + CHOOSE,
            'column "lat": "91" is 91.0: send -90 to 90',
            'column "owner": there is no user with the name "ann"' + BRING,
            'column "parent": there is no account with the key "8"' + BRING,
            'column "partner": there is no account with the key "9"' + BRING,
            'the name "acme" is taken by another account' + RENAME,
        ],
        3: [
            'column "type": "x" is none of PROSPECT, CUSTOMER, PARTNER, FORMER_CUSTOMER' + CHOOSE,
            "has one of latitude and longitude only: fill in both, or none",
            "is its own partner: name another account, or none",
        ],
    }


async def test_what_an_unusable_cell_hides_is_no_fault_of_its_own(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name\n1,A\n")
    desk.put("cases.csv", "id,account,subject,opened,closed\n1,1,Old,once,2001-01-01\n")
    cases = """
[[imports]]
file = "cases.csv"
record = "case"
key = "id"
fields = { account = "account", subject = "subject", opened_at = "opened", closed_at = "closed" }
"""
    await desk.run(ACCOUNTS.replace('parent = "parent"\n', "") + cases)
    assert [reason.split(";")[0].split(":")[0] for reason in desk.reasons().values()] == ['column "opened"']
    assert "closed" not in desk.rejects()[0]["(reason)"]
