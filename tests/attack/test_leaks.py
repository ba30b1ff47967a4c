"""A sweep for leaks: every id there is, asked for with every field there is, and nothing hidden in any answer.

It knows no resolver: the questions come from the schema, what is hidden from the oracle of rows, and what is looked for
is any trace of it in the bytes of the answer, cursors decoded.
"""

import base64
import re
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
)

from graph.resolvers.compiler.order import RelatedSortKey
from graph.resolvers.node import PREFIXES
from graph.resolvers.nouns.registry import ENTITIES
from graph.schema import CORE
from tests.asking import Asking
from tests.oracle import Oracle
from tests.rows import Rows

NODES = {prefix: ENTITIES[name] for prefix, name in PREFIXES.items()}
BYSTANDERS = ("rosa", "ron", "pat", "sam", "mia")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def selection(type_: GraphQLObjectType, levels: int) -> str:
    """Every field of this type, and so many levels of objects below it."""
    fields = []
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        arguments = "(first: 2)" if "first" in field.args else "(of: SUBTREE)" if "of" in field.args else ""
        if isinstance(below, GraphQLScalarType | GraphQLEnumType):
            fields.append(name)
        elif isinstance(below, GraphQLObjectType) and (
            levels or below.name.endswith(("PageInfo", "Address", "GeoPoint"))
        ):
            plain = below.name.endswith(("Connection", "Edge"))
            fields.append(f"{name}{arguments} {{ {selection(below, levels if plain else levels - 1)} }}")
    return " ".join(["__typename", *fields])


def strings(value: Any) -> set[str]:
    """Every text in an answer, and what its cursors hold."""
    if isinstance(value, dict):
        found: set[str] = set()
        for name, inner in value.items():
            found |= strings(inner)
            if name in ("cursor", "startCursor", "endCursor") and inner is not None:
                payload = base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4))[16:]
                found |= {str(key) for key in orjson.loads(payload)}
        return found
    if isinstance(value, list):
        return set().union(*map(strings, value)) if value else set()
    return {value} if isinstance(value, str) else set()


class Sweep:
    """What one viewer may not learn, and the questions that try."""

    def __init__(self, rows: Rows, sight: Oracle) -> None:
        self.ids = [f"{prefix}_{row_id}" for prefix, entity in NODES.items() for row_id in rows.tables[entity.table]]
        self.hidden_ids = {
            str(row.id)
            for table in ("account", "app_user", *(entity.table for entity in NODES.values()))
            for row in rows.tables[table].values()
            if not sight.sees(row)
        }
        self.hidden_names = {row.name for row in rows.accounts.values() if not sight.sees(row)}
        self.hidden_names |= {row.name_key for row in rows.accounts.values() if not sight.sees(row)}
        self.hidden_names |= {f"ACC-{row.number:06}" for row in rows.accounts.values() if not sight.sees(row)}

    def traces(self, answer: Any) -> set[str]:
        """What of the hidden is in this answer."""
        texts = strings(answer)
        return (self.hidden_names & texts) | (
            self.hidden_ids & {found for text in texts for found in UUID.findall(text)}
        )


@pytest.fixture(scope="module")
async def rows(demo_url: str) -> Rows:
    connection = await asyncpg.connect(demo_url)
    try:
        return await Rows.load(connection)
    finally:
        await connection.close()


@pytest.mark.parametrize("who", BYSTANDERS)
async def test_no_id_that_there_is_leads_to_a_trace_of_what_is_hidden(ask: Asking, rows: Rows, who: str) -> None:
    viewer = await ask.viewer(who)
    sweep = Sweep(rows, Oracle(rows, viewer.id, datetime.now(UTC)))
    assert len(sweep.hidden_names) > 100
    answered = 0
    for prefix, entity in NODES.items():
        type_ = CORE.type_map[entity.name]
        assert isinstance(type_, GraphQLObjectType)
        question = (
            f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {entity.name} {{ {selection(type_, 1)} }} }} }}"
        )
        ids = [each for each in sweep.ids if each.startswith(prefix)]
        for at in range(0, len(ids), 10):
            asked = ids[at : at + 10]
            found = (await ask(who, question, {"ids": asked}))["nodes"]
            assert sweep.traces(found) == set()
            for each, node in zip(asked, found, strict=True):
                assert (node is None) == (each[4:] in sweep.hidden_ids)
                answered += node is not None
    assert answered > 10


