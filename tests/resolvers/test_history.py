"""History: newest first, and nothing in it of what its reader may not see. Held against plain Python over the rows."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest

from graph.auth import field_rules
from graph.auth.authenticator import load_viewer
from graph.auth.subject import Subject
from graph.models.profile import Profile
from graph.models.rules import FieldRule
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.nouns.history import readable
from graph.resolvers.nouns.registry import ENTITIES
from tests.asking import Asking, data
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle
from tests.reference.history import governing, is_there, record_id, value
from tests.reference.sdl import SCHEMA
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, SIZES, active, company
from tests.rows import Row
from tests.world import PEOPLE
from tests.worlds.history import PLAIN, REFERENCES, store_changes

FIELDS = "at by { id } recordType recordId field from to"


@pytest.fixture(scope="module", params=SIZES)
async def both(request: pytest.FixtureRequest, postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    async with company(postgres, database, request.param) as made:
        async with made.database.pool.acquire() as connection:
            await store_changes(connection, made.rows, Random(f"{SEED} {request.param}"), made.now)
        yield await Both.load(made.database)


def told(oracle: Oracle, change: Row) -> dict[str, Any]:
    users = oracle.rows.users
    by = users.get(change.changed_by_id)
    seen = by is not None and oracle.viewer.profile != "PARTNER"
    return {
        "at": change.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": {"id": f"usr_{change.changed_by_id}"} if seen else None,
        "recordType": change.record_type,
        "recordId": record_id(change),
        "field": change.field,
        "from": value(oracle, change, change.old_value),
        "to": value(oracle, change, change.new_value),
    }


def expected(oracle: Oracle, account_id: UUID) -> list[dict[str, Any]]:
    rows = [row for row in oracle.rows.of_account("field_change", account_id) if is_there(oracle, row)]
    rows.sort(key=lambda row: (row.changed_at, row.id), reverse=True)
    return [told(oracle, row) for row in rows]


async def test_everyone_reads_what_they_may_and_nothing_else(both: Both) -> None:
    history = f"history {{ totalCount nodes {{ {FIELDS} }} }}"
    text = f"query Q($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Account {{ {history} }} }} }}"
    ids = [f"acc_{each}" for each in both.rows.accounts]
    for user in active(both):
        oracle = both.of(user.id).oracle
        result = await both.program(user.id, text, {"ids": ids})
        assert result.errors is None, (SEED, result.errors)
        for account_id, node in zip(both.rows.accounts, data(result)["nodes"], strict=True):
            if oracle.level(account_id) is None:
                assert node is None
                continue
            right = expected(oracle, account_id)
            assert node["history"] == {"totalCount": len(right), "nodes": right}, (SEED, user.email, account_id)


async def test_pages_walk_it_without_skipping_or_repeating(both: Both) -> None:
    text = (
        "query Q($id: ID!, $after: String) { account(by: {id: $id}) { history(first: 2, after: $after)"
        f" {{ edges {{ cursor node {{ {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
    )
    longest = max(both.rows.accounts, key=lambda each: len(both.rows.of_account("field_change", each)))
    walked = 0
    for user in active(both):
        oracle = both.of(user.id).oracle
        if oracle.level(longest) is None:
            continue
        found: list[Any] = []
        after = None
        while True:
            result = await both.program(user.id, text, {"id": f"acc_{longest}", "after": after})
            page = data(result)["account"]["history"]
            found += [edge["node"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == expected(oracle, longest), (SEED, user.email)
        walked += len(found) > 2
    assert walked


def test_the_kinds_of_fields_are_as_the_schema_has_them() -> None:
    for named in (*REFERENCES, *PLAIN):
        for type_name, field in governing(*named):
            assert field in SCHEMA.type_map[type_name].fields  # type: ignore[attr-defined]  # an object type


@pytest.mark.parametrize("rule", [("Account", "billingAddress"), ("Address", "city")])
async def test_a_part_is_told_of_where_both_it_and_the_whole_may_be_read(
    both: Both, monkeypatch: pytest.MonkeyPatch, rule: tuple[str, str]
) -> None:
    user = next(each for each in active(both) if each.profile == "ADMIN")
    viewer = replace(await load_viewer(both.database.pool, user.id), profile=Profile.SALES_REP)
    scope = Scope(Subject(viewer), "row", ENTITIES)
    rules: Any = field_rules.RULES[rule[0]]
    assert "Account.billingAddress.city" in readable(scope)
    monkeypatch.setitem(rules, rule[1], FieldRule(hidden_from=frozenset({Profile.SALES_REP})))
    assert "Account.billingAddress.city" not in readable(scope)
    assert ("Account.billingAddress.street" in readable(scope)) == (rule[0] == "Address")


# the demo's people


async def history(ask: Asking, who: str, name: str) -> list[dict[str, Any]]:
    answer = await ask(
        who,
        "query Q($name: String!) { account(by: {name: $name})"
        " { history(first: 100) { totalCount nodes { at by { name } recordType field from to } } } }",
        {"name": name},
    )
    found: list[dict[str, Any]] = answer["account"]["history"]["nodes"]
    assert answer["account"]["history"]["totalCount"] == len(found)
    return found


async def test_a_change_of_a_hidden_field_is_not_there_for_a_partner(ask: Asking) -> None:
    ours, theirs = await history(ask, "max", "Acme Corp UK"), await history(ask, "pat", "Acme Corp UK")
    assert "annualRevenue" in {each["field"] for each in ours}
    kept = [each for each in ours if each["field"] != "annualRevenue"]
    assert [each | {"by": None} for each in kept if each["field"] != "owner"] == [
        each for each in theirs if each["field"] != "owner"
    ]
    # the owner before is nobody whom the partner sees
    [owner] = [each for each in theirs if each["field"] == "owner"]
    assert owner["from"] is None
    assert owner["to"].startswith("usr_")


async def test_the_latest_change_comes_first_and_leads_to_what_is(ask: Asking) -> None:
    found = await history(ask, "mia", "Acme Corp US")
    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)
    answer = await ask("mia", '{ account(by: {name: "Acme Corp US"}) { annualRevenue owner { id } } }')
    latest = {each["field"]: each["to"] for each in reversed(found) if each["recordType"] == "Account"}
    assert latest["annualRevenue"] == answer["account"]["annualRevenue"]
    assert latest["owner"] == answer["account"]["owner"]["id"]
    assert all(datetime.fromisoformat(each["at"]).tzinfo for each in found)


async def test_the_demos_history_is_all_there_for_the_admin(ask: Asking) -> None:
    count = await ask.database.pool.fetchval("SELECT count(*) FROM field_change")
    total, after = 0, None
    while True:
        page = (
            await ask(
                "ada",
                "query Q($after: String) { accounts(first: 100, after: $after)"
                " { nodes { history(first: 0) { totalCount } } pageInfo { hasNextPage endCursor } } }",
                {"after": after},
            )
        )["accounts"]
        total += sum(node["history"]["totalCount"] for node in page["nodes"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert total == count


async def test_a_cursor_of_another_list_is_refused(ask: Asking) -> None:
    answer = await ask("max", "{ accounts(first: 1) { pageInfo { endCursor } } }")
    cursor = answer["accounts"]["pageInfo"]["endCursor"]
    question = '{ account(by: {name: "Acme Corp UK"}) { history(after: "%s") { totalCount } } }'
    assert await ask.codes("max", question % cursor) == ["BAD_INPUT"]


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"pat"}))
async def test_the_companys_own_people_read_who_changed_it(ask: Asking, who: str) -> None:
    answer = await ask(who, "{ accounts(first: 20) { nodes { history(first: 5) { nodes { by { name } } } } } }")
    changes = [change for node in answer["accounts"]["nodes"] for change in node["history"]["nodes"]]
    assert changes
    assert all(change["by"] for change in changes)
