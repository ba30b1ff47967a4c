"""The settings, read and validated once from the environment. No other module reads the environment."""

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from .failure import Failure

MIN_SECRET_LENGTH = 32
"""The minimum length of a secret in characters: HS256's output has as many bytes."""

LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


class SettingsError(Failure):
    """A setting is invalid. The message names the variable and says what to do."""


def hand_down(variables: Mapping[str, str]) -> None:
    """Sets environment variables for this process and those that it starts."""
    os.environ.update(variables)


def default_data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Returns the default folder of the embedded database: the user's data folder, or for root one in `/var/lib`.

    Root's home won't do: PostgreSQL then runs as another user, who has no access to it.
    """
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "account-graph"
    if os.geteuid() == 0:
        return Path("/var/lib/account-graph")
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "account-graph"


def _database_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _secret(text: str) -> str:
    if min(map(len, text.splitlines())) < MIN_SECRET_LENGTH:
        raise ValueError(
            f"must have at least {MIN_SECRET_LENGTH} characters, and so must each line if it has several;"
            " create one with `openssl rand -hex 32`"
        )
    return text


def _readable_file(text: str) -> Path:
    path = _folder(text)
    if not path.is_file():
        raise ValueError(f"must name a file, and there is none at {path}")
    return path


def currency_code(text: str) -> str:
    """Returns a currency's code; raises ValueError unless it is three capital letters."""
    if not re.fullmatch("[A-Z]{3}", text):
        raise ValueError("must be a currency's three capital letters, such as EUR")
    return text


def zone_name(text: str) -> str:
    """Returns a time zone's name; raises ValueError unless the IANA database has it."""
    if text not in available_timezones():
        raise ValueError("must be a name of the IANA database, such as Europe/Berlin")
    return text


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch("[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", text) or float(text) <= 0:
        raise ValueError("must be a number of seconds above zero")
    return float(text)


def _yes_or_no(text: str) -> bool:
    answers = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in answers:
        raise ValueError("must be true or false")
    return answers[text.lower()]


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.lower()


