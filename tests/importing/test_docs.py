"""The documentation's example is true, and its reference is whole."""

import re
from pathlib import Path

import pytest

from graph.importing import mapping_file
from graph.importing.records import RECORD_TYPES, RecordType
from graph.importing.values import Kind, References

from .conftest import Desk

DOCS = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    [content] = re.findall(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    return str(content)


async def test_the_documented_example_says_and_rejects_what_the_documentation_shows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("companies.csv", block("companies.csv"))
    summary = await desk.run(block("companies.toml"))
    assert str(summary).replace(str(desk.folder) + "/", "") + "\n" == block("summary")
    assert (desk.folder / "rejects.csv").read_text() == block("rejects.csv")
    assert await desk.tree() == {"Quellmark Group": None, "Quellmark US": "Quellmark Group"}
    assert await desk.rows(
        "SELECT annual_revenue::int, billing_country, industry FROM account ORDER BY name LIMIT 1"
    ) == [(1100040000, "GB", "TECHNOLOGY")]
    desk.put("companies.csv", block("companies.csv").replace("Atlantis", ""))
    again = await desk.run(block("companies.toml"))
    assert (again.parts[0].created, again.parts[0].unchanged) == (1, 2)


@pytest.mark.parametrize("record", RECORD_TYPES.values(), ids=list(RECORD_TYPES))
def test_every_field_is_documented_and_no_other(record: RecordType) -> None:
    [row] = re.findall(rf"^\| `{record.name}` \| (.*) \|$", DOCS.split("## The fields")[1], re.MULTILINE)
    documented = re.findall(r"(\*\*)?`(\w+)`", row)
    assert [name for _, name in documented] == list(record.fields)
    assert [name for bold, name in documented if bold] == [n for n, field in record.fields.items() if field.required]


def test_every_key_is_documented() -> None:
    kinds: list[type[Kind | References]] = [*Kind.__subclasses__(), References]
    keys = {*mapping_file._TOP, *mapping_file._PART, *mapping_file._COLUMN, *mapping_file._TEXT}
    keys |= {key for kind in kinds for key in kind.keys}
    reference = DOCS.split("## The mapping's keys")[1]
    assert {key for key in keys if f"`{key}`" not in reference and f"[[{key}]]" not in reference} == set()
