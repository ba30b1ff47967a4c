"""Groups: what the program counts and totals is what plain Python does, row by row, for every viewer."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType

from graph.auth import field_rules
from graph.models.rules import FieldRule
from graph.resolvers.aggregates.grouped_rows import NO_PLACES, _zones
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.groups import AGGREGATES, sort_fields
from graph.resolvers.aggregates.revenue_tier import RevenueTier
from graph.schema import CORE
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle, Row
from tests.reference.asked import identify
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, active, admin, company

AUCKLAND = "Pacific/Auckland"

STAGES = ["PROSPECTING", "QUALIFICATION", "NEEDS_ANALYSIS", "PROPOSAL", "NEGOTIATION", "CLOSED_WON", "CLOSED_LOST"]
TIERS = ["UNKNOWN", "UNDER_1M", "FROM_1M", "FROM_10M", "FROM_100M", "FROM_1B"]

HIDDEN_FROM_PARTNERS = {
    "accountGroups": {
        "dimensions": {"OWNER_ROLE", "REVENUE_TIER"},
        "measures": {"annualRevenue", "totalOpportunityAmount", "wonOpportunityAmount"},
    },
    "opportunityGroups": {
        "dimensions": {"OWNER_ROLE"},
        "measures": {"amount", "expectedRevenue", "probability"},
    },
}


# -- the slow truth


class Slow:
    """One viewer's rows, grouped in plain Python."""

    def __init__(self, world: Both, user: Row, zone: str = "UTC") -> None:
        self.rows, self.zone = world.rows, ZoneInfo(zone)
        self.oracle = Oracle(world.rows, user.id, world.now)
        self.accounts = [row for row in self.rows.accounts.values() if self.oracle.sees(row)]
        self.opportunities = [row for row in self.rows.opportunities.values() if self.oracle.sees(row)]

    def all(self, field: str) -> list[Row]:
        return self.accounts if field == "accountGroups" else self.opportunities

    def key(self, field: str, dimension: str, row: Row) -> Any:
        """What the row is grouped under: a value, or the row of a user or account."""
        account = row if field == "accountGroups" else self.rows.accounts[row.account_id]
        match dimension:
            case "TYPE" | "INDUSTRY" | "STAGE" | "LEAD_SOURCE" | "IS_ACTIVE":
                return getattr(row, dimension.lower())
            case "ACCOUNT_TYPE" | "ACCOUNT_INDUSTRY":
                return getattr(account, dimension.removeprefix("ACCOUNT_").lower())
            case "COUNTRY" | "ACCOUNT_COUNTRY":
                return account.billing_country
            case "OWNER":
                owner = self.rows.users.get(row.owner_id)
                return owner if owner and self.oracle.sees(owner) else None
            case "OWNER_ROLE":
                owner = self.rows.users.get(row.owner_id)
                return self.rows.roles[owner.role_id].name if owner and owner.role_id else None
            case "REVENUE_TIER":
                return tier(row.annual_revenue)
            case "ACCOUNT":
                return account
            case "ULTIMATE_PARENT":
                return self.rows.accounts[self.oracle.ultimate_parent(account.id)]
            case "PARTNER":
                partner = self.rows.accounts.get(account.partner_id)
                return partner if partner and self.oracle.sees(partner) else None
            case "CREATED_MONTH":
                return row.created_at.astimezone(self.zone).date().replace(day=1)
        day: date | None = row.close_date
        if day is None:
            return None
        match dimension:
            case "CLOSE_MONTH":
                return day.replace(day=1)
            case "CLOSE_QUARTER":
                return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            case "CLOSE_YEAR":
                return day.year
        raise LookupError(dimension)

    def groups(self, field: str, by: list[str], rows: list[Row]) -> dict[tuple[Any, ...], list[Row]]:
        """The rows by what a group shows of its keys."""
        found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            found[tuple(shown(self.key(field, each, row)) for each in by)].append(row)
        return found

    def order(self, field: str, by: list[str], order_by: list[dict[str, str]], groups: Any) -> list[tuple[Any, ...]]:
        """The groups' keys in their order: as asked, then by what they are grouped by."""
        named = [(each["field"], each["direction"] == "DESC") for each in order_by]
        named += [(each, False) for each in by if each not in {name for name, _ in named}]

        def place(name: str, rows: list[Row]) -> Any:
            aggregate = sort_fields(GROUPINGS[field])[name]
            if name == "COUNT":
                return len(rows)
            if aggregate is not None:
                value = totals(field, aggregate[0], rows)[aggregate[1]]
                return None if value is None else Decimal(value)
            key = self.key(field, name, rows[0])
            if isinstance(key, Row):
                return (key.name_key if key.table == "account" else key.name, key.id)
            ranks = {"STAGE": STAGES, "REVENUE_TIER": TIERS}.get(name)
            return ranks.index(key) if ranks and key is not None else key

        def compare(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
            for name, descending in named:
                ours, theirs = place(name, groups[one]), place(name, groups[other])
                if ours == theirs:
                    continue
                if ours is None or theirs is None:
                    return 1 if ours is None else -1
                return -1 if (ours < theirs) != descending else 1
            raise AssertionError("two groups in one place")

        return sorted(groups, key=cmp_to_key(compare))


def tier(revenue: Decimal | None) -> str:
    if revenue is None:
        return "UNKNOWN"
    bands = ("UNDER_1M", "FROM_1M", "FROM_10M", "FROM_100M", "FROM_1B")
    return bands[sum(revenue >= start for start in (10**6, 10**7, 10**8, 10**9))]


def shown(key: Any) -> Any:
    if isinstance(key, Row):
        return identify(key)
    return key.isoformat() if isinstance(key, date) else key


VALUES: dict[str, Callable[[Row], Any]] = {
    "annualRevenue": lambda row: row.annual_revenue,
    "numberOfEmployees": lambda row: row.number_of_employees,
    "totalOpportunityAmount": lambda row: row.total_opportunity_amount,
    "wonOpportunityAmount": lambda row: row.won_opportunity_amount,
    "openCaseCount": lambda row: row.open_case_count,
    "amount": lambda row: row.amount,
    "expectedRevenue": lambda row: (
        None if row.amount is None else Decimal(cents(Fraction(row.amount) * row.probability / 100))
    ),
    "probability": lambda row: row.probability,
}


def cents(value: Fraction) -> str:
    """Rounded once, halves away from zero: none of these numbers is below it."""
    whole = int(value * 100 + Fraction(1, 2))
    return f"{whole // 100}.{whole % 100:02}"


def totals(field: str, measure: str, rows: list[Row]) -> dict[str, Any]:
    values = [value for value in map(VALUES[measure], rows) if value is not None]
    if not values:
        return dict.fromkeys(AGGREGATES)
    money = GROUPINGS[field].measures[measure].kind == "Decimal"

    def spelled(value: Any) -> Any:
        return f"{value:.2f}" if money else value

    average = cents(sum(map(Fraction, values), Fraction()) / len(values))
    return {"sum": spelled(sum(values)), "avg": average, "min": spelled(min(values)), "max": spelled(max(values))}


def figures(field: str, measures: list[str], rows: list[Row]) -> dict[str, Any]:
    return {"count": len(rows)} | {measure: totals(field, measure, rows) for measure in measures}


# -- asking


def usable(field: str, what: str, user: Row) -> list[str]:
    """The dimensions or measures that a user may use."""
    names = list(getattr(GROUPINGS[field], what))
    return [name for name in names if user.profile != "PARTNER" or name not in HIDDEN_FROM_PARTNERS[field][what]]


def selected(measures: list[str]) -> str:
    return " ".join(["count", *(f"{measure} {{ sum avg min max }}" for measure in measures)])


def keys_of(field: str) -> str:
    dimensions = GROUPINGS[field].dimensions.values()
    return " ".join(each.field + (" { id }" if each.entity else "") for each in dimensions)


def question(field: str, measures: list[str]) -> str:
    """Everything there is to ask, with variables for the arguments."""
    noun = GROUPINGS[field].noun.name
    return f"""query(
        $by: [{noun}Dimension!]!, $where: {noun}Filter, $having: {noun}GroupFilter, $order: [{noun}GroupOrder!],
        $zone: String, $first: Int, $after: String, $last: Int, $before: String
    ) {{ groups: {field}(
        by: $by, where: $where, having: $having, orderBy: $order, timeZone: $zone,
        first: $first, after: $after, last: $last, before: $before
    ) {{
        totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        edges {{ cursor node {{ {keys_of(field)} {selected(measures)} }} }}
        grandTotal {{ {selected(measures)} }}
    }} }}"""


async def asked(world: Both, user: Row, field: str, measures: list[str], **arguments: Any) -> Any:
    result = await world.program(user.id, question(field, measures), arguments)
    assert result.errors is None, (result.errors, user.profile, arguments)
    return orjson.loads(orjson.dumps(result.data))["groups"]


async def every_group(world: Both, user: Row, field: str, measures: list[str], **arguments: Any) -> list[Any]:
    """The nodes of all pages, walked forwards."""
    found: list[Any] = []
    after = None
    while True:
        page = await asked(world, user, field, measures, **{"first": 100, **arguments, "after": after})
        found += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found


def node(field: str, by: list[str], key: tuple[Any, ...], measures: list[str], rows: list[Row]) -> dict[str, Any]:
    """What the program should show of a group."""
    values = dict(zip(by, key, strict=True))
    keys = {}
    for name, dimension in GROUPINGS[field].dimensions.items():
        value = values.get(name)
        keys[dimension.field] = {"id": value} if dimension.entity and value is not None else value
    return keys | figures(field, measures, rows)


async def codes(world: Both, user: Row, text: str) -> list[str]:
    result = await world.program(user.id, text)
    return [error["extensions"]["code"] for error in result.errors or ()]


# -- the worlds


@pytest.fixture(scope="module")
async def worlds(postgres: Postgres, database: Opener) -> AsyncIterator[list[Both]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(company(postgres, database, size)) for size in (15, 45)]


def people(world: Both) -> list[Row]:
    """One viewer of each profile, and one partner more."""
    found = {user.profile: user for user in active(world)}
    partners = [user for user in active(world) if user.profile == "PARTNER"]
    return [*found.values(), *partners[:1]]


def where_of(world: Both, field: str, random: Random) -> tuple[dict[str, Any] | None, Callable[[Slow, Row], bool]]:
    """A filter, and the same in Python."""
    some = random.choice(list(world.rows.accounts.values()))
    if field == "accountGroups":
        return random.choice(
            [
                (None, lambda _slow, _row: True),
                ({"isActive": {"eq": True}}, lambda _slow, row: row.is_active),
                (
                    {"underOrSelf": identify(some)},
                    lambda slow, row: slow.oracle.sees(some) and row.id in {some.id, *slow.oracle.descendants(some.id)},
                ),
                (
                    {"partner": {"isActive": {"eq": True}}},
                    lambda slow, row: any(
                        each.id == row.partner_id and each.is_active and slow.oracle.sees(each)
                        for each in slow.rows.accounts.values()
                    ),
                ),
            ]
        )
    return random.choice(
        [
            (None, lambda _slow, _row: True),
            ({"isOpen": {"eq": True}}, lambda _slow, row: row.stage not in ("CLOSED_WON", "CLOSED_LOST")),
            (
                {"account": {"type": {"eq": "CUSTOMER"}}},
                lambda slow, row: slow.rows.accounts[row.account_id].type == "CUSTOMER",
            ),
        ]
    )


@pytest.mark.parametrize("field", GROUPINGS)
async def test_groups_by_each_dimension_are_those_of_plain_python_for_every_viewer(
    worlds: list[Both], field: str
) -> None:
    for world in worlds:
        for user in people(world):
            slow, measures = Slow(world, user), usable(field, "measures", user)
            for dimension in usable(field, "dimensions", user):
                by, rows = [dimension], slow.all(field)
                groups = slow.groups(field, by, rows)
                right = [node(field, by, key, measures, groups[key]) for key in slow.order(field, by, [], groups)]
                found = await every_group(world, user, field, measures, by=by)
                assert found == right, (SEED, user.email, user.profile, by)


@pytest.mark.parametrize("field", GROUPINGS)
async def test_a_group_lists_the_rows_that_it_counts(worlds: list[Both], field: str) -> None:
    random, rows = Random(SEED), GROUPINGS[field].noun.plural
    for world in worlds:
        for user in people(world):
            slow = Slow(world, user)
            for _ in range(3):
                by = random.sample(usable(field, "dimensions", user), 2)
                where, keeps = where_of(world, field, random)
                text = f"""query($where: {GROUPINGS[field].noun.name}Filter) {{
                    {field}(by: [{", ".join(by)}], where: $where, first: 20) {{ nodes {{ count
                        {rows}(first: 100) {{ totalCount nodes {{ id }} }} }} }} }}"""
                result = await world.program(user.id, text, {"where": where})
                assert result.errors is None, result.errors
                found = orjson.loads(orjson.dumps(result.data))[field]["nodes"]
                groups = slow.groups(field, by, [row for row in slow.all(field) if keeps(slow, row)])
                right = [groups[key] for key in slow.order(field, by, [], groups)[:20]]
                listed = [{each["id"] for each in group[rows]["nodes"]} for group in found]
                assert listed == [{identify(row) for row in group} for group in right], (SEED, user.email, by, where)
                assert all(group["count"] == group[rows]["totalCount"] for group in found)


async def test_the_rows_of_a_group_come_in_pages_sorted_and_filtered(ask: Asking) -> None:
    rows = 'accounts(where: {name: {startsWith: "Acme"}}, orderBy: [{field: ANNUAL_REVENUE, direction: DESC}]'
    question = "query($after: String) { accountGroups(by: [INDUSTRY], where: {industry: {eq: MANUFACTURING}}) { nodes {"
    question += (
        f" {rows}, first: 4, after: $after) {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
    )
    listed: list[str] = []
    after, more = None, True
    while more:
        found = await ask("bi", question, {"after": after})
        (group,) = found["accountGroups"]["nodes"]
        listed += [each["name"] for each in group["accounts"]["nodes"]]
        page = group["accounts"]["pageInfo"]
        after, more = page["endCursor"], page["hasNextPage"]
    listing = 'accounts(where: {industry: {eq: MANUFACTURING}, name: {startsWith: "Acme"}}, first: 100,'
    found = await ask(
        "bi", f"{{ {listing} orderBy: [{{field: ANNUAL_REVENUE, direction: DESC}}]) {{ nodes {{ name }} }} }}"
    )
    assert listed == [each["name"] for each in found["accounts"]["nodes"]]
    assert len(listed) > 4


@pytest.mark.parametrize("field", GROUPINGS)
async def test_several_dimensions_filters_orders_and_totals_agree_with_plain_python(
    worlds: list[Both], field: str
) -> None:
    random = Random(SEED)
    for world in worlds:
        for user in people(world):
            zone = random.choice(("UTC", AUCKLAND, "America/St_Johns"))
            slow, measures = Slow(world, user, zone), usable(field, "measures", user)
            for _ in range(6):
                by = random.sample(usable(field, "dimensions", user), random.choice((2, 2, 3, 5)))
                asked_where, keeps = where_of(world, field, random)
                rows = [row for row in slow.all(field) if keeps(slow, row)]
                keys = [
                    name
                    for name, of in sort_fields(GROUPINGS[field]).items()
                    if name == "COUNT" or name in by or (of and of[0] in measures)
                ]
                order = [
                    {"field": name, "direction": random.choice(("ASC", "DESC"))}
                    for name in random.sample(keys, random.choice((0, 1, 1, 2, 3)))
                ]
                groups = slow.groups(field, by, rows)
                inputs = {"by": by, "where": asked_where, "order": order, "zone": zone}
                right = [node(field, by, key, measures, groups[key]) for key in slow.order(field, by, order, groups)]
                assert await every_group(world, user, field, measures, **inputs) == right, (SEED, user.email, inputs)
                page = await asked(world, user, field, measures, **inputs, first=0)
                assert page["grandTotal"] == figures(field, measures, rows), (SEED, user.email, inputs)
                assert page["totalCount"] == len(groups)


@pytest.mark.parametrize("field", GROUPINGS)
async def test_pages_walk_all_groups_both_ways_without_skipping_or_repeating(worlds: list[Both], field: str) -> None:
    world, random = worlds[-1], Random(SEED)
    for user in people(world):
        measures = usable(field, "measures", user)[:1]
        by = random.sample(usable(field, "dimensions", user), 2)
        sortable = [name for name, of in sort_fields(GROUPINGS[field]).items() if of and of[0] in measures]
        for order in ([], *([{"field": name, "direction": "DESC"}] for name in ("COUNT", *sortable[:2]))):
            inputs = {"by": by, "order": order}
            right = await every_group(world, user, field, measures, **inputs)
            for size, end, towards in ((3, "first", "after"), (4, "last", "before")):
                walked: list[Any] = []
                cursor = None
                while True:
                    page = await asked(world, user, field, measures, **inputs, **{end: size, towards: cursor})
                    nodes = [edge["node"] for edge in page["edges"]]
                    walked = walked + nodes if end == "first" else nodes + walked
                    more = page["pageInfo"]["hasNextPage" if end == "first" else "hasPreviousPage"]
                    if not more:
                        break
                    assert len(nodes) == size
                    cursor = page["pageInfo"]["endCursor" if end == "first" else "startCursor"]
                assert walked == right, (SEED, user.email, inputs, end)


@pytest.mark.parametrize("field", GROUPINGS)
async def test_having_keeps_groups_by_their_figures_and_the_grand_total_is_of_all(
    worlds: list[Both], field: str
) -> None:
    world, user = worlds[-1], admin(worlds[-1])
    slow, measures = Slow(world, user), usable(field, "measures", user)
    first, counted = measures[0], "openCaseCount" if field == "accountGroups" else "probability"
    by = [next(iter(GROUPINGS[field].dimensions)), "OWNER"]
    groups = slow.groups(field, by, slow.all(field))
    of = {key: figures(field, measures, rows) for key, rows in groups.items()}
    middle = sorted(Decimal(each[first]["sum"]) for each in of.values() if each[first]["sum"])[len(of) // 3]
    cases: list[tuple[dict[str, Any], Callable[[dict[str, Any]], Any]]] = [
        ({"count": {"gt": 1}}, lambda each: each["count"] > 1),
        ({first: {"sum": {"gte": str(middle)}}}, lambda each: Decimal(each[first]["sum"] or -1) >= middle),
        ({first: {"avg": {"isNull": True}}}, lambda each: each[first]["avg"] is None),
        (
            {counted: {"sum": {"gte": 2}, "max": {"lt": 100}}, "count": {"lte": 5}},
            lambda each: (
                each[counted]["sum"] is not None
                and each[counted]["sum"] >= 2
                and each[counted]["max"] < 100
                and each["count"] <= 5
            ),
        ),
        (
            {"or": [{"count": {"in": [1, 3]}}, {"not": {first: {"min": {"lt": str(middle)}}}}]},
            lambda each: each["count"] in (1, 3) or Decimal(each[first]["min"] or middle) >= middle,
        ),
        ({"or": []}, lambda _each: False),
        ({"and": [{"count": {"gt": 0}}, {"count": {"lt": 0}}]}, lambda _each: False),
    ]
    total = figures(field, measures, slow.all(field))
    for having, keeps in cases:
        kept = [key for key in slow.order(field, by, [], groups) if keeps(of[key])]
        found = await every_group(world, user, field, measures, by=by, having=having)
        assert found == [node(field, by, key, measures, groups[key]) for key in kept], (SEED, having)
        page = await asked(world, user, field, measures, by=by, having=having)
        assert (page["totalCount"], page["grandTotal"]) == (len(kept), total), (SEED, having)


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


# -- who may


@pytest.mark.parametrize("field", GROUPINGS)
async def test_partners_are_refused_what_is_hidden_from_them_however_it_is_asked(
    worlds: list[Both], field: str
) -> None:
    world = worlds[-1]
    user = next(user for user in active(world) if user.profile == "PARTNER")
    hidden = HIDDEN_FROM_PARTNERS[field]
    for dimension in hidden["dimensions"]:
        assert await codes(world, user, f"{{ {field}(by: [{dimension}]) {{ totalCount }} }}") == ["FIELD_HIDDEN"]
    plain = "TYPE" if field == "accountGroups" else "STAGE"
    for measure in hidden["measures"]:
        sort_key = next(name for name, of in sort_fields(GROUPINGS[field]).items() if of and of[0] == measure)
        for text in (
            f"{{ {field}(by: [{plain}]) {{ nodes {{ {measure} {{ sum }} }} }} }}",
            f"{{ {field}(by: [{plain}]) {{ edges {{ node {{ {measure} {{ __typename }} }} }} }} }}",
            f"{{ {field}(by: [{plain}]) {{ grandTotal {{ {measure} {{ max }} }} }} }}",
            f"{{ {field}(by: [{plain}], having: {{ not: {{ {measure}: {{ avg: {{ isNull: true }} }} }} }})"
            " { totalCount } }",
            f"{{ {field}(by: [{plain}], orderBy: [{{ field: {sort_key} }}]) {{ totalCount }} }}",
        ):
            assert await codes(world, user, text) == ["FIELD_HIDDEN"], text
            assert await codes(world, admin(world), text) == [], text


def test_a_group_hides_what_its_rows_hide() -> None:
    for grouping in GROUPINGS.values():
        for type_name in (f"{grouping.noun.name}Group", f"{grouping.noun.name}GroupTotal"):
            for measure in grouping.measures:
                source = field_rules.rule(grouping.noun.name, measure)
                assert field_rules.rule(type_name, measure) == FieldRule(hidden_from=source.hidden_from)
        for dimension in grouping.dimensions.values():
            hidden_from = {profile for each in dimension.shows for profile in field_rules.rule(*each).hidden_from}
            rule = field_rules.rule(f"{grouping.noun.name}Group", dimension.field)
            assert rule == FieldRule(hidden_from=frozenset(hidden_from))


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
    sent: list[str] = []
    text = """{ viewer { email } accounts(first: 2) { totalCount }
        a: accountGroups(by: [INDUSTRY, ULTIMATE_PARENT, PARTNER]) { nodes { industry count } grandTotal { count } }
        b: accountGroups(by: [ULTIMATE_PARENT]) { totalCount nodes { ultimateParent { name children { totalCount } } } }
        opportunityGroups(by: [STAGE, OWNER, ULTIMATE_PARENT]) { nodes { owner { name } amount { sum } } } }"""
    async with AsyncExitStack() as stack:
        for _ in range(ask.database.pool.get_max_size()):
            connection = await stack.enter_async_context(ask.database.pool.acquire())
            connection.add_query_logger(lambda query: sent.append(query.query))
    for who in ("ada", "rosa", "mia"):
        await ask(who, text)
        sent.clear()
        await ask.viewer(who)
        authentication = len(sent)
        found = await ask(who, text)
        assert len(sent) == 2 * authentication + 1
        assert found["a"]["grandTotal"]["count"] == found["accounts"]["totalCount"]
        assert found["viewer"]["email"] == f"{who}@demo.example"
