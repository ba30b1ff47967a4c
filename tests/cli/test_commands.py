"""The command line, run as anyone runs it: exit codes, what goes to which stream, and what is left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema

from graph.connections import embedded_server
from tests.auth.providers import Signer, issuers_file, table, write_keys
from tests.cli.commands import GREETED, free_port, run, stopped
from tests.server_folders import open_folder

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def served_data(data: Path) -> Iterator[Path]:
    """The data folder with its server running, which spares each command to start and to stop it."""
    with embedded_server(data):
        yield data


def test_the_demo_is_loaded_once_and_lists_its_people(data: Path) -> None:
    again = run(data, "demo")
    assert again.returncode == 0
    assert again.stderr == ""
    assert "nothing was changed" in again.stdout
    assert all(email in again.stdout for email in GREETED)
    assert stopped(data)


def test_a_token_comes_alone_on_standard_output(served_data: Path) -> None:
    made = run(served_data, "token", "Rita@Demo.example", "--expires-in", "30m")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.count(".") == 2
    assert made.stdout.split() == [made.stdout.removesuffix("\n")]


def test_a_token_is_for_known_users_only(served_data: Path) -> None:
    refused = run(served_data, "token", "rota@demo.example")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        refused.stderr
        == "Error: No active user has the e-mail address rota@demo.example. Did you mean rosa@demo.example?\n"
    )


@pytest.mark.parametrize("odd", ["[bold]a[/bold]", ":x:", "[:smile:](u)", "\\\\[red]", "a\\\\"])
def test_what_a_caller_sent_is_printed_as_it_is(served_data: Path, odd: str) -> None:
    told = run(served_data, "token", f"{odd}@nowhere.example").stderr
    assert told.startswith(f"Error: No active user has the e-mail address {odd}@nowhere.example. ")


def test_what_the_instance_is_is_printed_and_holds_against_a_setting(served_data: Path) -> None:
    assert run(served_data, "instance").stdout == "Currency: USD\nTime zone: UTC\n"
    refused = run(served_data, "demo", ACCOUNT_GRAPH_CURRENCY="CHF")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.endswith("correct what is kept: account-graph instance --currency CHF\n")
    wrong = run(served_data, "instance", "--currency", "francs")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "'francs' must be a currency's three capital letters, such as EUR" in wrong.stderr


@pytest.mark.parametrize("near", ["max", "maxx@demo.example", "MAX@demo.exmaple", "max@example.org"])
def test_a_near_address_is_suggested_by_its_name(served_data: Path, near: str) -> None:
    assert run(served_data, "token", near).stderr == (
        f"Error: No active user has the e-mail address {near}. Did you mean max@demo.example?\n"
    )


@pytest.mark.parametrize("far", ["nobody@demo.example", "zz", "@demo.example"])
def test_no_address_is_suggested_where_none_is_near(served_data: Path, far: str) -> None:
    assert run(served_data, "token", far).stderr == (
        f"Error: No active user has the e-mail address {far}. To list the demo users, which changes nothing:"
        " account-graph demo\n"
    )


def test_spaces_around_an_address_do_not_count(served_data: Path) -> None:
    made = run(served_data, "token", " rita@demo.example ")
    assert (made.returncode, made.stderr) == (0, "")


def test_tokens_of_an_identity_provider_are_not_made_here(served_data: Path) -> None:
    refused = run(served_data, "token", "rita@demo.example", ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE=__file__)
    assert refused.returncode == 1
    assert "identity provider" in refused.stderr


def test_tokens_of_the_issuers_of_a_file_are_not_made_here(served_data: Path, tmp_path: Path) -> None:
    write_keys(tmp_path, Signer())
    refused = run(
        served_data, "token", "rita@demo.example", ACCOUNT_GRAPH_ISSUERS_FILE=str(issuers_file(tmp_path, table()))
    )
    assert refused.returncode == 1
    assert 'Add a table with `keys = "secret"`' in refused.stderr


def test_a_file_of_issuers_that_is_none_is_told_before_anything_starts(served_data: Path) -> None:
    refused = run(served_data, "serve", ACCOUNT_GRAPH_ISSUERS_FILE=__file__)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(
        f"Error: ACCOUNT_GRAPH_ISSUERS_FILE {__file__} can't be used: it is not valid TOML"
    )
    assert "Traceback" not in refused.stderr


def test_a_public_key_that_is_none_is_told_in_one_line_before_anything_starts(served_data: Path) -> None:
    refused = run(served_data, "serve", ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE=__file__)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Error: ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE {__file__} can't be used: ")
    assert "public key in PEM" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("token",),
        ("token", "rita@demo.example", "--expires-in", "soon"),
        ("import", "nowhere.toml"),
        ("serve", "--port", "70000"),
        ("fly",),
    ],
)
def test_a_wrong_command_is_told_by_2(served_data: Path, arguments: tuple[str, ...]) -> None:
    done = run(served_data, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr


def test_a_new_folder_has_no_users_yet_and_says_so() -> None:
    with open_folder() as folder:
        refused = run(folder, "token", "rita@demo.example")
        assert refused.returncode == 1
        assert "account-graph migrate" in refused.stderr
        assert run(folder, "migrate").stdout.startswith("Applied 0001_tables\n")
        again = run(folder, "migrate")
        assert (again.stdout.endswith(" is up to date.\n"), again.stderr) == (True, "")
        assert "account-graph demo" in run(folder, "token", "rita@demo.example").stderr


def test_the_schema_is_printed_alone_and_checked(served_data: Path, tmp_path: Path) -> None:
    printed = run(served_data, "schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert build_schema(printed.stdout).query_type
    file = tmp_path / "schema.graphql"
    missing = run(served_data, "schema", "--check", folder=tmp_path, PYTHONPATH=str(Path(__file__).parents[2]))
    assert missing.returncode == 1
    file.write_text(printed.stdout)
    same = run(served_data, "schema", "--check", "--path", str(file))
    assert (same.returncode, same.stdout, same.stderr) == (0, f"{file} matches the schema.\n", "")
    file.write_text(printed.stdout.replace("type Account ", "type Company "))
    differs = run(served_data, "schema", "--check", "--path", str(file))
    assert differs.returncode == 1
    assert "-type Company implements Node {\n+type Account implements Node {\n" in differs.stdout
    assert differs.stderr == f"Error: {file} differs from the schema. To update it: account-graph schema > {file}\n"


def test_a_faulty_mapping_is_refused_by_what_is_wrong_with_it(served_data: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text("[nonsense")
    refused = run(served_data, "import", str(tmp_path / "mapping.toml"))
    assert refused.returncode == 2
    assert "mapping.toml is not valid TOML" in refused.stderr


@pytest.mark.parametrize("command", [("migrate",), ("demo",), ("token", "rita@demo.example"), ("serve", "--port", "0")])
def test_an_unreachable_database_is_named(served_data: Path, command: tuple[str, ...]) -> None:
    command = tuple(str(free_port()) if word == "0" else word for word in command)
    url = "postgresql://me:hush@127.0.0.1:1/books"
    refused = run(served_data, *command, DATABASE_URL=url, ACCOUNT_GRAPH_SECRET="s" * 32)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: The database books at 127.0.0.1:1 can't be reached: ")
    assert "hush" not in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("token", "rita@demo.example"), ("serve",)])
def test_a_database_of_ones_own_needs_a_secret(served_data: Path, command: tuple[str, ...]) -> None:
    refused = run(served_data, *command, DATABASE_URL="postgresql://127.0.0.1:1/books")
    assert refused.returncode == 1
    assert "ACCOUNT_GRAPH_SECRET" in refused.stderr


def test_a_wrong_setting_is_named(served_data: Path) -> None:
    refused = run(served_data, "migrate", ACCOUNT_GRAPH_CURRENCY="euro")
    assert refused.returncode == 1
    assert refused.stderr == "Error: ACCOUNT_GRAPH_CURRENCY must be a currency's three capital letters, such as EUR.\n"
