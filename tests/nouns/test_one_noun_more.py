"""The general tests, once more, of a program that has the vehicle too."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

GENERAL = (
    "tests/nouns/test_vehicle.py",
    "tests/nouns/test_vehicle_written.py",
    "tests/auth/test_field_rules.py",
    "tests/auth/test_hidden_field_uses.py",
    "tests/explaining",
    "tests/models/test_migrations.py",
    "tests/noninterference/test_small_worlds.py",
    "tests/resolvers/mutations/test_derived.py",
    "tests/resolvers/mutations/test_matrix.py",
    "tests/resolvers/mutations/test_of_account.py",
    "tests/resolvers/test_generated_queries.py",
    "tests/resolvers/test_order.py",
    "tests/resolvers/test_paging.py",
    "tests/schema/test_declarations.py",
    "tests/schema/test_inputs.py",
    "tests/schema/test_schema.py",
)
OF_THE_VEHICLE = ("test_of_account.py", "test_paging.py")
"""Files that take long: of these, only what is of the vehicle."""
LEFT_OUT = ("test_each_person", "golden_file", "taken_back", "beyond_each_row")
"""Tests of what is the same with one noun more, and of a file that shows what the shipped program has."""
SELECTED = f"(vehicle or not ({' or '.join(OF_THE_VEHICLE)})) and not ({' or '.join(LEFT_OUT)})"
SHORTER = {"ACCOUNT_GRAPH_TEST_EXAMPLES": "5", "ACCOUNT_GRAPH_TEST_PAIRS": "200", "ACCOUNT_GRAPH_TEST_NOUN": "Vehicle"}
"""Of what is drawn by chance, and of mutations, the program's own nouns have the long run."""

DECLARED = {"models/": "vehicle.py", "models/__init__.py": "plugin.py", "models/migrations/": "migrations"}
"""The places of a noun that ARCHITECTURE.md names, and where the vehicle has them in `tests/nouns`."""
VERBS = "resolvers/mutations/"  # the vehicle has none
PRINTED = {"schema.graphql", "definitions/definitions.sql"}


@pytest.mark.once
def test_general_tests_hold_for_a_noun_that_only_the_tests_declare() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "tests.nouns.plugin", "-p", "no:cacheprovider", "-n", "0"]
    command += ["-k", SELECTED, *GENERAL]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | SHORTER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_program_that_is_shipped_has_none_of_it() -> None:
    assert "Vehicle" not in (ROOT / "schema.graphql").read_text()


def said_by_hand() -> set[str]:
    """The files and folders of the tests that `by_hand.py` adds the vehicle to."""
    tree = ast.parse((HERE / "by_hand.py").read_text())
    modules = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and node.module.startswith("tests")
        for name in node.names
    }
    return {module.replace(".", "/") for module in modules}


def test_the_places_of_a_noun_that_the_architecture_names_are_those_of_the_vehicle() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    paragraph = text.partition("**A noun**:\n")[2].partition("**A value type**")[0]
    named = {name for name in re.findall(r"`([\w./]+)`", paragraph) if "/" in name or "." in name} - {"tests/nouns"}
    hand = {name for name in named if name.startswith("tests/")}
    assert named - hand == DECLARED.keys() | {VERBS} | PRINTED
    assert all((HERE / place).exists() for place in DECLARED.values())
    assert all((ROOT / name).exists() for name in hand)
    for module in said_by_hand():
        assert any(module.startswith(name.removesuffix(".py")) for name in hand), module
    for name in hand:
        assert any(module.startswith(name.removesuffix(".py")) for module in said_by_hand()), name
