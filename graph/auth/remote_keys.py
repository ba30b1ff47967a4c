"""Keys that a provider publishes: fetched in the background, and used further while the provider is down."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import structlog

from graph.auth.keys import Keys, NoKey, keys_in_set
from graph.errors import Unavailable
from graph.fetching import FetchError, fetch_json, is_safe

REFRESHED_AFTER = 480.0
"""Seconds after which keys are fetched again: well before they are ten minutes old."""
RETRIED_AFTER = 60.0
"""Seconds after which a failed background fetch is repeated."""
ASKED_AFTER = 60.0
"""Seconds between two fetches for tokens that no known key verifies."""
FIRST_AFTER = 5.0
"""Seconds between two fetches for tokens while no key is known at all."""
USED_FOR = 86_400.0
"""Seconds for which keys are used that can't be fetched again."""
DISCOVERY = "/.well-known/openid-configuration"

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class RemoteKeys:
    """The keys of one issuer, by the address of its key set, or by OpenID Connect's discovery without one.

    ``on_change`` is called when the known keys have changed: what the earlier ones verified must be verified again.
    """

    def __init__(self, name: str, issuer: str, url: str | None, on_change: Callable[[], None]) -> None:
        self._name = name
        self._issuer = issuer
        self._named_url = url
        self._url = url
        self._on_change = on_change
        self._content: Any = None
        self._keys = Keys([])
        self._fetched: float | None = None
        self._asked: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self.problem: str | None = None
        """Why the last fetch failed, for the operator; None if it didn't."""

    @property
    def current(self) -> Keys:
        """The keys that are known and not too old."""
        if self._fetched is not None and time.monotonic() - self._fetched > USED_FOR:
            self._take(None, Keys([]))
            self._fetched = None
        return self._keys

    async def look_for_newer(self) -> None:
        """Fetches the keys for a token that no known key verifies, unless that was done just before.

        Raises Unavailable if no key is known afterwards.
        """
        pause = ASKED_AFTER if self._is_known() else FIRST_AFTER
        if self._fetching is not None and not self._fetching.done():
            await self.refresh()
        elif self._asked is None or time.monotonic() - self._asked >= pause:
            # the fetch that brings the first keys doesn't count: they may be replaced the next moment
            self._asked = time.monotonic()
            was_known = self._is_known()
            await self.refresh()
            if not was_known and self._is_known():
                self._asked = None
        if not self._is_known():
            raise Unavailable("The keys of the token's issuer can't be fetched at the moment. Try again.")

    async def refresh(self) -> None:
        """Fetches the keys; several callers share one fetch. A failure is logged, and leaves the known keys."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        await asyncio.shield(self._fetching)

    async def keep(self) -> None:
        """Fetches the keys again and again, until it is cancelled."""
        while True:
            await self.refresh()
            pause = REFRESHED_AFTER if self.problem is None else RETRIED_AFTER
            await asyncio.sleep(pause * random.uniform(0.9, 1))  # noqa: S311  # only so that workers part ways
            _ = self.current  # keys that are too old are forgotten, though no token comes

    def _is_known(self) -> bool:
        return self._fetched is not None

    async def _fetch(self) -> None:
        try:
            content = await self._fetch_set()
            keys = keys_in_set(content)
        except (FetchError, NoKey) as error:
            self._url = self._named_url  # the next time discovery says again where they are
            self.problem = str(error)
            log.warning("keys not fetched", issuer=self._name, reason=self.problem)
            return
        if self.problem is not None:
            log.info("keys fetched again", issuer=self._name)
        self.problem = None
        self._fetched = time.monotonic()
        if content != self._content:
            self._take(content, keys)

    async def _fetch_set(self) -> Any:
        if self._url is None:
            place = self._issuer.rstrip("/") + DISCOVERY
            found = await fetch_json(place)
            url = found.get("jwks_uri") if isinstance(found, dict) else None
            if not isinstance(url, str) or not is_safe(url):
                raise FetchError(f"{place} names no https address in `jwks_uri`")
            stated = found.get("issuer")
            if stated != self._issuer:
                raise FetchError(f"{place} is of the issuer {str(stated)[:200]!r}: write that in the table")
            self._url = url
        return await fetch_json(self._url)

    def _take(self, content: Any, keys: Keys) -> None:
        self._content, self._keys = content, keys
        self._on_change()
