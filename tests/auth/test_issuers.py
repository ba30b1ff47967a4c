"""Tokens of several issuers: whose keys verify which, and which claims name a user."""

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest

from graph.auth.tokens import Tokens
from graph.errors import Unauthenticated
from tests.auth.providers import ALGORITHMS, SECRET, Signer, table, tokens, write_keys


def refusal(verifier: Tokens, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        verifier.claims(token)
    return refused.value.message.removeprefix("The token can't be used: ").removesuffix(".")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    made = Signer()
    write_keys(tmp_path, made)
    return made


def test_each_issuer_is_verified_by_its_own_keys(tmp_path: Path, signer: Signer) -> None:
    other = Signer("RS256")
    write_keys(tmp_path, other, name="other.json")
    both = tokens(tmp_path, table(), table("other", issuer="https://other.example.com", keys="other.json"))
    assert both.claims(signer.sign()).issuer == "login"
    assert both.claims(other.sign(iss="https://other.example.com")).issuer == "other"
    assert refusal(both, other.sign(kid=None)) in {"its signature is wrong", "its algorithm is not the expected one"}
    assert refusal(both, signer.sign(iss="https://other.example.com")) == "its algorithm is not the expected one"


@pytest.mark.parametrize("iss", ["https://else.example.com", "login", "https://login.example.com/", None])
def test_an_issuer_without_a_table_is_refused(tmp_path: Path, signer: Signer, iss: str | None) -> None:
    own = '[own]\nkeys = "secret"'
    for verifier in (tokens(tmp_path, table()), tokens(tmp_path, table(), own)):
        expected = "it has no claim `iss`" if iss is None else "its issuer is not the expected one"
        assert refusal(verifier, signer.sign(iss=iss)) == expected


def test_tokens_issued_here_are_refused_beside_a_file_unless_it_lists_the_secret(
    tmp_path: Path, signer: Signer
) -> None:
    listed = tokens(tmp_path, table(), '[own]\nkeys = "secret"')
    own = listed.issue("rita@demo.example")
    assert listed.claims(own).email == "rita@demo.example"
    unlisted = tokens(tmp_path, table())
    assert refusal(unlisted, own) == "its algorithm is not the expected one"
    with pytest.raises(ValueError, match="identity provider"):
        unlisted.issue("rita@demo.example")


def test_no_public_key_is_a_secret_to_sign_with_and_no_secret_a_public_key(tmp_path: Path, signer: Signer) -> None:
    both = tokens(tmp_path, table(), '[own]\nkeys = "secret"')
    claims = jwt.decode(signer.sign(), options={"verify_signature": False})
    assert refusal(both, jwt.encode(claims, SECRET, "HS256")) == "its algorithm is not the expected one"
    assert refusal(both, signer.sign(iss="account-graph")) == "its algorithm is not the expected one"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("form", ["PEM", "set"])
def test_keys_are_read_from_pem_and_from_sets_of_each_type(tmp_path: Path, algorithm: str, form: str) -> None:
    signer = Signer(algorithm)
    write_keys(tmp_path, signer)
    if form == "PEM":
        (tmp_path / "keys.json").write_bytes(signer.pem())
    assert tokens(tmp_path, table()).claims(signer.sign()).email == "rita@demo.example"


def test_a_token_is_verified_by_the_key_that_it_names_and_by_any_if_it_names_none(tmp_path: Path) -> None:
    one, two, stranger = Signer(kid="one"), Signer(kid="two"), Signer(kid="two")
    write_keys(tmp_path, one, two)
    verifier = tokens(tmp_path, table())
    unnamed = Signer(kid=None)
    unnamed.private = two.private
    for good in (one, two, unnamed):
        assert verifier.claims(good.sign())
    assert refusal(verifier, stranger.sign()) == "its signature is wrong"
    stranger.kid = "three"
    assert refusal(verifier, stranger.sign()) == "the key that signed it is not known"


@pytest.mark.parametrize("changed", [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"alg": "ES384"}, {"alg": "HS256"}])
def test_keys_of_a_set_that_are_not_for_verification_are_left_out(tmp_path: Path, changed: dict[str, Any]) -> None:
    good, other = Signer(kid="one"), Signer(kid="two")
    keys = [good.jwk(), other.jwk(**changed), {"kty": "oct", "k": "c2VjcmV0", "kid": "three"}, {"kty": "new"}, 5]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}))
    verifier = tokens(tmp_path, table())
    assert verifier.claims(good.sign())
    assert refusal(verifier, other.sign()) == "the key that signed it is not known"


