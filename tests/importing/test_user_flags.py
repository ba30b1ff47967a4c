"""What users may beyond their profile, in a file as in mutations."""

import pytest

from .conftest import Desk

USERS = """
source = "test"
[[imports]]
file = "users.csv"
record = "user"
key = "email"
[imports.fields]
email = "email"
name = "email"
profile = "profile"
can_view_all = "all"
can_roll_up_all = "figures"
"""
FLAGS = "SELECT email, can_view_all, can_roll_up_all FROM app_user ORDER BY email"
VIEW = "can view all, and only an integration may: say false, or the profile INTEGRATION"
ROLL_UP = "can roll up all, and a partner may not have figures of what they don't see: say false"


def users(desk: Desk, *rows: str) -> None:
    desk.put("users.csv", "\n".join(["email,profile,all,figures", *rows, ""]))


async def test_a_file_says_who_may_view_all_and_who_may_have_figures_of_all(desk: Desk) -> None:
    users(desk, "bi@x.example,integration,yes,yes", "eve@x.example,executive,no,yes", "pat@x.example,partner,,")
    assert (await desk.run(USERS)).rejected == 0
    expected = [("bi@x.example", True, True), ("eve@x.example", False, True), ("pat@x.example", False, False)]
    assert await desk.rows(FLAGS) == expected
    before = await desk.checksums()
    assert (await desk.run(USERS)).parts[0].unchanged == 3
    assert await desk.checksums() == before
    users(desk, "bi@x.example,integration,no,", "eve@x.example,executive,,")
    await desk.run(USERS)
    assert await desk.rows(FLAGS) == [("bi@x.example", False, True), *expected[1:]]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ada@x.example,admin,yes,", VIEW),
        ("pat@x.example,partner,,yes", ROLL_UP),
    ],
)
async def test_a_user_may_no_more_than_a_mutation_lets_them(desk: Desk, row: str, reason: str) -> None:
    users(desk, row)
    await desk.run(USERS)
    assert desk.reasons() == {2: reason}
    assert await desk.rows(FLAGS) == []


async def test_another_profile_is_refused_while_a_flag_is_left_that_it_may_not_have(desk: Desk) -> None:
    users(desk, "bi@x.example,integration,yes,yes")
    await desk.run(USERS)
    users(desk, "bi@x.example,sales rep,,")
    profiles = USERS.replace('can_view_all = "all"\ncan_roll_up_all = "figures"\n', "")
    for mapping in (USERS, profiles):
        await desk.run(mapping)
        assert desk.reasons() == {2: VIEW}
    users(desk, "bi@x.example,sales rep,no,")
    assert (await desk.run(USERS)).parts[0].changed == 1


async def test_a_flag_that_cannot_be_is_left_out_where_the_mapping_allows_it(desk: Desk) -> None:
    users(desk, "ada@x.example,admin,yes,yes")
    await desk.run('invalid = "empty"\n' + USERS)
    assert desk.warnings() == {("users.csv", 2): VIEW}
    assert await desk.rows(FLAGS) == [("ada@x.example", False, True)]
