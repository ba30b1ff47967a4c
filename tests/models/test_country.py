import pytest

from graph.models.country import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"), ("gb", "GB"), (" England ", "GB"), ("United Kingdom", "GB"), ("USA", "US"), ("us", "US"),
        ("United States", "US"), ("DEU", "DE"), ("Côte d'Ivoire", "CI"), ("cote d'ivoire", "CI"), ("Russia", "RU"),
        ("South  Korea", "KR"), ("Turkey", "TR"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("HONG KONG", "HK"),
        ("Korea", None), ("Philipines", None), ("", None), ("XX", None), ("\0", None),
    ],
)  # fmt: skip
def test_codes_and_common_names_are_countries_and_guesses_are_none(text: str, code: str | None) -> None:
    assert country_code(text) == code