def test_only_the_algorithms_of_the_table_are_accepted(tmp_path: Path) -> None:
    signer = Signer("RS256")
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [signer.jwk(alg=None)]}))
    assert refusal(tokens(tmp_path, table("login", 'algorithms = ["PS256"]')), signer.sign()) == (
        "its algorithm is not the expected one"
    )


def test_one_of_several_audiences_is_enough(tmp_path: Path, signer: Signer) -> None:
    several = tokens(tmp_path, table().replace('"account-graph"', '["desk", "portal"]'))
    assert several.claims(signer.sign(aud="portal"))
    assert several.claims(signer.sign(aud=["else", "desk"]))
    assert refusal(several, signer.sign(aud="account-graph")) == "its audience is not the expected one"


@pytest.mark.parametrize(
    ("lines", "changed", "accepted"),
    [
        ((), {}, True),
        ((), {"email_verified": "true"}, True),  # as some providers write it
        ((), {"email_verified": False}, False),
        ((), {"email_verified": "false"}, False),
        ((), {"email_verified": 1}, False),
        ((), {"email_verified": None}, False),
        (("trust_email = true",), {"email_verified": None}, True),
        (("trust_email = true",), {"email_verified": False}, False),
        (('user_claim = "preferred_username"',), {"preferred_username": "rita@demo.example", "email": None}, True),
    ],
)
def test_an_email_names_a_user_if_it_is_verified(
    tmp_path: Path, signer: Signer, lines: tuple[str, ...], changed: dict[str, Any], accepted: bool
) -> None:
    verifier = tokens(tmp_path, table("login", *lines))
    if accepted:
        assert verifier.claims(signer.sign(**changed)).email == "rita@demo.example"
    else:
        assert "not verified" in refusal(verifier, signer.sign(**changed))


@pytest.mark.parametrize(
    ("require", "changed", "accepted"),
    [
        ('hd = "example.com"', {"hd": "example.com"}, True),
        ('hd = "example.com"', {"hd": "example.org"}, False),
        ('hd = "example.com"', {}, False),
        ('hd = ["example.com", "example.org"]', {"hd": "example.org"}, True),
        ('groups = "crm"', {"groups": ["all", "crm"]}, True),
        ('groups = "crm"', {"groups": "crm-guests"}, False),
        ("level = 1", {"level": 1}, True),
        ("level = 1", {"level": True}, False),
        ("level = true", {"level": 1}, False),
    ],
)
def test_required_claims_must_have_a_required_value(
    tmp_path: Path, signer: Signer, require: str, changed: dict[str, Any], accepted: bool
) -> None:
    verifier = tokens(tmp_path, table("login", f"require = {{ {require} }}"))
    if accepted:
        assert verifier.claims(signer.sign(**changed))
    else:
        assert "has not the required value" in refusal(verifier, signer.sign(**changed))


def test_clocks_may_differ_by_the_leeway(tmp_path: Path, signer: Signer) -> None:
    now = int(time.time())
    verifier = tokens(tmp_path, table("login", "leeway = 100"))
    assert verifier.claims(signer.sign(exp=now - 50, iat=now - 60)).expires == now + 50
    assert verifier.claims(signer.sign(iat=now + 50))
    assert "expired" in refusal(verifier, signer.sign(exp=now - 150))
    assert refusal(verifier, signer.sign(iat=now + 150)) == "it is not valid yet"


def test_a_token_older_than_max_age_is_refused_whatever_it_says_of_its_end(tmp_path: Path, signer: Signer) -> None:
    now = int(time.time())
    verifier = tokens(tmp_path, table("login", "max_age = 3600", "leeway = 0"))
    assert verifier.claims(signer.sign(iat=now - 3500, exp=now + 86_400)).expires == now + 100
    assert verifier.claims(signer.sign(iat=now - 100, exp=now + 200)).expires == now + 200
    assert "too old" in refusal(verifier, signer.sign(iat=now - 3700, exp=now + 86_400))
    assert refusal(verifier, signer.sign(iat=None)) == "it has no claim `iat`"
