"""`account-graph check`, run as anyone runs it, on a database of one's own."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import run

from .conftest import Company

pytestmark = pytest.mark.once

SECRET: dict[str, Any] = {"ACCOUNT_GRAPH_SECRET": "s" * 32}


async def test_a_healthy_company_is_told_a_line_a_check(company: Company, tmp_path: Path) -> None:
    done = run(tmp_path, "check", DATABASE_URL=company.url, **SECRET)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "ok       settings"
    assert "ok       account tree's closure" in lines
    assert any(line.startswith("note     expired grants: ") for line in lines)
    assert lines[-1] == "Nothing is wrong."
    assert all(re.match(r"(ok|note) {5,}\S| {11}\S|The database |Nothing", line) for line in lines)


async def test_a_variable_that_looks_like_a_setting_and_is_none_is_told(company: Company, tmp_path: Path) -> None:
    done = run(tmp_path, "check", DATABASE_URL=company.url, ACCOUNT_GRAPH_CURENCY="EUR", **SECRET)
    told = "warning  settings: ACCOUNT_GRAPH_CURENCY is set, but no such setting exists. docs/settings.md lists all."
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, told)


async def test_what_is_wrong_ends_with_1_and_a_repair_with_0(company: Company, tmp_path: Path) -> None:
    await company.quietly("UPDATE account SET open_case_count = 77; DELETE FROM account_tree WHERE depth > 0")
    wrong = run(tmp_path, "check", DATABASE_URL=company.url, **SECRET)
    assert wrong.returncode == 1
    assert "wrong    kept totals: figures kept on accounts are not what their records make (" in wrong.stdout
    assert "           Acme Corp" in wrong.stdout
    assert "           ... and " in wrong.stdout
    assert wrong.stdout.endswith("2 wrong.\n")
    mended = run(tmp_path, "check", "--repair", DATABASE_URL=company.url, **SECRET)
    assert mended.returncode == 0
    first, _, again = mended.stdout.partition("Again:\n")
    assert re.search(r"^repaired account tree's closure: \d+ rows$", first, re.M)
    assert re.search(r"^repaired kept totals: \d+ rows$", first, re.M)
    assert "ok       kept totals\n" in again
    assert again.endswith("Nothing is wrong.\n")
    assert "Again" not in run(tmp_path, "check", "--repair", DATABASE_URL=company.url, **SECRET).stdout


async def test_names_that_the_terminal_cannot_write_are_told_still(company: Company, tmp_path: Path) -> None:
    await company.quietly("UPDATE account SET name = 'Müller', name_key = 'x' WHERE name = 'Acme Corp US'")
    wrong = run(tmp_path, "check", DATABASE_URL=company.url, PYTHONIOENCODING="ascii", **SECRET)
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert 'M\\xfcller: the key is "x", its name makes "m\\xfcller"' in wrong.stdout


async def test_what_a_repair_cannot_mend_stays_wrong(company: Company, tmp_path: Path) -> None:
    await company.quietly("DROP INDEX account_by_type; ALTER TABLE file ALTER name TYPE text")
    done = run(tmp_path, "check", "--repair", DATABASE_URL=company.url, **SECRET)
    assert done.returncode == 1
    told, _, again = done.stdout.partition("Again:\n")
    mend = "CREATE INDEX account_by_type ON public.account USING btree (type, is_active)"
    assert f"repaired indexes: 1 statement\n           {mend}\n" in told
    assert "ok       indexes\n" in again
    assert "column file.name is text NOT NULL, not character varying(255) NOT NULL\n" in again
    assert done.stdout.endswith("1 wrong.\n")


async def test_what_rows_stand_in_the_way_of_is_named_and_the_rest_is_mended(company: Company, tmp_path: Path) -> None:
    await company.quietly(
        "ALTER TABLE file DROP CONSTRAINT file_size_not_negative, DROP CONSTRAINT file_kind_known; "
        "UPDATE file SET size = -1 WHERE id = (SELECT id FROM file LIMIT 1)"
    )
    done = run(tmp_path, "check", "--repair", DATABASE_URL=company.url, **SECRET)
    assert done.returncode == 1
    assert "wrong    constraints: 1 statement\n" in done.stdout
    assert "is violated by some row\n" in done.stdout
    assert done.stdout.endswith("1 wrong.\n")


async def test_without_row_security_the_lock_is_not_looked_at(company: Company, tmp_path: Path) -> None:
    await company.quietly("DROP FUNCTION account_graph_unseen(uuid, text, uuid[])")
    done = run(tmp_path, "check", DATABASE_URL=company.url, ACCOUNT_GRAPH_ROW_SECURITY="off", **SECRET)
    assert done.returncode == 0
    assert "skipped  row security: ACCOUNT_GRAPH_ROW_SECURITY is off\n" in done.stdout


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ACCOUNT_GRAPH_CURRENCY": "euro"}, "ACCOUNT_GRAPH_CURRENCY must be"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/books"}, "ACCOUNT_GRAPH_SECRET is not set"),
        ({"ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE": __file__}, "ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE"),
        ({"ACCOUNT_GRAPH_ISSUERS_FILE": __file__}, "ACCOUNT_GRAPH_ISSUERS_FILE"),
    ],
)
def test_settings_that_cannot_be_used_are_told_by_2(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    done = run(tmp_path, "check", **settings)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith(f"wrong    settings: {words}")
    assert list(tmp_path.iterdir()) == []


def test_a_short_secret_in_its_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    done = run(tmp_path, "check")
    assert done.returncode == 2
    assert "is too short" in done.stdout


def test_a_database_out_of_reach_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "check", DATABASE_URL="postgresql://me:hush@127.0.0.1:1/books", **SECRET)
    assert done.returncode == 1
    assert "wrong    database: The database books at 127.0.0.1:1 can't be reached: " in done.stdout
    assert "hush" not in done.stdout
