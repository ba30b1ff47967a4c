"""The settings: what reading them alone doesn't tell."""

import stat

from graph.auth.issuers import UnusableKey
from graph.auth.issuers_file import IssuersFileError
from graph.auth.tokens import Tokens
from graph.settings import Settings, SettingsError

from .check import Found, named


def refuse_unusable(settings: Settings) -> None:
    """Raises SettingsError where the secret is missing or can't be read, or issuers' keys can't be used.

    A secret that would be made on first use is not made by this.
    """
    is_given = settings.database_url is not None or settings.secret_file is not None
    if is_given or (settings.data / "secret").exists():
        try:
            settings.signing_secrets()
        except OSError as error:
            raise SettingsError(f"The secret can't be read: {error}. Run this as the user who serves.") from error
    if settings.token_public_key_file is not None or settings.issuers_file is not None:
        try:
            Tokens(settings)
        except (UnusableKey, IssuersFileError) as error:
            raise SettingsError(str(error)) from error


def open_to_others(settings: Settings) -> Found:
    """The secret's file, where other users may read it."""
    file = settings.secret_file or settings.data / "secret"
    if settings.secret is None and file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return named([f"chmod 600 {file}"])
    return named([])
