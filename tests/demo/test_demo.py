"""The demo company in a database: the tables that documents show, and a lifelike rest."""

import asyncio
import hashlib
from decimal import Decimal
from enum import Enum
from typing import Any

import asyncpg
import pytest

from graph import demo
from graph.demo.company import company
from graph.models.account import AccountType, Industry
from graph.models.activity import ActivityKind
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.models.contact import BuyingRole
from graph.models.contract import ContractStatus
from graph.models.file import FileKind
from graph.models.invoice import InvoiceStatus
from graph.models.opportunity import LeadSource, OpportunityStage
from graph.models.sharing import AccessLevel

PEOPLE = {
    ("ada", "ADMIN", None, None),
    ("eve", "EXECUTIVE", "ceo", None),
    ("dan", "SALES_DIRECTOR", "vp-sales", None),
    ("mia", "SALES_MANAGER", "manager-na", None),
    ("max", "SALES_MANAGER", "manager-eu", None),
    ("rita", "SALES_REP", "rep-na", "North America sales team"),
    ("ray", "SALES_REP", "rep-eu", "Europe sales team"),
    ("rosa", "SALES_REP", "rep-eu", "Europe sales team"),
    ("ron", "SALES_REP", "rep-apac", None),
    ("sam", "SERVICE_AGENT", "service", None),
    ("pat", "PARTNER", None, None),
    ("bi", "INTEGRATION", None, None),
}

ROLES = {
    ("ceo", None),
    ("vp-sales", "ceo"),
    ("manager-na", "vp-sales"),
    ("rep-na", "manager-na"),
    ("manager-eu", "vp-sales"),
    ("rep-eu", "manager-eu"),
    ("rep-apac", "vp-sales"),
    ("service", "ceo"),
}

ACME = [
    (1, "Acme Corp Global", None, "CUSTOMER", "US", "dan", None),
    (2, "Acme Corp US", "Acme Corp Global", "CUSTOMER", "US", "rita", None),
    (3, "Acme Corp EMEA", "Acme Corp Global", "CUSTOMER", "NL", "ray", None),
    (4, "Acme Corp UK", "Acme Corp EMEA", "CUSTOMER", "GB", "ray", "Brightline Resellers"),
    (5, "Acme Corp Germany", "Acme Corp EMEA", "PROSPECT", "DE", "ray", None),
    (6, "Acme Corp APAC", "Acme Corp Global", "PROSPECT", "JP", "ron", None),
    (7, "Brightline Resellers", None, "PARTNER", "GB", "max", None),
]

RULES = {
    ("SALES_MANAGER", None, "EDIT", "IS_ACTIVE", "EQ", ("true",)),
    ("SALES_MANAGER", None, "EDIT", "TYPE", "EQ", ("CUSTOMER",)),
    (None, "North America sales team", "EDIT", "BILLING_COUNTRY", "IN", ("US", "CA", "MX")),
    (None, "Europe sales team", "EDIT", "BILLING_COUNTRY", "IN", ("GB", "DE", "FR", "IT", "ES")),
}


