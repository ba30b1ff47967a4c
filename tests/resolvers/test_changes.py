"""Changes across all records: for admins, all of them, newest first; what triggers wrote is told as the API has it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.database import Database
from tests.asking import Asking
from tests.conftest import Opener
from tests.models.records import account, insert, opportunity, user
from tests.world import PEOPLE

FIELDS = "at by { id } recordType recordId field from to"
ALL = f"{{ changes(first: 100) {{ totalCount nodes {{ {FIELDS} }} }} }}"


@dataclass
class Office:
    """A database in which an admin and a rep did some things."""

    database: Database
    ids: dict[str, UUID]

    @property
    def ask(self) -> Asking:
        return Asking(self.database)

    async def kept(self, where: str, who: str = "ada") -> list[tuple[str, str]]:
        """The types and fields of the changes that a filter keeps."""
        answer = await self.ask(
            who, f"{{ changes(first: 100, where: {{{where}}}) {{ totalCount nodes {{ recordType field }} }} }}"
        )
        nodes = answer["changes"]["nodes"]
        assert answer["changes"]["totalCount"] == len(nodes)
        return [(node["recordType"], node["field"]) for node in nodes]


async def act(connection: asyncpg.Connection) -> dict[str, UUID]:
    ada = await user(connection, "ada@demo.example", profile="ADMIN")
    rep = await user(connection, "rep@demo.example")
    ids = {"ada": ada, "rep": rep}
    async with connection.transaction():
        await connection.execute("SELECT set_config('account_graph.user', $1, true)", str(ada))
        ids["role"] = await insert(connection, "role", name="boss")
        ids["group"] = await insert(connection, "user_group", name="team")
        ids["member"] = await insert(connection, "group_member", group_id=ids["group"], user_id=rep)
        ids["rule"] = await insert(connection, "sharing_rule", name="Rule", level="READ", group_id=ids["group"])
        ids["condition"] = await insert(
            connection, "sharing_condition", rule_id=ids["rule"], column="TYPE", operator="NOT_NULL", values=[]
        )
        await connection.execute("UPDATE app_user SET role_id = $1 WHERE id = $2", ids["role"], rep)
    async with connection.transaction():
        await connection.execute("SELECT set_config('account_graph.user', $1, true)", str(rep))
        ids["top"] = await account(connection, "Top", owner_id=rep)
        ids["acme"] = await account(connection, "Acme", owner_id=rep)
        ids["deal"] = await opportunity(connection, ids["acme"], 5)
        await connection.execute(
            "UPDATE account SET parent_id = $1, billing_city = 'Ulm' WHERE id = $2", ids["top"], ids["acme"]
        )
    ids["grant"] = await insert(connection, "account_grant", account_id=ids["acme"], user_id=ada, level="READ")
    await connection.execute("UPDATE account_grant SET level = 'EDIT'")
    ids["person"] = await insert(connection, "contact", account_id=ids["acme"], name="Ann", name_key="ann")
    await connection.execute("DELETE FROM contact")
    return ids


@pytest.fixture
async def office(empty_url: str, database: Opener) -> AsyncIterator[Office]:
    async with database(empty_url) as opened:
        async with opened.pool.acquire() as connection:
            ids = await act(connection)
        yield Office(opened, ids)


async def test_an_admin_reads_every_change_newest_first(office: Office) -> None:
    found = (await office.ask("ada", ALL))["changes"]
    ids = office.ids
    ada, rep = ({"id": f"usr_{ids[who]}"} for who in ("ada", "rep"))
    told = [(each["by"], each["recordId"], each["field"]) for each in reversed(found["nodes"])]
    first = [
        (None, f"usr_{ids['ada']}", "createdAt"),
        (None, f"usr_{ids['rep']}", "createdAt"),
        (ada, f"rol_{ids['role']}", "createdAt"),
        (ada, f"grp_{ids['group']}", "createdAt"),
        (ada, f"grp_{ids['group']}", "members"),
        (ada, f"rul_{ids['rule']}", "createdAt"),
        (ada, f"rul_{ids['rule']}", "conditions"),
        (ada, f"usr_{ids['rep']}", "role"),
        (rep, f"acc_{ids['top']}", "createdAt"),
        (rep, f"acc_{ids['acme']}", "createdAt"),
        (rep, f"opp_{ids['deal']}", "createdAt"),
    ]
    assert told[:11] == first
    assert {each[2] for each in told[11:13]} == {"parent", "billingAddress.city"}
    assert told[13:16] == [
        (None, f"grt_{ids['grant']}", "createdAt"),
        (None, f"grt_{ids['grant']}", "level"),
        (None, f"con_{ids['person']}", "createdAt"),
    ]
    assert {each[2] for each in told[16:]} == {"account", "name", "isPrimary", "createdAt"}
    assert found["totalCount"] == len(told) == 20
    values = {(each["recordType"], each["field"]): (each["from"], each["to"]) for each in found["nodes"]}
    assert values["Group", "members"] == (None, f"usr_{ids['rep']}")
    assert values["User", "role"] == (None, f"rol_{ids['role']}")
    assert values["Account", "parent"] == (None, f"acc_{ids['top']}")
    assert values["Account", "billingAddress.city"] == (None, "Ulm")
    assert values["Grant", "level"] == ("READ", "EDIT")
    assert values["SharingRule", "conditions"] == (None, "TYPE NOT_NULL")
    assert values["Contact", "account"] == (f"acc_{ids['acme']}", None)
    count = await office.database.pool.fetchval("SELECT count(*) FROM field_change")
    assert count == 20


async def test_filters_keep_what_they_say(office: Office) -> None:
    ids = office.ids
    assert set(await office.kept(f'recordId: {{eq: "acc_{ids["acme"]}"}}')) == {
        ("Account", "createdAt"),
        ("Account", "parent"),
        ("Account", "billingAddress.city"),
    }
    assert await office.kept(f'recordId: {{in: ["grt_{ids["grant"]}", "rul_{ids["rule"]}"]}}') == [
        ("Grant", "level"),
        ("Grant", "createdAt"),
        ("SharingRule", "conditions"),
        ("SharingRule", "createdAt"),
    ]
    of_acme = await office.kept(f'accountId: {{eq: "acc_{ids["acme"]}"}}, recordType: {{ne: "Contact"}}')
    assert sorted(of_acme) == [
        ("Account", "billingAddress.city"),
        ("Account", "createdAt"),
        ("Account", "parent"),
        ("Grant", "createdAt"),
        ("Grant", "level"),
        ("Opportunity", "createdAt"),
    ]
    by_rep = await office.kept('by: {email: {eq: "rep@demo.example"}}, field: {startsWith: "billingAddress."}')
    assert by_rep == [("Account", "billingAddress.city")]
    assert await office.kept('not: {or: [{field: {ne: "members"}}, {recordType: {eq: "User"}}]}') == [
        ("Group", "members")
    ]
    at = (await office.ask("ada", ALL))["changes"]["nodes"][-3]["at"]
    assert len(await office.kept(f'at: {{gt: "{at}"}}')) == 17
    assert await office.kept(f'at: {{lte: "{at}"}}') == [
        ("Role", "createdAt"),
        ("User", "createdAt"),
        ("User", "createdAt"),
    ]


async def test_what_can_be_no_id_is_refused(office: Office) -> None:
    for text in ("rol_1", "xyz_00000000-0000-0000-0000-000000000000", "", "acc_"):
        question = f'{{ changes(where: {{recordId: {{eq: "{text}"}}}}) {{ totalCount }} }}'
        assert await office.ask.codes("ada", question) == ["BAD_INPUT"]
    question = f'{{ changes(where: {{accountId: {{eq: "usr_{office.ids["ada"]}"}}}}) {{ totalCount }} }}'
    assert await office.ask.codes("ada", question) == ["BAD_INPUT"]


async def test_pages_walk_it_without_skipping_or_repeating(office: Office) -> None:
    whole = (await office.ask("ada", ALL))["changes"]["nodes"]
    found: list[Any] = []
    after = None
    while True:
        page = (
            await office.ask(
                "ada",
                f"query Q($after: String) {{ changes(first: 3, after: $after) {{ nodes {{ {FIELDS} }}"
                " pageInfo { hasNextPage endCursor } } }",
                {"after": after},
            )
        )["changes"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == whole


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"ada"}))
async def test_nobody_else_reads_any_of_it(ask: Asking, who: str) -> None:
    for question in (ALL, "{ changes(first: 0) { totalCount } }", "{ changes { __typename } }"):
        assert await ask.codes(who, question) == ["FORBIDDEN"]


async def test_history_tells_what_triggers_write_and_keeps_admin_matters_out(office: Office) -> None:
    told = "totalCount nodes { recordType recordId field from to }"
    question = f'{{ account(by: {{name: "Acme"}}) {{ history(first: 100) {{ {told} }} }} }}'
    for who in ("ada", "rep"):
        history = (await office.ask(who, question))["account"]["history"]
        found = {(each["recordType"], each["field"], each["from"], each["to"]) for each in history["nodes"]}
        ids = office.ids
        acme = f"acc_{ids['acme']}"
        made = {each[:2] for each in found if each[1] == "createdAt" and each[2] is None}
        assert made == {("Account", "createdAt"), ("Opportunity", "createdAt"), ("Contact", "createdAt")}
        assert {each for each in found if each[1] != "createdAt"} >= {
            ("Account", "parent", None, f"acc_{ids['top']}"),
            ("Account", "billingAddress.city", None, "Ulm"),
            # of a contact that is gone
            ("Contact", "name", "Ann", None),
            ("Contact", "isPrimary", "false", None),
            ("Contact", "account", acme, None),
        }
        assert history["totalCount"] == len(found) == 9