@pytest.mark.parametrize("who", BYSTANDERS)
async def test_no_list_in_any_order_shows_a_trace_of_what_is_hidden(ask: Asking, rows: Rows, who: str) -> None:
    viewer = await ask.viewer(who)
    sight = Oracle(rows, viewer.id, datetime.now(UTC))
    sweep = Sweep(rows, sight)
    page = "totalCount edges { cursor node { id name } } pageInfo { hasNextPage startCursor endCursor }"
    for name, key in NODES["acc"].sort_keys.items():
        question = f"{{ accounts(first: 100, orderBy: [{{field: {name}}}]) {{ {page} }} }}"
        if (
            who == "pat"
            and not isinstance(key, RelatedSortKey)
            and key.field in ("annualRevenue", "totalOpportunityAmount", "wonOpportunityAmount", "figuresAt")
        ):
            assert await ask.codes(who, question) == ["FIELD_HIDDEN"]
            continue
        found = (await ask(who, question))["accounts"]
        assert sweep.traces(found) == set()
        assert found["totalCount"] == len(sight.visible_accounts())
        assert found["pageInfo"]["hasNextPage"] == (len(sight.visible_accounts()) > 100)


async def test_no_hidden_value_reaches_a_partner_not_even_in_a_cursor(ask: Asking, rows: Rows) -> None:
    viewer = await ask.viewer("pat")
    sight = Oracle(rows, viewer.id, datetime.now(UTC))
    account = CORE.type_map["Account"]
    assert isinstance(account, GraphQLObjectType)
    seen = {row.id for row in rows.accounts.values() if sight.sees(row)}
    page = f"edges {{ cursor node {{ {selection(account, 1)} }} }}"
    question = f"query($c: String) {{ accounts(first: 10, after: $c) {{ {page} }} }}"
    texts, cursor = set[str](), None
    for _ in range(len(seen) // 10 + 1):
        found = await ask("pat", question, {"c": cursor})
        texts |= strings(found)
        cursor = found["accounts"]["edges"][-1]["cursor"] if found["accounts"]["edges"] else cursor
    secrets = {f"{row.annual_revenue:.2f}" for row in rows.accounts.values() if row.id in seen and row.annual_revenue}
    for deal in (deal for each in seen for deal in rows.of_account("opportunity", each)):
        secrets |= {f"{deal.amount:.2f}"} if deal.amount else set()
    secrets |= {f"{row.value:.2f}" for each in seen for row in rows.of_account("contract", each) if row.value}
    secrets |= {row.internal_notes for each in seen for row in rows.of_account("support_case", each)}
    secrets |= {row.email for row in rows.users.values() if row.id != viewer.id}
    assert len(secrets - {None}) > 20
    assert secrets & texts == set()


async def test_hidden_and_missing_are_answered_with_the_same_bytes(ask: Asking, rows: Rows) -> None:
    for who in ("ron", "pat"):
        sight = Oracle(rows, (await ask.viewer(who)).id, datetime.now(UTC))
        hidden = next(row for row in rows.accounts.values() if not sight.sees(row))
        nothing = "00000000-0000-7000-8000-000000000000"
        for by, missing in (
            ({"id": f"acc_{hidden.id}"}, {"id": f"acc_{nothing}"}),
            ({"number": f"ACC-{hidden.number:06}"}, {"number": "ACC-999999"}),
            ({"name": hidden.name}, {"name": "No such company"}),
        ):
            for below in (
                "id children { totalCount } parent { id } pipeline(of: SUBTREE) { openCount }",
                "contacts(first: 500) { totalCount }",
                'contacts(after: "forged") { totalCount }',
                "opportunities(orderBy: [{field: AMOUNT}]) { totalCount }",
            ):
                question = f"query($by: AccountKey!) {{ account(by: $by) {{ {below} }} }}"
                one, other = [await ask.result(who, question, {"by": each}) for each in (by, missing)]
                assert (one.data, one.errors, one.executed) == (other.data, other.errors, other.executed)
