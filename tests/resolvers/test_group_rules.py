"""Rules of groups: rounding, time zones, hidden fields, arguments that make no sense, and cursors."""

from datetime import datetime

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType

from graph.resolvers.aggregates.grouped_rows import NO_PLACES, _zones
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.revenue_tier import RevenueTier
from graph.schema import CORE
from tests.asking import Asking
from tests.conftest import Opener
from tests.counting import heard
from tests.resolvers.plain_groups import AUCKLAND, TIERS


async def test_an_average_is_rounded_once(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        # their average ends in .00497…: rounded to four places, as PostgreSQL divides these, it would become a cent
        await opened.pool.execute(
            "INSERT INTO app_user (id, email, name, profile)"
            " VALUES (gen_random_uuid(), 'ada@demo.example', 'Ada', 'ADMIN')"
        )
        await opened.pool.execute(
            "INSERT INTO account (id, name, name_key, annual_revenue, number_of_employees)"
            " SELECT gen_random_uuid(), n::text, n::text, 1234567890123 + CASE WHEN n <= 100 THEN 0.01 ELSE 0 END, 1"
            " FROM generate_series(1, 201) n"
        )
        found = await Asking(opened)(
            "ada", "{ accountGroups(by: [TYPE]) { nodes { annualRevenue { sum avg } numberOfEmployees { sum avg } } } }"
        )
    (only,) = found["accountGroups"]["nodes"]
    assert only["annualRevenue"] == {"sum": "248148145914724.00", "avg": "1234567890123.00"}
    assert only["numberOfEmployees"] == {"sum": 201, "avg": "1.00"}


# -- months


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", {"2025-12-01": 2, "2026-01-01": 1, "2026-03-01": 1, "2026-04-01": 1}),
        # thirteen hours ahead in summer: New Year's Eve ends at eleven in the morning
        (AUCKLAND, {"2025-12-01": 1, "2026-01-01": 2, "2026-04-01": 2}),
        ("America/New_York", {"2025-12-01": 3, "2026-03-01": 2}),
    ],
)
async def test_a_month_begins_at_midnight_in_the_zone_asked_for(
    empty_url: str, database: Opener, zone: str, expected: dict[str, int]
) -> None:
    moments = [
        "2025-12-31T10:59:59.999999Z",
        "2025-12-31T11:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-03-31T11:00:00Z",
        "2026-04-01T03:59:59Z",
    ]
    async with database(empty_url) as opened:
        await opened.pool.execute(
            "INSERT INTO app_user (id, email, name, profile)"
            " VALUES (gen_random_uuid(), 'ada@demo.example', 'Ada', 'ADMIN')"
        )
        await opened.pool.execute(
            "INSERT INTO account (id, name, name_key, created_at)"
            " SELECT gen_random_uuid(), at::text, at::text, at FROM unnest($1::timestamptz[]) at",
            [datetime.fromisoformat(moment) for moment in moments],
        )
        found = await Asking(opened)(
            "ada",
            "query($zone: String!) { accountGroups(by: [CREATED_MONTH], timeZone: $zone)"
            " { nodes { createdMonth count } } }",
            {"zone": zone},
        )
    assert {each["createdMonth"]: each["count"] for each in found["accountGroups"]["nodes"]} == expected


@pytest.mark.parametrize("zone", ["Middle/Earth", "", "utc ", "localtime", "Europe/Berlin'; --", "../etc/passwd", "\0"])
async def test_a_time_zone_that_nobody_knows_is_bad_input(ask: Asking, zone: str) -> None:
    text = "query($zone: String) { accountGroups(by: [TYPE], timeZone: $zone) { totalCount } }"
    code, message = await ask.refusal("ada", text, {"zone": zone})
    assert code == "BAD_INPUT"
    assert "time" in message


async def test_postgresql_knows_every_time_zone_that_is_let_in(ask: Asking) -> None:
    known = {row[0] for row in await ask.database.pool.fetch("SELECT name FROM pg_timezone_names")}
    assert _zones() - NO_PLACES <= known


def test_a_group_shows_every_dimension_and_number_that_there_is() -> None:
    for field, grouping in GROUPINGS.items():
        measures = set(grouping.measures)
        group, total = CORE.get_type(f"{grouping.noun.name}Group"), CORE.get_type(f"{grouping.noun.name}GroupTotal")
        having = CORE.get_type(f"{grouping.noun.name}GroupFilter")
        assert isinstance(group, GraphQLObjectType)
        assert isinstance(total, GraphQLObjectType)
        assert isinstance(having, GraphQLInputObjectType)
        dimensions = {each.field for each in grouping.dimensions.values()}
        assert set(group.fields) == {"count", grouping.noun.plural} | measures | dimensions, field
        assert set(total.fields) == {"count"} | measures
        assert set(having.fields) == {"count", "and", "or", "not"} | measures


