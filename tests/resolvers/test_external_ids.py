"""External ids are read, filtered by and found by with their records: what a viewer doesn't see is known by no key."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from graph.models.noun import NOUNS
from graph.resolvers.loading.statements import StatementCache
from graph.resolvers.nouns.keys import root_field
from tests.asking import CURSORS, Asking
from tests.conftest import Opener, Postgres

# Ray owns Acme Corp UK and Germany; Rita sees neither.
KNOWN = {
    "Acme Corp UK": [("erp", "K-1"), ("crm", "0011"), ("crm", "0010")],
    "Acme Corp Germany": [("erp", "K-2")],
    "Acme Corp US": [("ERP", "K-1"), ("erp", "k-1")],
}


EXTERNAL = "query($s: String!, $k: String!) { account(by: { external: { source: $s, key: $k } }) { name } }"


@pytest.fixture(scope="module")
async def known(postgres: Postgres, demo_template: str, database: Opener) -> AsyncIterator[Asking]:
    """The demo company, in which other systems know some accounts, and all other records by their ids."""
    url = await postgres.make_database(template=demo_template)
    connection = await asyncpg.connect(url)
    put = "INSERT INTO external_id (id, source, record_type, key, record_id) SELECT gen_random_uuid()"
    for name, external_ids in KNOWN.items():
        for source, key in external_ids:
            await connection.execute(f"{put}, $2, 'account', $3, id FROM account WHERE name = $1", name, source, key)
    # the same key is another record's of another type
    await connection.execute(f"{put}, 'erp', 'contact', 'K-1', min(id::text)::uuid FROM contact")
    for noun in NOUNS.values():
        if noun.imports:
            await connection.execute(
                f"{put}, 'all', '{noun.record_type}', '{noun.prefix}-' || id, id FROM {noun.table}"
            )
    await connection.close()
    async with database(url) as opened:
        yield Asking(opened)
    await postgres.drop_database(url)


async def names(ask: Asking, who: str, where: str) -> list[str]:
    found = await ask(who, f"{{ accounts(where: {{ externalIds: {where} }}) {{ nodes {{ name }} }} }}")
    return [each["name"] for each in found["accounts"]["nodes"]]


async def test_external_ids_are_read_by_source_and_key(known: Asking) -> None:
    question = """{ accounts(where: {name: {in: ["Acme Corp UK", "Acme Corp US"]}}) {
        nodes { name externalIds { source key } } } }"""
    found = (await known("ada", question))["accounts"]["nodes"]
    assert [each["name"] for each in found] == ["Acme Corp UK", "Acme Corp US"]
    read = [[(x["source"], x["key"]) for x in each["externalIds"] if x["source"] != "all"] for each in found]
    assert read == [[("crm", "0010"), ("crm", "0011"), ("erp", "K-1")], [("ERP", "K-1"), ("erp", "k-1")]]


IMPORTED = [noun for noun in NOUNS.values() if noun.imports and noun.imports.keyed and noun.exposed]


@pytest.mark.parametrize("noun", [each for each in IMPORTED if each.root_list], ids=lambda noun: noun.name)
async def test_records_of_every_imported_noun_have_theirs(known: Asking, noun: Any) -> None:
    question = f"{{ {noun.plural}(first: 3) {{ nodes {{ id externalIds {{ source key }} }} }} }}"
    found = (await known("ada", question))[noun.plural]["nodes"]
    assert found
    for each in found:
        theirs = {"source": "all", "key": each["id"].replace("_", "-", 1)}
        assert [x for x in each["externalIds"] if x["source"] == "all"] == [theirs]


@pytest.mark.parametrize("noun", [each for each in IMPORTED if each.filtered], ids=lambda noun: noun.name)
async def test_lists_of_every_imported_noun_are_filtered_by_them(known: Asking, noun: Any) -> None:
    record = (await known("ada", f"{{ {noun.plural}(first: 1) {{ nodes {{ id }} }} }}"))[noun.plural]["nodes"][0]["id"]
    key = record.replace("_", "-", 1)
    where = f'{{ externalIds: {{ some: {{ source: {{ eq: "all" }}, key: {{ eq: "{key}" }} }} }} }}'
    found = await known("ada", f"{{ {noun.plural}(where: {where}) {{ totalCount nodes {{ id }} }} }}")
    assert found[noun.plural] == {"totalCount": 1, "nodes": [{"id": record}]}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('{ some: { source: { eq: "erp" }, key: { eq: "K-1" } } }', ["Acme Corp UK"]),
        ('{ some: { source: { eq: "erp" }, key: { in: ["K-1", "K-2"] } } }', ["Acme Corp Germany", "Acme Corp UK"]),
        ('{ some: { key: { eq: "K-1" } } }', ["Acme Corp UK", "Acme Corp US"]),
        ('{ some: { source: { eq: "crm" } }, none: { source: { eq: "ERP" } } }', ["Acme Corp UK"]),
        # one key has to meet all conditions
        ('{ some: { source: { eq: "crm" }, key: { eq: "K-1" } } }', []),
    ],
)  # fmt: skip
async def test_accounts_are_filtered_by_their_external_ids(known: Asking, where: str, found: list[str]) -> None:
    assert await names(known, "ada", where) == found


async def test_what_another_system_does_not_know_is_found_too(known: Asking) -> None:
    everyone = len((await known("ada", "{ accounts(first: 100) { nodes { id } } }"))["accounts"]["nodes"])
    question = '{ accounts(first: 0, where: { externalIds: { none: { source: { eq: "crm" } } } }) { totalCount } }'
    total = (await known("ada", question))["accounts"]["totalCount"]
    assert total > everyone / 2
    assert total == (await known("ada", "{ accounts(first: 0) { totalCount } }"))["accounts"]["totalCount"] - 1


async def test_a_key_finds_nothing_that_is_hidden(known: Asking) -> None:
    by_key = '{ some: { source: { eq: "erp" }, key: { in: ["K-1", "K-2"] } } }'
    assert await names(known, "ray", by_key) == ["Acme Corp Germany", "Acme Corp UK"]
    assert await names(known, "rita", by_key) == []
    through = f"{{ contacts(where: {{ account: {{ externalIds: {by_key} }} }}) {{ totalCount }} }}"
    assert (await known("ray", through))["contacts"]["totalCount"] > 0
    assert (await known("rita", through))["contacts"]["totalCount"] == 0


async def test_partners_read_no_external_ids_and_filter_by_none(known: Asking) -> None:
    found = await known("pat", "{ accounts { nodes { externalIds { key } owner { externalIds { key } } } } }")
    assert found["accounts"]["nodes"]
    assert {(each["externalIds"], each["owner"]["externalIds"]) for each in found["accounts"]["nodes"]} == {
        (None, None)
    }
    for where in ("externalIds: { some: {} }", "owner: { externalIds: { none: {} } }"):
        question = f"{{ accounts(where: {{ {where} }}) {{ totalCount }} }}"
        assert (await known.refusal("pat", question))[0] == "FIELD_HIDDEN"


@pytest.mark.parametrize("noun", IMPORTED, ids=lambda noun: noun.name)
async def test_a_record_of_every_imported_noun_is_found_by_its_key(known: Asking, noun: Any) -> None:
    pool = known.database.pool
    record = f"{noun.prefix}_{await pool.fetchval(f'SELECT id FROM {noun.table} ORDER BY id LIMIT 1')}"
    question = f"""query($k: {noun.name}Key!, $i: {noun.name}Key!, $n: {noun.name}Key!) {{
        byKey: {root_field(noun)}(by: $k) {{ id }}
        byId: {root_field(noun)}(by: $i) {{ id }}
        none: {root_field(noun)}(by: $n) {{ id }} }}"""
    key = {"source": "all", "key": record.replace("_", "-", 1)}
    variables = {"k": {"external": key}, "i": {"id": record}, "n": {"external": {**key, "source": "erp"}}}
    found = await known("ada", question, variables)
    assert found == {"byKey": {"id": record}, "byId": {"id": record}, "none": None}


@pytest.mark.parametrize(
    ("source", "key", "name"),
    [
        ("erp", "K-1", "Acme Corp UK"),
        ("ERP", "K-1", "Acme Corp US"),
        ("erp", "k-1", "Acme Corp US"),
        ("erp", " K-1", None),
        ("K-1", "erp", None),
        ('erp","K-1', "", None),
    ],
)
async def test_source_and_key_are_exact(known: Asking, source: str, key: str, name: str | None) -> None:
    found = await known("ada", EXTERNAL, {"s": source, "k": key})
    assert found["account"] == (name and {"name": name})


async def test_several_keys_may_find_one_record(known: Asking) -> None:
    keys = [*KNOWN["Acme Corp UK"], ("erp", "K-2"), ("erp", "none")]
    by = [f'external: {{ source: "{source}", key: "{key}" }}' for source, key in keys]
    fields = " ".join(f"f{n}: account(by: {{ {key} }}) {{ name }}" for n, key in enumerate(by))
    found = await known("ray", f"{{ {fields} }}")
    uk, germany = {"name": "Acme Corp UK"}, {"name": "Acme Corp Germany"}
    assert list(found.values()) == [uk, uk, uk, germany, None]


@pytest.mark.parametrize("who", ["rita", "ron"])
async def test_the_key_of_a_hidden_record_is_answered_like_one_of_none(known: Asking, who: str) -> None:
    for below in ("name", "contacts(first: 500) { totalCount }", 'contacts(after: "forged") { totalCount }'):
        question = EXTERNAL.replace("name", below)
        hidden, none = [await known.result(who, question, {"s": "erp", "k": key}) for key in ("K-2", "K-9")]
        assert (hidden.data, hidden.errors, hidden.executed) == (none.data, none.errors, none.executed)


@pytest.mark.parametrize(("field", "by"), [("role", 'name: " rep-eu "'), ("user", 'email: " Ray@Demo.example"')])
async def test_a_record_is_found_by_what_is_unique_of_it(known: Asking, field: str, by: str) -> None:
    assert (await known("ada", f"{{ {field}(by: {{ {by} }}) {{ name }} }}"))[field] is not None


async def test_what_is_hidden_from_a_partner_is_no_key_to_them(known: Asking) -> None:
    for field, by in (("account", 'external: {source: "erp", key: "K-1"}'), ("user", 'email: "max@demo.example"')):
        code, message = await known.refusal("pat", f"{{ {field}(by: {{ {by} }}) {{ id }} }}")
        assert (code, "is hidden from you" in message) == ("FIELD_HIDDEN", True)
    assert (await known("pat", '{ role(by: { name: "rep-eu" }) { id } }'))["role"] is None


async def test_a_key_that_no_text_of_the_database_can_be_is_refused(known: Asking) -> None:
    for source, key in (("erp", "a\x00"), ("\ud800", "a"), ("erp", "x" * 1_001)):
        assert (await known.refusal("ada", EXTERNAL, {"s": source, "k": key}))[0] == "BAD_INPUT"


async def test_questions_that_differ_in_their_key_share_one_statement(known: Asking) -> None:
    statements = StatementCache(CURSORS)
    asking = Asking(known.database, statements)
    for key in ("K-1", "K-2", "none"):
        await asking("ada", EXTERNAL, {"s": "erp", "k": key})
    assert len(statements._kept) == 1
