"""What a page may be asked for, at every place that has pages, and what is refused."""

import base64
from typing import Any

import pytest

from tests.asking import CURSORS, Asking

ACME = 'account(by: {name: "Acme Corp Global"})'
PLACES = {
    "accounts": "accounts(%s) { %s }",
    "children": ACME + " { children(%s) { %s } }",
    "descendants": ACME + " { descendants(%s) { %s } }",
    "contacts": ACME + " { contacts(%s) { %s } }",
    "opportunities": ACME + " { opportunities(%s) { %s } }",
    "cases": ACME + " { cases(%s) { %s } }",
    "contracts": ACME + " { contracts(%s) { %s } }",
    "activities": ACME + " { activities(%s) { %s } }",
    "files": ACME + " { files(%s) { %s } }",
}
SORTED = ("accounts", "children", "descendants", "contacts", "opportunities", "cases", "contracts")


async def page(ask: Asking, place: str, arguments: str, fields: str = "nodes { id }", who: str = "ada") -> Any:
    answer = await ask(who, "{ " + PLACES[place] % (arguments, fields) + " }")
    return answer["accounts"] if place == "accounts" else answer["account"][place]


async def refused(ask: Asking, place: str, arguments: str, fields: str = "nodes { id }") -> str:
    code, message = await ask.refusal("ada", "{ " + PLACES[place] % (arguments, fields) + " }")
    assert code == "BAD_INPUT"
    return message


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("first: -1", "`first` must be from 0 to 100, not -1."),
        ("first: 101", "`first` must be from 0 to 100, not 101."),
        ("last: -1", "`last` must be from 0 to 100, not -1."),
        ("last: 2147483647", "`last` must be from 0 to 100, not 2147483647."),
        ("first: 1, last: 1", "Give `first` or `last`, not both: a page is counted from one end."),
        ("first: 0, last: 0", "Give `first` or `last`, not both: a page is counted from one end."),
        ('after: "A"', "`after` is not a cursor of this list in this order."),
        ('before: "forged"', "`before` is not a cursor of this list in this order."),
    ],
)
async def test_bad_pages_are_refused_everywhere(ask: Asking, place: str, arguments: str, message: str) -> None:
    for fields in ("nodes { id }", "totalCount", "pageInfo { endCursor }"):
        assert (await refused(ask, place, arguments, fields)).startswith(message)


@pytest.mark.parametrize("place", PLACES)
async def test_an_empty_cursor_is_an_end_of_the_list(ask: Asking, place: str) -> None:
    fields = "edges { cursor } pageInfo { hasNextPage hasPreviousPage }"
    for size in ("first: 2", "last: 2"):
        whole = await page(ask, place, size, fields)
        for empty in ('after: ""', 'before: ""', 'after: "", before: ""'):
            assert await page(ask, place, f"{size}, {empty}", fields) == whole


async def test_an_empty_cursor_is_an_end_of_groups_and_histories_too(ask: Asking) -> None:
    asked = (
        "{ accountGroups(by: [TYPE], first: 2%s) { edges { cursor } pageInfo { hasPreviousPage } } }",
        "{ changes(first: 2%s) { edges { cursor } pageInfo { hasPreviousPage } } }",
        "{ " + ACME + " { opportunitiesByStage { opportunities(first: 1%s) { edges { cursor } } } } }",
    )
    for question in asked:
        assert await ask("ada", question % ', after: ""') == await ask("ada", question % "")


async def test_bad_pages_are_refused_within_a_stage_too(ask: Asking) -> None:
    question = "{ " + ACME + " { opportunitiesByStage { opportunities(%s) { nodes { id } } } } }"
    for arguments in ("first: -1", "first: 101", 'after: "forged"'):
        assert (await ask.refusal("ada", question % arguments))[0] == "BAD_INPUT"


