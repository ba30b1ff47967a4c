"""The file of issuers: what is wrong in it is told by its table, with what to write instead."""

from pathlib import Path

import pytest

from graph.auth.issuers_file import IssuersFileError
from graph.auth.tokens import Tokens
from tests.auth.providers import Signer, issuers_file, settings, table, tokens, write_keys


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it has no table: write one for each issuer"),
        ("[login", "it is not valid TOML"),
        ('issuer = "https://login.example.com"', "`issuer` stands outside of a table"),
        ("[login]", "[login] `issuer` is missing: it must be a text in quotes"),
        ("[login]", "[login] `audience` is missing: it must be a text in quotes, or a list of such texts"),
        ('[login]\nissuer = "us"', "[login] `keys` is missing, and `issuer` is no https address to discover them at"),
        ('[login]\nissuer = "http://a.example"', "[login] `keys` is missing, and `issuer` is no https address"),
        (table(keys="http://login.example.com/keys"), "[login] `keys` must be an address with https"),
        (table(keys="ftp://localhost/keys"), "[login] `keys` must be an address with https"),
        ('[login]\nissuer = "us"\nkeys = 5', "[login] `keys` must be an https address, the path of a file"),
        (table("login", "leway = 5"), "[login] `leway` is no key of an issuer: did you mean `leeway`?"),
        (table("login", "colour = 5"), "[login] `colour` is no key of an issuer. There is `issuer`"),
        (table("login", "leeway = 301"), "[login] `leeway` must be a whole number of seconds from 0 to 300"),
        (table("login", "leeway = true"), "[login] `leeway` must be a whole number"),
        (table("login", "max_age = 1"), "[login] `max_age` must be a whole number of seconds from 60"),
        (table("login", 'algorithms = ["HS256"]'), "[login] `algorithms` has 'HS256': a provider's are RS256"),
        (table("login", 'algorithms = ["PS256"]'), "[login] `keys` names keys for ES256 alone: say one of these"),
        (table("login", 'profiles = ["PARTNERS"]'), "[login] `profiles` has 'PARTNERS': the profiles are SALES_REP"),
        (table("login", "profiles = []"), "[login] `profiles` must be a text in quotes, or a list"),
        (table("login", 'trust_email = "yes"'), "[login] `trust_email` must be true or false"),
        (table("login", 'match = "name"'), '[login] `match` must be "email" or "external_id"'),
        (table("login", "link_by_email = true"), '`link_by_email` has a meaning with `match = "external_id"` only'),
        (table("login", "require = 5"), "[login] `require` must be a table of claims"),
        (table("login", "require = { a = [] }"), "[login] `require.a` must be a text, a number"),
        (table("login", "require = { a = { b = 1 } }"), "[login] `require.a` must be a text, a number"),
        (table(keys="none.json"), "[login] `keys` names the file"),
        (table(keys="issuers.toml"), "which is neither PEM nor a JSON Web Key Set"),
        (table(keys="empty.json"), "it is a JSON Web Key Set without a usable public key"),
        (table(keys="other.json"), "it is no JSON Web Key Set: the list `keys` is missing"),
        (table(keys="other.pem"), "it holds no public key in PEM"),
        (table() + table("second"), "[second] has the same `issuer` as [login]: make them one table"),
        ('[a]\nkeys = "secret"\n[b]\nkeys = "secret"\nissuer = "b"', 'several tables have `keys = "secret"`'),
        ('[own]\nkeys = "secret"\nuser_claim = "email"', '`user_claim` has no meaning beside `keys = "secret"`'),
    ],
)
def test_a_mistake_is_told_with_its_mend(tmp_path: Path, text: str, told: str) -> None:
    write_keys(tmp_path, Signer())
    (tmp_path / "empty.json").write_text('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}')
    (tmp_path / "other.json").write_text("[]")
    (tmp_path / "other.pem").write_text("-----BEGIN NOTHING-----")
    with pytest.raises(IssuersFileError) as refused:
        tokens(tmp_path, text)
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"ACCOUNT_GRAPH_ISSUERS_FILE {tmp_path / 'issuers.toml'} can't be used: ")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(IssuersFileError) as refused:
        tokens(tmp_path, "[a]", "[b]")
    assert str(refused.value).count("is missing") == 4


def test_a_file_and_the_single_key_are_not_both_accepted(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(Signer().pem())
    file = issuers_file(tmp_path, table())
    with pytest.raises(IssuersFileError, match="ACCOUNT_GRAPH_TOKEN_PUBLIC_KEY_FILE is set too"):
        Tokens(settings(file, token_public_key_file=key))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(IssuersFileError, match=r"No such file or directory\. Name a file that can be read"):
        Tokens(settings(tmp_path / "nowhere.toml"))


def test_the_secret_takes_issuer_and_audience_from_the_settings_unless_its_table_has_them(tmp_path: Path) -> None:
    file = issuers_file(tmp_path, '[own]\nkeys = "secret"')
    ours = Tokens(settings(file, token_issuer="us", token_audience="desk"))  # noqa: S106  # no password
    file.write_text('[own]\nkeys = "secret"\nissuer = "us"\naudience = ["desk", "portal"]')
    assert Tokens(settings(file)).claims(ours.issue("rita@demo.example")).email == "rita@demo.example"
