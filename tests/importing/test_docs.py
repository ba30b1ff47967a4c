"""The documentation's example is true, and its reference is whole."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph.explaining import regenerate
from graph.importing import mapping_fields, mapping_file, mapping_habits
from graph.importing.record_types import record_types

from .conftest import Desk
from .exports import EXPORTS

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    [content] = re.findall(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    return str(content)


async def test_the_documented_example_says_and_rejects_what_the_documentation_shows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("companies.csv", block("companies.csv"))
    summary = await desk.run(block("companies.toml"))
    assert str(summary).replace(str(desk.folder) + "/", "") + "\n" == block("summary")
    assert (desk.folder / "rejects" / "companies.csv").read_text() == block("rejects/companies.csv")
    assert await desk.tree() == {"Quellmark Group": None, "Quellmark US": "Quellmark Group"}
    assert await desk.rows(
        "SELECT annual_revenue::int, billing_country, industry FROM account ORDER BY name LIMIT 1"
    ) == [(1100040000, "GB", "TECHNOLOGY")]
    desk.put("companies.csv", block("companies.csv").replace("Atlantis", ""))
    again = await desk.run(block("companies.toml"))
    assert (again.parts[0].created, again.parts[0].unchanged) == (1, 2)


@pytest.mark.parametrize("tool", ["salesforce", "hubspot", "dynamics", "spreadsheet"])
def test_the_documented_commands_work_as_typed(desk: Desk, tool: str) -> None:
    (desk.folder / "examples").symlink_to(ROOT / "examples")
    if tool == "spreadsheet":
        # the file that the document shows, as Excel saves it
        sheet = (EXPORTS / "excel" / "Kunden.csv").read_bytes()
        assert sheet.decode("cp1252").replace("\r\n", "\n") == block("Kunden.csv")
        desk.put("Kunden.csv", sheet)
    else:
        (desk.folder / "export").symlink_to(EXPORTS / tool)
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = os.environ | {"DATABASE_URL": desk.url, "PATH": programs}
    done = subprocess.run(
        ["/bin/sh", "-ec", block(tool)], cwd=desk.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "created" in done.stdout) == (0, True), done.stderr
    if tool == "spreadsheet":
        assert (desk.folder / "mapping.toml").read_text() == block("mapping.toml")


def test_every_field_is_documented_as_it_is_declared() -> None:
    # mend it: python -m graph.explaining docs/importing.md
    assert regenerate(DOCS) == DOCS
    described = DOCS.split("## What can be imported")[1]
    assert re.findall(r"^### `(\w+)`$", described, re.MULTILINE) == list(record_types())
    assert "| **`account`** | an account by key, name, number |  | The account that it belongs to. |" in described


def test_every_key_is_documented() -> None:
    keys = {*mapping_habits.HABITS, *mapping_file.TOP, *mapping_file.PART, *mapping_fields.COLUMN, *mapping_fields.TEXT}
    keys |= {
        key for record in record_types().values() for field in record.fields.values() for key in field.reading_keys
    }
    assert {"multiply", "format", "by", "separator"} <= keys
    reference = DOCS.split("## The mapping's keys")[1]
    assert {key for key in keys if f"`{key}`" not in reference and f"[[{key}]]" not in reference} == set()
