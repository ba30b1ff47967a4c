"""Addresses on the web and of e-mail: what is taken for one, and how it is kept, whoever writes it."""

import re

from .names import UNSEEN

_SITE = re.compile(r"[^\s/@?#:]+\.[^\s/@?#:.]+(:[0-9]{1,5})?([/?#]\S*)?")
_LABEL = r"(?!-)[^\s@.<>]+(?<!-)"
_EMAIL = re.compile(rf"[^\s@<>]+@{_LABEL}(\.{_LABEL})+")


def website(text: str) -> str | None:
    """The address, its scheme in lower case as the database wants it; None where it is none.

    >>> website("HTTPS://Example.com/About")
    'https://Example.com/About'
    """
    scheme, _, site = text.partition("://")
    scheme = scheme.lower()
    return f"{scheme}://{site}" if scheme in ("http", "https") and _SITE.fullmatch(site) else None


def email(text: str) -> str | None:
    """The address; None where it is surely none, or has letters in it that aren't seen."""
    return text if _EMAIL.fullmatch(text) and not UNSEEN.search(text) else None
