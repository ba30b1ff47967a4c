"""Text search: every word is found in something of the row, slips forgiven; nothing of what is hidden is told."""

import os
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer
from graph.context import Context
from graph.database import Database
from graph.resolvers.compiler.search import Word
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute
from tests.asking import CURSORS, Asking, data
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle, Row, Rows
from tests.world import generate

SEED = int(os.environ.get("ACCOUNT_GRAPH_TEST_SEED") or SystemRandom().randrange(1_000_000))

ACCOUNTS = """query($search: String, $where: AccountFilter, $after: String, $orderBy: [AccountOrder!]) {
  accounts(search: $search, where: $where, first: 100, after: $after, orderBy: $orderBy) {
    totalCount nodes { id name } pageInfo { hasNextPage endCursor } } }"""
CONTACTS = """query($search: String) { contacts(search: $search, first: 100) {
    totalCount nodes { id name } pageInfo { hasNextPage endCursor } } }"""

ODD = {
    "half": "50% Off Ltd",
    "full": "500 Off Ltd",
    "under": "snake_case GmbH",
    "space": "snakeXcase GmbH",
    "slash": "back\\slash AG",
    "quote": 'O\'Neill "Quoted" {a} $1 %s Inc',
    "wide": "\uff21\uff23\uff2d\uff25 Straße",
    "east": "株式会社東京",
    "plain": "Plain",
    "plainer": "Plain Sailing",
    "more": "Explained",
}


@dataclass
class Company:
    """A stored world with some odd names in it."""

    database: Database
    rows: Rows
    now: datetime
    statements: StatementCache
    viewers: dict[UUID, Viewer]

    async def result(self, user_id: UUID, question: str, **variables: Any) -> Result:
        if user_id not in self.viewers:
            self.viewers[user_id] = await load_viewer(self.database.pool, user_id)
        context = Context(
            self.viewers[user_id], self.database.pool, self.statements, "EUR", "a test", planning=self.database.planning
        )
        return await execute(context, question, variables, None)

    async def found(self, user_id: UUID, question: str, **variables: Any) -> dict[str, Any]:
        result = await self.result(user_id, question, **variables)
        assert result.errors is None, result.errors
        (connection,) = data(result).values()
        assert isinstance(connection, dict)
        return connection

    @property
    def admin(self) -> UUID:
        return next(id_ for id_, user in self.rows.users.items() if user.profile == "ADMIN" and user.is_active)


@pytest.fixture(scope="module")
async def company(postgres: Postgres, database: Opener) -> AsyncIterator[Company]:
    url = await postgres.make_database()
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            now = await connection.fetchval("SELECT now()")
            # its grants expire around half an hour ago: none while this runs
            await generate(SEED, 80, now - timedelta(minutes=30)).store(connection)
            await connection.execute(
                "UPDATE app_user SET profile = 'ADMIN', is_active = true, partner_account_id = NULL"
                " WHERE id = (SELECT min(id::text)::uuid FROM app_user)"
            )
            for short, name in ODD.items():
                await connection.execute(
                    "INSERT INTO account (id, name, name_key, website, version, created_at, updated_at)"
                    " VALUES (gen_random_uuid(), $1, $2, $3, 1, now(), now())",
                    name,
                    plain(name),
                    f"http://{short.upper()}.odd_site.example/%",
                )
            rows = await Rows.load(connection)
        yield Company(opened, rows, now, StatementCache(CURSORS), {})
    await postgres.drop_database(url)


# -- the plain truth, of words that no slip is forgiven in


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded)).strip()


def lowered(text: str | None) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text or "")


def short(word: str) -> bool:
    return len(word) < 3 and re.fullmatch("[a-z0-9]+", word) is not None


def in_name(word: str, name_key: str) -> bool:
    if short(word):
        return any(part.startswith(word) for part in name_key.split(" "))
    return word in name_key


def in_contact(word: str, contact: Row) -> bool:
    return in_name(word, contact.name_key) or (not short(word) and word in lowered(contact.email))


