"""Groups as plain Python makes them, row by row, and the questions that ask the program for them."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.groups import AGGREGATES, sort_fields
from tests.oracle import Oracle
from tests.reference.asked import identify
from tests.resolvers.both import Both
from tests.resolvers.companies import active
from tests.rows import Row

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
    "openOpportunityCount": lambda row: row.open_opportunity_count,
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
