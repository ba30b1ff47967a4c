"""Bearer tokens: JWTs, issued here or by identity providers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cachetools import LRUCache

from graph.auth.claims import Claims
from graph.auth.issuer import refused
from graph.auth.issuers import IssuerSettings, Known, known_issuers
from graph.auth.keys import SECRET_ALGORITHM
from graph.auth.remote_keys import RemoteKeys

CACHE_SIZE = 4096
"""The number of verified tokens cached, so that a signature is not checked again for each request."""


class Tokens:
    """Issues tokens with the instance's secret, where that is one of the issuers, and verifies those of all issuers.

    Raises UnusableKey or IssuersFileError for files that can't be used.
    """

    def __init__(self, settings: IssuerSettings) -> None:
        self._verified: LRUCache[str, Claims] = LRUCache(CACHE_SIZE)
        known = known_issuers(settings, self._verified.clear)
        self._issuers = {each.issuer.issuer: each for each in known}
        self._only = known[0] if len(known) == 1 else None
        self._own = next((each for each in known if each.secret is not None), None)
        self.remote = [each.keys for each in known if isinstance(each.keys, RemoteKeys)]
        """The keys that providers publish."""

    @property
    def issued_here(self) -> bool:
        """Whether tokens are issued here too."""
        return self._own is not None

    def issue(self, email: str, expires_in: timedelta = timedelta(hours=8)) -> str:
        """Returns a token for this e-mail address; raises ValueError if only identity providers issue tokens."""
        if self._own is None or self._own.secret is None:
            raise ValueError("Tokens are issued by your identity provider; only its public keys are known here.")
        now = datetime.now(UTC)
        issuer = self._own.issuer
        claims = {"sub": email, "iss": issuer.issuer, "aud": issuer.audiences[0], "iat": now, "exp": now + expires_in}
        return jwt.encode(claims, self._own.secret, algorithm=SECRET_ALGORITHM)

    def claims(self, token: str) -> Claims:
        """Returns the claims of a token; raises Unauthenticated, with the reason, if the token is not valid."""
        known = self._verified.get(token)
        now = datetime.now(UTC).timestamp()
        if known is not None and now < known.expires:
            return known
        claims = self._verify(token)
        self._verified[token] = claims
        return claims

    async def claims_by_newer_keys(self, token: str) -> Claims:
        """Returns the claims of a token that no known key verifies, once newer keys were looked for.

        Raises Unauthenticated if none of them does either, and Unavailable if there are none.
        """
        keys = (self._only or self._issuer_of(token)).keys
        if isinstance(keys, RemoteKeys):
            await keys.look_for_newer()
        return self.claims(token)

    def _verify(self, token: str) -> Claims:
        known = self._only or self._issuer_of(token)
        return known.issuer.read(token, known.keys.current)

    def _issuer_of(self, token: str) -> Known:
        """Returns the issuer that the token names; nothing else of the token is believed yet."""
        try:
            payload: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        except (jwt.InvalidTokenError, OverflowError, ValueError, RecursionError):
            raise refused("it is malformed") from None
        name = payload.get("iss")
        if name is None:
            raise refused("it has no claim `iss`")
        known = self._issuers.get(name) if isinstance(name, str) else None
        if known is None:
            raise refused("its issuer is not the expected one")
        return known
