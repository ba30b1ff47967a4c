"""Verification keys: public keys of identity providers, from PEM or from a JSON Web Key Set, and the own secrets."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

SECRET_ALGORITHM = "HS256"  # noqa: S105  # an algorithm's name
RSA_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
"""The one algorithm of each curve, by the curve's name."""
PUBLIC_KEY_ALGORITHMS = (*RSA_ALGORITHMS, *CURVES.values(), "EdDSA")
"""Every algorithm that a public key may verify."""
DEFAULT_ALGORITHMS = ("RS256", "ES256", "EdDSA")

MIN_RSA_BITS = 2048
MAX_TRIED = 10
"""The most keys that one token is tried with: a token that names no key costs a verification for each."""


class NoKey(ValueError):
    """A text holds no usable key. The message says why, as the end of a sentence."""


class Key(NamedTuple):
    """A key, and what it may verify."""

    key: PublicKey | str
    """A public key, or a secret."""
    algorithms: frozenset[str]
    kid: str | None = None
    """The key's id; None: it verifies tokens whatever key they name."""


class Keys:
    """The keys of one issuer at one moment."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.all = tuple(keys)

    @property
    def current(self) -> "Keys":
        """These keys: they don't change."""
        return self

    def named(self, kid: str | None) -> list[Key]:
        """Returns the keys that a token may mean that names this one; with None, all."""
        return [key for key in self.all if kid is None or key.kid is None or key.kid == kid]


def secret_keys(secrets: Sequence[str]) -> Keys:
    """Returns the instance's own secrets as keys."""
    return Keys(Key(secret, frozenset({SECRET_ALGORITHM})) for secret in secrets)


def keys_in_pem(text: bytes) -> Keys:
    """Returns the public key in PEM; raises NoKey."""
    try:
        key = load_pem_public_key(text)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NoKey("it holds no public key in PEM") from error
    usable = _usable(key)
    if usable is None:
        raise NoKey("its key is of another type")
    return Keys([usable])


def keys_in_set(content: Any) -> Keys:
    """Returns the usable keys of a JSON Web Key Set, read from JSON; raises NoKey if there are none.

    Keys for encryption, private and symmetric keys, and those of types that are not supported are left out, as the
    standard wants it.
    """
    listed = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise NoKey("it is no JSON Web Key Set: the list `keys` is missing")
    found = [key for each in listed if (key := _key_of_set(each)) is not None]
    if not found:
        raise NoKey("it is a JSON Web Key Set without a usable public key")
    return Keys(found)


def _key_of_set(content: Any) -> Key | None:
    if not isinstance(content, dict) or content.get("use", "sig") != "sig" or content.get("kty") == "oct":
        return None
    operations = content.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    named = content.get("alg")
    if named is not None and named not in PUBLIC_KEY_ALGORITHMS:
        return None
    try:
        key = jwt.PyJWK(content).key
    except (jwt.PyJWTError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    usable = _usable(key)
    if usable is None or (named is not None and named not in usable.algorithms):
        return None
    algorithms = usable.algorithms if named is None else frozenset({named})
    kid = content.get("kid")
    return Key(usable.key, algorithms, kid if isinstance(kid, str) else None)


def _usable(key: object) -> Key | None:
    """Returns a public key with the algorithms of its type; None for any other key."""
    match key:
        case RSAPublicKey() if key.key_size >= MIN_RSA_BITS:
            return Key(key, frozenset(RSA_ALGORITHMS))
        case EllipticCurvePublicKey() if key.curve.name in CURVES:
            return Key(key, frozenset({CURVES[key.curve.name]}))
        case Ed25519PublicKey():
            return Key(key, frozenset({"EdDSA"}))
        case _:
            return None