def test_tiers_have_the_names_of_their_bands() -> None:
    assert list(RevenueTier) == TIERS


# -- what makes no sense


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("by: []", "name 1 to 5"),
        ("by: [TYPE, INDUSTRY, COUNTRY, OWNER, PARTNER, IS_ACTIVE]", "name 1 to 5"),
        ("by: [TYPE, OWNER, TYPE]", "TYPE twice"),
        ("by: [TYPE], orderBy: [{field: COUNT}, {field: COUNT, direction: DESC}]", "COUNT twice"),
        ("by: [TYPE], orderBy: [{field: OWNER}]", "name it in `by` too"),
        ("by: [TYPE], first: 101", "from 0 to 100"),
        ("by: [TYPE], first: 1, last: 1", "not both"),
        ('by: [TYPE], after: "garbage"', "not a cursor of this list"),
    ],
)
async def test_arguments_that_make_no_sense_are_refused_and_say_why(ask: Asking, arguments: str, says: str) -> None:
    code, message = await ask.refusal("ada", f"{{ accountGroups({arguments}) {{ totalCount }} }}")
    assert code == "BAD_INPUT"
    assert says in message


async def test_too_many_conditions_are_too_complex_and_name_their_argument(ask: Asking) -> None:
    many = ", ".join(["{count: {gt: 1}}"] * 101)
    refused = await ask.refusal("ada", f"{{ accountGroups(by: [TYPE], having: {{or: [{many}]}}) {{ totalCount }} }}")
    assert refused[0] == "TOO_COMPLEX"
    assert "`having`" in refused[1]


async def test_a_cursor_holds_for_its_own_list_dimensions_order_and_zone(ask: Asking) -> None:
    def groups(arguments: str, field: str = "accountGroups") -> str:
        return f"{{ {field}({arguments}, first: 1) {{ pageInfo {{ endCursor }} }} }}"

    async def cursor(arguments: str, field: str = "accountGroups") -> str:
        return str((await ask("ada", groups(arguments, field)))[field]["pageInfo"]["endCursor"])

    months = await cursor("by: [CREATED_MONTH]")
    assert await ask("ada", groups(f'by: [CREATED_MONTH], timeZone: "UTC", after: "{months}"'))
    for arguments in (
        'by: [CREATED_MONTH], timeZone: "Europe/Berlin"',
        "by: [CREATED_MONTH], orderBy: [{field: CREATED_MONTH, direction: DESC}]",
        "by: [CREATED_MONTH, TYPE]",
        "by: [TYPE]",
    ):
        assert await ask.codes("ada", groups(f'{arguments}, after: "{months}"')) == ["BAD_INPUT"], arguments
    assert await ask.codes("ada", groups(f'by: [CREATED_MONTH], after: "{months}"', "opportunityGroups")) == [
        "BAD_INPUT"
    ]
    of_accounts = (await ask("ada", "{ accounts(first: 1) { pageInfo { endCursor } } }"))["accounts"]["pageInfo"]
    assert await ask.codes("ada", groups(f'by: [TYPE], after: "{of_accounts["endCursor"]}"')) == ["BAD_INPUT"]


# -- beside others


async def test_groups_stand_beside_other_fields_in_one_statement(ask: Asking) -> None:
    text = """{ viewer { email } accounts(first: 2) { totalCount }
        a: accountGroups(by: [INDUSTRY, ULTIMATE_PARENT, PARTNER]) { nodes { industry count } grandTotal { count } }
        b: accountGroups(by: [ULTIMATE_PARENT]) { totalCount nodes { ultimateParent { name children { totalCount } } } }
        opportunityGroups(by: [STAGE, OWNER, ULTIMATE_PARENT]) { nodes { owner { name } amount { sum } } } }"""
    sent = await heard(ask.database.pool)
    for who in ("ada", "rosa", "mia"):
        sent.clear()
        await ask.viewer(who)
        authentication = len(sent)
        found = await ask(who, text)
        assert len(sent) == 2 * authentication + 1
        assert found["a"]["grandTotal"]["count"] == found["accounts"]["totalCount"]
        assert found["viewer"]["email"] == f"{who}@demo.example"
