"""The demo company in a database: the tables that documents show, and a lifelike rest."""

import asyncio
import hashlib

import pytest

from graph import demo
from tests.demo.facts import facts, rows

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


async def checksums(url: str) -> dict[str, str]:
    """A digest of every table, its rows as text and in order, but for the times of migrations and figures."""
    tables = await rows(
        url,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname <> 'tortoise_migrations'",
    )
    digests = {}
    for table in sorted(row["relname"] for row in tables):
        row = "(to_jsonb(t) - 'figures_at')::text"
        lines = await rows(url, f'SELECT {row} AS line FROM "{table}" t ORDER BY {row} COLLATE "C"')
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
