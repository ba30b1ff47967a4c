"""Makes `graph/models/country_names.csv` anew from Unicode's CLDR, by way of Babel, which only this needs:

    uv run --with babel==2.18.0 python -m tests.models.country_names

Each line has a country's code and one of its names: in its own languages, and in those that most files are written in.
English names are pycountry's. A name of two countries is left out.
"""

import csv
from collections import defaultdict
from pathlib import Path

from graph.models.country import NAMES, country_key, english_codes

LANGUAGES = ("de", "es", "fr", "it", "nl", "pt")


def main() -> None:
    """Writes the file."""
    from babel import Locale, UnknownLocaleError  # type: ignore[import-not-found]  # installed by hand
    from babel.languages import get_official_languages  # type: ignore[import-not-found]

    codes, names = english_codes(), defaultdict[str, dict[str, str]](dict)
    for code in sorted(set(codes.values())):
        for language in dict.fromkeys((*get_official_languages(code, regional=True, de_facto=True), *LANGUAGES)):
            try:
                name = Locale.parse(language).territories.get(code)
            except UnknownLocaleError:
                continue
            if name and country_key(name) not in codes:
                names[country_key(name)].setdefault(code, name)
    rows = sorted((code, name) for meant in names.values() if len(meant) == 1 for code, name in meant.items())
    with Path(NAMES).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("code", "name"), *rows])


if __name__ == "__main__":
    main()
