"""Countries: ISO 3166-1 alpha-2 codes, from the names people write."""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import pycountry

# What people write and ISO doesn't: parts of the United Kingdom, older and shorter names, and what offices abbreviate.
_ALSO = {
    "GB": ("uk", "great britain", "england", "scotland", "wales", "northern ireland"),
    "US": ("usa", "us of a", "america"),
    "AE": ("uae", "emirates"),
    "BN": ("brunei",),
    "BA": ("bosnia",),
    "CD": ("congo kinshasa", "congo drc", "dr congo", "drc", "democratic republic of congo", "zaire"),
    "CG": ("congo brazzaville", "republic of congo"),
    "FM": ("micronesia",),
    "HK": ("hong kong sar",),
    "IE": ("republic of ireland",),
    "CI": ("ivory coast",),
    "CN": ("china peoples republic of", "peoples republic of china", "mainland china", "pr china", "prc"),
    "CV": ("cape verde",),
    "CZ": ("czech republic",),
    "KP": ("korea north",),
    "KR": ("korea south", "republic of korea"),
    "MK": ("macedonia",),
    "MM": ("burma",),
    "MO": ("macau", "macao sar"),
    "NL": ("holland",),
    "PS": ("palestine", "palestinian territories"),
    "RU": ("russia", "russian fed"),
    "SZ": ("swaziland",),
    "TL": ("east timor",),
    "TR": ("turkey",),
    "VA": ("vatican", "vatican city"),
    "VG": ("british virgin islands",),
    "VI": ("us virgin islands",),
    # ISO 3166-1 leaves this code to its users, and these use it so
    "XK": ("xk", "xkx", "kosovo", "republic of kosovo"),
}
NAMES = Path(__file__).with_name("country_names.csv")
"""Names in the languages of each country and in some that many files are written in, from Unicode's CLDR."""

_LEFT_OUT = frozenset({"the", "and"})
_ARTICLES = frozenset(
    {"l", "la", "le", "les", "los", "las", "el", "il", "lo", "gli", "die", "der", "das", "de", "het", "o", "os", "as"}
)


@lru_cache(2048)  # of few countries, files have many cells
def country_code(text: str) -> str | None:
    """The alpha-2 code that a code (two or three letters) or a name stands for; None where it names no country.

    Case, accents, dots, hyphens, kinds of apostrophes and articles don't matter. "Korea" is none: it could be either.

    >>> country_code(" u.k. "), country_code("Germany"), country_code("Korea"), country_code("Bahamas (The)")
    ('GB', 'DE', None, 'BS')
    """
    key = country_key(text)
    found = _codes().get(key)
    if found is None and (article := key.partition(" "))[0] in _ARTICLES:
        found = _codes().get(article[2])
    return found


def country_key(text: str) -> str:
    """What the spellings of a name share: its words, without marks, articles and "and"."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    # U.S.A. and USA are one word, and so are people's and peoples
    words = re.sub(r"[^\w\s]|_", lambda found: "" if found[0] in ".'\u2019\u02bc`" else " ", plain).split()
    if len(words) > 1:  # a single one may be a code: AND is Andorra's, ST is of São Tomé
        words = ["saint" if word == "st" else word for word in words if word not in _LEFT_OUT]
    return " ".join(words)


def english_codes() -> dict[str, str]:
    """The code of every country by its codes and English names, by their keys."""
    codes = {country_key(name): code for code, names in _ALSO.items() for name in names}
    for country in pycountry.countries:
        for attribute in ("alpha_2", "alpha_3", "name", "common_name", "official_name"):
            if name := getattr(country, attribute, None):
                codes[country_key(name)] = country.alpha_2
    return codes


@cache
def _codes() -> dict[str, str]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        codes = {country_key(row["name"]): row["code"] for row in csv.DictReader(file)}
    return codes | english_codes()
