"""What is taken for a website, and how it is kept."""

import pytest

from graph.models.values import WEBSITE, InvalidValue


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("example.com", "https://example.com"),
        (" WWW.Example.COM ", "https://WWW.Example.COM"),
        ("my-site.co.uk:8080/a?b=c#d", "https://my-site.co.uk:8080/a?b=c#d"),
        ("例え.example", "https://例え.example"),
        ("xn--r8jz45g.xn--zckzah", "https://xn--r8jz45g.xn--zckzah"),
        ("HTTP://Example.com", "http://Example.com"),
        ("http://10.0.0.1", "http://10.0.0.1"),
    ],
)
def test_a_site_without_a_scheme_is_one_of_https(text: str, kept: str) -> None:
    assert WEBSITE.judge(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "N.A.",
        "n.a",
        "3.5",
        "v1.2",
        "acme",
        "localhost",
        "ann@example.com",
        "e.g.",
        "a..com",
        "-a.com",
        "example.com.",
        "Acme Inc.",
        "javascript:alert(1)",
        "ftp://example.com",
        "//example.com",
        "mailto:a.com",
        "https://acme",
    ],
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"send an address such as https://example\.com"):
        WEBSITE.judge(text)


def test_a_site_that_its_scheme_makes_too_long_is_refused() -> None:
    assert WEBSITE.judge("a.com/" + "x" * 2034) is not None
    with pytest.raises(InvalidValue, match=r"has 2,049 characters as https://a\.com/xxxxxx…: at most 2,048"):
        WEBSITE.judge("a.com/" + "x" * 2035)