async def rows(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(statement)
        return found
    finally:
        await connection.close()


async def facts(url: str, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await rows(url, statement)]


async def checksums(url: str) -> dict[str, str]:
    """A digest of every table, its rows as text and in order, but for the migrations' own times."""
    tables = await rows(
        url,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname <> 'tortoise_migrations'",
    )
    digests = {}
    for table in sorted(row["relname"] for row in tables):
        lines = await rows(url, f'SELECT t::text AS line FROM "{table}" t ORDER BY t::text COLLATE "C"')
        digests[table] = hashlib.sha256("\n".join(row["line"] for row in lines).encode()).hexdigest()
    return digests


async def test_the_people_are_the_tables(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT split_part(u.email, '@', 1), u.profile, r.name, g.name FROM app_user u "
        "LEFT JOIN role r ON r.id = u.role_id LEFT JOIN group_member m ON m.user_id = u.id "
        "LEFT JOIN user_group g ON g.id = m.group_id",
    )
    assert len(found) == len(PEOPLE)
    assert set(found) == PEOPLE
    assert {person.email for person in demo.PEOPLE} == {f"{who}@demo.example" for who, *_ in PEOPLE}


async def test_only_the_export_may_view_and_roll_up_everything_by_permission(demo_url: str) -> None:
    found = await facts(demo_url, "SELECT email FROM app_user WHERE can_view_all OR can_roll_up_all")
    assert found == [("bi@demo.example",)]


async def test_the_partner_user_works_for_brightline(demo_url: str) -> None:
    found = await facts(
        demo_url, "SELECT u.email, a.name FROM app_user u JOIN account a ON a.id = u.partner_account_id"
    )
    assert found == [("pat@demo.example", "Brightline Resellers")]


async def test_the_role_tree_is_the_tables(demo_url: str) -> None:
    found = await facts(demo_url, "SELECT r.name, p.name FROM role r LEFT JOIN role p ON p.id = r.parent_id")
    assert set(found) == ROLES


async def test_the_rules_are_the_three_an_instance_is_shipped_with(demo_url: str) -> None:
    found = await facts(
        demo_url,
        'SELECT r.profile, g.name, r.level, c."column", c.operator, c.values FROM sharing_rule r '
        "JOIN sharing_condition c ON c.rule_id = r.id LEFT JOIN user_group g ON g.id = r.group_id "
        "WHERE r.is_active AND r.role_id IS NULL",
    )
    assert {(*row[:5], tuple(row[5])) for row in found} == RULES
    assert await facts(demo_url, "SELECT count(*) FROM sharing_rule") == [(3,)]


async def test_acme_is_the_table_and_has_the_first_numbers(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT a.number, a.name, p.name, a.type, a.billing_country, split_part(u.email, '@', 1), m.name "
        "FROM account a LEFT JOIN account p ON p.id = a.parent_id LEFT JOIN app_user u ON u.id = a.owner_id "
        "LEFT JOIN account m ON m.id = a.partner_id WHERE a.name ~ '^(Acme|Brightline)' ORDER BY a.number",
    )
    assert found == ACME
    assert await facts(demo_url, "SELECT count(*) FROM account WHERE name ~ '^Acme' AND NOT is_active") == [(0,)]


async def test_nobody_was_let_into_acme_by_hand(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT a.name FROM account a JOIN (SELECT account_id FROM account_grant UNION ALL SELECT account_id "
        "FROM account_team) way ON way.account_id = a.id WHERE a.name ~ '^Acme'",
    )
    assert found == []


async def test_each_of_acmes_accounts_has_a_primary_contact_deals_and_papers(demo_url: str) -> None:
    found = await rows(
        demo_url,
        "SELECT a.name, (SELECT count(*) FROM contact WHERE account_id = a.id AND is_primary) AS primaries, "
        "(SELECT count(DISTINCT stage) FROM opportunity WHERE account_id = a.id) AS stages, "
        "(SELECT count(*) FROM contract WHERE account_id = a.id) AS contracts, "
        "(SELECT count(*) FROM activity WHERE account_id = a.id) AS activities, "
        "(SELECT count(*) FROM file WHERE account_id = a.id) AS files FROM account a WHERE a.name ~ '^Acme'",
    )
    for row in found:
        assert row["primaries"] == 1, row
        assert min(row["stages"], row["contracts"] + 1, row["activities"], row["files"]) >= 2, row


async def test_a_second_load_changes_nothing(empty_url: str) -> None:
    first = await demo.load(empty_url)
    before = await checksums(empty_url)
    second = await demo.load(empty_url)
    assert (first.loaded, second.loaded) == (True, False)
    assert second.counts == first.counts
    assert await checksums(empty_url) == before


async def test_what_people_changed_and_deleted_stays_as_they_left_it(empty_url: str) -> None:
    await demo.load(empty_url)
    await rows(empty_url, "UPDATE account SET name = 'Renamed', name_key = 'renamed' WHERE number = 2")
    await rows(empty_url, "DELETE FROM contact WHERE is_primary")
    before = await checksums(empty_url)
    await demo.load(empty_url)
    assert await checksums(empty_url) == before


async def test_two_loads_at_once_put_it_in_once(empty_url: str) -> None:
    both = await asyncio.gather(demo.load(empty_url), demo.load(empty_url))
    assert sorted(summary.loaded for summary in both) == [False, True]
    assert await facts(empty_url, "SELECT count(*) FROM account") == [(both[0].counts["accounts"],)]


async def test_two_databases_get_the_same_bytes(demo_url: str, empty_url: str) -> None:
    await demo.load(empty_url)
    assert await checksums(empty_url) == await checksums(demo_url)


async def test_a_name_already_taken_is_named_and_nothing_is_loaded(empty_url: str) -> None:
    await rows(empty_url, "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'vp-sales')")
    with pytest.raises(demo.DemoConflict, match=r"role .*vp-sales.* rename"):
        await demo.load(empty_url)
    assert await facts(empty_url, "SELECT (SELECT count(*) FROM role), (SELECT count(*) FROM external_id)") == [(1, 0)]


async def test_progress_tells_every_noun_and_ends_with_everything(empty_url: str) -> None:
    heard: list[tuple[str, int, int]] = []
    summary = await demo.load(empty_url, lambda *told: heard.append(told))
    assert [noun for noun, _, _ in heard] == list(summary.counts)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)
    assert heard[-1][1] == heard[-1][2] == sum(summary.counts.values())


@pytest.mark.parametrize(
    ("table", "column", "enum"),
    [
        ("account", "type", AccountType),
        ("account", "industry", Industry),
        ("activity", "kind", ActivityKind),
        ("support_case", "origin", CaseOrigin),
        ("support_case", "priority", CasePriority),
        ("support_case", "status", CaseStatus),
        ("contact", "buying_role", BuyingRole),
        ("contract", "status", ContractStatus),
        ("file", "kind", FileKind),
        ("invoice", "status", InvoiceStatus),
        ("opportunity", "lead_source", LeadSource),
        ("opportunity", "stage", OpportunityStage),
        ("account_team", "level", AccessLevel),
        ("account_grant", "level", AccessLevel),
    ],
)
async def test_every_value_of_every_choice_occurs(demo_url: str, table: str, column: str, enum: type[Enum]) -> None:
    found = await facts(demo_url, f'SELECT DISTINCT "{column}" FROM {table} WHERE "{column}" IS NOT NULL')
    assert {value for (value,) in found} == set(enum)


@pytest.mark.parametrize(
    ("noun", "about"),
    [
        ("accounts", 150),
        ("contacts", 600),
        ("opportunities", 800),
        ("cases", 350),
        ("contracts", 190),
        ("invoices", 260),
    ],
)
async def test_there_is_about_as_much_as_at_a_real_company(demo_url: str, noun: str, about: int) -> None:
    counts = (await demo.load(demo_url)).counts
    assert about * 0.9 <= counts[noun] <= about * 1.1


async def test_counts_are_what_the_tables_hold(demo_url: str) -> None:
    for table, made in company().items():
        assert await facts(demo_url, f"SELECT count(*) FROM {table}") == [(len(made),)], table


async def test_kept_totals_are_the_sums(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT a.name FROM account a LEFT JOIN (SELECT account_id, sum(amount) AS total, "
        "sum(amount) FILTER (WHERE stage = 'CLOSED_WON') AS won, count(*) FILTER (WHERE is_open) AS open_count, "
        "sum(amount) FILTER (WHERE is_open) AS open_amount, "
        "sum(round(amount * probability / 100, 2)) FILTER (WHERE is_open) AS weighted "
        "FROM (SELECT *, stage NOT IN ('CLOSED_WON', 'CLOSED_LOST') AS is_open FROM opportunity) o GROUP BY 1) o "
        "ON o.account_id = a.id "
        "LEFT JOIN (SELECT account_id, count(*) AS opened FROM support_case WHERE status NOT IN ('RESOLVED', 'CLOSED') "
        "GROUP BY 1) c ON c.account_id = a.id WHERE a.total_opportunity_amount <> coalesce(o.total, 0) "
        "OR a.won_opportunity_amount <> coalesce(o.won, 0) OR a.open_case_count <> coalesce(c.opened, 0) "
        "OR a.open_opportunity_count <> coalesce(o.open_count, 0) "
        "OR a.open_opportunity_amount <> coalesce(o.open_amount, 0) "
        "OR a.weighted_opportunity_amount <> coalesce(o.weighted, 0)",
    )
    assert found == []
    assert (await facts(demo_url, "SELECT sum(total_opportunity_amount) FROM account"))[0][0] > Decimal(10_000_000)


async def test_some_trees_are_five_levels_deep_and_the_closure_is_theirs(demo_url: str) -> None:
    assert await facts(demo_url, "SELECT max(depth) FROM account_tree") == [(4,)]
    found = await facts(
        demo_url,
        "WITH RECURSIVE up AS (SELECT id, id AS ancestor, 0 AS depth, parent_id FROM account UNION ALL "
        "SELECT up.id, a.id, up.depth + 1, a.parent_id FROM up JOIN account a ON a.id = up.parent_id), "
        "truth AS (SELECT ancestor, id, depth FROM up), kept AS (SELECT * FROM account_tree) "
        "(TABLE truth EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE truth)",
    )
    assert found == []


async def test_customers_became_so_with_their_first_activated_contract(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT a.name FROM account a LEFT JOIN (SELECT account_id, min(activated_at)::date AS first FROM contract "
        "GROUP BY 1) c ON c.account_id = a.id WHERE a.customer_since IS DISTINCT FROM c.first "
        "OR (a.type IN ('CUSTOMER', 'FORMER_CUSTOMER')) <> (c.first IS NOT NULL) AND a.type <> 'PARTNER'",
    )
    assert found == []


async def test_nothing_happens_before_its_account_or_changes_after_today(demo_url: str) -> None:
    for table in ("contact", "opportunity", "support_case", "contract", "activity", "file"):
        found = await facts(
            demo_url,
            f"SELECT r.id FROM {table} r JOIN account a ON a.id = r.account_id WHERE r.created_at < a.created_at "
            "OR r.updated_at < r.created_at OR r.updated_at > '2026-11-01 09:00Z'",
        )
        assert found == [], table


async def test_the_history_says_how_often_and_when_a_record_last_changed(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT r.id FROM (SELECT id, version, created_at, updated_at FROM account UNION ALL "
        "SELECT id, version, created_at, updated_at FROM opportunity) r LEFT JOIN (SELECT record_id, "
        "max(changed_at) AS last, count(DISTINCT changed_at) AS times FROM field_change GROUP BY 1) h "
        "ON h.record_id = r.id WHERE r.version <> 1 + coalesce(h.times, 0) "
        "OR r.updated_at <> coalesce(h.last, r.created_at)",
    )
    assert found == []


async def test_grants_are_of_every_kind(demo_url: str) -> None:
    found = await facts(
        demo_url,
        "SELECT DISTINCT num_nonnulls(user_id) AS u, num_nonnulls(role_id) AS r, cascades FROM account_grant",
    )
    assert len(found) >= 5
    over = "SELECT count(*) FROM account_grant WHERE expires_at"
    assert (await facts(demo_url, f"{over} < '2026-11-01'"))[0][0] > 0
    assert (await facts(demo_url, f"{over} > '2030-01-01'"))[0][0] > 0
    assert (await facts(demo_url, f"{over} IS NULL"))[0][0] > 0


async def test_every_column_that_may_be_empty_is_so_somewhere(demo_url: str) -> None:
    for table in ("account", "contact", "opportunity", "support_case", "contract", "activity"):
        columns = await rows(
            demo_url,
            "SELECT column_name AS name FROM information_schema.columns WHERE is_nullable = 'YES' "
            f"AND table_name = '{table}' AND column_name NOT IN ('created_by_id', 'updated_by_id')",
        )
        for column in columns:
            count = f'SELECT count(*) FILTER (WHERE "{column["name"]}" IS NULL), count("{column["name"]}") FROM {table}'
            empty, full = (await facts(demo_url, count))[0]
            assert empty, (table, column["name"])
            assert full, (table, column["name"])


async def test_telephones_and_websites_lead_nowhere(demo_url: str) -> None:
    fictitious = (
        r"^(\+1 \d{3} 555 01\d\d|\+44 (20 7946 0\d{3}|1\d\d 496 0\d{3})"
        r"|\+49 (30 23125|40 66969|89 99998|69 90009) \d{3}|\+49 221 4710 \d{3}"
        r"|\+33 (1 99 00|4 65 71) \d\d \d\d|\+46 8 465 004 \d\d|\+61 (2 5550|3 7010) \d{4})$"
    )
    for table in ("account", "contact"):
        assert await facts(demo_url, f"SELECT phone FROM {table} WHERE phone !~ '{fictitious}'") == []
    assert await facts(demo_url, r"SELECT website FROM account WHERE website !~ '^https://[a-z0-9.-]+\.example$'") == []
    odd = await facts(demo_url, r"SELECT email FROM contact WHERE email !~ '^[a-z0-9.-]+@[a-z0-9-]+\.example$'")
    assert odd == []
