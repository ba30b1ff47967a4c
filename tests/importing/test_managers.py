"""The role tree that follows from a column with users' managers."""

import pytest

from graph.importing import ImportRefused, MappingError

from .conftest import Desk
from .mends import BRING

USERS = """
source = "hr"
[[imports]]
file = "users.csv"
record = "user"
key = "id"
[imports.fields]
email = "email"
name = "name"
profile = { constant = "SALES_REP" }
manager = { column = "manager", by = "email" }
"""
PLACES = """SELECT u.name, r.name, p.name FROM app_user u LEFT JOIN role r ON r.id = u.role_id
            LEFT JOIN role p ON p.id = r.parent_id ORDER BY u.name"""
STAFF = ("eve,", "dan,eve@x.example", "mia,dan@x.example", "ray,mia@x.example", "rita,mia@x.example")
TREE = [
    ("dan", "Manager dan", "Manager eve"),
    ("eve", "Manager eve", None),
    ("mia", "Manager mia", "Manager dan"),
    ("ray", "Team of mia", "Manager mia"),
    ("rita", "Team of mia", "Manager mia"),
]


def users(desk: Desk, *rows: str) -> None:
    """Puts a file of rows "name,manager"."""
    lines = [f"{row.split(',')[0]},{row.split(',')[0]}@x.example,{row}" for row in rows]
    desk.put("users.csv", "\n".join(["id,email,name,manager", *lines, ""]))


async def by_hand(desk: Desk, name: str, role: str, above: str = "top") -> None:
    """Makes a user in a role, as an admin does; without one where it is blank."""
    make = """INSERT INTO role (id, name, parent_id)
              SELECT gen_random_uuid(), $1::text, (SELECT id FROM role WHERE name = $2)
              WHERE $1::text <> '' ON CONFLICT DO NOTHING"""
    await desk.rows(make, above, "")
    await desk.rows(make, role, above)
    await desk.rows(
        """INSERT INTO app_user (id, email, name, profile, role_id)
           SELECT gen_random_uuid(), $1::text || '@x.example', $1::text, 'SALES_MANAGER', r.id
           FROM (SELECT) one LEFT JOIN role r ON r.name = $2""",
        name,
        role,
    )


async def test_a_manager_has_a_role_and_the_reports_who_manage_nobody_share_one_below(desk: Desk) -> None:
    users(desk, *STAFF)
    assert (await desk.run(USERS)).parts[0].created == 5
    assert await desk.rows(PLACES) == TREE
    before = await desk.checksums()
    assert (await desk.run(USERS)).parts[0].unchanged == 5
    assert await desk.checksums() == before


async def test_managers_are_named_by_key_too_and_in_any_order(desk: Desk) -> None:
    users(desk, "ray,mia", "mia,eve", "eve,")
    await desk.run(USERS.replace(', by = "email"', ""))
    assert await desk.rows(PLACES) == [
        ("eve", "Manager eve", None), ("mia", "Manager mia", "Manager eve"), ("ray", "Team of mia", "Manager mia"),
    ]  # fmt: skip


async def test_a_dry_run_makes_no_role(desk: Desk) -> None:
    users(desk, *STAFF)
    before = await desk.checksums()
    assert (await desk.run(USERS, dry_run=True)).parts[0].created == 5
    assert await desk.checksums() == before


async def test_another_manager_moves_the_manager_with_the_team_and_counts_as_a_change(desk: Desk) -> None:
    users(desk, *STAFF)
    await desk.run(USERS)
    users(desk, *STAFF[:2], "mia,eve@x.example", "ray,dan@x.example", "rita,mia@x.example")
    assert (await desk.run(USERS)).parts[0].changed == 2
    assert await desk.rows(PLACES) == [
        *TREE[:2],
        ("mia", "Manager mia", "Manager eve"),
        ("ray", "Team of dan", "Manager dan"),
        TREE[4],
    ]


async def test_a_report_who_becomes_a_manager_gets_a_role_and_one_who_reports_to_nobody_leaves_the_team(
    desk: Desk,
) -> None:
    users(desk, *STAFF)
    await desk.run(USERS)
    users(desk, *STAFF[:3], "ray,mia@x.example", "rita,", "rob,ray@x.example")
    await desk.run(USERS)
    assert await desk.rows(PLACES) == [
        *TREE[:3],
        ("ray", "Manager ray", "Manager mia"),
        ("rita", None, None),
        ("rob", "Team of ray", "Manager ray"),
    ]
    users(desk, "mia,")  # the others are in no file, and stay below
    await desk.run(USERS)
    assert ("mia", "Manager mia", None) in await desk.rows(PLACES)
    assert ("ray", "Manager ray", "Manager mia") in await desk.rows(PLACES)


async def test_a_blank_manager_is_kept_where_the_mapping_says_so(desk: Desk) -> None:
    users(desk, *STAFF)
    await desk.run(USERS)
    users(desk, "mia,", "rita,")
    assert (await desk.run('blank = "keep"\n' + USERS)).parts[0].unchanged == 2
    assert await desk.rows(PLACES) == TREE


