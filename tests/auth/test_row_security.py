"""The second lock: what it lets the application's role write, and that it stops what the first one lets through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson
import pytest
from structlog.testing import capture_logs

from graph.auth.sharing import ROW_FILTERS
from graph.database import Database
from graph.models.spec import RowFilter
from graph.resolvers.loading.statements import StatementCache
from graph.row_security import ROLE
from graph.sql import TRUE
from tests.asking import CURSORS, REQUEST_ID, Asking, data
from tests.conftest import Opener
from tests.models.records import account, insert, opportunity, user

REFUSED = asyncpg.InsufficientPrivilegeError


@dataclass
class Office:
    """Ann owns one account, reads another, and has nothing to do with the third; Ada is an admin."""

    database: Database
    ids: dict[str, UUID]

    @asynccontextmanager
    async def writing(self, who: str | None) -> AsyncIterator[asyncpg.Connection]:
        """A transaction under the role, as that user; taken back."""
        async with self.database.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                if who is not None:
                    await connection.execute("SELECT set_config('account_graph.user', $1, true)", str(self.ids[who]))
                await connection.execute(f"SET LOCAL ROLE {ROLE}")
                yield connection
            finally:
                await transaction.rollback()

    async def refuses(self, who: str, statement: str, *arguments: object) -> None:
        """Under the role, this user may not do this."""
        async with self.writing(who) as connection:
            with pytest.raises(REFUSED):
                await connection.execute(statement, *arguments)

    async def changes(self, who: str, statement: str, *arguments: object) -> int:
        """How many rows it changes, under the role as this user."""
        async with self.writing(who) as connection:
            return int((await connection.execute(statement, *arguments)).split()[-1])


@pytest.fixture(scope="module")
async def office(postgres: object, database: Opener) -> AsyncIterator[Office]:
    url = await postgres.make_database()  # type: ignore[attr-defined]  # the server of the run
    async with database(url) as opened:
        async with opened.pool.acquire() as connection:
            ids = {
                "ann": await user(connection, "ann@demo.example"),
                "bob": await user(connection, "bob@demo.example"),
                "ada": await user(connection, "ada@demo.example", profile="ADMIN"),
                "gone": await user(connection, "gone@demo.example", profile="ADMIN", is_active=False),
            }
            ids["own"] = await account(connection, "Own", owner_id=ids["ann"])
            ids["read"] = await account(connection, "Read", owner_id=ids["bob"])
            ids["hidden"] = await account(connection, "Hidden", owner_id=ids["bob"])
            await insert(connection, "account_team", account_id=ids["read"], user_id=ids["ann"], level="READ")
            for of in ("own", "read", "hidden"):
                ids[f"{of} contact"] = await insert(connection, "contact", account_id=ids[of], name="Cy", name_key="cy")
                ids[f"{of} deal"] = await opportunity(connection, ids[of], 5)
        yield Office(opened, ids)
    await postgres.drop_database(url)  # type: ignore[attr-defined]  # likewise


async def test_reading_under_the_role_shows_what_is_open(office: Office) -> None:
    seen = {"ann": {"own", "read"}, "bob": {"read", "hidden"}, "ada": {"own", "read", "hidden"}, "gone": set()}
    for who, of in seen.items():
        async with office.writing(who) as connection:
            for table, suffix in (("account", ""), ("contact", " contact"), ("opportunity", " deal")):
                ids = {row[0] for row in await connection.fetch(f"SELECT id FROM {table}")}
                assert ids == {office.ids[each + suffix] for each in of}
    async with office.writing(None) as connection:
        for table in ("account", "contact", "opportunity"):
            assert await connection.fetch(f"SELECT id FROM {table}") == []


async def test_under_the_role_external_ids_are_seen_with_their_records(office: Office) -> None:
    async with office.writing("ann") as connection:
        await connection.execute("RESET ROLE")
        for name in ("own", "read", "hidden"):
            for record_type, of in (("account", name), ("contact", f"{name} contact"), ("opportunity", f"{name} deal")):
                columns = {"source": "erp", "record_type": record_type, "key": of, "record_id": office.ids[of]}
                await insert(connection, "external_id", **columns)
        await insert(connection, "external_id", source="x", record_type="?", key="?", record_id=office.ids["own"])
        await connection.execute(f"SET LOCAL ROLE {ROLE}")
        seen = {row["key"] for row in await connection.fetch("SELECT key FROM external_id")}
        assert seen == {f"{name}{of}" for name in ("own", "read") for of in ("", " contact", " deal")}


async def test_an_account_changes_where_it_is_open_for_editing(office: Office) -> None:
    change = "UPDATE account SET phone = '1', version = version + 1 WHERE id = $1"
    assert await office.changes("ann", change, office.ids["own"]) == 1
    await office.refuses("ann", change, office.ids["read"])
    assert await office.changes("ann", change, office.ids["hidden"]) == 0
    assert await office.changes("ada", change, office.ids["hidden"]) == 1
    assert await office.changes("gone", change, office.ids["own"]) == 0


async def test_a_description_changes_where_the_account_is_read(office: Office) -> None:
    change = "UPDATE account SET description = 'x', version = version + 1, updated_at = now() WHERE id = $1"
    assert await office.changes("ann", change, office.ids["read"]) == 1
    assert await office.changes("ann", change, office.ids["hidden"]) == 0
    await office.refuses("ann", "UPDATE account SET description = 'x', phone = '1' WHERE id = $1", office.ids["read"])


async def test_an_account_can_be_given_away_by_who_may_edit_it(office: Office) -> None:
    give = "UPDATE account SET owner_id = $1 WHERE id = $2 RETURNING id"
    assert await office.changes("ann", give, office.ids["bob"], office.ids["own"]) == 1
    await office.refuses("ann", "UPDATE account SET owner_id = $1 WHERE id = $2", office.ids["ann"], office.ids["read"])


async def test_an_account_is_made_by_who_may_then_edit_it(office: Office) -> None:
    columns = "account (id, name, name_key, owner_id)"
    make = f"INSERT INTO {columns} VALUES (gen_random_uuid(), 'New', 'new', $1) RETURNING number"
    assert await office.changes("ann", make, office.ids["ann"]) == 1
    await office.refuses("ann", make, office.ids["bob"])
    assert await office.changes("ada", make, office.ids["bob"]) == 1
    await office.refuses("gone", make, office.ids["gone"])


async def test_what_hangs_on_an_account_changes_where_that_is_open_for_editing(office: Office) -> None:
    make = "INSERT INTO file (id, account_id, name, size) VALUES (gen_random_uuid(), $1, 'x', 1) RETURNING id"
    assert await office.changes("ann", make, office.ids["own"]) == 1
    for of in ("read", "hidden"):
        await office.refuses("ann", make, office.ids[of])
    for of, count in (("own", 1), ("read", 0), ("hidden", 0)):
        deal = office.ids[f"{of} deal"]
        assert await office.changes("ann", "UPDATE opportunity SET amount = 6 WHERE id = $1", deal) == count
        assert await office.changes("ann", "DELETE FROM opportunity WHERE id = $1", deal) == count
    move = "UPDATE contact SET account_id = $1 WHERE id = $2"
    for to in ("read", "hidden"):
        await office.refuses("ann", move, office.ids[to], office.ids["own contact"])
    grant = "INSERT INTO account_grant (id, account_id, user_id, level) VALUES (gen_random_uuid(), $1, $2, 'READ')"
    assert await office.changes("ann", grant, office.ids["own"], office.ids["bob"]) == 1
    await office.refuses("ann", grant, office.ids["read"], office.ids["bob"])


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'r')",
        "INSERT INTO user_group (id, name) VALUES (gen_random_uuid(), 'g')",
        "INSERT INTO sharing_rule (id, name, level, profile) VALUES (gen_random_uuid(), 'r', 'READ', 'SALES_REP')",
        "INSERT INTO app_user (id, email, name, profile) VALUES (gen_random_uuid(), 'x@y.example', 'X', 'SALES_REP')",
    ],
)
async def test_admin_matters_are_for_admins(office: Office, statement: str) -> None:
    for who in ("ann", "gone"):
        await office.refuses(who, statement)
    assert await office.changes("ada", statement) == 1


async def test_nobody_makes_themself_an_admin(office: Office) -> None:
    promote = "UPDATE app_user SET profile = 'ADMIN'"
    assert await office.changes("ann", promote) == 0
    assert await office.changes("ada", promote) == 4


async def test_what_follows_by_itself_follows_under_the_role_too(office: Office) -> None:
    async with office.writing("ann") as connection:
        own = office.ids["own"]
        await opportunity(connection, own, 7, "CLOSED_WON")
        below = await account(connection, "Below", owner_id=office.ids["ann"], parent_id=own)
        totals = "SELECT total_opportunity_amount, won_opportunity_amount FROM account WHERE id = $1"
        assert tuple(await connection.fetchrow(totals, own)) == (12, 7)
        tree = "SELECT ancestor_id FROM account_tree WHERE descendant_id = $1 ORDER BY depth"
        assert [row[0] for row in await connection.fetch(tree, below)] == [below, own]
        told = "SELECT changed_by_id, field FROM field_change WHERE record_id = $1"
        assert [tuple(row) for row in await connection.fetch(told, below)] == [(office.ids["ann"], "createdAt")]
    async with office.writing("ada") as connection:
        epoch = await connection.fetchval("SELECT value FROM sharing_epoch")
        await insert(connection, "role", name="new")
        assert await connection.fetchval("SELECT value FROM sharing_epoch") == epoch + 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE field_change SET field = 'x'",
        "DELETE FROM field_change",
        "TRUNCATE field_change",
        "INSERT INTO field_change (id, record_type, record_id, field)"
        " VALUES (gen_random_uuid(), 'Account', gen_random_uuid(), 'x')",
        "UPDATE sharing_epoch SET value = 1",
        "DELETE FROM account_tree",
        "DELETE FROM app_user",
        "DELETE FROM external_id",
        "UPDATE external_id SET key = 'x'",
        "TRUNCATE account CASCADE",
        "SELECT account_graph_audit(false)",
        "ALTER TABLE account DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE own (id int)",
    ],
)
async def test_the_role_may_not_do_what_the_application_never_does(office: Office, statement: str) -> None:
    await office.refuses("ada", statement)


async def test_another_role_finds_the_tables_as_they_were(office: Office) -> None:
    async with office.database.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("CREATE ROLE a_reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO a_reader")
        await connection.execute("SET LOCAL ROLE a_reader")
        assert await connection.fetchval("SELECT count(*) FROM account") == 3
        plan = "\n".join(
            row[0] for row in await connection.fetch("EXPLAIN SELECT * FROM account WHERE phone LIKE 'x%'")
        )
        assert "account_graph" not in plan
        await transaction.rollback()


# the first lock with a hole in it

ACCOUNTS = "query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { name } ... on Contact { name } } }"


def hole(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (RowFilter.ACCOUNT, RowFilter.THROUGH_ACCOUNT):
        monkeypatch.setitem(ROW_FILTERS, each, lambda *_: TRUE)


@pytest.mark.parametrize(
    ("type_name", "question"),
    [
        ("Account", '{{ account(by: {{name: "Hidden"}}) {{ name }} }}'),
        ("Account", '{{ account(by: {{number: "ACC-000003"}}) {{ name }} }}'),
        ("Account", '{{ node(id: "acc_{hidden}") {{ ... on Account {{ name }} }} }}'),
        ("Contact", '{{ node(id: "con_{contact}") {{ ... on Contact {{ name }} }} }}'),
        ("Account", '{{ nodes(ids: ["acc_{own}", "acc_{hidden}"]) {{ ... on Account {{ name }} }} }}'),
    ],
)
async def test_what_one_lock_lets_through_the_other_stops_and_the_log_tells(
    office: Office, monkeypatch: pytest.MonkeyPatch, type_name: str, question: str
) -> None:
    ids = office.ids
    question = question.format(hidden=ids["hidden"], own=ids["own"], contact=ids["hidden contact"])
    hole(monkeypatch)
    with capture_logs() as logs:
        result = await Asking(office.database).result("ann", question)
    assert [(error["message"], error["extensions"]) for error in result.errors or ()] == [
        ("Something went wrong on our side. Tell us the request id.", {"code": "INTERNAL", "requestId": REQUEST_ID})
    ]
    assert b"Hidden" not in orjson.dumps(result.data)
    assert b"Cy" not in orjson.dumps(result.data)
    [line] = [each for each in logs if each["event"] == "row_security"]
    assert (line["log_level"], line["request_id"], line["type"], line["viewer"]) == (
        "error",
        REQUEST_ID,
        type_name,
        str(ids["ann"]),
    )
    assert line["ids"] == [str(ids["hidden" if type_name == "Account" else "hidden contact"])]


async def test_a_row_that_is_stopped_is_stopped_under_each_of_its_external_ids(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.database.pool.acquire() as connection:
        for key in ("H-1", "H-2"):
            columns = {"source": "erp", "record_type": "account", "key": key, "record_id": office.ids["hidden"]}
            await insert(connection, "external_id", **columns)
    by = 'account(by: {external: {source: "erp", key: "%s"}}) { name }'
    question = f"{{ a: {by % 'H-1'} b: {by % 'H-2'} }}"
    assert await Asking(office.database)("ann", question) == {"a": None, "b": None}
    hole(monkeypatch)
    with capture_logs() as logs:
        result = await Asking(office.database).result("ann", question)
    assert (data(result), [error["path"] for error in result.errors or ()]) == ({"a": None, "b": None}, [["a"], ["b"]])
    assert [line["ids"] for line in logs if line["event"] == "row_security"] == [[str(office.ids["hidden"])]]


async def test_one_row_that_is_stopped_takes_no_other_question_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    hole(monkeypatch)
    question = '{ a: account(by: {name: "Own"}) { name } b: account(by: {name: "Hidden"}) { name } }'
    result = await Asking(office.database).result("ann", question)
    assert data(result) == {"a": {"name": "Own"}, "b": None}
    assert [error["path"] for error in result.errors or ()] == [["b"]]


async def test_without_the_second_lock_the_hole_is_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hole(monkeypatch)
    asking = Asking(office.database, StatementCache(CURSORS, lock=False))
    assert await asking("ann", '{ account(by: {name: "Hidden"}) { name } }') == {"account": {"name": "Hidden"}}


async def test_with_both_locks_whole_what_is_open_is_read_and_nothing_is_logged(office: Office) -> None:
    ids = [f"acc_{office.ids[each]}" for each in ("own", "read", "hidden")]
    ids += [f"con_{office.ids[each]}" for each in ("own contact", "read contact", "hidden contact")]
    with capture_logs() as logs:
        answer = await Asking(office.database)("ann", ACCOUNTS, {"ids": ids})
    assert answer["nodes"] == [{"name": "Own"}, {"name": "Read"}, None, {"name": "Cy"}, {"name": "Cy"}, None]
    assert logs == []


async def test_a_policy_that_is_narrower_than_the_predicate_stops_it_too(empty_url: str, database: Opener) -> None:
    async with database(empty_url) as opened:
        async with opened.pool.acquire() as connection:
            ann = await user(connection, "ann@demo.example")
            await account(connection, "Own", owner_id=ann)
            await connection.execute(f"CREATE POLICY none ON account AS RESTRICTIVE TO {ROLE} USING (false)")
        assert await Asking(opened).codes("ann", '{ account(by: {name: "Own"}) { name } }') == ["INTERNAL"]
