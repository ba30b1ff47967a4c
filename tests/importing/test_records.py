"""Every record type: people and their places, and what hangs off an account."""

from .conftest import Desk
from .mends import BRING, CHOOSE, FILL
from .rest import REST, put_rest

PEOPLE = """
source = "test"
[[imports]]
file = "people.csv"
record = "group"
key = "region"
distinct = true
[imports.fields]
name = { template = "{region} team" }
[[imports]]
file = "people.csv"
record = "role"
key = { template = "role of {manager}" }
distinct = true
[imports.fields]
name = { template = "Reports of {manager}" }
[[imports]]
file = "people.csv"
record = "user"
key = "name"
[imports.fields]
name = "name"
email = { template = "{name:slug}@people.example" }
profile = { constant = "SALES_REP" }
role = { template = "role of {manager}" }
groups = "region"
"""
MEMBERS = """SELECT u.email, g.name FROM group_member m JOIN app_user u ON u.id = m.user_id
             JOIN user_group g ON g.id = m.group_id ORDER BY 1, 2"""


def people(*rows: str) -> str:
    return "name,manager,region\n" + "".join(row + "\n" for row in rows)


async def test_agents_become_users_in_roles_and_groups(desk: Desk) -> None:
    desk.put("people.csv", people("Zoë O'Neil,Mia,East", "Mei-Mei Lin,Mia,West"))
    await desk.run(PEOPLE)
    assert await desk.rows("SELECT u.email, r.name FROM app_user u JOIN role r ON r.id = u.role_id ORDER BY 1") == [
        ("mei-mei.lin@people.example", "Reports of Mia"),
        ("zoe.o.neil@people.example", "Reports of Mia"),
    ]
    assert await desk.rows(MEMBERS) == [
        ("mei-mei.lin@people.example", "West team"),
        ("zoe.o.neil@people.example", "East team"),
    ]


async def test_who_changes_region_leaves_the_old_group_and_no_other(desk: Desk) -> None:
    desk.put("people.csv", people("Ann,Mia,East", "Bob,Mia,West"))
    await desk.run(PEOPLE)
    await desk.rows(
        """WITH g AS (INSERT INTO user_group (id, name) VALUES (gen_random_uuid(), 'By hand') RETURNING id)
           INSERT INTO group_member (id, group_id, user_id)
           SELECT gen_random_uuid(), g.id, u.id FROM g, app_user u WHERE u.name = 'Ann'"""
    )
    desk.put("people.csv", people("Ann,Mia,West", "Bob,Mia,West"))
    summary = await desk.run(PEOPLE)
    assert (summary.parts[2].changed, summary.parts[2].unchanged) == (1, 1)
    assert await desk.rows(MEMBERS) == [
        ("ann@people.example", "By hand"),
        ("ann@people.example", "West team"),
        ("bob@people.example", "West team"),
    ]
    before = await desk.checksums()
    await desk.run(PEOPLE)
    assert await desk.checksums() == before


async def test_several_groups_are_parted_by_a_separator_and_an_unknown_one_is_a_reject(desk: Desk) -> None:
    desk.put("people.csv", people("Ann,Mia,East", "Bob,Mia,West"))
    await desk.run(PEOPLE)
    desk.put("more.csv", "name,in\nCid,East team|West team\nDot,North team\n")
    await desk.run(
        """
source = "test"
[[imports]]
file = "more.csv"
record = "user"
key = "name"
[imports.fields]
name = "name"
email = { template = "{name:lower}@people.example" }
profile = { constant = "SALES_REP" }
groups = { column = "in", by = "name", separator = "|" }
"""
    )
    assert ("cid@people.example", "East team") in await desk.rows(MEMBERS)
    assert ("cid@people.example", "West team") in await desk.rows(MEMBERS)
    assert desk.reasons() == {3: 'column "in": there is no group with the name "North team"' + BRING}


async def test_an_email_that_another_user_has_is_rejected(desk: Desk) -> None:
    await desk.rows(
        """INSERT INTO app_user (id, email, name, profile)
           VALUES (gen_random_uuid(), 'ann@people.example', 'Ann', 'ADMIN')"""
    )
    desk.put("people.csv", people("Ann,Mia,East"))
    await desk.run(PEOPLE)
    assert desk.reasons() == {2: 'user: the email "ann@people.example" is taken by another user: choose another'}
    assert await desk.rows("SELECT profile FROM app_user") == [("ADMIN",)]


