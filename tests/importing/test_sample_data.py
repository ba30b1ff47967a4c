"""The shipped mappings over the real exports, checked against figures made from the CSV files by other means."""

import csv
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph.importing import run
from tests.conftest import Postgres

from .conftest import Desk
from .mends import FILL

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


Counts = list[tuple[str, str, int, int, int, int, int]]


async def bring(desk: Desk, name: str, folder: Path, **options: Any) -> Counts:
    """Imports an example; its parts' counts."""
    summary = await run(desk.url, EXAMPLES / f"{name}.toml", folder=folder, rejects=desk.folder / "rejects", **options)
    return [
        (part.file, part.record, part.read, part.created, part.unchanged, part.repeated, part.rejected)
        for part in summary.parts
        if not part.changed and not part.warned
    ]


@dataclass
class Brought:
    """An export that is imported, for all tests together: none changes anything."""

    desk: Desk
    counts: Counts


Bringing = Callable[[str], Awaitable[Brought]]


@pytest.fixture(scope="module")
async def brought(
    postgres: Postgres, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Bringing]:
    """Imports an export the first time that it is asked for."""
    there: dict[str, Brought] = {}

    async def once(name: str) -> Brought:
        if name not in there:
            desk = Desk(tmp_path_factory.mktemp(name), await postgres.make_database())
            there[name] = Brought(desk, await bring(desk, name, sample_data / name))
        return there[name]

    yield once
    for each in there.values():
        await postgres.drop_database(each.desk.url)


@pytest.mark.once
async def test_crm_sales_comes_in_with_people_companies_and_deals(brought: Bringing, sample_data: Path) -> None:
    folder = sample_data / "crm_sales"
    crm_sales = await brought("crm_sales")
    desk = crm_sales.desk
    assert crm_sales.counts == [
        ("sales_teams.csv", "group", 35, 3, 0, 32, 0),
        ("sales_teams.csv", "role", 35, 3, 0, 32, 0),
        ("sales_teams.csv", "role", 35, 6, 0, 29, 0),
        ("sales_teams.csv", "role", 35, 6, 0, 29, 0),
        ("sales_teams.csv", "user", 35, 6, 0, 29, 0),
        ("sales_teams.csv", "user", 35, 35, 0, 0, 0),
        ("accounts.csv", "account", 85, 85, 0, 0, 0),
        ("sales_pipeline.csv", "opportunity", 8800, 7375, 0, 0, 1425),
    ]

    accounts = read(folder / "accounts.csv")
    assert await desk.tree() == {row["account"]: row["subsidiary_of"] or None for row in accounts}
    assert len({row["subsidiary_of"] for row in accounts} - {""}) == 7
    revenue = sum(Decimal(row["revenue"]) for row in accounts) * 1_000_000
    assert await desk.rows(
        "SELECT sum(annual_revenue), sum(number_of_employees), count(industry), count(billing_country) FROM account"
    ) == [(revenue, sum(int(row["employees"]) for row in accounts), 85, 85)]
    assert dict(await desk.rows("SELECT billing_country, count(*) FROM account GROUP BY 1"))["US"] == 71
    assert await desk.rows("SELECT name, industry FROM account WHERE billing_country IN ('KR', 'PH') ORDER BY 1") == [
        ("Bioholding", "HEALTHCARE"),
        ("Hottechi", "TECHNOLOGY"),
    ]

    deals = [row for row in read(folder / "sales_pipeline.csv") if row["account"]]
    won = Counter[str]()
    for row in deals:
        if row["deal_stage"] == "Won":
            won[row["account"]] += int(row["close_value"])
    assert {
        name: int(total) for name, total in await desk.rows("SELECT name, won_opportunity_amount FROM account")
    } == {row["account"]: won[row["account"]] for row in accounts}
    assert await desk.value("SELECT sum(amount) FROM opportunity") == sum(int(row["close_value"] or 0) for row in deals)
    stages = {"Won": "CLOSED_WON", "Lost": "CLOSED_LOST", "Engaging": "QUALIFICATION", "Prospecting": "PROSPECTING"}
    assert dict(await desk.rows("SELECT stage, count(*) FROM opportunity GROUP BY 1")) == Counter(
        stages[row["deal_stage"]] for row in deals
    )
    owned = await desk.rows("SELECT u.name, count(*) FROM opportunity o JOIN app_user u ON u.id = owner_id GROUP BY 1")
    assert dict(owned) == Counter(row["sales_agent"] for row in deals)
    assert await desk.value("SELECT count(*) FROM opportunity WHERE name LIKE '%GTXPro%'") == 0

    above = """SELECT agent.name, manager.name, g.name FROM app_user agent
               JOIN role r ON r.id = agent.role_id JOIN app_user manager ON manager.role_id = r.parent_id
               JOIN group_member m ON m.user_id = agent.id JOIN user_group g ON g.id = m.group_id"""
    assert sorted(await desk.rows(above)) == sorted(
        (row["sales_agent"], row["manager"], f"{row['regional_office']} sales team")
        for row in read(folder / "sales_teams.csv")
    )

    rejects = desk.rejects()
    assert {reject["(reason)"] for reject in rejects} == {
        'column "account" is empty, and an opportunity needs an account' + FILL
    }
    lines = (folder / "sales_pipeline.csv").read_text().splitlines()
    assert [lines[int(reject["(line)"]) - 1].split(",")[0] for reject in rejects] == [
        row["opportunity_id"] for row in read(folder / "sales_pipeline.csv") if not row["account"]
    ]


