"""Addresses on the web and of e-mail: what is taken for one, and how it is kept, whoever writes it."""

import re

from .names import UNSEEN

_SITE = re.compile(r"[^\s/@?#:]+\.[^\s/@?#:.]+(:[0-9]{1,5})?([/?#]\S*)?")
_BARE = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]+)(:[0-9]{1,5})?([/?#]\S*)?", re.I
)
"""A site without its scheme, which ends in letters: `acme.com/about` and not `N.A.`, `3.5` or an e-mail address."""
_LABEL = r"(?!-)[^\s@.<>]+(?<!-)"
_EMAIL = re.compile(rf"[^\s@<>]+@{_LABEL}(\.{_LABEL})+")


def website(text: str) -> str | None:
    """The address, its scheme in lower case as the database wants it; None where it is none.

    A bare domain is taken for one of https, as browsers take it.

    >>> website("HTTPS://Example.com/About"), website("www.example.com")
    ('https://Example.com/About', 'https://www.example.com')
    """
    if "://" not in text:
        return f"https://{text}" if _BARE.fullmatch(text) else None
    scheme, _, site = text.partition("://")
    scheme = scheme.lower()
    return f"{scheme}://{site}" if scheme in ("http", "https") and _SITE.fullmatch(site) else None


def email(text: str) -> str | None:
    """The address; None where it is surely none, or has letters in it that aren't seen."""
    return text if _EMAIL.fullmatch(text) and not UNSEEN.search(text) else None
