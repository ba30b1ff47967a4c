"""Sharing rules from files, with their conditions in one cell, judged as mutations judge them."""

import pytest

from .conftest import Desk
from .mends import BRING, FILL

RULES = """
source = "test"
[[imports]]
file = "groups.csv"
record = "group"
key = "name"
[imports.fields]
name = "name"
[[imports]]
file = "rules.csv"
record = "sharing_rule"
key = "id"
[imports.fields]
name = "name"
level = "level"
profile = "profile"
group = "group"
include_below = "below"
conditions = "conditions"
"""
STORED = """SELECT r.name, r.level, r.profile, g.name,
                   array_agg(
                       rtrim(concat_ws(' ', c."column", c.operator, array_to_string(c.values, ','))) ORDER BY c.id)
            FROM sharing_rule r LEFT JOIN user_group g ON g.id = r.group_id JOIN sharing_condition c ON c.rule_id = r.id
            GROUP BY r.id, g.name ORDER BY 1"""


def rules(desk: Desk, *rows: str) -> None:
    """Puts a file of rows "id;name;level;profile;group;below;conditions"."""
    desk.put("groups.csv", "name\nEurope\n")
    lines = [",".join(f'"{cell}"' for cell in row.split("|")) for row in rows]
    desk.put("rules.csv", "\n".join(["id,name,level,profile,group,below,conditions", *lines, ""]))


async def test_a_file_brings_rules_with_their_conditions(desk: Desk) -> None:
    rules(
        desk,
        "1|Customers|edit|sales manager|||type eq customer; IS_ACTIVE EQ true",
        "2|Europe|read||Europe||BILLING_COUNTRY IN Germany, FR,UK; ANNUAL_REVENUE GTE 1000000; INDUSTRY NOT_NULL",
    )
    dry = await desk.run(RULES, dry_run=True)
    assert (dry.parts[1].created, await desk.rows(STORED)) == (2, [])
    assert (await desk.run(RULES)).rejected == 0
    assert await desk.rows(STORED) == [
        ("Customers", "EDIT", "SALES_MANAGER", None, ["TYPE EQ CUSTOMER", "IS_ACTIVE EQ true"]),
        (
            "Europe",
            "READ",
            None,
            "Europe",
            ["BILLING_COUNTRY IN DE,FR,GB", "ANNUAL_REVENUE GTE 1000000", "INDUSTRY NOT_NULL"],
        ),
    ]
    before = await desk.checksums()
    assert (await desk.run(RULES)).parts[1].unchanged == 2
    assert await desk.checksums() == before


async def test_conditions_are_replaced_together_and_in_another_order_are_the_same(desk: Desk) -> None:
    rules(desk, "1|Customers|edit|sales manager|||TYPE EQ CUSTOMER; IS_ACTIVE EQ true")
    await desk.run(RULES)
    before = await desk.checksums()
    rules(desk, "1|Customers|edit|sales manager|||IS_ACTIVE EQ true; TYPE EQ CUSTOMER;")
    assert (await desk.run(RULES)).parts[1].unchanged == 1
    assert await desk.checksums() == before
    rules(desk, "1|Customers|edit|sales manager|||TYPE IN CUSTOMER,PARTNER")
    assert (await desk.run(RULES)).parts[1].changed == 1
    assert [row[4] for row in await desk.rows(STORED)] == [["TYPE IN CUSTOMER,PARTNER"]]
    told = "SELECT new_value FROM field_change WHERE record_type = 'SharingRule' AND field = 'conditions'"
    assert ("TYPE IN CUSTOMER, PARTNER",) in await desk.rows(told)


async def test_a_rule_that_is_there_is_adopted_by_name_and_may_keep_its_conditions(desk: Desk) -> None:
    rules(desk, "1|Customers|edit|sales manager|||TYPE EQ CUSTOMER")
    await desk.run(RULES)
    rules(desk, "9|Customers|read|sales manager|||")
    adopting = RULES.replace('"test"', '"other"').replace('"sharing_rule"', '"sharing_rule"\nmatch = ["name"]')
    kept = '{ column = "conditions", blank = "keep" }'
    await desk.run(adopting.replace('conditions = "conditions"', f"conditions = {kept}"))
    assert [(row[1], row[4]) for row in await desk.rows(STORED)] == [("READ", ["TYPE EQ CUSTOMER"])]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A|read||||TYPE EQ CUSTOMER", "names none or several of profile, role and group: name exactly one"),
        (
            "A|read|partner|Europe||TYPE EQ CUSTOMER",
            "names none or several of profile, role and group: name exactly one",
        ),
        (
            "A|read|partner||yes|TYPE EQ CUSTOMER",
            "includes the roles below, and is for no role: say false, or name a role",
        ),
        ("A|read|partner|Asia||TYPE EQ CUSTOMER", 'column "group": there is no group with the key "Asia"' + BRING),
        (
            "A|read|partner|||",
            'column "conditions" is empty, and a sharing rule needs a conditions' + FILL,
        ),
        (
            "A|read|partner|||;",
            'column "conditions": ";" can\'t be used: A rule without a condition opens nothing: send one at least. TYPE'
            " NOT_NULL is met by every account",
        ),
        (
            "A|read|partner|||COLOR EQ red",
            'column "conditions": "COLOR EQ red" can\'t be used: "COLOR" is no column of rules: name one of TYPE,'
            " INDUSTRY, BILLING_COUNTRY, BILLING_STATE, IS_ACTIVE, ANNUAL_REVENUE, NUMBER_OF_EMPLOYEES",
        ),
        (
            "A|read|partner|||TYPE IN",
            'column "conditions": "TYPE IN" can\'t be used: IN takes 1 to 100 values, and none is given: write them as'
            " in TYPE EQ CUSTOMER; BILLING_COUNTRY IN US, CA",
        ),
        (
            "A|read|partner|||BILLING_COUNTRY EQ Atlantis",
            "column \"conditions\": \"BILLING_COUNTRY EQ Atlantis\" can't be used: BILLING_COUNTRY can't be 'Atlantis':"
            " send an ISO 3166-1 alpha-2 code, such as DE",
        ),
    ],
)
async def test_what_a_mutation_refuses_a_rule_from_a_file_may_not_be(desk: Desk, row: str, reason: str) -> None:
    rules(desk, f"1|{row}")
    await desk.run(RULES)
    assert (desk.reasons()[2], await desk.value("SELECT count(*) FROM sharing_rule")) == (reason, 0)
