"""Bearer tokens: whose they are, and each reason why one is refused."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from graph.auth import tokens
from graph.auth.claims import Claims
from graph.auth.issuers import UnusableKey
from graph.auth.tokens import Tokens
from graph.errors import Unauthenticated
from graph.settings import Settings

SECRET = "a secret of the tests, long enough for HS256"  # noqa: S105  # tests sign with it


def claims(**changed: Any) -> dict[str, Any]:
    """What a good token claims, but for what changed; None takes a claim out."""
    good = {"sub": "rita@demo.example", "iss": "account-graph", "aud": "account-graph", "exp": time.time() + 60}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(secret: str = SECRET, algorithm: str = "HS256", **changed: Any) -> str:
    return jwt.encode(claims(**changed), secret, algorithm=algorithm)


def by_secret(secret: str = SECRET) -> Tokens:
    return Tokens(Settings(secret=secret))


def refusal(verifier: Tokens, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        verifier.claims(token)
    return refused.value.message


def test_a_token_names_the_address_it_was_issued_for() -> None:
    assert by_secret().claims(by_secret().issue("rita@demo.example")).email == "rita@demo.example"


def test_addresses_are_the_same_whatever_their_case() -> None:
    assert by_secret().claims(by_secret().issue("Rita@Demo.Example")).email == "rita@demo.example"


def test_a_token_lasts_as_long_as_was_said() -> None:
    token = by_secret().issue("rita@demo.example", timedelta(minutes=5))
    told = jwt.decode(token, options={"verify_signature": False})
    assert told["exp"] - told["iat"] == 300


def test_a_token_says_when_it_was_issued_if_it_does() -> None:
    assert by_secret().claims(by_secret().issue("rita@demo.example")).issued == pytest.approx(time.time(), abs=5)
    assert by_secret().claims(signed()).issued is None
    assert by_secret().claims(signed(iat=None)).issued is None
    assert by_secret().claims(signed(iat=1_000_000_000.5)).issued == 1_000_000_000
    assert by_secret().claims(signed(iat=-(10**400))).issued == -(10**400)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": 1_000_000_000}, "The token has expired. Sign in again for a new one."),
        ({"exp": None}, "it has no claim `exp`"),
        ({"iss": None}, "it has no claim `iss`"),
        ({"aud": None}, "it has no claim `aud`"),
        ({"sub": None}, "it has no claim `sub`"),
        ({"iss": "somebody else"}, "its issuer is not the expected one"),
        ({"aud": "something else"}, "its audience is not the expected one"),
        ({"aud": ["something", "else"]}, "its audience is not the expected one"),
        ({"nbf": time.time() + 86_400}, "it is not valid yet"),
        ({"iat": time.time() + 86_400}, "it is not valid yet"),
        ({"exp": "tomorrow"}, "it is malformed"),
        ({"nbf": "yesterday"}, "it is malformed"),
        ({"iat": [1]}, "it is malformed"),
        ({"sub": "rita\0@demo.example"}, "its subject is not an e-mail address"),
        ({"sub": "\ud800"}, "its subject is not an e-mail address"),
        ({"sub": ""}, "its subject is not an e-mail address"),
    ],
)
def test_each_refusal_says_why(changed: dict[str, Any], reason: str) -> None:
    message = refusal(by_secret(), signed(**changed))
    assert message in (reason, f"The token can't be used: {reason}.")


HUGE = [10**12, 10**400, 1e300, float("inf"), float("nan"), -float("inf")]


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", [*HUGE, "9" * 5_000, [], {}, True, "soon"])
def test_a_time_that_is_none_is_refused_and_breaks_nothing(claim: str, value: object) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=")
    payload = base64.urlsafe_b64encode(json.dumps(claims(**{claim: value})).encode()).rstrip(b"=")
    signature = hmac.digest(SECRET.encode(), header + b"." + payload, "sha256")
    token = b".".join((header, payload, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()
    if claim != "exp" and value is True:
        assert by_secret().claims(token)  # 1 to Python: a second after 1970 began
    else:
        assert refusal(by_secret(), token)


@pytest.mark.parametrize("subject", [5, True, ["rita@demo.example"], {"email": "rita@demo.example"}])
def test_a_subject_that_is_no_text_is_refused(subject: object) -> None:
    # PyJWT makes no such token
    token = hs256(claims(sub=subject), SECRET.encode())
    assert refusal(by_secret(), token) == "The token can't be used: its subject is not an e-mail address."


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "a.b.c", "äÿ.ÿ.ÿ", "..", ".", "\0", "bnVsbA.bnVsbA.", "🦊.🦊.🦊", "x" * 100_000],
)
def test_what_is_no_token_is_malformed(token: str) -> None:
    assert refusal(by_secret(), token) == "The token can't be used: it is malformed."


def test_half_a_token_is_malformed_or_wrongly_signed() -> None:
    whole = by_secret().issue("rita@demo.example")
    for length in range(len(whole)):
        assert refusal(by_secret(), whole[:length]) in (
            "The token can't be used: it is malformed.",
            "The token can't be used: its signature is wrong.",
        )


def test_a_changed_payload_has_a_wrong_signature() -> None:
    head, _, signature = signed().split(".")
    other = signed(sub="ada@demo.example").split(".")[1]
    assert refusal(by_secret(), f"{head}.{other}.{signature}") == "The token can't be used: its signature is wrong."


def test_another_secret_is_a_wrong_signature() -> None:
    other = signed("another secret that is long enough for HS256")
    assert refusal(by_secret(), other) == "The token can't be used: its signature is wrong."


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_of_the_same_secret_is_refused(algorithm: str) -> None:
    verifier = by_secret(SECRET * 2)
    assert refusal(verifier, signed(SECRET * 2, algorithm)) == (
        "The token can't be used: its algorithm is not the expected one."
    )


def test_a_token_that_nobody_signed_is_refused(pairs: "dict[str, Pair]") -> None:
    unsigned = jwt.encode(claims(), "", algorithm="none")
    head, payload, _ = unsigned.split(".")
    for verifier in (by_secret(), *(pair.tokens for pair in pairs.values())):
        for token in (unsigned, f"{head}.{payload}.", f"{head}.{payload}.c2lnbmVk"):
            assert refusal(verifier, token) == "The token can't be used: its algorithm is not the expected one."


@dataclass
class Pair:
    """An identity provider's keys, and what verifies its tokens."""

    private: Any
    algorithm: str
    file: Path

    @property
    def tokens(self) -> Tokens:
        return Tokens(Settings(token_public_key_file=self.file))

    def sign(self, **changed: Any) -> str:
        return jwt.encode(claims(**changed), self.private, algorithm=self.algorithm)