async def test_roles_that_are_there_are_taken(desk: Desk) -> None:
    for name, role, above in (("eve", "ceo", ""), ("max", "europe", "ceo"), ("mo", "europe", "ceo"), ("ron", "", "")):
        await by_hand(desk, name, role, above)
    matched = USERS.replace('key = "id"', 'key = "id"\nmatch = ["email"]')
    users(desk, "eve,", "mia,eve@x.example", "ray,max@x.example", "rita,ron@x.example", "ria,mia@x.example")
    assert (await desk.run(matched)).parts[0].adopted == 1
    assert await desk.rows(PLACES) == [
        ("eve", "ceo", None),  # alone in it
        ("max", "europe", "ceo"),  # not in the file, and so left in a role that another has too
        ("mia", "Manager mia", "ceo"),
        ("mo", "europe", "ceo"),
        ("ray", "Team of max", "europe"),
        ("ria", "Team of mia", "Manager mia"),
        ("rita", "Team of ron", "Manager ron"),
        ("ron", "Manager ron", None),
    ]
    before = await desk.checksums()
    await desk.run(matched)
    assert await desk.checksums() == before


async def test_a_manager_who_shared_a_role_leaves_it_for_one_beside_it(desk: Desk) -> None:
    await by_hand(desk, "max", "europe", "ceo")
    await by_hand(desk, "mo", "europe", "ceo")
    users(desk, "max,", "ray,max@x.example")
    await desk.run(USERS.replace('key = "id"', 'key = "id"\nmatch = ["email"]'))
    assert await desk.rows(PLACES) == [
        ("max", "Manager max", "ceo"), ("mo", "europe", "ceo"), ("ray", "Team of max", "Manager max"),
    ]  # fmt: skip


async def test_namesakes_have_roles_of_their_own(desk: Desk) -> None:
    await by_hand(desk, "ada", "Manager eve")
    desk.put(
        "users.csv",
        "id,email,name,manager\n1,1@x.example,Ann,\n2,2@x.example,Ann,1@x.example\n3,3@x.example,bo,1@x.example\n"
        "4,4@x.example,cy,2@x.example\n5,5@x.example,eve,\n6,6@x.example,ray,5@x.example\n",
    )
    await desk.run(USERS)
    assert await desk.rows(PLACES + ", r.name") == [
        ("Ann", "Manager Ann (1@x.example)", None),
        ("Ann", "Manager Ann (2@x.example)", "Manager Ann (1@x.example)"),
        ("ada", "Manager eve", "top"),
        ("bo", "Team of Ann (1@x.example)", "Manager Ann (1@x.example)"),
        ("cy", "Team of Ann (2@x.example)", "Manager Ann (2@x.example)"),
        ("eve", "Manager eve (5@x.example)", None),
        ("ray", "Team of eve", "Manager eve (5@x.example)"),
    ]


async def test_managers_in_a_circle_are_refused_by_name(desk: Desk) -> None:
    users(desk, "eve,", "dan,mia@x.example", "mia,dan@x.example", "sam,sam@x.example")
    before = await desk.checksums()
    with pytest.raises(ImportRefused, match="managers go round in a circle") as refused:
        await desk.run(USERS)
    assert '"dan" (line 3) -> "mia" (line 4) -> "dan" (line 3)' in str(refused.value)
    assert '"sam" (line 5) -> "sam" (line 5)' in str(refused.value)
    assert await desk.checksums() == before


async def test_a_circle_by_way_of_the_role_tree_is_refused_too(desk: Desk) -> None:
    users(desk, *STAFF)
    await desk.run(USERS)
    users(desk, "eve,mia@x.example")
    with pytest.raises(ImportRefused, match=r'"eve" \(line 2\) -> "Manager mia" \(in the database\) -> "Manager dan"'):
        await desk.run(USERS)
    assert await desk.rows(PLACES) == TREE


async def test_a_manager_who_is_nobody_or_rejected_rejects_the_row(desk: Desk) -> None:
    desk.put("users.csv", "id,email,name,manager\n1,eve,Eve,\n2,a@x.example,A,eve\n3,b@x.example,B,nobody@x.example\n")
    await desk.run(
        USERS.replace('by = "email"', 'by = "name"').replace("manager = { column = ", "manager = { column = ")
    )
    reasons = desk.reasons()
    assert reasons[3] == 'column "manager": its manager, line 2, is rejected: mend that one first'
    assert reasons[4] == 'column "manager": there is no user with the name "nobody@x.example"' + BRING
    assert await desk.rows("SELECT name FROM role") == []


async def test_a_role_and_a_manager_are_one_too_many(desk: Desk) -> None:
    users(desk, "eve,")
    with pytest.raises(MappingError, match="`fields` maps 'role' and 'manager': map one"):
        await desk.run(USERS + 'role = "id"\n')
