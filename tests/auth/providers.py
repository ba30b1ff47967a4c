"""Identity providers of the tests: their keys, the files that name them, and the tokens that they sign."""

import json
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from graph.auth.tokens import Tokens
from graph.settings import Settings

SECRET = "a secret of the tests, long enough for HS256"  # noqa: S105  # tests sign with it
ADDRESS = "https://login.example.com"
ALGORITHMS: dict[str, Any] = {
    "RS256": (jwt.algorithms.RSAAlgorithm, lambda: rsa.generate_private_key(65537, 2048)),
    "ES256": (jwt.algorithms.ECAlgorithm, lambda: ec.generate_private_key(ec.SECP256R1())),
    "EdDSA": (jwt.algorithms.OKPAlgorithm, ed25519.Ed25519PrivateKey.generate),
}


class Signer:
    """A private key of a provider."""

    def __init__(self, algorithm: str = "ES256", kid: str | None = "one") -> None:
        self.algorithm = algorithm
        self.kid = kid
        self.encoder, make = ALGORITHMS[algorithm]
        self.private = make()

    def jwk(self, **changed: Any) -> dict[str, Any]:
        """The public key, as a set of keys has it."""
        public = dict(self.encoder.to_jwk(self.private.public_key(), as_dict=True))
        named = {"use": "sig", "alg": self.algorithm, "kid": self.kid, **changed}
        return {**public, **{name: value for name, value in named.items() if value is not None}}

    def pem(self) -> bytes:
        made: bytes = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return made

    def sign(self, **changed: Any) -> str:
        """A token as this provider makes it, but for what changed; None takes a claim out."""
        now = int(time.time())
        good = {
            "iss": ADDRESS,
            "aud": "account-graph",
            "sub": "248289761001",
            "email": "rita@demo.example",
            "email_verified": True,
            "iat": now,
            "exp": now + 600,
            **changed,
        }
        claims = {name: value for name, value in good.items() if value is not None}
        return jwt.encode(claims, self.private, self.algorithm, {"kid": self.kid} if self.kid else None)


def write_keys(folder: Path, *signers: Signer, name: str = "keys.json") -> Path:
    file = folder / name
    file.write_text(json.dumps({"keys": [signer.jwk() for signer in signers]}))
    return file


def issuers_file(folder: Path, *tables: str) -> Path:
    file = folder / "issuers.toml"
    file.write_text("\n".join(tables))
    return file


def table(name: str = "login", *lines: str, issuer: str = ADDRESS, keys: str = "keys.json") -> str:
    """A table whose keys are in the file that `write_keys` writes."""
    head = [f"[{name}]", f'issuer = "{issuer}"', 'audience = "account-graph"', f'keys = "{keys}"']
    return "\n".join([*head, *lines, ""])


def settings(file: Path, **others: Any) -> Settings:
    return Settings(issuers_file=file, secret=SECRET, **others)


def tokens(folder: Path, *tables: str) -> Tokens:
    return Tokens(settings(issuers_file(folder, *tables)))