async def test_only_partners_have_a_partner_account(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name\n1,Brightline\n")
    desk.put("users.csv", "email,profile,of\npat@x.example,partner,1\nsue@x.example,sales rep,1\n")
    await desk.run(
        """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
[[imports]]
file = "users.csv"
record = "user"
key = "email"
[imports.fields]
email = "email"
name = "email"
profile = "profile"
partner_account = "of"
"""
    )
    assert desk.reasons() == {3: "has a partner account, and the profile is not PARTNER: correct one of them"}
    assert await desk.value("SELECT count(*) FROM app_user WHERE partner_account_id IS NOT NULL") == 1


async def test_an_owner_by_a_name_that_two_users_have_is_a_reject(desk: Desk) -> None:
    await desk.rows(
        """INSERT INTO app_user (id, email, name, profile)
           SELECT gen_random_uuid(), n || '@x.example', name, 'SALES_REP'
           FROM (VALUES (1, 'Ann'), (2, 'Ann'), (3, 'Bob')) AS v (n, name)"""
    )
    desk.put("accounts.csv", "id,name,owner\n1,A,Ann\n2,B,bob\n")
    await desk.run(
        """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
owner = { column = "owner", by = "name" }
"""
    )
    assert desk.reasons() == {2: 'column "owner": 2 users have the name "Ann": name one by key or email'}
    assert await desk.rows("SELECT u.email FROM account a JOIN app_user u ON u.id = a.owner_id") == [("3@x.example",)]


async def test_contacts_cases_contracts_and_activities_hang_off_their_account(desk: Desk) -> None:
    put_rest(
        desk,
        "1,acme,Ann,ann@acme.example,yes,champion\n2,B,Ann,ann@b.example,,\n",
        "1,1,Broken,In progress,high,ANN@acme.example,2026-01-02T03:04:05+02:00,\n",
        "1,1,1000,2026-01-01,2026-12-31,1\n",
        "1,2,call,Hello,2026-01-01 09:00,Ann\n",
    )
    summary = await desk.run(REST)
    assert summary.rejected == 0
    assert await desk.rows("SELECT name, email, is_primary, buying_role FROM contact ORDER BY email") == [
        ("Ann", "ann@acme.example", True, "CHAMPION"),
        ("Ann", "ann@b.example", False, None),
    ]
    assert await desk.rows(
        """SELECT status, priority, opened_at = '2026-01-02T01:04:05Z', c.email
           FROM support_case JOIN contact c ON c.id = contact_id"""
    ) == [("IN_PROGRESS", "HIGH", True, "ann@acme.example")]
    assert await desk.rows("SELECT value::int, c.email FROM contract t JOIN contact c ON c.id = signed_by_id") == [
        (1000, "ann@acme.example")
    ]
    met = await desk.rows(
        "SELECT kind, at = '2026-01-01T09:00Z', c.email FROM activity JOIN contact c ON c.id = contact_id"
    )
    assert met == [("CALL", True, "ann@b.example")]
    assert await desk.value("SELECT open_case_count FROM account WHERE name = 'Acme'") == 1
    before = await desk.checksums()
    await desk.run(REST)
    assert await desk.checksums() == before


async def test_rows_that_contradict_themselves_or_name_a_contact_elsewhere_are_rejected(desk: Desk) -> None:
    put_rest(
        desk,
        "1,Acme,Ann,ann@acme.example,,\n2,Nowhere,Bob,,,\n",
        "1,1,Broken,,,,2026-01-02,2026-01-01\n2,2,Broken,,,ann@acme.example,,\n3,1,Old,closed,,,,2001-01-01\n",
        "1,1,,2026-01-01,2025-12-31,\n2,2,,,,1\n",
        "1,1,fax,Hello,2026-01-01,\n2,1,call,Hello,,\n",
    )
    await desk.run(REST)
    assert [(row["(file)"], row["(line)"], row["(reason)"]) for row in desk.rejects()] == [
        ("activities.csv", "2", 'column "kind": "fax" is none of CALL, EMAIL, MEETING, TASK' + CHOOSE),
        ("activities.csv", "3", 'column "at" is empty, and an activity needs a time' + FILL),
        ("cases.csv", "2", "was closed before it was opened: correct one of the times"),
        ("cases.csv", "3", 'column "contact": there is no contact with the email "ann@acme.example"' + BRING),
        ("cases.csv", "4", "was closed before it was opened: correct one of the times"),
        ("contacts.csv", "3", 'column "account": there is no account with the name "Nowhere"' + BRING),
        ("contracts.csv", "2", "ends before it starts: correct one of the dates"),
    ]


OWNERS = """
source = "test"
[[imports]]
file = "users.csv"
record = "user"
key = "email"
[imports.fields]
name = "email"
email = "email"
profile = "profile"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "id"
owner = { column = "owner", by = "email" }
"""


async def test_partners_and_integrations_own_no_accounts(desk: Desk) -> None:
    desk.put("users.csv", "email,profile\nbo@x.example,PARTNER\nbi@x.example,INTEGRATION\nray@x.example,SALES_REP\n")
    desk.put("accounts.csv", "id,owner\n1,bo@x.example\n2,bi@x.example\n3,ray@x.example\n4,\n")
    await desk.run(OWNERS)
    why = "names a partner or an integration as owner, and these own no accounts: name another user, or none"
    assert [(row["(file)"], row["(line)"], row["(reason)"]) for row in desk.rejects()] == [
        ("accounts.csv", "2", why), ("accounts.csv", "3", why),
    ]  # fmt: skip
    # nor does an owner become one
    desk.put("users.csv", "email,profile\nbo@x.example,PARTNER\nbi@x.example,INTEGRATION\nray@x.example,PARTNER\n")
    desk.put("accounts.csv", "id,owner\n3,ray@x.example\n4,\n")
    await desk.run(OWNERS)
    assert [(row["(file)"], row["(line)"], row["(reason)"]) for row in desk.rejects()] == [
        ("users.csv", "4", "owns accounts, and partners and integrations own none: hand the accounts over first"),
    ]


MOVED = ("1,1,Broken,,,ann@x.example,,\n", "1,1,,,,1\n", "1,1,call,Hello,2026-01-01,Ann\n")
"""A case, a contract and an activity of Acme that name Ann."""
NAMED = """SELECT s.contact_id IS NOT NULL, c.signed_by_id IS NOT NULL, a.contact_id IS NOT NULL
           FROM support_case s, contract c, activity a"""


async def test_a_record_keeps_the_contact_that_has_moved_to_another_account_since(desk: Desk) -> None:
    put_rest(desk, "1,Acme,Ann,ann@x.example,,\n", *MOVED)
    await desk.run(REST)
    put_rest(desk, "1,B,Ann,ann@x.example,,\n", *MOVED)
    summary = await desk.run(REST)
    assert [(part.changed, part.unchanged, part.rejected) for part in summary.parts] == [
        (0, 2, 0), (1, 0, 0), (0, 1, 0), (0, 1, 0), (0, 1, 0),
    ]  # fmt: skip
    assert (desk.warnings(), await desk.rows(NAMED)) == ({}, [(True, True, True)])
    before = await desk.checksums()
    await desk.run(REST)
    assert await desk.checksums() == before


async def test_a_new_record_comes_in_without_the_contact_that_is_at_another_account(desk: Desk) -> None:
    put_rest(desk, "1,B,Ann,ann@x.example,,\n", "", MOVED[1])
    summary = await desk.run(REST)
    assert (summary.parts[3].created, summary.rejected) == (1, 0)
    assert desk.warnings() == {
        ("contracts.csv", 2): "is signed by a contact of another account: name one of its own, or none"
    }
    strict = REST.replace('signed_by = "signer"', 'signed_by = { column = "signer", invalid = "reject" }')
    await desk.run(strict)
    assert desk.reasons() == {2: "is signed by a contact of another account: name one of its own, or none"}


async def test_a_record_that_moves_takes_no_contact_along(desk: Desk) -> None:
    put_rest(desk, "1,Acme,Ann,,,\n", "", MOVED[1])
    await desk.run(REST)
    put_rest(desk, "1,Acme,Ann,,,\n", "", "1,2,,,,1\n")
    assert (await desk.run(REST)).parts[3].changed == 1
    assert await desk.rows("SELECT signed_by_id FROM contract") == [(None,)]


DEALS = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
[[imports]]
file = "deals.csv"
record = "opportunity"
key = "id"
[imports.fields]
account = { column = "account", default = "none" }
name = "name"
"""


async def test_deals_without_an_account_go_to_the_mappings_default_one(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name\n1,Acme\nnone,Not assigned\n")
    desk.put("deals.csv", "id,account,name\n1,1,One\n2,,Two\n3,9,Three\n")
    await desk.run(DEALS)
    placed = "SELECT o.name, a.name FROM opportunity o JOIN account a ON a.id = o.account_id ORDER BY 1"
    assert await desk.rows(placed) == [
        ("One", "Acme"), ("Two", "Not assigned"),
    ]  # fmt: skip
    assert desk.reasons() == {4: 'column "account": there is no account with the key "9"' + BRING}
