"""Fetching JSON from identity providers: little, quickly, and only from where the settings lead."""

import asyncio
import json
import time
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

MAX_BYTES = 65_536
TIMEOUT = 2.0
"""Seconds within which the whole answer must be there."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PIECE = 8_192


class FetchError(Exception):
    """Nothing usable was fetched. The message says why, as the end of a sentence."""


def is_safe(url: str) -> bool:
    """Whether an address may be fetched: by https, or by http from this machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(url)))
    except ValueError:
        return False


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK


class _SameHost(HTTPRedirectHandler):
    """Follows redirects within one host only."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise FetchError("it leads to another host, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_opener = build_opener(_SameHost())


async def fetch_json(url: str) -> Any:
    """Returns the JSON at an address; raises FetchError. A thread waits for it, not the event loop."""
    if not is_safe(url):
        raise FetchError(f"{url} is not an https address")
    try:
        async with asyncio.timeout(TIMEOUT):
            content = await asyncio.to_thread(_read, url)
        return json.loads(content)
    except TimeoutError:
        raise FetchError(f"{url} did not answer within {TIMEOUT:g} seconds") from None
    except FetchError as error:
        raise FetchError(f"{url}: {error}") from None
    except HTTPError as error:
        error.close()
        raise FetchError(f"{url} answered with status {error.code}") from None
    except (ValueError, RecursionError):
        raise FetchError(f"{url} did not answer with JSON") from None
    except (OSError, HTTPException) as error:
        raise FetchError(f"{url} can't be reached ({type(error).__name__})") from None


def _read(url: str) -> bytes:
    until = time.monotonic() + TIMEOUT
    asked = Request(url, headers={"accept": "application/json", "user-agent": "account-graph"})  # noqa: S310  # is_safe
    content = b""
    with _opener.open(asked, timeout=TIMEOUT) as answer:
        while piece := answer.read1(PIECE):
            content += piece
            if len(content) > MAX_BYTES:
                raise FetchError(f"it is larger than {MAX_BYTES // 1024} KiB")
            if time.monotonic() > until:  # who waits for it has given up
                raise TimeoutError
    return content
