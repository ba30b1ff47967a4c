"""The command as a script meets it: exit codes, a summary on one stream, what is in the way on the other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ACCOUNTS, Desk

ROOT = Path(__file__).parents[2]


def account_graph(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": desk.url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "graph", "import", "mapping.toml", *arguments]
    return subprocess.run(command, cwd=desk.folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("rows", "mapping", "code", "said"),
    [
        ("1,A,\n", ACCOUNTS, 0, "accounts.csv (account): 1 read = 1 created"),
        (
            "1,A,\n2,,\n",
            ACCOUNTS,
            3,
            "The rejected row stands in rejects, with the reason. Mend it there, and import --folder rejects.",
        ),
        ("1,A,\n", ACCOUNTS.replace("fields", "feilds"), 2, "unknown key 'feilds' (did you mean 'fields'?)"),
        ("1,A,1\n", ACCOUNTS, 1, '"A" (line 2) -> "A" (line 2)'),
    ],
)
def test_exit_codes_tell_how_it_went(desk: Desk, rows: str, mapping: str, code: int, said: str) -> None:
    desk.put("accounts.csv", "id,name,parent\n" + rows)
    desk.put("mapping.toml", mapping)
    done = account_graph(desk)
    assert done.returncode == code
    told, untold = (done.stdout, done.stderr) if code in (0, 3) else (done.stderr, done.stdout)
    assert (said in told, untold) == (True, "")
    assert "Traceback" not in done.stderr


def test_folder_says_where_the_files_are(desk: Desk) -> None:
    (desk.folder / "data").mkdir()
    desk.put("data/accounts.csv", "id,name,parent\n1,A,\n")
    desk.put("mapping.toml", ACCOUNTS)
    assert account_graph(desk).returncode == 2
    assert account_graph(desk, "--folder", "data", "--dry-run").returncode == 0
