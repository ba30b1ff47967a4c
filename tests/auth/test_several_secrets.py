"""Several secrets at once: the first signs, and all verify."""

from pathlib import Path

import pytest

from graph.auth.tokens import Tokens
from graph.errors import BadInput, Unauthenticated
from graph.resolvers.compiler.cursor import CursorKey
from graph.settings import Settings, SettingsError

OLD, NEW = "o" * 32, "n" * 32


def by(*secrets: str) -> Tokens:
    return Tokens(Settings(secret="\n".join(secrets)))


def accepts(verifier: Tokens, token: str) -> bool:
    try:
        return verifier.claims(token).email == "rita@demo.example"
    except Unauthenticated:
        return False


def test_tokens_of_each_secret_are_accepted_and_new_ones_are_of_the_first() -> None:
    old, both, new = by(OLD), by(NEW, OLD), by(NEW)
    assert accepts(both, old.issue("rita@demo.example"))
    assert accepts(both, new.issue("rita@demo.example"))
    assert accepts(new, both.issue("rita@demo.example"))
    assert not accepts(old, both.issue("rita@demo.example"))


def test_cursors_of_each_secret_are_read_and_new_ones_are_of_the_first() -> None:
    old, both, new = CursorKey(OLD), CursorKey(NEW, OLD), CursorKey(NEW)
    for key in (old, both, new):
        assert both.decode("Account", key.encode("Account", ["a"]), "after") == ["a"]
    assert new.decode("Account", both.encode("Account", ["a"]), "after") == ["a"]
    with pytest.raises(BadInput):
        old.decode("Account", both.encode("Account", ["a"]), "after")


def test_secrets_come_from_a_file_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text(f"{NEW}\n\n  {OLD}\n")
    assert Settings(secret_file=file).signing_secrets() == (NEW, OLD)


@pytest.mark.parametrize("content", ["", "\n", f"{NEW}\nshort"])
def test_a_file_with_a_short_secret_or_none_is_told_with_its_mend(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets"
    file.write_text(content)
    with pytest.raises(SettingsError, match="openssl rand"):
        Settings(secret_file=file).signing_secrets()


def test_a_secret_and_a_file_of_secrets_are_not_both_accepted(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text(NEW)
    with pytest.raises(SettingsError, match="Unset one of them"):
        Settings(secret=OLD, secret_file=file).signing_secrets()