async def test_a_page_is_25_unless_told_and_100_at_most(ask: Asking) -> None:
    whole = (await page(ask, "accounts", "first: 100"))["nodes"]
    assert len(whole) == 100
    assert (await ask("ada", "{ accounts { nodes { id } } }"))["accounts"]["nodes"] == whole[:25]
    for nothing in ("first: null", "last: null", "after: null, before: null, first: null, last: null"):
        assert (await page(ask, "accounts", nothing))["nodes"] == whole[:25]


@pytest.mark.parametrize("end", ["first", "last"])
@pytest.mark.parametrize("field", ["hasPreviousPage", "hasNextPage", "startCursor", "endCursor", "__typename"])
async def test_each_part_of_the_page_info_can_be_asked_for_alone(ask: Asking, field: str, end: str) -> None:
    for place in ("accounts", "contacts", "files"):
        whole = (await page(ask, place, f"{end}: 2", f"nodes {{ id }} pageInfo {{ {field} }}"))["pageInfo"]
        assert await page(ask, place, f"{end}: 2", f"pageInfo {{ {field} }}") == {"pageInfo": whole}
        assert await page(ask, place, f"{end}: 2", f"totalCount pageInfo {{ a: {field} }}")


@pytest.mark.parametrize("end", ["first", "last"])
async def test_a_page_of_none_tells_whether_there_are_any(ask: Asking, end: str) -> None:
    fields = "nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    found = await page(ask, "accounts", f"{end}: 0", fields)
    assert (found["nodes"], found["edges"]) == ([], [])
    assert found["totalCount"] > 100
    assert found["pageInfo"] == {
        "hasNextPage": end == "first",
        "hasPreviousPage": end == "last",
        "startCursor": None,
        "endCursor": None,
    }


