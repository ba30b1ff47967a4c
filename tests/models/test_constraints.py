"""What the database itself refuses, whoever writes, and what it lets in beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from graph.models.base import uuid7
from graph.models.names import name_key

from .records import account, insert, user

D = Decimal
SOURCE = Path(__file__).read_text()
ACCOUNT = {"name": "Acme", "name_key": "acme"}
USER = {"email": "ann@demo.example", "name": "Ann", "profile": "SALES_REP"}
OF_ACCOUNT = "account_id"
PERSON = {OF_ACCOUNT: 0, "name": "Ann", "name_key": "ann"}
DEAL = {OF_ACCOUNT: 0, "name": "Deal", "probability": 10}
HELP = {OF_ACCOUNT: 0, "subject": "Help"}
TALK = {OF_ACCOUNT: 0, "subject": "Talk", "at": datetime(2026, 1, 1, tzinfo=UTC)}
CONTRACT = {OF_ACCOUNT: 0}
BILL = {OF_ACCOUNT: 0, "amount": D(9)}
PAPER = {OF_ACCOUNT: 0, "name": "a.pdf", "size": 1}
RULE = {"name": "Rule", "level": "READ", "profile": "ADMIN"}

# table, columns that are always there, then for each check: its name, what it admits, what it refuses
CHECKS: list[tuple[str, Mapping[str, Any], str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("account", ACCOUNT, "name_present", [{}], [{"name": ""}, {"name": "  "}]),
    ("account", ACCOUNT, "type_known", [{"type": "PARTNER"}], [{"type": "partner"}, {"type": ""}]),
    ("account", ACCOUNT, "industry_known", [{"industry": "ENERGY"}, {"industry": None}], [{"industry": "MAGIC"}]),
    ("account", ACCOUNT, "revenue_not_negative", [{"annual_revenue": D(0)}], [{"annual_revenue": D("-0.01")}]),
    ("account", ACCOUNT, "employees_not_negative", [{"number_of_employees": 0}], [{"number_of_employees": -1}]),
    (
        "account",
        ACCOUNT,
        "website_is_http",
        [{"website": "https://acme.example"}, {"website": "http://acme.example"}],
        [{"website": "acme.example"}, {"website": "javascript:alert(1)"}, {"website": "x https://acme.example"}],
    ),
    (
        "account",
        ACCOUNT,
        "country_is_a_code",
        [{"billing_country": "GB"}],
        [{"billing_country": "gb"}, {"billing_country": "G"}],
    ),
    (
        "account",
        ACCOUNT,
        "brand_color_is_hex",
        [{"brand_color": "#00aAfF"}],
        [{"brand_color": "00aaff"}, {"brand_color": "#00aaf"}, {"brand_color": "#00aafg"}],
    ),
    (
        "account",
        ACCOUNT,
        "location_is_whole",
        [{"latitude": D(1), "longitude": D(2)}],
        [{"latitude": D(1)}, {"longitude": D(2)}],
    ),
    (
        "account",
        ACCOUNT,
        "location_on_earth",
        [{"latitude": D(-90), "longitude": D(180)}],
        [{"latitude": D("90.1"), "longitude": D(0)}, {"latitude": D(0), "longitude": D("-180.1")}],
    ),
    ("account", ACCOUNT, "open_cases_not_negative", [{"open_case_count": 0}], [{"open_case_count": -1}]),
    (
        "account",
        ACCOUNT,
        "open_opportunities_not_negative",
        [{"open_opportunity_count": 0}],
        [{"open_opportunity_count": -1}],
    ),
    ("contact", PERSON, "name_present", [{}], [{"name": " "}]),
    ("contact", PERSON, "buying_role_known", [{"buying_role": "CHAMPION"}], [{"buying_role": "HERO"}]),
    ("opportunity", DEAL, "amount_not_negative", [{"amount": D(0)}], [{"amount": D("-0.01")}]),
    (
        "opportunity",
        DEAL,
        "probability_is_percent",
        [{"probability": 0}, {"probability": 100}],
        [{"probability": -1}, {"probability": 101}],
    ),
    ("opportunity", DEAL, "stage_known", [{"stage": "CLOSED_WON"}], [{"stage": "WON"}]),
    ("opportunity", DEAL, "lead_source_known", [{"lead_source": "EVENT"}], [{"lead_source": "STARS"}]),
    ("support_case", HELP, "status_known", [{"status": "CLOSED"}], [{"status": "OPEN"}]),
    ("support_case", HELP, "priority_known", [{"priority": "CRITICAL"}], [{"priority": "URGENT"}]),
    ("support_case", HELP, "origin_known", [{"origin": "CHAT"}], [{"origin": "OWL"}]),
    ("contract", CONTRACT, "status_known", [{"status": "ACTIVATED"}], [{"status": "ACTIVE"}]),
    ("contract", CONTRACT, "value_not_negative", [{"value": D(0)}], [{"value": D(-1)}]),
    ("invoice", BILL, "status_known", [{"status": "ISSUED"}], [{"status": "OPEN"}]),
    ("invoice", BILL, "amount_not_negative", [{"amount": D(0)}], [{"amount": D(-1), "paid_amount": D(-1)}]),
    (
        "invoice",
        BILL,
        "paid_at_most_the_amount",
        [{"paid_amount": D(0)}, {"paid_amount": D(9)}],
        [{"paid_amount": D("9.01")}, {"paid_amount": D("-0.01")}],
    ),
    ("activity", TALK, "kind_known", [{"kind": "CALL"}], [{"kind": "FAX"}]),
    ("file", PAPER, "size_not_negative", [{"size": 0}], [{"size": -1}]),
    ("file", PAPER, "kind_known", [{"kind": "IMAGE"}], [{"kind": "SOUND"}]),
    ("app_user", USER, "profile_known", [{"profile": "ADMIN"}], [{"profile": "ROOT"}]),
    ("app_user", USER, "email_in_lower_case", [{}], [{"email": "Ann@demo.example"}]),
    ("sharing_rule", {"name": "Rule", "level": "READ"}, "for_exactly_one", [{"profile": "ADMIN"}], [{}]),
    ("sharing_rule", RULE, "level_known", [{"level": "EDIT"}], [{"level": "OWN"}]),
    ("sharing_rule", RULE, "profile_known", [{"profile": "ADMIN"}], [{"profile": "ROOT"}]),
    ("sharing_rule", RULE, "below_needs_a_role", [{}], [{"include_below": True}]),
]


@contextmanager
def refused(check: str) -> Iterator[None]:
    with pytest.raises(asyncpg.CheckViolationError) as violation:
        yield
    assert violation.value.constraint_name == check


def _cases() -> list[Any]:
    return [
        pytest.param(table, {**always, **columns}, f"{table}_{check}", admitted, id=f"{table}-{check}-{columns}")
        for table, always, check, admits, refuses in CHECKS
        for admitted, each in ((True, admits), (False, refuses))
        for columns in each
    ]


@pytest.mark.parametrize(("table", "columns", "check", "admitted"), _cases())
async def test_a_check_admits_and_refuses(
    undone: asyncpg.Connection, table: str, columns: dict[str, Any], check: str, admitted: bool
) -> None:
    if OF_ACCOUNT in columns:
        columns = {**columns, OF_ACCOUNT: await account(undone, "Acme")}
    if admitted:
        await insert(undone, table, **columns)
    else:
        with refused(check):
            await insert(undone, table, **columns)


async def test_every_check_is_tested(undone: asyncpg.Connection) -> None:
    rows = await undone.fetch(
        "SELECT conname FROM pg_constraint JOIN pg_class t ON t.oid = conrelid "
        "WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conname LIKE relname || '\\_%' "
        "AND conname NOT LIKE '%\\_check'"
    )
    tested = {f"{table}_{check}" for table, _, check, _, _ in CHECKS}
    assert {name for (name,) in rows if name not in tested and f'"{name}"' not in SOURCE} == set()


async def test_an_account_is_not_its_own_partner(undone: asyncpg.Connection) -> None:
    itself, partner = uuid7(), await account(undone, "Partner")
    await account(undone, "Other", partner_id=partner)
    with refused("account_not_its_own_partner"):
        await account(undone, "Itself", id=itself, partner_id=itself)


async def test_an_account_is_not_its_own_parent(undone: asyncpg.Connection) -> None:
    itself = uuid7()
    with refused("account_not_its_own_parent"):
        await account(undone, "Itself", id=itself, parent_id=itself)


async def test_a_role_is_not_its_own_parent(undone: asyncpg.Connection) -> None:
    itself = uuid7()
    await insert(undone, "role", name="rep", parent_id=await insert(undone, "role", name="manager"))
    with refused("role_not_its_own_parent"):
        await insert(undone, "role", id=itself, name="loop", parent_id=itself)


@pytest.mark.parametrize(("minutes", "admitted"), [(0, True), (1, True), (-1, False)])
async def test_a_case_closes_after_it_opened(undone: asyncpg.Connection, minutes: int, admitted: bool) -> None:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    columns = {"account_id": await account(undone, "Acme"), "subject": "Help", "opened_at": opened}
    with nullcontext() if admitted else refused("support_case_closed_after_opened"):
        await insert(undone, "support_case", **columns, closed_at=opened + timedelta(minutes=minutes))


@pytest.mark.parametrize(("days", "admitted"), [(0, True), (1, True), (-1, False)])
async def test_a_contract_ends_after_its_start(undone: asyncpg.Connection, days: int, admitted: bool) -> None:
    start = date(2026, 1, 1)
    columns = {"account_id": await account(undone, "Acme"), "start_date": start}
    with nullcontext() if admitted else refused("contract_ends_after_start"):
        await insert(undone, "contract", **columns, end_date=start + timedelta(days=days))


@pytest.mark.parametrize(("profile", "admitted"), [("PARTNER", True), ("SALES_REP", False)])
async def test_only_a_partner_user_has_a_partner_account(
    undone: asyncpg.Connection, profile: str, admitted: bool
) -> None:
    partner = await account(undone, "Partner")
    with nullcontext() if admitted else refused("app_user_partner_account_of_partners_only"):
        await user(undone, profile=profile, partner_account_id=partner)


@pytest.mark.parametrize("to", [("user_id",), ("role_id",), ("group_id",), (), ("user_id", "role_id")])
async def test_a_grant_is_for_exactly_one(undone: asyncpg.Connection, to: tuple[str, ...]) -> None:
    everyone = {
        "user_id": await user(undone),
        "role_id": await insert(undone, "role", name="rep"),
        "group_id": await insert(undone, "user_group", name="team"),
    }
    columns = {"account_id": await account(undone, "Acme"), "level": "READ", **{name: everyone[name] for name in to}}
    with nullcontext() if len(to) == 1 else refused("account_grant_for_exactly_one"):
        await insert(undone, "account_grant", **columns)


@pytest.mark.parametrize("table", ["account_grant", "account_team"])
@pytest.mark.parametrize(("level", "admitted"), [("READ", True), ("EDIT", True), ("OWN", False)])
async def test_access_has_a_known_level(undone: asyncpg.Connection, table: str, level: str, admitted: bool) -> None:
    columns = {"account_id": await account(undone, "Acme"), "user_id": await user(undone), "level": level}
    violated = {"account_grant": "account_grant_level_known", "account_team": "account_team_level_known"}[table]
    with nullcontext() if admitted else refused(violated):
        await insert(undone, table, **columns)


@pytest.mark.parametrize(
    ("column", "operator", "violated"),
    [
        ("TYPE", "EQ", None),
        ("NAME", "EQ", "sharing_condition_column_known"),
        ("TYPE", "LIKE", "sharing_condition_operator_known"),
    ],
)
async def test_a_condition_names_a_known_column_and_operator(
    undone: asyncpg.Connection, column: str, operator: str, violated: str | None
) -> None:
    rule = await insert(undone, "sharing_rule", name="Rule", level="READ", profile="ADMIN")
    with refused(violated) if violated else nullcontext():
        await insert(undone, "sharing_condition", rule_id=rule, column=column, operator=operator, values=["PARTNER"])


@pytest.mark.parametrize("again", ["ACME CORP", " Acme  Corp ", "acme\tcorp", "\uff21cme Corp"])
async def test_a_name_is_taken_whatever_its_case_and_spacing(undone: asyncpg.Connection, again: str) -> None:
    await account(undone, "Acme Corp")
    await account(undone, "Acme Corporation")
    with pytest.raises(asyncpg.UniqueViolationError) as taken:
        await account(undone, again)
    assert taken.value.constraint_name == "account_by_name"


async def test_an_account_has_one_primary_contact_at_most(undone: asyncpg.Connection) -> None:
    of = await account(undone, "Acme")
    for name in ("Ann", "Bob"):
        await insert(undone, "contact", account_id=of, name=name, name_key=name_key(name))
    primary = {"name_key": "x", "is_primary": True}
    await insert(undone, "contact", account_id=of, name="Cy", **primary)
    await insert(undone, "contact", account_id=await account(undone, "Other"), name="Di", **primary)
    with pytest.raises(asyncpg.UniqueViolationError) as taken:
        await insert(undone, "contact", account_id=of, name="Ed", **primary)
    assert taken.value.constraint_name == "contact_primary_once"


async def test_a_foreign_key_needs_its_row(undone: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await account(undone, "Acme", owner_id=uuid7())


async def test_a_user_who_owns_something_stays(undone: asyncpg.Connection) -> None:
    owner = await user(undone)
    await account(undone, "Acme", owner_id=owner)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await undone.execute("DELETE FROM app_user WHERE id = $1", owner)


async def test_numbers_are_given_in_turn_and_never_again(undone: asyncpg.Connection) -> None:
    first = await account(undone, "First")
    await undone.execute("DELETE FROM account WHERE id = $1", first)
    await account(undone, "Second")
    await account(undone, "Third")
    numbers = [row["number"] for row in await undone.fetch("SELECT number FROM account ORDER BY name_key")]
    assert numbers[1] == numbers[0] + 1
    assert await undone.fetchval("SELECT last_value FROM account_number") == numbers[1]
