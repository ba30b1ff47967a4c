"""The issuers that the settings name: those of a file, or the one that single settings describe."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from graph.auth.issuer import Issuer
from graph.auth.issuers_file import SECRET, IssuersFileError, OwnIssuer, Published, Table, read_issuers
from graph.auth.keys import SECRET_ALGORITHM, Keys, NoKey, keys_in_pem, secret_keys
from graph.auth.remote_keys import RemoteKeys
from graph.failure import Failure

SHORT_FORM = ("RS256", "ES256", "EdDSA")
"""The algorithms of a single public key: the key decides for one of them."""


class IssuerSettings(Protocol):
    """The settings that concern issuers."""

    @property
    def issuers_file(self) -> Path | None:
        """The file with a table for each issuer; None if the other settings describe a single one."""

    @property
    def token_issuer(self) -> str:
        """The issuer: the claim `iss`."""

    @property
    def token_audience(self) -> str:
        """The audience: the claim `aud`."""

    @property
    def token_public_key_file(self) -> Path | None:
        """The file with the identity provider's public key in PEM; None if tokens are issued here."""

    def signing_secrets(self) -> tuple[str, ...]:
        """Returns the secrets of the tokens issued here: the first signs, and all verify."""


class UnusableKey(Failure):
    """The file of the identity provider's public key can't be read, or holds no such key."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE {file} can't be used: {why}"
            " Name a file with a public key in PEM: RSA, P-256 or Ed25519."
        )


class Known(NamedTuple):
    """An issuer with its keys."""

    issuer: Issuer
    keys: Keys | RemoteKeys
    secret: str | None = None
    """The secret that signs tokens, if this is the instance itself."""


def known_issuers(settings: IssuerSettings, on_change: Callable[[], None]) -> Sequence[Known]:
    """Returns the issuers whose tokens are accepted; raises UnusableKey or IssuersFileError.

    ``on_change`` is called when the keys of one of them have changed.
    """
    if settings.issuers_file is None:
        return [_single(settings)]
    if settings.token_public_key_file is not None:
        raise IssuersFileError(
            settings.issuers_file,
            [
                "ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE is set too. Make its issuer a table of this file, with"
                f' `keys = "{settings.token_public_key_file}"`, and unset the variable'
            ],
        )
    own = OwnIssuer(settings.token_issuer, settings.token_audience)
    return [_of_table(settings, table, on_change) for table in read_issuers(settings.issuers_file, own)]


def _of_table(settings: IssuerSettings, table: Table, on_change: Callable[[], None]) -> Known:
    if table.keys is SECRET:
        return _own(settings, table.issuer)
    if isinstance(table.keys, Published):
        issuer = table.issuer
        return Known(issuer, RemoteKeys(issuer.name, issuer.issuer, table.keys.url, on_change))
    return Known(table.issuer, table.keys)


def _single(settings: IssuerSettings) -> Known:
    file = settings.token_public_key_file
    algorithms = (SECRET_ALGORITHM,) if file is None else SHORT_FORM
    issuer = Issuer(
        name=settings.token_issuer,
        issuer=settings.token_issuer,
        audiences=(settings.token_audience,),
        algorithms=algorithms,
    )
    return _own(settings, issuer) if file is None else Known(issuer, _in_file(file))


def _own(settings: IssuerSettings, issuer: Issuer) -> Known:
    secrets = settings.signing_secrets()
    return Known(issuer, secret_keys(secrets), secrets[0])


def _in_file(file: Path) -> Keys:
    try:
        keys = keys_in_pem(file.read_bytes())
    except OSError as error:
        raise UnusableKey(file, f"{error.strerror}.") from error
    except NoKey as error:
        raise UnusableKey(file, f"{error}.") from error
    if not keys.all[0].algorithms & set(SHORT_FORM):
        raise UnusableKey(file, "its key is of another type.")
    return keys
