"""Countries: ISO 3166-1 alpha-2 codes, from the names people write."""

import unicodedata
from functools import cache

import pycountry

# What people write and ISO doesn't: parts of the United Kingdom, older and shorter names, and what offices abbreviate.
_ALSO = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "america": "US",
    "uae": "AE",
    "bahamas, the": "BS",
    "the bahamas": "BS",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "china, peoples republic of": "CN",
    "people's republic of china": "CN",
    "congo (brazzaville)": "CG",
    "congo (kinshasa)": "CD",
    "czech republic": "CZ",
    "democratic republic of the congo": "CD",
    "east timor": "TL",
    "holland": "NL",
    "the netherlands": "NL",
    "ivory coast": "CI",
    "korea, north": "KP",
    "korea, south": "KR",
    "macau": "MO",
    "macedonia": "MK",
    "micronesia": "FM",
    "palestine": "PS",
    "republic of korea": "KR",
    "russia": "RU",
    "swaziland": "SZ",
    "the gambia": "GM",
    "trinidad & tobago": "TT",
    "turkey": "TR",
    "vatican": "VA",
    "vatican city": "VA",
    "british virgin islands": "VG",
    "u.s. virgin islands": "VI",
}


def country_code(text: str) -> str | None:
    """The alpha-2 code that a code (two or three letters) or English name stands for; None where it names no country.

    Case, accents and surrounding space don't matter. "Korea" is none: it could be either.

    >>> country_code(" uk "), country_code("Germany"), country_code("Korea")
    ('GB', 'DE', None)
    """
    return _codes().get(_plain(text))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


@cache
def _codes() -> dict[str, str]:
    codes = dict(_ALSO)
    for country in pycountry.countries:
        for attribute in ("alpha_2", "alpha_3", "name", "common_name", "official_name"):
            if name := getattr(country, attribute, None):
                codes[_plain(name)] = country.alpha_2
    return codes
