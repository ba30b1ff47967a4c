import pytest

from graph.models.country import country_code


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
