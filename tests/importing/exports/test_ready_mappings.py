"""The mappings that ship bring in what Salesforce, HubSpot and Dynamics 365 export, as those tools mean it."""

import shutil
import tomllib
from pathlib import Path

import pytest

from graph.importing import ImportSummary, run
from tests.importing.conftest import Desk

from . import EXPORTS

EXAMPLES = Path(__file__).parents[3] / "examples"
TOOLS = ("salesforce", "hubspot", "dynamics")


async def imported(desk: Desk, tool: str) -> ImportSummary:
    """What the mapping makes of the tool's files, with the mapping beside them."""
    for file in [*(EXPORTS / tool).glob("*.csv"), EXAMPLES / f"{tool}.toml"]:
        shutil.copy(file, desk.folder)
    return await run(desk.url, desk.folder / f"{tool}.toml", rejects=desk.folder / "rejects.csv")


@pytest.mark.parametrize("tool", TOOLS)
async def test_every_row_comes_in_or_is_left_out_on_purpose_and_a_second_import_changes_nothing(
    desk: Desk, tool: str
) -> None:
    first = await imported(desk, tool)
    assert (first.rejected, first.warned) == (0, 0)
    assert {part.file for part in first.parts} == {file.name for file in (EXPORTS / tool).glob("*.csv")}
    again = await imported(desk, tool)
    assert [part.unchanged for part in again.parts] == [part.created for part in first.parts]


@pytest.mark.parametrize("tool", TOOLS)
async def test_accounts_deals_and_cases_are_what_the_tool_shows(desk: Desk, tool: str) -> None:
    await imported(desk, tool)
    assert await desk.tree() == {"Orlando Freight": "Orlando Group", "Orlando Group": None}
    assert await desk.rows(
        "SELECT a.annual_revenue::text, a.industry, a.billing_country, a.website, a.created_at::text, u.email"
        " FROM account a JOIN app_user u ON u.id = a.owner_id ORDER BY a.name"
    ) == [
        (
            "55000000.00",
            "LOGISTICS",
            "DE",
            "https://orlando-freight.example" if tool != "salesforce" else "https://www.orlando-freight.example",
            "2021-03-04 09:15:00+00",
            "ann.berger@quellmark.example",
        ),
        (
            "1200000.50",
            "NONPROFIT" if tool == "salesforce" else "FINANCE",
            None,
            None,
            "2020-12-31 23:59:59+00" if tool == "salesforce" else "2020-12-31 23:59:00+00",
            "raj.patel@quellmark.example",
        ),
    ]
    assert await desk.rows("SELECT name, stage, close_date::text FROM opportunity ORDER BY close_date") == [
        ("Group deal", "CLOSED_WON", "2025-06-01"),
        ("40 pallets", "NEEDS_ANALYSIS" if tool == "hubspot" else "PROPOSAL", "2026-09-30"),
    ]
    assert await desk.rows(
        "SELECT s.subject, s.description, a.name, c.name FROM support_case s JOIN account a ON a.id = s.account_id"
        " LEFT JOIN contact c ON c.id = s.contact_id ORDER BY s.opened_at"
    ) == [
        ("Pallet lost", "Line one\nLine two", "Orlando Freight", "Jo Meyer"),
        ("Invoice twice", None, "Orlando Group", None),
    ]


async def test_users_are_matched_by_email_with_those_that_are_there(desk: Desk) -> None:
    await desk.rows(
        "INSERT INTO app_user (id, name, email, profile)"
        " VALUES (gen_random_uuid(), 'Ann', 'ann.berger@quellmark.example', 'ADMIN') RETURNING 1"
    )
    for tool in TOOLS:
        summary = await imported(desk, tool)
        [users] = [part for part in summary.parts if part.record == "user"]
        assert (users.adopted, users.rejected) == (1 if tool == "salesforce" else 2, 0)
        assert await desk.value("SELECT count(*) FROM app_user") == 2


async def test_salesforce_deleted_rows_leads_tasks_and_roles_are_what_they_are(desk: Desk) -> None:
    summary = await imported(desk, "salesforce")
    assert {part.file: part.skipped for part in summary.parts if part.skipped} == {
        "Account.csv": 1,
        "Contact.csv": 1,
        "Task.csv": 1,
    }
    assert await desk.rows(
        "SELECT a.kind, a.subject, a.at::text, c.name FROM activity a LEFT JOIN contact c ON c.id = a.contact_id"
        " ORDER BY at"
    ) == [
        ("TASK", "Write up", "2026-02-28 10:00:00+00", None),
        ("CALL", "Call", "2026-03-01 00:00:00+00", "Jo Meyer"),
        ("MEETING", "Site visit", "2026-04-01 13:00:00+00", "Jo Meyer"),
        ("MEETING", "Fair", "2026-05-01 00:00:00+00", None),  # it names a lead, which is no contact
    ]
    assert await desk.rows(
        "SELECT u.name, u.profile, u.is_active, r.name, p.name FROM app_user u LEFT JOIN role r ON r.id = u.role_id"
        " LEFT JOIN role p ON p.id = r.parent_id ORDER BY u.name"
    ) == [("Ann Berger", "ADMIN", True, "Western Sales Team", "CEO"), ("Raj Patel", "SALES_REP", False, None, None)]
    assert (
        await desk.value("SELECT billing_street FROM account WHERE name = 'Orlando Freight'") == "1 Pier Road, Gate 4"
    )


async def test_hubspot_contacts_of_several_companies_belong_to_the_first(desk: Desk) -> None:
    summary = await imported(desk, "hubspot")
    assert {part.file: part.skipped for part in summary.parts if part.skipped} == {"contacts.csv": 1}
    assert await desk.rows("SELECT c.name, a.name FROM contact c JOIN account a ON a.id = c.account_id ORDER BY 1") == [
        ("Jo Meyer", "Orlando Freight"),
        ("Okafor", "Orlando Group"),
    ]
    assert await desk.rows("SELECT kind FROM activity ORDER BY kind") == [("CALL",), ("MEETING",)]


async def test_dynamics_activities_and_inactive_accounts_are_what_they_are(desk: Desk) -> None:
    await imported(desk, "dynamics")
    assert await desk.rows("SELECT kind, subject, at::text FROM activity ORDER BY at") == [
        ("CALL", "About the offer", "2026-03-01 09:00:00+00"),
        ("MEETING", "Site visit", "2026-04-01 13:00:00+00"),
    ]
    assert await desk.rows("SELECT name, is_active FROM account ORDER BY name") == [
        ("Orlando Freight", True),
        ("Orlando Group", False),
    ]


@pytest.mark.parametrize("tool", TOOLS)
def test_a_ready_mapping_names_its_tool_as_a_proposal_does(tool: str) -> None:
    # so that records that either brought in are the same
    assert tomllib.loads((EXAMPLES / f"{tool}.toml").read_text())["source"] == tool
