"""A proposed mapping is one that an import takes, for the exports of each tool."""

import shutil
from pathlib import Path

import pytest

from graph.importing import ImportSummary, run
from graph.importing.proposing import propose
from tests.importing.conftest import Desk
from tests.importing.exports import EXPORTS


async def imported(desk: Desk, tool: str) -> ImportSummary:
    """What a real import makes of the proposal for all files of a tool, as it was printed."""
    files = sorted((EXPORTS / tool).glob("*.csv"))
    for file in files:
        shutil.copy(file, desk.folder)
    proposal = propose([file.name for file in files])
    assert proposal.holes == []
    return await desk.run(proposal.text)


@pytest.fixture(autouse=True)
def beside_the_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)


def counts(summary: ImportSummary) -> dict[str, tuple[int, int, int]]:
    return {part.file: (part.created, part.skipped, part.rejected) for part in summary.parts}


async def test_all_of_a_salesforce_export_comes_in_but_deleted_rows_and_what_has_no_account_or_time(desk: Desk) -> None:
    assert counts(await imported(desk, "salesforce")) == {
        "UserRole.csv": (2, 0, 0),
        "User.csv": (2, 0, 0),
        "Account.csv": (2, 1, 0),
        "Contact.csv": (1, 1, 0),
        "Opportunity.csv": (2, 0, 0),
        "Event.csv": (1, 0, 1),
        "Task.csv": (1, 0, 2),
        "Case.csv": (2, 0, 0),
    }
    assert await desk.rows(
        "SELECT a.name, a.billing_street, a.industry, a.annual_revenue::int, p.name, u.email FROM account a"
        " JOIN account p ON p.id = a.parent_id JOIN app_user u ON u.id = a.owner_id"
    ) == [
        (
            "Orlando Freight",
            "1 Pier Road, Gate 4",
            "LOGISTICS",
            55_000_000,
            "Orlando Group",
            "ann.berger@quellmark.example",
        )
    ]
    assert await desk.rows("SELECT kind, subject FROM activity ORDER BY at") == [
        ("CALL", "Call"),
        ("MEETING", "Site visit"),
    ]


async def test_all_of_a_hubspot_export_comes_in_but_a_contact_without_a_company(desk: Desk) -> None:
    summary = await imported(desk, "hubspot")
    assert {part.file: part.rejected for part in summary.parts if part.rejected} == {"contacts.csv": 1}
    assert await desk.rows(
        "SELECT o.name, o.stage, o.probability, o.close_date::text, a.name, u.name FROM opportunity o"
        " JOIN account a ON a.id = o.account_id JOIN app_user u ON u.id = o.owner_id ORDER BY o.close_date"
    ) == [
        ("Group deal", "CLOSED_WON", 100, "2025-06-01", "Orlando Group", "Raj Patel"),
        ("40 pallets", "NEEDS_ANALYSIS", 40, "2026-09-30", "Orlando Freight", "Ann Berger"),
    ]
    assert await desk.rows("SELECT c.name, a.name FROM contact c JOIN account a ON a.id = c.account_id ORDER BY 1") == [
        ("Jo Meyer", "Orlando Freight"),
        ("Okafor", "Orlando Group"),
    ]


async def test_all_of_a_dynamics_export_comes_in_but_what_is_said_to_be_in_doubt(desk: Desk) -> None:
    summary = await imported(desk, "dynamics")
    assert {part.file: part.rejected for part in summary.parts if part.rejected} == {"Opportunities.csv": 1}
    assert 'Doubt: "Status" has "Open" (1), whose rows are rejected until' in (desk.folder / "mapping.toml").read_text()
    assert await desk.rows(
        "SELECT name, is_active, annual_revenue::text, created_at::date::text FROM account ORDER BY name"
    ) == [("Orlando Freight", True, "55000000.00", "2021-03-04"), ("Orlando Group", False, "1200000.50", "2020-12-31")]


async def test_a_sheet_saved_by_a_german_excel_comes_in_with_its_umlauts_and_amounts(desk: Desk) -> None:
    assert counts(await imported(desk, "excel")) == {"Kunden.csv": (2, 0, 0)}
    assert await desk.rows(
        "SELECT name, annual_revenue::text, customer_since::text, billing_street, billing_country"
        " FROM account ORDER BY name"
    ) == [
        ("Käse Löwe", "12500.00", "2020-02-01", None, "AT"),
        ("Müller & Söhne", "1234567.89", "2019-12-31", "Hafenstraße 1", "DE"),
    ]


@pytest.mark.parametrize("tool", ["salesforce", "hubspot", "dynamics", "excel"])
async def test_a_second_import_by_a_proposal_changes_nothing(desk: Desk, tool: str) -> None:
    first = await imported(desk, tool)
    again = await run(desk.url, desk.folder / "mapping.toml", rejects=Path("rejects.csv"))
    assert [part.unchanged for part in again.parts] == [part.created for part in first.parts]
