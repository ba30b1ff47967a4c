"""Groups: what the program counts and totals is what plain Python does, row by row, for every viewer."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from decimal import Decimal
from random import Random
from typing import Any

import orjson
import pytest

from graph.auth import field_rules
from graph.models.rules import FieldRule
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.groups import sort_fields
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.reference.asked import identify
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, active, admin, company
from tests.resolvers.plain_groups import (
    AUCKLAND,
    HIDDEN_FROM_PARTNERS,
    Slow,
    asked,
    codes,
    every_group,
    figures,
    node,
    people,
    usable,
    where_of,
)

# -- the worlds


@pytest.fixture(scope="module")
async def worlds(postgres: Postgres, database: Opener) -> AsyncIterator[list[Both]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(company(postgres, database, size)) for size in (15, 45)]


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
