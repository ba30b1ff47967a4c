"""The audit trail: who changed what, when, from what, to what; whoever writes, and nothing is taken from it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.models.base import uuid7
from tests.waiting import blocked

from .records import account, case, insert, opportunity, user

Told = tuple[str, UUID, str, str | None, str | None]


async def told(connection: asyncpg.Connection, since: int = 0) -> list[Told]:
    """The changes in their order, as (type, record, field, from, to), but for the first ones."""
    rows = await connection.fetch(
        "SELECT record_type, record_id, field, old_value, new_value FROM field_change ORDER BY changed_at, id"
    )
    return [tuple(row) for row in rows[since:]]


async def count(connection: asyncpg.Connection) -> int:
    found: int = await connection.fetchval("SELECT count(*) FROM field_change")
    return found


async def test_making_a_record_is_one_change_and_it_says_by_whom(undone: asyncpg.Connection) -> None:
    by = await user(undone)
    before = await count(undone)
    await undone.execute("SELECT set_config('account_graph.user', $1, true)", str(by))
    made = await account(undone, "Acme", type="CUSTOMER", phone="1", created_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert await told(undone, before) == [("Account", made, "createdAt", None, "2026-01-02T00:00:00.000000Z")]
    row = await undone.fetchrow("SELECT * FROM field_change WHERE record_id = $1", made)
    assert (row["account_id"], row["changed_by_id"]) == (made, by)


async def test_each_field_that_changed_is_one_change_written_as_the_api_writes_it(undone: asyncpg.Connection) -> None:
    seller, other = await user(undone), await user(undone, "bob@demo.example")
    top = await account(undone, "Top")
    made = await account(undone, "Acme", owner_id=seller, latitude=50, longitude=10)
    before = await count(undone)
    await undone.execute(
        "UPDATE account SET name = 'Acme 2', name_key = 'acme 2', type = 'CUSTOMER', annual_revenue = 12.5,"
        " is_active = false, billing_city = 'Ulm', latitude = 48.5, owner_id = $2, parent_id = $3, version = 2,"
        " customer_since = '2026-01-02', last_activity_date = '2026-01-02 03:04:05+00', updated_at = now(),"
        " updated_by_id = $2, phone = phone WHERE id = $1",
        made,
        other,
        top,
    )
    found = await told(undone, before)
    assert {row[:2] for row in found} == {("Account", made)}
    assert {row[2:] for row in found} == {
        ("name", "Acme", "Acme 2"),
        ("type", "PROSPECT", "CUSTOMER"),
        ("annualRevenue", None, "12.50"),
        ("isActive", "true", "false"),
        ("billingAddress.city", None, "Ulm"),
        ("officeLocation.latitude", "50", "48.5"),
        ("owner", str(seller), str(other)),
        ("parent", None, str(top)),
        ("customerSince", None, "2026-01-02"),
        ("lastActivityDate", None, "2026-01-02T03:04:05.000000Z"),
    }
    assert len(found) == 10


async def test_what_follows_by_itself_is_no_change(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    before = await count(undone)
    deal, call = await opportunity(undone, of, 5), await case(undone, of)
    await undone.execute("UPDATE account SET version = version + 1, updated_at = now(), name_key = 'other'")
    assert [row[:3] for row in await told(undone, before)] == [
        ("Opportunity", deal, "createdAt"),
        ("Case", call, "createdAt"),
    ]


async def test_the_end_of_a_record_leaves_what_it_was(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme", created_at=datetime(2026, 1, 2, tzinfo=UTC))
    person = await insert(
        undone, "contact", account_id=of, name="Ann", name_key="ann", created_at=datetime(2026, 1, 3, tzinfo=UTC)
    )
    before = await count(undone)
    await undone.execute("DELETE FROM account WHERE id = $1", of)
    found = await told(undone, before)
    assert {row[2:] for row in found if row[1] == person} == {
        ("account", str(of), None),
        ("name", "Ann", None),
        ("isPrimary", "false", None),
        ("createdAt", "2026-01-03T00:00:00.000000Z", None),
    }
    gone = {row[2]: row[3] for row in found if row[1] == of}
    assert re.fullmatch(r"ACC-\d{6}", gone.pop("number") or "")
    assert gone == {
        "name": "Acme",
        "type": "PROSPECT",
        "isActive": "true",
        "createdAt": "2026-01-02T00:00:00.000000Z",
    }
    assert all(row[4] is None for row in found)
    kept = "SELECT count(*) FROM field_change WHERE account_id = $1"
    assert await undone.fetchval(kept, of) == before + len(found)


async def test_admin_matters_are_told_of_their_rule_group_role_grant_team_and_user(undone: asyncpg.Connection) -> None:
    someone = await user(undone)
    of = await account(undone, "Acme")
    before = await count(undone)
    boss = await insert(undone, "role", name="boss")
    group = await insert(undone, "user_group", name="team")
    member = await insert(undone, "group_member", group_id=group, user_id=someone)
    rule = await insert(undone, "sharing_rule", name="Rule", level="READ", role_id=boss)
    condition = await insert(
        undone, "sharing_condition", rule_id=rule, column="BILLING_COUNTRY", operator="IN", values=["US", "CA"]
    )
    team = await insert(undone, "account_team", account_id=of, user_id=someone, level="READ", title="Help")
    grant = await insert(undone, "account_grant", account_id=of, user_id=someone, level="READ")
    made = await told(undone, before)
    assert [row[:3] for row in made] == [
        ("Role", boss, "createdAt"),
        ("Group", group, "createdAt"),
        ("Group", group, "members"),
        ("SharingRule", rule, "createdAt"),
        ("SharingRule", rule, "conditions"),
        ("AccountTeamMember", team, "createdAt"),
        ("Grant", grant, "createdAt"),
    ]
    assert made[2][3:] == (None, str(someone))
    assert made[4][3:] == (None, "BILLING_COUNTRY IN US, CA")
    before = await count(undone)
    await undone.execute("UPDATE sharing_condition SET operator = 'IS_NULL', values = '{}' WHERE id = $1", condition)
    await undone.execute("UPDATE account_grant SET level = 'EDIT', expires_at = '2027-01-01 00:00+00'")
    await undone.execute("UPDATE app_user SET profile = 'ADMIN', role_id = $1", boss)
    await undone.execute("DELETE FROM group_member WHERE id = $1", member)
    assert sorted(await told(undone, before), key=str) == sorted(
        [
            ("SharingRule", rule, "conditions", "BILLING_COUNTRY IN US, CA", "BILLING_COUNTRY IS_NULL"),
            ("Grant", grant, "level", "READ", "EDIT"),
            ("Grant", grant, "expiresAt", None, "2027-01-01T00:00:00.000000Z"),
            ("User", someone, "profile", "SALES_REP", "ADMIN"),
            ("User", someone, "role", None, str(boss)),
            ("Group", group, "members", str(someone), None),
        ],
        key=str,
    )
    of_none = "SELECT DISTINCT record_type FROM field_change WHERE account_id IS NULL"
    assert {row[0] for row in await undone.fetch(of_none)} == {"Role", "Group", "SharingRule", "User"}


async def test_a_table_that_is_emptied_leaves_the_end_of_each_record(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    deals = [await opportunity(undone, of, amount) for amount in (5, 6)]
    before = await count(undone)
    await undone.execute("TRUNCATE opportunity, activity")
    ended = {
        row[1] for row in await told(undone, before) if row[2:] in {("amount", "5.00", None), ("amount", "6.00", None)}
    }
    assert ended == set(deals)


async def test_a_change_taken_back_leaves_nothing(connection: asyncpg.Connection) -> None:
    transaction = connection.transaction()
    await transaction.start()
    await account(connection, "Acme")
    await transaction.rollback()
    assert await count(connection) == 0


@pytest.mark.parametrize(
    "change", ["UPDATE field_change SET field = 'x'", "DELETE FROM field_change WHERE false", "TRUNCATE field_change"]
)
async def test_the_trail_takes_new_rows_only(connection: asyncpg.Connection, change: str) -> None:
    await account(connection, "Acme")
    with pytest.raises(asyncpg.PostgresError, match="the audit trail can't be changed") as refused:
        await connection.execute(change)
    assert refused.value.sqlstate == "AG002"
    assert await count(connection) == 1


async def test_who_waited_for_a_lock_changed_it_later(empty_url: str, connection: asyncpg.Connection) -> None:
    of = await account(connection, "Acme")
    first, second = await asyncpg.connect(empty_url), await asyncpg.connect(empty_url)
    late, early = second.transaction(), first.transaction()
    await late.start()
    await second.execute("SELECT 1")  # begins before the other
    await early.start()
    await first.execute("UPDATE account SET phone = 'first' WHERE id = $1", of)
    waiting = asyncio.create_task(second.execute("UPDATE account SET phone = 'second' WHERE id = $1", of))
    await blocked(first)
    await early.commit()
    await waiting
    await late.commit()
    assert [row[3:] for row in await told(connection, 1)] == [(None, "first"), ("first", "second")]
    await first.close()
    await second.close()


async def test_ids_made_by_the_database_follow_time_among_those_of_the_app(undone: asyncpg.Connection) -> None:
    moment = datetime.now(UTC)
    moments = [moment + timedelta(microseconds=7 * n) for n in range(1000)]
    made: list[UUID] = await undone.fetchval(
        "SELECT array_agg(account_graph_uuid7(m) ORDER BY n) FROM unnest($1::timestamptz[]) WITH ORDINALITY t(m, n)",
        moments,
    )
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    app: Any = uuid7()
    later = await undone.fetchval("SELECT account_graph_uuid7(now() + interval '1 minute')")
    assert made[0] < later > app


async def test_every_column_is_told_of_or_known_not_to_be(undone: asyncpg.Connection) -> None:
    """A column that comes later is forgotten by nobody."""
    kept = {"version", "updated_at", "updated_by_id", "created_by_id", "name_key", "name_search"}
    kept |= {"total_opportunity_amount", "won_opportunity_amount", "open_case_count", "id"}
    kept |= {"open_opportunity_count", "open_opportunity_amount", "weighted_opportunity_amount", "figures_at"}
    kept |= {"email_since", "tokens_valid_from"}
    columns = await undone.fetch(
        "SELECT c.relname, a.attname, pg_get_functiondef(p.oid) AS text FROM pg_trigger t JOIN pg_proc p ON p.oid ="
        " t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped WHERE t.tgname LIKE '%audit_insert'"
    )
    assert len({row["relname"] for row in columns}) == 16
    untold = {
        f"{row['relname']}.{row['attname']}"
        for row in columns
        if row["attname"] not in kept and f'd."{row["attname"]}"' not in row["text"]
    }
    assert untold == {"group_member.group_id", "sharing_condition.rule_id"}


async def test_only_with_the_tables_to_oneself_can_records_come_in_with_a_history_of_their_own(
    connection: asyncpg.Connection,
) -> None:
    async with connection.transaction():
        await connection.execute("SELECT account_graph_audit(false)")
        await account(connection, "Acme")
        await connection.execute("SELECT account_graph_audit(true)")
    assert await count(connection) == 0
    await account(connection, "Other")
    assert await count(connection) == 1