KEYS: dict[str, Callable[[], Any]] = {
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


def write_public(private: Any, file: Path) -> Path:
    file.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return file


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    folder = tmp_path_factory.mktemp("keys")
    made = {algorithm: make() for algorithm, make in KEYS.items()}
    return {
        algorithm: Pair(private, algorithm, write_public(private, folder / algorithm))
        for algorithm, private in made.items()
    }


@pytest.mark.parametrize("algorithm", KEYS)
def test_the_tokens_of_an_identity_provider_are_verified_by_its_public_key(
    pairs: dict[str, Pair], algorithm: str
) -> None:
    assert pairs[algorithm].tokens.claims(pairs[algorithm].sign()).email == "rita@demo.example"


@pytest.mark.parametrize("algorithm", KEYS)
def test_another_key_of_the_same_kind_is_a_wrong_signature(pairs: dict[str, Pair], algorithm: str) -> None:
    stranger = Pair(KEYS[algorithm](), algorithm, pairs[algorithm].file)
    assert refusal(stranger.tokens, stranger.sign()) == "The token can't be used: its signature is wrong."


@pytest.mark.parametrize("algorithm", KEYS)
def test_a_key_of_another_kind_is_refused(pairs: dict[str, Pair], algorithm: str) -> None:
    for other in pairs.values():
        if other.algorithm != algorithm:
            assert refusal(pairs[algorithm].tokens, other.sign()) == (
                "The token can't be used: its algorithm is not the expected one."
            )


@pytest.mark.parametrize("algorithm", KEYS)
def test_the_public_key_is_no_secret_to_sign_with(pairs: dict[str, Pair], algorithm: str) -> None:
    # PyJWT itself signs nothing with a public key: done by hand, as somebody would who tries
    public = pairs[algorithm].file.read_bytes()
    for key in (public, public.strip(), public.decode().replace("\n", "").encode()):
        token = hs256(claims(), key)
        assert refusal(pairs[algorithm].tokens, token) == (
            "The token can't be used: its algorithm is not the expected one."
        )


def hs256(payload: dict[str, Any], key: bytes) -> str:
    def part(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    head = part(b'{"alg":"HS256","typ":"JWT"}')
    text = f"{head}.{part(json.dumps(payload).encode())}"
    return f"{text}.{part(hmac.digest(key, text.encode(), 'sha256'))}"


@pytest.mark.parametrize("algorithm", KEYS)
def test_what_verifies_by_a_public_key_issues_nothing(pairs: dict[str, Pair], algorithm: str) -> None:
    with pytest.raises(ValueError, match="identity provider"):
        pairs[algorithm].tokens.issue("rita@demo.example")


@pytest.mark.parametrize(
    "private", [ec.generate_private_key(ec.SECP384R1()), ed448.Ed448PrivateKey.generate()], ids=["P-384", "Ed448"]
)
def test_a_key_of_no_accepted_kind_is_refused_by_name(private: Any, tmp_path: Path) -> None:
    file = write_public(private, tmp_path / "key.pem")
    with pytest.raises(UnusableKey, match="RSA, P-256 or Ed25519"):
        Tokens(Settings(token_public_key_file=file))


def test_a_private_key_is_no_public_key(tmp_path: Path) -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    file = tmp_path / "key.pem"
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(UnusableKey, match="PEM"):
        Tokens(Settings(token_public_key_file=file))


def test_issuer_and_audience_are_those_of_the_settings() -> None:
    ours = Tokens(Settings(secret=SECRET, token_issuer="us", token_audience="portal"))  # noqa: S106  # no password
    assert ours.claims(ours.issue("rita@demo.example")).email == "rita@demo.example"
    assert ours.claims(signed(iss="us", aud=["desk", "portal"])).email == "rita@demo.example"
    assert "its audience is not the expected one" in refusal(ours, signed(iss="us"))
    assert "its issuer is not the expected one" in refusal(ours, signed(aud="portal"))


class Later(datetime):
    """The clock, eleven minutes ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one is enough
        return datetime.now(tz) + timedelta(minutes=11)


def test_a_remembered_token_expires_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = by_secret()
    token = signed(exp=int(time.time()) + 600)
    assert verifier.claims(token).email == "rita@demo.example"
    for module in (tokens, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Later)
    assert refusal(verifier, token) == "The token has expired. Sign in again for a new one."


def test_a_refused_token_is_refused_again() -> None:
    verifier = by_secret()
    assert refusal(verifier, signed(iss="us")) == refusal(verifier, signed(iss="us"))


def test_the_token_used_least_recently_is_verified_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "CACHE_SIZE", 3)
    verifier = by_secret()
    verified: list[str] = []

    def verify(token: str) -> Claims:
        verified.append(token)
        return verify_by_key(token)

    verify_by_key = verifier._verify
    monkeypatch.setattr(verifier, "_verify", verify)
    first, second, third, fourth = (signed(sub=f"u{number}@demo.example") for number in range(4))
    for token in (first, second, third, first, fourth):
        verifier.claims(token)
    assert verified == [first, second, third, fourth]
    for token in (third, first, fourth):
        verifier.claims(token)
    assert verified == [first, second, third, fourth]
    verifier.claims(second)
    assert verified == [first, second, third, fourth, second]
