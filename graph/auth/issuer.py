"""An issuer: whoever signs tokens, and what its tokens may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import jwt

from graph.auth.claims import Claims, ExternalKey
from graph.auth.keys import DEFAULT_ALGORITHMS, MAX_TRIED, Keys
from graph.errors import Unauthenticated
from graph.models.profile import EVERYONE, Profiles

LATEST = 253_402_300_799
"""The end of the year 9999, in seconds since 1970."""
VERIFIED = "email_verified"
MAX_KEY = 255
"""The characters of the longest external id."""


class WrongKey(Unauthenticated):
    """No known key verifies the token: a newer set of keys might have it."""


class Match(StrEnum):
    """What of a user is compared with the claim that names them."""

    EMAIL = "email"
    EXTERNAL_ID = "external_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An identity provider, or the instance itself, as the settings say it."""

    name: str
    """What people call it: its table in the file of issuers."""
    issuer: str
    """The claim `iss`, to the letter."""
    audiences: tuple[str, ...]
    """The values of which `aud` must have one."""
    algorithms: tuple[str, ...] = DEFAULT_ALGORITHMS
    user_claim: str = "sub"
    """The claim that names the user."""
    match: Match = Match.EMAIL
    """What of a user that claim has."""
    link_by_email: bool = False
    """Whether an unknown external id becomes that of the user with the token's verified e-mail address."""
    trust_email: bool = False
    """Whether the claim `email` names a user also in a token that doesn't say whether it is verified."""
    require: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Claims that a token must have, with the values of which each must have one."""
    profiles: Profiles = EVERYONE
    """The profiles of the users that it may speak for."""
    leeway: float = 0
    """Seconds by which its clock may differ."""
    max_age: float | None = None
    """Seconds after its issue for which a token is accepted, whatever `exp` says."""

    def read(self, token: str, keys: Keys) -> Claims:
        """Returns what a token claims that one of the keys verifies; raises Unauthenticated with the reason."""
        try:
            return self._read(self._decode(token, keys))
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The token has expired. Sign in again for a new one.") from None
        except jwt.InvalidTokenError as error:
            raise refused(_reason(error)) from None
        except (OverflowError, ValueError, RecursionError):  # a time that no number of seconds is, or a deep header
            raise refused("it is malformed") from None

    def _decode(self, token: str, keys: Keys) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm = header["alg"] if isinstance(header.get("alg"), str) else None
        if algorithm not in self.algorithms:
            raise jwt.InvalidAlgorithmError
        named = keys.named(header.get("kid"))
        if not named:
            raise WrongKey("The token can't be used: the key that signed it is not known.")
        able = [key for key in named if algorithm in key.algorithms]
        if not able:
            raise jwt.InvalidAlgorithmError
        for key in able[:MAX_TRIED]:
            try:
                claims: dict[str, Any] = jwt.decode(
                    token,
                    key.key,
                    algorithms=[algorithm],
                    issuer=self.issuer,
                    audience=self.audiences,
                    leeway=self.leeway,
                    options={
                        "require": ["exp", "iss", "aud", self.user_claim, *(["iat"] if self.max_age else [])],
                        "verify_sub": False,  # the claim that names the user is verified in its turn
                    },
                )
            except jwt.InvalidSignatureError:
                continue
            return claims
        raise WrongKey("The token can't be used: its signature is wrong.")

    def _read(self, claims: Mapping[str, Any]) -> Claims:
        for name, values in self.require.items():
            if not _has(claims.get(name), values):
                raise refused(f"its claim `{name}` has not the required value")
        if self.match is Match.EMAIL:
            email, external = self._email(claims, self.user_claim), None
        else:
            external = ExternalKey(self.name, self._key(claims))
            email = self._linkable_email(claims)
        issued, expires = claims.get("iat"), float(claims["exp"]) + self.leeway
        if self.max_age is not None:
            youngest = float(claims["iat"]) + self.max_age + self.leeway
            if youngest <= datetime.now(UTC).timestamp():
                raise Unauthenticated("The token is too old. Sign in again for a new one.")
            expires = min(expires, youngest)
        if int(expires) > LATEST:
            raise refused("it expires after the year 9999")
        return Claims(email, None if issued is None else int(issued), expires, self.name, self.profiles, external)

    def _key(self, claims: Mapping[str, Any]) -> str:
        """The external id that names the user, to the letter."""
        given = claims[self.user_claim]
        if not isinstance(given, str) or not 1 <= len(given) <= MAX_KEY or not given.isprintable():
            raise refused(f"its claim `{self.user_claim}` is no text of 1 to {MAX_KEY} characters")
        return given

    def _linkable_email(self, claims: Mapping[str, Any]) -> str:
        """The verified e-mail address by which the user may be found at the first sign-in; empty if there is none."""
        if not self.link_by_email or "email" not in claims or not self._is_verified(claims):
            return ""
        return self._email(claims, "email")

    def _email(self, claims: Mapping[str, Any], claim: str) -> str:
        """The e-mail address that a claim has, in lower case."""
        given = claims[claim]
        what = "subject" if claim == "sub" else f"claim `{claim}`"
        # NUL and lone surrogates are not printable: the database could not even compare them
        if not isinstance(given, str) or not given or not given.isprintable():
            raise refused(f"its {what} is not an e-mail address")
        email = given.lower()
        # KELVIN SIGN is lowercased to an ASCII k, but an address with it is another mailbox, and must not match
        if email.isascii() and not given.isascii():
            raise refused(f"its {what} is not an e-mail address")
        if claim == "email" and not self._is_verified(claims):
            raise refused("its e-mail address is not verified (`email_verified`)")
        return email

    def _is_verified(self, claims: Mapping[str, Any]) -> bool:
        if VERIFIED not in claims:
            return self.trust_email
        return claims[VERIFIED] is True or claims[VERIFIED] == "true"  # some providers send texts


def refused(why: str) -> Unauthenticated:
    """An error for a token that can't be used; ``why`` is the end of its sentence."""
    return Unauthenticated(f"The token can't be used: {why}.")


def _has(given: Any, values: tuple[Any, ...]) -> bool:
    """Whether a claim has one of the values; a list has each of its own."""
    return any(
        type(each) is type(value) and each == value
        for each in (given if isinstance(given, list) else [given])
        for value in values
    )


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
