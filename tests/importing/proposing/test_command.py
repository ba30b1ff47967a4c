"""The command as people and scripts meet it: what it prints, and what it says where a file tells too little."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def account_graph(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graph", "map", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "COLUMNS": "300"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_mapping_alone_is_printed_and_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "accounts.csv").write_text("id,name,note\n1,Acme,x\n")
    done = account_graph(tmp_path, "data/accounts.csv", "--source", "old crm")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "# Proposed by account-graph map. Read what is marked as a doubt, then try it from the same folder:\n"
        "#   account-graph import MAPPING.toml --dry-run\n"
        'source = "old crm"\n\n'
        "# data/accounts.csv: accounts, by its only row.\n\n"
        "[[imports]]\n"
        'file = "data/accounts.csv"\nrecord = "account"\nkey = "id"\nmatch = ["external", "name"]\n\n'
        '[imports.fields]\nname = "name"\n# Left out: note\n'
    )


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        ("", [], 1, "things.csv can't be read: it is empty; its first line must name the columns"),
        ("\n\n", [], 1, "things.csv can't be read: it is empty; its first line must name the columns"),
        ("1,Acme,2020-01-01\n", [], 1, 'things.csv has no header: its first line holds a value, "1".'),
        ("a,b\n1,2\n", [], 1, "things.csv: its columns (a, b) don't tell what its rows are. Say --type, one of group,"),
        ("id,name\n1,2\n", ["--type", "acount"], 2, "'acount' is none of group, role, "),
        ("id,name\n1,2\n", ["--type", "role", "--type", "role"], 2, "say it once, or 1 times"),
        ("id,city\n1,Rome\n", ["--type", "account"], 1, "no column is known to give the name that an account needs"),
    ],
)
def test_a_file_that_tells_too_little_is_an_error_with_its_mend(
    tmp_path: Path, content: str, options: list[str], code: int, said: str
) -> None:
    (tmp_path / "things.csv").write_text(content)
    done = account_graph(tmp_path, "things.csv", *options)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_type_can_be_said_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,Acme\n")
    (tmp_path / "b.csv").write_text("id,name\n1,West\n")
    done = account_graph(tmp_path, "a.csv", "b.csv", "--type", "account", "--type", "group")
    assert done.returncode == 0
    # groups come first: others may refer to them
    assert done.stdout.index('record = "group"') < done.stdout.index('record = "account"')
