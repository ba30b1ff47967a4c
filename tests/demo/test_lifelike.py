"""The demo company is lifelike: every choice occurs, totals are sums, and nothing happens before its time."""

from decimal import Decimal
from enum import Enum

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
from tests.demo.facts import facts, rows


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
