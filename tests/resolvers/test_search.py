"""Text search: every word is found in something of the row, slips forgiven; nothing of what is hidden is told."""

# ruff: noqa: RUF001  # letters and signs that look alike are what some of this is about

import os
from collections.abc import AsyncIterator
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
from graph.instance import Instance
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute
from tests.asking import CURSORS, data
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle
from tests.resolvers.plain_search import exact_words, matching_accounts, matching_contacts, plain
from tests.rows import Rows
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
    "stroke": "ØRSTED A/S",
    "umlaut": "ETH Zürich",
    "bare": "Eth Zurich Alumni",
    "vowel": "Zuerich Versicherung",
    "acute": "L'Oréal",
    "grave": "Société Générale",
    "straight": "O'Brien & Sons",
    "curly": "O’Brien & Daughters",
    "ligature": "A.P. Møller-Mærsk",
    "polish": "Łódź Żywiec",
    "dash": "Rolls–Royce",
    "greek": "Αθήνα",
}
"""By short names."""


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
            self.viewers[user_id],
            self.database.pool,
            self.statements,
            Instance("EUR"),
            "a test",
            planning=self.database.planning,
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
        ("Orsted", {"stroke"}),
        ("OERSTED", {"stroke"}),
        ("ørsted", {"stroke"}),
        ("Eth zürich", {"umlaut", "bare"}),
        ("zurich", {"umlaut", "bare", "vowel"}),
        ("zuerich", {"umlaut", "bare", "vowel"}),
        ("L'Oreal", {"acute"}),
        ("l’oréal", {"acute"}),
        ("L´Oreal", {"acute"}),
        ("societe generale", {"grave"}),
        ("O’Brien", {"straight", "curly"}),
        ("o'brien", {"straight", "curly"}),
        ("moller maersk", {"ligature"}),
        ("mærsk", {"ligature"}),
        ("lodz zywiec", {"polish"}),
        ("rolls-royce", {"dash"}),
        ("αθηνα", {"greek"}),
        ("%%%", set()),
        ("___", set()),
    ],
)
async def test_every_character_stands_for_itself(company: Company, search: str, finds: set[str]) -> None:
    found = await company.found(company.admin, ACCOUNTS, search=search, where=ODD_ONES)
    assert {node["name"] for node in found["nodes"]} == {ODD[short] for short in finds}


ODD_ONES = {"website": {"contains": "odd_site"}}


@pytest.mark.parametrize(
    ("filtered", "finds"),
    [
        ({"contains": "orsted"}, {"stroke"}),
        ({"startsWith": "ørsted"}, {"stroke"}),
        ({"startsWith": "o’brien"}, {"straight", "curly"}),
        ({"contains": "zurich"}, {"umlaut", "bare", "vowel"}),
        ({"startsWith": "Zürich"}, {"vowel"}),
        ({"endsWith": "zuerich"}, {"umlaut"}),
        ({"contains": "societe generale"}, {"grave"}),
        ({"contains": " mærsk"}, set()),
        ({"contains": " off"}, {"half", "full"}),
        ({"contains": " plain"}, {"plain", "plainer"}),
        ({"endsWith": "mærsk"}, {"ligature"}),
    ],
)
async def test_text_filters_fold_names_as_a_search_does(
    company: Company, filtered: dict[str, str], finds: set[str]
) -> None:
    found = await company.found(company.admin, ACCOUNTS, where={"and": [ODD_ONES, {"name": filtered}]})
    assert {node["name"] for node in found["nodes"]} == {ODD[short] for short in finds}


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
            ("account WHERE name_search LIKE '%abc%'", "account_name_search"),
            ("account WHERE lower(website COLLATE \"C\") LIKE '%abc%'", "account_website_search"),
            ("contact WHERE name_search LIKE '%abc%'", "contact_name_search"),
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
