"""Bearer tokens: JWTs whose subject is a user's e-mail address."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

import jwt
from cachetools import LRUCache
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from graph.errors import Unauthenticated
from graph.failure import Failure

CACHE_SIZE = 4096
"""The number of verified tokens cached, so that a signature is not checked again for each request."""
LATEST = 253_402_300_799
"""The end of the year 9999, in seconds since 1970."""


class TokenSettings(Protocol):
    """The settings that concern tokens."""

    @property
    def token_issuer(self) -> str:
        """The issuer: the claim `iss`."""

    @property
    def token_audience(self) -> str:
        """The audience: the claim `aud`."""

    @property
    def token_public_key_file(self) -> Path | None:
        """The file with the identity provider's public key in PEM; None if tokens are issued here."""

    def signing_secret(self) -> str:
        """Returns the secret that signs the tokens issued here."""


class Claims(NamedTuple):
    """The claims of a verified token. Times are in seconds since 1970."""

    email: str
    """The user's e-mail address, in lower case."""
    issued: int | None
    """The time of issue; None if the token has none."""
    expires: float


class UnusableKey(Failure):
    """The file of the identity provider's public key can't be read, or holds no such key."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE {file} can't be used: {why}"
            " Name a file with a public key in PEM: RSA, P-256 or Ed25519."
        )


class Tokens:
    """Issues and verifies tokens with the instance's secret, or verifies an identity provider's with its public key.

    The key determines the only algorithm accepted: HS256 for the secret; RS256, ES256 or EdDSA for a public key.
    Raises UnusableKey for a file that holds none of these.
    """

    def __init__(self, settings: TokenSettings) -> None:
        self._issuer = settings.token_issuer
        self._audience = settings.token_audience
        self._verified: LRUCache[str, Claims] = LRUCache(CACHE_SIZE)
        self._secret: str | None = None
        self._key: str | RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
        if settings.token_public_key_file is None:
            self._key = self._secret = settings.signing_secret()
            self._algorithm = "HS256"
        else:
            self._key, self._algorithm = _public_key(settings.token_public_key_file)

    def issue(self, email: str, expires_in: timedelta = timedelta(hours=8)) -> str:
        """Returns a token for this e-mail address; raises ValueError if an identity provider issues the tokens."""
        if self._secret is None:
            raise ValueError("Tokens are issued by your identity provider; only its public key is known here.")
        now = datetime.now(UTC)
        claims = {"sub": email, "iss": self._issuer, "aud": self._audience, "iat": now, "exp": now + expires_in}
        return jwt.encode(claims, self._secret, algorithm=self._algorithm)

    def claims(self, token: str) -> Claims:
        """Returns the claims of a token; raises Unauthenticated, with the reason, if the token is not valid."""
        known = self._verified.get(token)
        now = datetime.now(UTC).timestamp()
        if known is not None and now < known.expires:
            return known
        claims = self._verify(token)
        self._verified[token] = claims
        return claims

    def _verify(self, token: str) -> Claims:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[self._algorithm],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iss", "aud", "sub"], "verify_sub": False},  # the subject is verified below
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The token has expired. Sign in again for a new one.") from None
        except jwt.InvalidTokenError as error:
            raise Unauthenticated(f"The token can't be used: {_reason(error)}.") from None
        except (OverflowError, ValueError, RecursionError):  # a time that no number of seconds is, or a deep header
            raise Unauthenticated("The token can't be used: it is malformed.") from None
        subject = claims["sub"]
        # NUL and lone surrogates are not printable: the database could not even compare them
        if not isinstance(subject, str) or not subject or not subject.isprintable():
            raise Unauthenticated("The token can't be used: its subject is not an e-mail address.")
        email = subject.lower()
        # KELVIN SIGN is lowercased to an ASCII k, but an address with it is another mailbox, and must not match
        if email.isascii() and not subject.isascii():
            raise Unauthenticated("The token can't be used: its subject is not an e-mail address.")
        issued, expires = claims.get("iat"), claims["exp"]
        if int(expires) > LATEST:
            raise Unauthenticated("The token can't be used: it expires after the year 9999.")
        return Claims(email, None if issued is None else int(issued), float(expires))


def _reason(error: jwt.InvalidTokenError) -> str:
    match error:
        case jwt.MissingRequiredClaimError():
            return f"it has no claim `{error.claim}`"
        case jwt.InvalidAudienceError():
            return "its audience is not the expected one"
        case jwt.InvalidIssuerError():
            return "its issuer is not the expected one"
        case jwt.InvalidSignatureError():
            return "its signature is wrong"
        case jwt.InvalidAlgorithmError():
            return "its algorithm is not the expected one"
        case jwt.ImmatureSignatureError():
            return "it is not valid yet"
        case _:
            return "it is malformed"


def _public_key(file: Path) -> tuple[RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey, str]:
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise UnusableKey(file, f"{error.strerror}.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey(file, "it holds no public key in PEM.") from error
    match key:
        case RSAPublicKey():
            return key, "RS256"
        case EllipticCurvePublicKey() if key.curve.name == "secp256r1":
            return key, "ES256"
        case Ed25519PublicKey():
            return key, "EdDSA"
        case _:
            raise UnusableKey(file, "its key is of another type.")