def in_account(word: str, account: Row, rows: Rows) -> bool:
    number = re.fullmatch(r"(acc-)?([0-9]{1,18})", word)
    return (
        in_name(word, account.name_key)
        or (not short(word) and word in lowered(account.website))
        or (number is not None and int(number[2]) == account.number)
        or any(in_contact(word, each) for each in rows.of_account("contact", account.id))
    )


def matching_accounts(search: str, rows: Rows, seen: Iterable[UUID]) -> set[str]:
    words = plain(search).split()
    return {f"acc_{each}" for each in seen if all(in_account(word, rows.accounts[each], rows) for word in words)}


def matching_contacts(search: str, rows: Rows, seen: Iterable[UUID]) -> set[str]:
    words = plain(search).split()
    return {
        f"con_{contact.id}"
        for each in seen
        for contact in rows.of_account("contact", each)
        if all(in_contact(word, contact) or in_name(word, rows.accounts[each].name_key) for word in words)
    }


def exact_words(random: Random, rows: Rows) -> list[str]:
    """Pieces of what there is that no slip is forgiven in: of three letters at most, or not of letters alone."""
    texts = [text for each in rows.accounts.values() for text in (each.name_key, lowered(each.website))]
    texts += [text for each in rows.contacts.values() for text in (each.name_key, lowered(each.email))]
    found = [str(random.choice(list(rows.accounts.values())).number), "acc-000007"]
    while len(found) < 25:
        pieces = random.choice(texts).split()
        if not pieces:
            continue
        piece = random.choice(pieces)
        start = random.randrange(len(piece))
        word = plain(piece[start : start + random.choice((1, 2, 3, 3, 5, 9))])
        if word and " " not in word and not Word(word).forgiving:
            found.append(word)
    return found


async def test_a_search_finds_what_plain_python_finds_for_every_viewer(company: Company) -> None:
    random = Random(SEED)
    words = exact_words(random, company.rows)
    searches = [*words, *(" ".join(random.sample(words, 2)) for _ in range(10))]
    kept = 0
    for user in company.rows.users.values():
        if not user.is_active:
            continue
        seen = Oracle(company.rows, user.id, company.now).visible_accounts()
        for search in random.sample(searches, 6):
            for question, matching in ((ACCOUNTS, matching_accounts), (CONTACTS, matching_contacts)):
                right = matching(search, company.rows, seen)
                found = await company.found(user.id, question, search=search)
                ids = {node["id"] for node in found["nodes"]}
                assert found["totalCount"] == len(right), (SEED, user.email, search)
                assert (ids == right) if len(right) <= 100 else (ids < right), (SEED, user.email, search)
                kept += len(right)
    assert kept > 100


@pytest.mark.parametrize(
    ("search", "finds"),
    [
        ("50%", {"half"}),
        ("snake_case", {"under"}),
        ("k\\s", {"slash"}),
        ("o'neill", {"quote"}),
        ('"quoted"', {"quote"}),
        ("{a} $1 %s", {"quote"}),
        ("odd_site.example/%", set(ODD)),
        ("STRASSE acme", {"wide"}),
        ("\uff53tra\u00dfe", {"wide"}),
        ("東京", {"east"}),
        ("off ltd", {"half", "full"}),
        ("off 500", {"full"}),
        ("off  \n\t LTD\u00a0", {"half", "full"}),
        ("http://slash.odd", {"slash"}),
        ("%%%", set()),
        ("___", set()),
    ],
)
async def test_every_character_stands_for_itself(company: Company, search: str, finds: set[str]) -> None:
    found = await company.found(company.admin, ACCOUNTS, search=search, where=ODD_ONES)
    assert {node["name"] for node in found["nodes"]} == {ODD[short] for short in finds}


ODD_ONES = {"website": {"contains": "odd_site"}}


async def test_an_exact_name_comes_first_then_what_begins_with_it(company: Company) -> None:
    found = await company.found(company.admin, ACCOUNTS, search="plain", where=ODD_ONES)
    # also of Plain's own site: what the website alone holds comes after what a name holds
    assert [node["name"] for node in found["nodes"]] == ["Plain", "Plain Sailing", "Explained"]


async def test_a_blank_search_is_none(company: Company) -> None:
    everything = await company.found(company.admin, ACCOUNTS)
    for search in (None, "", "  \t\n\u3000"):
        assert await company.found(company.admin, ACCOUNTS, search=search) == everything