def _setting(parse: Callable[[str], Any], *variables: str, **default: Any) -> Any:
    return field(metadata={"parse": parse, "variables": variables}, **default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one instance. docs/settings.md explains each of them."""

    database_url: str | None = _setting(_database_url, "DATABASE_URL", default=None, repr=False)
    data: Path = _setting(_folder, "ACCOUNT_GRAPH_DATA", default_factory=default_data_folder)
    secret: str | None = _setting(_secret, "ACCOUNT_GRAPH_SECRET", default=None, repr=False)
    secret_file: Path | None = _setting(_readable_file, "ACCOUNT_GRAPH_SECRET_FILE", default=None)
    issuers_file: Path | None = _setting(_readable_file, "ACCOUNT_GRAPH_ISSUERS_FILE", default=None)
    token_public_key_file: Path | None = _setting(_readable_file, "ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE", default=None)
    token_issuer: str = _setting(str, "ACCOUNT_GRAPH_TOKEN_ISSUER", default="account-graph")
    token_audience: str = _setting(str, "ACCOUNT_GRAPH_TOKEN_AUDIENCE", default="account-graph")
    currency: str | None = _setting(currency_code, "ACCOUNT_GRAPH_CURRENCY", default=None)
    time_zone: str | None = _setting(zone_name, "ACCOUNT_GRAPH_TIME_ZONE", default=None)
    host: str = _setting(str, "ACCOUNT_GRAPH_HOST", default="127.0.0.1")
    port: int = _setting(_whole_number(1, 65535), "ACCOUNT_GRAPH_PORT", "PORT", default=8000)
    metrics_host: str = _setting(str, "ACCOUNT_GRAPH_METRICS_HOST", default="127.0.0.1")
    metrics_port: int | None = _setting(_whole_number(1, 65535), "ACCOUNT_GRAPH_METRICS_PORT", default=None)
    workers: int = _setting(_whole_number(1, 256), "ACCOUNT_GRAPH_WORKERS", default=1)
    pool_size: int = _setting(_whole_number(1, 1000), "ACCOUNT_GRAPH_POOL_SIZE", default=8)
    behind_pooler: bool = _setting(_yes_or_no, "ACCOUNT_GRAPH_BEHIND_POOLER", default=False)
    body_limit: int = _setting(_whole_number(1024, 1 << 30), "ACCOUNT_GRAPH_BODY_LIMIT", default=1_048_576)
    log_level: str = _setting(_log_level, "ACCOUNT_GRAPH_LOG_LEVEL", default="info")
    body_timeout: float = _setting(_seconds, "ACCOUNT_GRAPH_BODY_TIMEOUT", default=10.0)
    statement_timeout: float = _setting(_seconds, "ACCOUNT_GRAPH_STATEMENT_TIMEOUT", default=30.0)
    pool_timeout: float = _setting(_seconds, "ACCOUNT_GRAPH_POOL_TIMEOUT", default=5.0)
    lock_timeout: float = _setting(_seconds, "ACCOUNT_GRAPH_LOCK_TIMEOUT", default=5.0)
    row_security: bool = _setting(_yes_or_no, "ACCOUNT_GRAPH_ROW_SECURITY", default=True)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Returns the settings in these variables; an empty variable counts as unset.

        Raises SettingsError for an invalid value.
        """
        given: dict[str, Any] = {"data": default_data_folder(environ)}
        for setting in fields(cls):
            variable = next((name for name in setting.metadata["variables"] if environ.get(name)), None)
            if variable is None:
                continue
            try:
                given[setting.name] = setting.metadata["parse"](environ[variable])
            except ValueError as error:
                raise SettingsError(f"{variable} {error}.") from error
        return cls(**given)

    @classmethod
    def unknown_variables(cls, environ: Mapping[str, str] = os.environ) -> list[str]:
        """Returns the variables that are named like settings but aren't any; those of the tests are left out."""
        known = {name for setting in fields(cls) for name in setting.metadata["variables"]}
        ours = (name for name in environ if re.match("ACCOUNT_GRAPH_(?!TEST_)", name))
        return sorted(name for name in ours if name not in known)

    def signing_secrets(self) -> tuple[str, ...]:
        """Returns the secrets for tokens and cursors: the first signs, and all verify.

        With the embedded database one is created on first use, in the file `secret`, which only its owner can read.
        Raises SettingsError if DATABASE_URL is set without a secret, or for a file without usable secrets.
        """
        if self.secret is not None and self.secret_file is not None:
            raise SettingsError("ACCOUNT_GRAPH_SECRET and ACCOUNT_GRAPH_SECRET_FILE are both set. Unset one of them.")
        if self.secret is not None:
            return tuple(self.secret.splitlines())
        if self.secret_file is not None:
            return _secrets_in(self.secret_file)
        if self.database_url is not None:
            raise SettingsError(
                "ACCOUNT_GRAPH_SECRET is not set, and with DATABASE_URL it must be: all servers need the same secret. "
                "Set it to the output of `openssl rand -hex 32`."
            )
        return _kept_secrets(self.data / "secret")


def _kept_secrets(file: Path) -> tuple[str, ...]:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"secret.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_hex(MIN_SECRET_LENGTH))
        try:
            os.link(draft, file)  # atomic: of two processes that race, the first one's secret is kept
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _secrets_in(file, "Delete the file to have a new one created.")


def _secrets_in(file: Path, mend: str = "Write one there with `openssl rand -hex 32`.") -> tuple[str, ...]:
    found = tuple(line.strip() for line in file.read_text().splitlines() if line.strip())
    if not found or min(map(len, found)) < MIN_SECRET_LENGTH:
        raise SettingsError(f"The secret in {file} is too short: it needs {MIN_SECRET_LENGTH} characters. {mend}")
    return found
