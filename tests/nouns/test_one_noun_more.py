"""The general tests, once more, of a program that has the vehicle too."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

GENERAL = (
    "tests/nouns/test_vehicle.py",
    "tests/auth/test_field_rules.py",
    "tests/auth/test_hidden_field_uses.py",
    "tests/resolvers/test_order.py",
    "tests/resolvers/test_page_arguments.py",
    "tests/resolvers/test_paging.py",
    "tests/schema/test_inputs.py",
    "tests/schema/test_schema.py",
)


@pytest.mark.once
def test_general_tests_hold_for_a_noun_that_only_the_tests_declare() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "tests.nouns.plugin", "-p", "no:cacheprovider", "-n", "0"]
    done = subprocess.run([*command, *GENERAL], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_program_that_is_shipped_has_none_of_it() -> None:
    assert "Vehicle" not in (ROOT / "schema.graphql").read_text()