@pytest.mark.parametrize(
    "search",
    [" ".join(map(str, range(11))), "x" * 201, "nul\0"],
    ids=["eleven words", "201 characters", "NUL"],
)
async def test_what_cant_be_searched_is_refused(company: Company, search: str) -> None:
    result = await company.result(company.admin, ACCOUNTS, search=search)
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_INPUT"]


async def test_ten_words_and_200_characters_are_searched(company: Company) -> None:
    assert await company.found(company.admin, ACCOUNTS, search=" ".join("abcdefghij"))
    assert (await company.found(company.admin, ACCOUNTS, search="x" * 200))["nodes"] == []


@pytest.mark.parametrize("search", ["ltd", "off", "s", "example"])
@pytest.mark.parametrize("order", [None, [{"field": "ANNUAL_REVENUE", "direction": "DESC"}]])
@pytest.mark.parametrize("size", [1, 3])
async def test_pages_walk_what_was_found_both_ways(company: Company, search: str, order: Any, size: int) -> None:
    whole = await company.found(company.admin, ACCOUNTS, search=search, orderBy=order)
    ids = [node["id"] for node in whole["nodes"]]
    assert len(ids) > 1
    for way, past, more, end in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        walk = f"""query($search: String, $cursor: String, $orderBy: [AccountOrder!]) {{
          accounts(search: $search, orderBy: $orderBy, {way}: {size}, {past}: $cursor) {{
            nodes {{ id }} pageInfo {{ {more} {end} }} }} }}"""
        walked: list[str] = []
        cursor = None
        for _ in range(12):
            page = await company.found(company.admin, walk, search=search, orderBy=order, cursor=cursor)
            now = [node["id"] for node in page["nodes"]]
            walked = [*walked, *now] if way == "first" else [*now, *walked]
            if not page["pageInfo"][more]:
                break
            cursor = page["pageInfo"][end]
        assert walked == (ids[: len(walked)] if way == "first" else ids[-len(walked) :])
        assert len(walked) == min(len(ids), 12 * size)


async def test_a_cursor_is_of_its_search_alone(company: Company) -> None:
    for order in (None, [{"field": "NAME", "direction": "ASC"}]):
        page = await company.found(company.admin, ACCOUNTS, search="off", orderBy=order)
        after = page["pageInfo"]["endCursor"]
        assert (await company.found(company.admin, ACCOUNTS, search=" OFF ", orderBy=order, after=after))["nodes"] == []
        for other in ("ltd", None):
            result = await company.result(company.admin, ACCOUNTS, search=other, orderBy=order, after=after)
            assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_INPUT"]


# -- the demo company


async def names(ask: Asking, who: str, search: str, more: str = "", root: str = "accounts") -> list[str]:
    question = f"query($search: String) {{ {root}(search: $search, first: 100{more}) {{ nodes {{ name }} }} }}"
    return [node["name"] for node in (await ask(who, question, {"search": search}))[root]["nodes"]]


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("Acme Grmany", "Acme Corp Germany"),
        ("acm ger", "Acme Corp Germany"),
        ("acme corp global", "Acme Corp Global"),
        ("Brigtline", "Brightline Resellers"),
        ("resselers", "Brightline Resellers"),
        ("brightline RESELLERS", "Brightline Resellers"),
    ],
)
async def test_slips_are_forgiven(ask: Asking, search: str, first: str) -> None:
    assert (await names(ask, "ada", search))[0] == first


async def test_an_account_is_found_by_its_contacts_and_a_contact_by_its_account(ask: Asking) -> None:
    assert await names(ask, "ada", "grace.yeo@acme.example") == ["Acme Corp US"]
    assert await names(ask, "ada", "grace yeo corp") == ["Acme Corp US"]
    assert "Grace Yeo" in await names(ask, "ada", "acme us", root="contacts")
    assert (await names(ask, "ada", "grace yeo", root="contacts"))[0] == "Grace Yeo"


