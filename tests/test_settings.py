"""Settings: what each variable takes, what it refuses, and that the documentation lists them all."""

import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings, SettingsError, default_data_folder

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
ROWS = dict(re.findall(r"^\| `([A-Z_]+)` \|.*\| ([^|]*) \|$", PAGE.read_text(), re.M))
VARIABLES = {setting.metadata["variables"][0]: setting for setting in fields(Settings)}


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_is_documented_with_its_default(variable: str) -> None:
    default = VARIABLES[variable].default
    if default is None:
        assert ROWS[variable].startswith("unset: ")
    elif default is not MISSING:
        text = (
            str(default).lower()
            if isinstance(default, bool)
            else f"{default:g}"
            if isinstance(default, float)
            else default
        )
        assert ROWS[variable] == f"`{text}`"
    assert variable in ROWS


def test_nothing_is_documented_that_is_no_setting() -> None:
    assert ROWS.keys() == VARIABLES.keys()


def test_nothing_else_reads_the_environment() -> None:
    readers = {
        path.name
        for path in (PAGE.parent.parent / "graph").rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b|\bfrom os import .*(environ|getenv)", path.read_text())
    }
    assert readers == {"settings.py"}


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("DATABASE_URL", "postgresql://me@db.example/books?sslmode=require", None),
        ("DATABASE_URL", "postgres://db.example/books", None),
        ("ACCOUNT_GRAPH_DATA", "/srv/data", Path("/srv/data")),
        ("ACCOUNT_GRAPH_DATA", "data", Path.cwd() / "data"),
        ("ACCOUNT_GRAPH_SECRET", "x" * 32, None),
        ("ACCOUNT_GRAPH_SECRET", "\n".join(["x" * 32, "y" * 32]), None),
        ("ACCOUNT_GRAPH_SECRET_FILE", __file__, Path(__file__)),
        ("ACCOUNT_GRAPH_ISSUERS_FILE", __file__, Path(__file__)),
        ("ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE", __file__, Path(__file__)),
        ("ACCOUNT_GRAPH_TOKEN_ISSUER", "https://id.example", None),
        ("ACCOUNT_GRAPH_TOKEN_AUDIENCE", "portal", None),
        ("ACCOUNT_GRAPH_CURRENCY", "EUR", None),
        ("ACCOUNT_GRAPH_HOST", "0.0.0.0", None),  # noqa: S104  # text, not bound
        ("ACCOUNT_GRAPH_PORT", "65535", 65535),
        ("ACCOUNT_GRAPH_WORKERS", "4", 4),
        ("ACCOUNT_GRAPH_POOL_SIZE", "1", 1),
        ("ACCOUNT_GRAPH_BEHIND_POOLER", "yes", True),
        ("ACCOUNT_GRAPH_BEHIND_POOLER", "FALSE", False),
        ("ACCOUNT_GRAPH_BODY_LIMIT", "2048", 2048),
        ("ACCOUNT_GRAPH_LOG_LEVEL", "DEBUG", "debug"),
        ("ACCOUNT_GRAPH_STATEMENT_TIMEOUT", "0.5", 0.5),
        ("ACCOUNT_GRAPH_POOL_TIMEOUT", "2", 2.0),
        ("ACCOUNT_GRAPH_LOCK_TIMEOUT", "2", 2.0),
        ("ACCOUNT_GRAPH_BODY_TIMEOUT", "60", 60.0),
    ],
)
def test_a_good_value_is_taken(variable: str, text: str, value: Any) -> None:
    settings = Settings.from_environment({variable: text})
    assert getattr(settings, VARIABLES[variable].name) == (text if value is None else value)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("DATABASE_URL", "mysql://db.example/books"),
        ("DATABASE_URL", "db.example"),
        ("ACCOUNT_GRAPH_SECRET", "x" * 31),
        ("ACCOUNT_GRAPH_SECRET", "\n".join(["x" * 32, "y" * 31])),
        ("ACCOUNT_GRAPH_SECRET_FILE", "/nowhere"),
        ("ACCOUNT_GRAPH_ISSUERS_FILE", "/nowhere.toml"),
        ("ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE", "/nowhere.pem"),
        ("ACCOUNT_GRAPH_CURRENCY", "euro"),
        ("ACCOUNT_GRAPH_PORT", "0"),
        ("ACCOUNT_GRAPH_PORT", "65536"),
        ("ACCOUNT_GRAPH_PORT", "٨٠٨٠"),
        ("ACCOUNT_GRAPH_WORKERS", "-1"),
        ("ACCOUNT_GRAPH_POOL_SIZE", "eight"),
        ("ACCOUNT_GRAPH_BEHIND_POOLER", "maybe"),
        ("ACCOUNT_GRAPH_BODY_LIMIT", "1e6"),
        ("ACCOUNT_GRAPH_LOG_LEVEL", "loud"),
        ("ACCOUNT_GRAPH_STATEMENT_TIMEOUT", "0"),
        ("ACCOUNT_GRAPH_STATEMENT_TIMEOUT", "nan"),
        ("ACCOUNT_GRAPH_POOL_TIMEOUT", "-1"),
        ("ACCOUNT_GRAPH_BODY_TIMEOUT", "0.0"),
    ],
)
def test_a_bad_value_is_refused_by_the_variables_name(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} must .*"):
        Settings.from_environment({variable: text})


def test_a_refusal_does_not_repeat_a_secret() -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_environment({"ACCOUNT_GRAPH_SECRET": "too-short"})
    assert "too-short" not in str(told.value)


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment(dict.fromkeys(VARIABLES, "")) == Settings.from_environment({})


def test_port_yields_to_our_own_variable() -> None:
    assert Settings.from_environment({"PORT": "9000"}).port == 9000
    assert Settings.from_environment({"PORT": "9000", "ACCOUNT_GRAPH_PORT": "9001"}).port == 9001


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_settings_do_not_show_their_secret() -> None:
    shown = repr(Settings(secret="s" * 32, database_url="postgresql://me:hush@db/books"))
    assert "ssss" not in shown
    assert "hush" not in shown


@pytest.mark.skipif(os.geteuid() != 0, reason="about root")
def test_roots_data_are_where_another_user_may_go() -> None:
    assert default_data_folder() == Path("/var/lib/account-graph")


def test_the_development_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: settings.signing_secrets(), range(8)))
    assert len(secrets) == 1
    [secret] = secrets.pop()
    assert len(secret) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


def test_a_database_of_ones_own_needs_a_secret_of_ones_own(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url="postgresql://db.example/books")
    with pytest.raises(SettingsError, match="ACCOUNT_GRAPH_SECRET"):
        settings.signing_secrets()
    assert not list(tmp_path.iterdir())