@pytest.mark.once
async def test_bank_hierarchies_come_in_whole_with_every_level(brought: Bringing, sample_data: Path) -> None:
    folder = sample_data / "bank_hierarchies"
    bank_hierarchies = await brought("bank_hierarchies")
    desk = bank_hierarchies.desk
    assert bank_hierarchies.counts == [("accounts.csv", "account", 19345, 19345, 0, 0, 0)]

    parents = {row["rssd_id"]: row["parent_rssd_id"] or None for row in read(folder / "accounts.csv")}
    depths = dict.fromkeys((key for key, parent in parents.items() if parent is None), 0)
    while len(depths) < len(parents):
        depths |= {key: depths[parent] + 1 for key, parent in parents.items() if parent in depths}
    kept = await desk.rows(
        """SELECT x.key, p.key, (SELECT max(depth) FROM account_tree t WHERE t.descendant_id = x.record_id)
           FROM external_id x JOIN account a ON a.id = x.record_id
           LEFT JOIN external_id p ON p.record_id = a.parent_id"""
    )
    assert {key: parent for key, parent, _ in kept} == parents
    assert {key: depth for key, _, depth in kept} == depths
    assert max(depths.values()) == 16
    names = Counter(row["name"] for row in read(folder / "accounts.csv"))
    assert sum(count > 1 for count in names.values()) == 32
    told_apart = await desk.value("SELECT count(*) FROM account WHERE name LIKE '% (RSSD %)'")
    assert told_apart == names.total() - len(names)
    assert await desk.value("SELECT count(*) FROM account WHERE billing_country IS NULL OR billing_city IS NULL") == 0

    before = await desk.checksums()
    shuffled = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    body = shuffled[1:]
    random.Random(2).shuffle(body)
    desk.put("accounts.csv", "".join([shuffled[0], *body]))
    assert await bring(desk, "bank_hierarchies", desk.folder) == [("accounts.csv", "account", 19345, 0, 19345, 0, 0)]
    assert await desk.checksums() == before


@pytest.mark.once
async def test_shuffled_rows_give_the_same_tree_from_the_start(desk: Desk, sample_data: Path) -> None:
    lines = (sample_data / "bank_hierarchies" / "accounts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    body = lines[1:]
    random.Random(3).shuffle(body)
    desk.put("accounts.csv", "".join([lines[0], *body]))
    assert await bring(desk, "bank_hierarchies", desk.folder) == [("accounts.csv", "account", 19345, 19345, 0, 0, 0)]
    parents = {row["rssd_id"]: row["parent_rssd_id"] or None for row in read(desk.folder / "accounts.csv")}
    assert parents == dict(
        await desk.rows(
            """SELECT x.key, p.key FROM external_id x JOIN account a ON a.id = x.record_id
               LEFT JOIN external_id p ON p.record_id = a.parent_id"""
        )
    )


@pytest.mark.once
@pytest.mark.parametrize("name", ["crm_sales", "bank_hierarchies"])
async def test_a_second_import_of_the_real_exports_changes_nothing(
    brought: Bringing, sample_data: Path, tmp_path: Path, name: str
) -> None:
    first = await brought(name)
    before = await first.desk.checksums()
    again = await bring(Desk(tmp_path, first.desk.url), name, sample_data / name)
    assert sum(created for _, _, _, created, *_ in again) == 0
    assert await first.desk.checksums() == before
