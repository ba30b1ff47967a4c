"""History: newest first, and nothing in it of what its reader may not see. Held against plain Python over the rows."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from graph.auth import field_rules
from graph.auth.backend import load_viewer
from graph.models.user import Profile
from graph.resolvers.history import readable
from graph.resolvers.statement import Writer
from tests.asking import CURSORS, Asking, data
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle, Row, above
from tests.reference.asked import PREFIXES, TYPES
from tests.reference.sdl import SCHEMA, hidden_field
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, SIZES, active, company
from tests.world import PEOPLE

FIELDS = "at by { id } recordType recordId field from to"
COLUMNS = [
    "id",
    "account_id",
    "record_type",
    "record_id",
    "field",
    "old_value",
    "new_value",
    "changed_at",
    "changed_by_id",
]

REFERENCES = {
    ("Account", "owner"): "app_user",
    ("Account", "partner"): "account",
    ("Account", "parent"): "account",
    ("Opportunity", "owner"): "app_user",
    ("Activity", "owner"): "app_user",
    ("Activity", "contact"): "contact",
    ("Case", "contact"): "contact",
    ("Case", "account"): "account",
    ("Contract", "signedBy"): "contact",
}
PLAIN = (
    ("Account", "type"),
    ("Account", "annualRevenue"),
    ("Account", "billingAddress.city"),
    ("Account", "officeLocation.latitude"),
    ("Account", "createdAt"),
    ("Contact", "createdAt"),
    ("Opportunity", "amount"),
    ("Opportunity", "stage"),
    ("Case", "internalNotes"),
    ("Case", "status"),
    ("Contract", "value"),
    ("Contact", "name"),
    ("File", "size"),
)
UNKNOWN = (
    ("Account", "shoeSize"),
    ("Widget", "name"),
    ("Account", "ultimateParent"),
    ("Account", "billingAddress"),
    ("Account", "billingAddress.name"),
    ("User", "email"),
    ("AccountGrant", "level"),
    ("AccountTeamMember", "createdAt"),
    ("", ""),
)
PARTS = {"billingAddress": "Address", "officeLocation": "GeoPoint"}
TABLES = {type_name: table for table, type_name in TYPES.items()}


@pytest.fixture(scope="module", params=SIZES)
async def both(request: pytest.FixtureRequest, postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    async with company(postgres, database, request.param) as made:
        rows = changes(made, Random(f"{SEED} {request.param}"))
        async with made.database.pool.acquire() as connection:
            await connection.copy_records_to_table("field_change", records=rows, columns=COLUMNS)
        yield await Both.load(made.database)


def changes(both: Both, random: Random) -> list[list[Any]]:
    """Some changes of every account, of all kinds of fields; what they name is seen or not, or gone."""
    made = []
    moments = [both.now - timedelta(minutes=n) for n in range(4)]  # few, so that they tie
    users = [*both.rows.users, None]
    for account_id in both.rows.accounts:
        for _ in range(random.randrange(12)):
            kind = random.choice((tuple(REFERENCES), tuple(REFERENCES), PLAIN, UNKNOWN))
            type_name, field = random.choice(kind)
            table = REFERENCES.get((type_name, field), "account")
            values: list[Any] = [None, "", "no id", UUID(int=random.getrandbits(128)), *both.rows.tables[table]]
            old, new = (None if value is None else str(value) for value in random.choices(values, k=2))
            made.append(
                [
                    UUID(int=random.getrandbits(128)),
                    account_id,
                    type_name,
                    account_id if type_name == "Account" else UUID(int=random.getrandbits(128)),
                    field,
                    old,
                    new,
                    random.choice(moments),
                    random.choice(users),
                ]
            )
    return made


def value(oracle: Oracle, change: Row, text: str | None) -> str | None:
    """What a viewer is shown of one value."""
    table = REFERENCES.get((change.record_type, change.field))
    if table is None or text is None:
        return text
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        return None
    if sees_all(oracle):
        return f"{PREFIXES[table]}_{text}"
    row_id = UUID(text)
    rows = oracle.rows.tables[table]
    if row_id not in rows:
        return None
    line = [row_id, *above(rows, row_id)] if change.field == "parent" else [row_id]
    return next((f"{PREFIXES[table]}_{each}" for each in line if oracle.sees(rows[each])), None)


def sees_all(oracle: Oracle) -> bool:
    viewer = oracle.viewer
    return bool(viewer.profile == "ADMIN" or (viewer.profile == "INTEGRATION" and viewer.can_view_all))


def governing(type_name: str, field: str) -> list[tuple[str, str]]:
    """The fields whose rules say who reads of a change: the field's own, and its part's."""
    whole, _, part = field.partition(".")
    return [(type_name, whole), *([(PARTS[whole], part)] if part else [])]


def is_there(oracle: Oracle, change: Row) -> bool:
    if sees_all(oracle):
        return change.record_type not in ("AccountGrant", "AccountTeamMember")
    named = (change.record_type, change.field)
    if named not in (*REFERENCES, *PLAIN) or any(
        hidden_field(*each, oracle.viewer.profile) for each in governing(*named)
    ):
        return False
    before, after = (value(oracle, change, each) for each in (change.old_value, change.new_value))
    return named not in REFERENCES or before != after


def told(oracle: Oracle, change: Row) -> dict[str, Any]:
    users = oracle.rows.users
    by = users.get(change.changed_by_id)
    seen = by is not None and oracle.viewer.profile != "PARTNER"
    table = TABLES.get(change.record_type)
    return {
        "at": change.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": {"id": f"usr_{change.changed_by_id}"} if seen else None,
        "recordType": change.record_type,
        "recordId": f"{PREFIXES[table]}_{change.record_id}" if table else None,
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
    rules: Any = field_rules.RULES[rule[0]]
    assert "Account.billingAddress.city" in readable(Writer(viewer, CURSORS))
    monkeypatch.setitem(rules, rule[1], field_rules.FieldRule(hidden_from=frozenset({Profile.SALES_REP})))
    assert "Account.billingAddress.city" not in readable(Writer(viewer, CURSORS))
    assert ("Account.billingAddress.street" in readable(Writer(viewer, CURSORS))) == (rule[0] == "Address")


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