async def test_an_empty_list_has_an_empty_page(ask: Asking) -> None:
    fields = "nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    question = '{ account(by: {name: "Acme Corp US"}) { children { ' + fields + " } } }"
    assert (await ask("ada", question))["account"]["children"] == {
        "nodes": [],
        "edges": [],
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


async def cursor_of(ask: Asking, place: str, arguments: str) -> str:
    found: str = (await page(ask, place, arguments, "pageInfo { endCursor }"))["pageInfo"]["endCursor"]
    return found


async def test_between_two_cursors_is_what_lies_between(ask: Asking) -> None:
    edges = (await page(ask, "accounts", "first: 12", "edges { cursor node { id } }"))["edges"]
    between = f'after: "{edges[2]["cursor"]}", before: "{edges[9]["cursor"]}"'
    inner = [edge["node"] for edge in edges[3:9]]
    fields = "nodes { id } pageInfo { hasNextPage hasPreviousPage }"
    for arguments, nodes, more in (
        (between, inner, {"hasNextPage": False, "hasPreviousPage": True}),
        (f"{between}, first: 2", inner[:2], {"hasNextPage": True, "hasPreviousPage": True}),
        (f"{between}, last: 2", inner[-2:], {"hasNextPage": True, "hasPreviousPage": True}),
        (f"{between}, last: 100", inner, {"hasNextPage": True, "hasPreviousPage": False}),
    ):
        assert await page(ask, "accounts", arguments, fields) == {"nodes": nodes, "pageInfo": more}


async def test_cursors_the_wrong_way_round_have_nothing_between_them(ask: Asking) -> None:
    edges = (await page(ask, "accounts", "first: 5", "edges { cursor }"))["edges"]
    arguments = f'after: "{edges[4]["cursor"]}", before: "{edges[0]["cursor"]}"'
    assert await page(ask, "accounts", arguments) == {"nodes": []}


@pytest.mark.parametrize("place", SORTED)
async def test_a_cursor_of_another_order_is_refused(ask: Asking, place: str) -> None:
    key = {"cases": "NUMBER", "contracts": "NUMBER"}.get(place, "NAME")
    if not (await page(ask, place, "first: 1"))["nodes"]:
        pytest.fail("there is nothing to point at")
    plain = await cursor_of(ask, place, "first: 1")
    up = await cursor_of(ask, place, f"first: 1, orderBy: [{{field: {key}}}]")
    down = await cursor_of(ask, place, f"first: 1, orderBy: [{{field: {key}, direction: DESC}}]")
    for cursor, order in (
        (plain, f"orderBy: [{{field: {key}}}]"),
        (up, f"orderBy: [{{field: {key}, direction: DESC}}]"),
        (down, f"orderBy: [{{field: {key}}}]"),
        (up, "first: 2"),
    ):
        assert "`after` is not a cursor" in await refused(ask, place, f'after: "{cursor}", {order}')
        assert "`before` is not a cursor" in await refused(ask, place, f'before: "{cursor}", {order}')


async def test_a_cursor_of_another_noun_or_view_is_refused(ask: Asking) -> None:
    cursors = {place: await cursor_of(ask, place, "first: 1") for place in PLACES}
    cursors = {place: cursor for place, cursor in cursors.items() if cursor is not None}
    nouns = {place: place if place not in ("children", "descendants") else "accounts" for place in PLACES}
    assert len(cursors) > 6
    for place in PLACES:
        for origin, cursor in cursors.items():
            if nouns[origin] != nouns[place]:
                await refused(ask, place, f'after: "{cursor}"')
    view = await cursor_of(ask, "accounts", "first: 1, view: RECENTLY_UPDATED")
    await refused(ask, "accounts", f'after: "{view}"')
    await refused(ask, "accounts", f'after: "{view}", view: BY_INDUSTRY')


async def test_a_cursor_is_bound_to_no_viewer_and_opens_nothing(ask: Asking) -> None:
    cursor = await cursor_of(ask, "accounts", "first: 1")
    for who in ("rita", "sam", "pat"):
        mine = (await page(ask, "accounts", "first: 100", who=who))["nodes"]
        after = (await page(ask, "accounts", f'first: 100, after: "{cursor}"', who=who))["nodes"]
        assert [node for node in mine if node in after] == after


async def test_a_forged_cursor_does_not_reach_the_database(ask: Asking) -> None:
    payload = b'["acme\'; DROP TABLE account; --"]'
    for forged in (
        base64.urlsafe_b64encode(payload).decode(),
        base64.urlsafe_b64encode(bytes(16) + payload).decode().rstrip("="),
        CURSORS.encode("Contact", ["acme"]),
    ):
        await refused(ask, "accounts", f'after: "{forged}"')
    assert (await page(ask, "accounts", "first: 1"))["nodes"]


async def test_a_cursor_goes_by_its_row_s_place_even_when_the_row_is_gone(ask: Asking) -> None:
    whole = (await page(ask, "accounts", "first: 100", "nodes { name }"))["nodes"]
    names = [node["name"] for node in whole]
    after_b = CURSORS.encode("Account", ["b"])
    found = (await page(ask, "accounts", f'first: 100, after: "{after_b}"', "nodes { name }"))["nodes"]
    assert found[0]["name"] == next(name for name in names if name.casefold() > "b")


async def test_a_long_name_makes_a_long_cursor_that_works(ask: Asking) -> None:
    long = CURSORS.encode("Account", ["a" * 20_000])
    first = (await page(ask, "accounts", "first: 1"))["nodes"]
    assert (await page(ask, "accounts", f'first: 1, after: "{long}"'))["nodes"] == first


@pytest.mark.parametrize("place", SORTED)
async def test_a_sort_key_is_named_once(ask: Asking, place: str) -> None:
    key = {"cases": "NUMBER", "contracts": "NUMBER"}.get(place, "NAME")
    twice = f"orderBy: [{{field: {key}}}, {{field: {key}, direction: DESC}}]"
    assert await refused(ask, place, twice) == f"`orderBy` names {key} twice: once is enough."


async def test_no_sort_key_is_the_order_of_its_own(ask: Asking) -> None:
    plain = await page(ask, "accounts", "first: 10")
    assert await page(ask, "accounts", "first: 10, orderBy: []") == plain
    assert await page(ask, "accounts", "first: 10, orderBy: null") == plain
