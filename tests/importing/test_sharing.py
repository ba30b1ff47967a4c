"""Grants and account teams from files, judged as mutations judge them."""

import pytest

from graph.importing import MappingError

from .conftest import Desk
from .mends import BRING

PEOPLE = """
source = "test"
[[imports]]
file = "groups.csv"
record = "group"
key = "name"
[imports.fields]
name = "name"
[[imports]]
file = "roles.csv"
record = "role"
key = "name"
[imports.fields]
name = "name"
[[imports]]
file = "users.csv"
record = "user"
key = "email"
[imports.fields]
email = "email"
name = "email"
profile = { constant = "SALES_REP" }
is_active = "active"
[[imports]]
file = "accounts.csv"
record = "account"
key = "name"
[imports.fields]
name = "name"
number = "number"
"""
GRANTS = """
source = "test"
[[imports]]
file = "grants.csv"
record = "grant"
key = "id"
[imports.fields]
account = { column = "account", by = "number" }
user = { column = "user", by = "email" }
role = { column = "role", by = "name" }
group = "group"
level = "level"
cascades = "cascades"
expires_at = "until"
"""
TEAM = """
source = "test"
[[imports]]
file = "team.csv"
record = "team_member"
key = { template = "{account}/{user}" }
[imports.fields]
account = "account"
user = { column = "user", by = "email" }
level = "level"
title = "title"
"""
GRANTED = """SELECT a.name, coalesce(u.email, r.name, g.name), level, cascades, expires_at::text FROM account_grant t
             JOIN account a ON a.id = t.account_id LEFT JOIN app_user u ON u.id = t.user_id
             LEFT JOIN role r ON r.id = t.role_id LEFT JOIN user_group g ON g.id = t.group_id ORDER BY 1, 2"""
ON_TEAM = """SELECT a.name, u.email, level, title FROM account_team t JOIN account a ON a.id = t.account_id
             JOIN app_user u ON u.id = t.user_id ORDER BY 1, 2"""


@pytest.fixture
async def staffed(desk: Desk) -> Desk:
    """Accounts and people to share them with."""
    desk.put("groups.csv", "name\nEurope\n")
    desk.put("roles.csv", "name\nrep\n")
    desk.put("users.csv", "email,active\nann@x.example,\nbob@x.example,\nold@x.example,no\n")
    desk.put("accounts.csv", "name,number\nAcme,ACC-000001\nBolt,ACC-000002\n")
    assert (await desk.run(PEOPLE)).rejected == 0
    return desk


def grants(desk: Desk, *rows: str) -> None:
    desk.put("grants.csv", "\n".join(["id,account,user,role,group,level,cascades,until", *rows, ""]))


def team(desk: Desk, *rows: str) -> None:
    desk.put("team.csv", "\n".join(["account,user,level,title", *rows, ""]))


async def test_a_file_grants_accounts_to_users_roles_and_groups(staffed: Desk) -> None:
    grants(
        staffed,
        "1,ACC-000001,ANN@x.example,,,edit,no,2199-01-01",
        "2,ACC-000001,,rep,,read,,",
        "3,ACC-000002,,,Europe,read,yes,",
    )
    dry = await staffed.run(GRANTS, dry_run=True)
    assert (dry.parts[0].created, await staffed.rows(GRANTED)) == (3, [])
    assert (await staffed.run(GRANTS)).parts[0].created == 3
    assert await staffed.rows(GRANTED) == [
        ("Acme", "ann@x.example", "EDIT", False, "2199-01-01 00:00:00+00"),
        ("Acme", "rep", "READ", True, None),
        ("Bolt", "Europe", "READ", True, None),
    ]
    before = await staffed.checksums()
    assert (await staffed.run(GRANTS)).parts[0].unchanged == 3
    assert await staffed.checksums() == before


async def test_a_grant_to_the_same_one_that_stands_is_changed_to_this(staffed: Desk) -> None:
    await staffed.rows(
        """INSERT INTO account_grant (id, account_id, user_id, level)
           SELECT gen_random_uuid(), a.id, u.id, 'READ' FROM account a, app_user u
           WHERE a.name = 'Acme' AND u.name = 'ann@x.example'"""
    )
    grants(staffed, "1,ACC-000001,ann@x.example,,,edit,no,")
    part = (await staffed.run(GRANTS)).parts[0]
    assert (part.changed, part.adopted) == (1, 1)
    assert await staffed.rows(GRANTED) == [("Acme", "ann@x.example", "EDIT", False, None)]
    before = await staffed.checksums()
    assert (await staffed.run(GRANTS)).parts[0].unchanged == 1
    assert await staffed.checksums() == before