async def test_an_account_is_found_by_its_number(ask: Asking) -> None:
    number = (await ask("ada", '{ account(by: {name: "Acme Corp US"}) { number } }'))["account"]["number"]
    for search in (number, number.lower(), number.removeprefix("ACC-"), number.removeprefix("ACC-").lstrip("0")):
        assert (await names(ask, "ada", search))[0] == "Acme Corp US"


async def test_filters_views_and_orders_hold_beside_a_search(ask: Asking) -> None:
    found = await names(ask, "ada", "acme corp")
    assert len(found) >= 6
    assert found[0] in {"Acme Corp US", "Acme Corp UK"}  # of equal finds, the shortest name first
    by_name = await names(ask, "ada", "acme corp", ", orderBy: {field: NAME, direction: DESC}")
    assert by_name == sorted(found, key=str.casefold, reverse=True)
    ends = await names(ask, "ada", "acme corp", ', where: {name: {endsWith: "germany"}}')
    assert ends == ["Acme Corp Germany"]
    mine = await names(ask, "rita", "acme", ", view: MY_ACCOUNTS")
    assert set(mine) < set(found)


async def test_nothing_hidden_is_found(ask: Asking) -> None:
    everyone = set(await names(ask, "ada", "acme"))
    for who in ("pat", "rita", "ray", "rosa", "sam"):
        for search in ("acme", "acme.example", "grace yeo", "Acme Grmany"):
            for root in ("accounts", "contacts"):
                question = (
                    f"query($search: String) {{ {root}(search: $search, first: 100) {{ totalCount nodes {{ id }} }} }}"
                )
                found = (await ask(who, question, {"search": search}))[root]
                ids = [node["id"] for node in found["nodes"]]
                assert found["totalCount"] == len(ids)
                seen = await ask(who, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})
                assert [node and node["id"] for node in seen["nodes"]] == ids
        assert set(await names(ask, who, "acme")) <= everyone
    assert await names(ask, "pat", "grace.yeo@acme.example") == []


async def test_a_search_is_one_statement(ask: Asking) -> None:
    statements = ask.statements._kept
    before = len(statements)
    await names(ask, "ada", "one statement for all of this 17")
    assert len(statements) == before + 1


async def test_an_index_answers_every_word(company: Company) -> None:
    """Each comparison has its index, by the very expression; the planner is told that whole tables are dear."""
    async with company.database.pool.acquire() as connection:
        change = connection.transaction()
        await change.start()
        await connection.execute(
            "INSERT INTO contact (id, account_id, name, name_key, email, version, created_at, updated_at)"
            " SELECT gen_random_uuid(), (SELECT min(id::text)::uuid FROM account), n, n, n || '@a.example', 1,"
            " now(), now() FROM (SELECT md5(n::text) AS n FROM generate_series(1, 5000) n) made"
        )
        for index in ("account_name", "account_website", "contact_name", "contact_email"):
            await connection.execute(f"SELECT gin_clean_pending_list('{index}_search')")
        await connection.execute("ANALYZE account; ANALYZE contact; SET LOCAL enable_seqscan = off")
        for source, index in (
            ("account WHERE name_key LIKE '%abc%'", "account_name_search"),
            ("account WHERE lower(website COLLATE \"C\") LIKE '%abc%'", "account_website_search"),
            ("contact WHERE name_key LIKE '%abc%'", "contact_name_search"),
            ("contact WHERE lower(email COLLATE \"C\") LIKE '%abc%'", "contact_email_search"),
        ):
            plan = await connection.fetch(f"EXPLAIN SELECT id FROM {source}")
            assert index in "\n".join(row[0] for row in plan)
        await change.rollback()


async def test_a_user_who_may_not_create_the_extension_is_told_the_mend(postgres: Postgres) -> None:
    extension = import_module("graph.models.migrations.0004_search").EXTENSION
    url = await postgres.make_database(template="template0")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DROP ROLE IF EXISTS nobody_special; CREATE ROLE nobody_special")
        await connection.execute("SET ROLE nobody_special")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="have a superuser run CREATE EXTENSION pg_trgm"):
            await connection.execute(extension)
        await connection.execute("RESET ROLE; DROP ROLE nobody_special")
        await connection.execute(extension)
        await connection.execute(extension)
    finally:
        await connection.close()
        await postgres.drop_database(url)
