import csv

import pytest

from graph.models.country import NAMES, country_code, country_key, english_codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"), ("gb", "GB"), (" England ", "GB"), ("United Kingdom", "GB"), ("USA", "US"), ("us", "US"),
        ("United States", "US"), ("DEU", "DE"), ("Côte d'Ivoire", "CI"), ("cote d'ivoire", "CI"), ("Russia", "RU"),
        ("South  Korea", "KR"), ("Turkey", "TR"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("HONG KONG", "HK"),
        ("U.S.A.", "US"), ("u.k.", "GB"), ("U.S.", "US"), ("Bahamas (The)", "BS"), ("The Netherlands", "NL"),
        ("Bahamas, The", "BS"), ("Côte d\u2019Ivoire", "CI"), ("cote d`ivoire", "CI"), ("Trinidad & Tobago", "TT"),
        ("Trinidad and Tobago", "TT"), ("Bosnia-Herzegovina", "BA"), ("Guinea Bissau", "GW"), ("St. Lucia", "LC"),
        ("Kosovo", "XK"), ("xk", "XK"), ("XKX", "XK"), ("La France", "FR"), ("People\u2019s Republic of China", "CN"),
        ("P.R. China", "CN"), ("AND", "AD"), ("St", "ST"), ("Congo, The Democratic Republic of the", "CD"),
        ("the", None), ("and the", None), ("St.", "ST"), ("...", None), ("The The", None),
        ("Korea", None), ("Philipines", None), ("", None), ("XX", None), ("\0", None),
    ],
)  # fmt: skip
def test_codes_and_common_names_are_countries_and_guesses_are_none(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutschland", "DE"), ("ESPAÑA", "ES"), ("espana", "ES"), ("Österreich", "AT"), ("Osterreich", "AT"),
        ("die Schweiz", "CH"), ("Suisse", "CH"), ("日本", "JP"), ("Россия", "RU"), ("Brasil", "BR"), ("Polska", "PL"),
        ("Frankreich", "FR"), ("Vereinigte Staaten", "US"), ("Estados Unidos", "US"), ("les États\u2011Unis", "US"),
        ("Royaume-Uni", "GB"), ("Kosovë", "XK"), ("Ελλάδα", "GR"), ("مصر", "EG"), ("भारत", "IN"), ("Éire", "IE"),
        ("name", None), ("code", None),
    ],
)  # fmt: skip
def test_names_in_their_own_languages_are_countries(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_each_name_of_the_list_is_one_country_that_english_has_too() -> None:
    with NAMES.open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    assert [country_code(name) for _, name in rows] == [code for code, _ in rows]
    assert len({country_key(name) for _, name in rows}) == len(rows) > 900
    assert {code for code, _ in rows} <= set(english_codes().values())