async def test_a_revoked_grant_comes_again_from_the_file(staffed: Desk) -> None:
    grants(staffed, "1,ACC-000001,ann@x.example,,,edit,,")
    await staffed.run(GRANTS)
    await staffed.rows("DELETE FROM account_grant")
    assert await staffed.value("SELECT count(*) FROM external_id WHERE record_type = 'grant'") == 0
    assert (await staffed.run(GRANTS)).parts[0].created == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ACC-000001,,,,read,,", "names none or several of user, role and group: name exactly one"),
        ("ACC-000001,ann@x.example,rep,,read,,", "names none or several of user, role and group: name exactly one"),
        ("ACC-000001,old@x.example,,,read,,", "names an inactive user: name an active one, or leave it out"),
        (
            "ACC-000001,ann@x.example,,,read,,2020-01-01",
            "has expired: say `expires_at` in the future, or leave it out",
        ),
        (
            "ACC-9,ann@x.example,,,read,,",
            'column "account": there is no account with the number "ACC-9"' + BRING,
        ),
        ("ACC-000001,,,Asia,read,,", 'column "group": there is no group with the key "Asia"' + BRING),
    ],
)
async def test_what_a_mutation_would_not_grant_is_rejected(staffed: Desk, row: str, reason: str) -> None:
    grants(staffed, f"1,{row}")
    await staffed.run(GRANTS)
    assert (staffed.reasons()[2].split("; ")[0], await staffed.rows(GRANTED)) == (reason, [])


async def test_a_grant_that_has_expired_since_stays_as_it_is(staffed: Desk) -> None:
    grants(staffed, "1,ACC-000001,ann@x.example,,,read,,2020-01-01")
    await staffed.rows(
        """INSERT INTO account_grant (id, account_id, user_id, level, expires_at)
           SELECT gen_random_uuid(), a.id, u.id, 'READ', '2020-01-01Z' FROM account a, app_user u
           WHERE a.name = 'Acme' AND u.name = 'ann@x.example'"""
    )
    part = (await staffed.run(GRANTS)).parts[0]
    assert (part.unchanged, part.rejected) == (1, 0)


async def test_two_rows_are_no_two_grants_to_the_same_one(staffed: Desk) -> None:
    same = "ACC-000001,,rep,,read,,"
    grants(staffed, f"1,{same}", f"2,{same}")
    await staffed.run(GRANTS)
    assert staffed.reasons() == {3: "line 2 is the same grant: remove one of them"}
    grants(staffed, f"2,{same}")
    await staffed.run(GRANTS)
    assert staffed.reasons() == {2: "there is such a grant already: leave it out"}


@pytest.mark.parametrize("habit", ["invalid", "missing"])
async def test_no_cell_is_left_out_that_could_open_more(staffed: Desk, habit: str) -> None:
    grants(staffed, "1,ACC-000001,ann@x.example,,,read,perhaps,soon")
    await staffed.run('invalid = "empty"\n' + GRANTS)
    assert [reason.split(": ")[0] for reason in staffed.reasons()[2].split("; ")] == [
        'column "cascades"', 'column "until"',
    ]  # fmt: skip
    with pytest.raises(MappingError, match=f'`{habit}` must be "reject"'):
        await staffed.run(GRANTS.replace('column = "role"', f'column = "role", {habit} = "empty"'))


async def test_a_file_brings_account_teams_and_changes_members_who_are_there(staffed: Desk) -> None:
    await staffed.rows(
        """INSERT INTO account_team (id, account_id, user_id, level, title)
           SELECT gen_random_uuid(), a.id, u.id, 'READ', 'Guest' FROM account a, app_user u
           WHERE a.name = 'Bolt' AND u.name = 'bob@x.example'"""
    )
    team(staffed, "Acme,ann@x.example,edit,Engineer", "Bolt,bob@x.example,edit,Engineer", "Bolt,old@x.example,read,")
    part = (await staffed.run(TEAM)).parts[0]
    assert (part.created, part.changed, part.adopted) == (1, 1, 1)
    assert staffed.reasons() == {4: "names an inactive user: name an active one, or leave it out"}
    assert await staffed.rows(ON_TEAM) == [
        ("Acme", "ann@x.example", "EDIT", "Engineer"), ("Bolt", "bob@x.example", "EDIT", "Engineer"),
    ]  # fmt: skip
    before = await staffed.checksums()
    assert (await staffed.run(TEAM)).parts[0].unchanged == 2
    assert await staffed.checksums() == before


async def test_no_user_is_twice_on_a_team(staffed: Desk) -> None:
    keyed = TEAM.replace('{ template = "{account}/{user}" }', '"title"')
    team(staffed, "Acme,ann@x.example,edit,1", "Acme,bob@x.example,edit,2")
    await staffed.run(keyed)
    team(staffed, "Acme,bob@x.example,edit,1")
    await staffed.run(keyed)
    assert staffed.reasons() == {2: "there is such a team member already: leave it out"}
