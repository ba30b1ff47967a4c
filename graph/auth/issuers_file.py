"""The file of issuers: TOML, one table for each, read whole before anything that is wrong is told."""

import difflib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Literal, NamedTuple

from graph.auth.issuer import Issuer, Match
from graph.auth.keys import (
    DEFAULT_ALGORITHMS,
    PUBLIC_KEY_ALGORITHMS,
    SECRET_ALGORITHM,
    Keys,
    NoKey,
    keys_in_pem,
    keys_in_set,
)
from graph.failure import Failure
from graph.fetching import is_safe
from graph.models.profile import EVERYONE, Profile
from graph.words import listed

DEFAULT_LEEWAY = 30
MAX_LEEWAY = 300
MAX_NAME = 64
YEAR = 366 * 86_400
KEYS = 'an https address, the path of a file, or "secret" for the tokens that are issued here'


class Own(Enum):
    """Keys that are the instance's own secrets."""

    SECRET = "secret"  # noqa: S105  # the word that the file has for it


SECRET: Literal[Own.SECRET] = Own.SECRET

ANY = ("issuer", "audience", "keys", "require", "profiles", "leeway", "max_age")
OF_PROVIDERS = (*ANY, "algorithms", "user_claim", "match", "trust_email", "link_by_email")
"""The keys of a table."""


class Published(NamedTuple):
    """Keys that the provider publishes."""

    url: str | None
    """The address of their set; None: OpenID Connect's discovery says it."""


class OwnIssuer(NamedTuple):
    """The instance as an issuer, where its table doesn't say otherwise."""

    issuer: str
    audience: str


class Table(NamedTuple):
    """What a table says."""

    issuer: Issuer
    keys: Keys | Published | Literal[Own.SECRET]


class IssuersFileError(Failure):
    """The file of issuers can't be used. The message says all that is wrong, and what to write instead."""

    def __init__(self, file: Path, problems: Sequence[str]) -> None:
        told = problems[0] if len(problems) == 1 else "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"ACCOUNT_GRAPH_ISSUERS_FILE {file} can't be used: {told}.")


def read_issuers(file: Path, own: OwnIssuer) -> list[Table]:
    """Returns the tables of a file, in its order; raises IssuersFileError with everything that is wrong."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise IssuersFileError(file, [f"{error.strerror}. Name a file that can be read"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IssuersFileError(file, [f"it is not valid TOML: {error}"]) from error
    problems: list[str] = []
    tables: list[Table] = []
    for name, content in document.items():
        if not isinstance(content, dict):
            problems.append(f"`{name}` stands outside of a table: put it below a line such as `[okta]`")
        elif not 1 <= len(name) <= MAX_NAME:
            problems.append(f"[{name}] must have a name of 1 to {MAX_NAME} characters")
        else:
            tables += _Reader(name, content, file.parent, problems).table(own)
    if not document:
        problems.append("it has no table: write one for each issuer, such as `[okta]`")
    names: dict[str, str] = {}
    for table in tables:
        first = names.setdefault(table.issuer.issuer, table.issuer.name)
        if first != table.issuer.name:
            problems.append(f"[{table.issuer.name}] has the same `issuer` as [{first}]: make them one table")
    if sum(table.keys is SECRET for table in tables) > 1:
        problems.append('several tables have `keys = "secret"`: leave one')
    if problems:
        raise IssuersFileError(file, problems)
    return tables


class _Reader:
    """Reads one table, and adds what is wrong with it to the problems."""

    def __init__(self, name: str, content: Mapping[str, Any], folder: Path, problems: list[str]) -> None:
        self.name = name
        self.content = content
        self.folder = folder
        self.problems = problems

    def table(self, own: OwnIssuer) -> list[Table]:
        """The table as a list of one, or of none where it can't be used."""
        before = len(self.problems)
        is_own = self.content.get("keys") == SECRET.value
        self.require_known(ANY if is_own else OF_PROVIDERS)
        match = Match.EMAIL if is_own else self.match()
        issuer = Issuer(
            name=self.name,
            issuer=self.text("issuer", own.issuer if is_own else None),
            audiences=self.texts("audience", (own.audience,) if is_own else None),
            algorithms=(SECRET_ALGORITHM,) if is_own else self.algorithms(),
            user_claim="sub" if is_own else self.text("user_claim", "sub" if match is Match.EXTERNAL_ID else "email"),
            match=match,
            link_by_email=self.flag("link_by_email"),
            trust_email=self.flag("trust_email"),
            require=self.require(),
            profiles=self.profiles(),
            leeway=self.seconds("leeway", 0 if is_own else DEFAULT_LEEWAY, 0, MAX_LEEWAY),
            max_age=self.seconds("max_age", 0, 60, YEAR) if "max_age" in self.content else None,
        )
        keys = SECRET if is_own else self.keys(issuer)
        return [Table(issuer, keys)] if len(self.problems) == before else []

    def add(self, key: str, what: str) -> None:
        self.problems.append(f"[{self.name}] `{key}` {what}")

    def require_known(self, keys: Sequence[str]) -> None:
        for key in self.content:
            if key in keys:
                continue
            if key in OF_PROVIDERS:
                self.add(key, 'has no meaning beside `keys = "secret"`: leave it out')
                continue
            near = difflib.get_close_matches(key, keys, n=1, cutoff=0.6)
            meant = f": did you mean `{near[0]}`?" if near else "."
            self.add(key, f"is no key of an issuer{meant} There is {listed([f'`{each}`' for each in keys])}")

    def value(self, key: str, default: Any, good: Callable[[Any], bool], wanted: str) -> Any:
        given = self.content.get(key, default)
        if given is None:
            self.add(key, f"is missing: it must be {wanted}")
        elif not good(given):
            self.add(key, f"must be {wanted}")
        else:
            return given
        return default

    def text(self, key: str, default: str | None) -> str:
        found = self.value(key, default, lambda given: isinstance(given, str) and given != "", "a text in quotes")
        return str(found or "")

    def texts(self, key: str, default: tuple[str, ...] | None) -> tuple[str, ...]:
        found = self.value(key, default, lambda given: bool(_texts(given)), "a text in quotes, or a list of such texts")
        return _texts(found)

    def match(self) -> Match:
        known = [each.value for each in Match]
        found = Match(self.value("match", Match.EMAIL, lambda given: given in known, '"email" or "external_id"'))
        if found is Match.EMAIL and "link_by_email" in self.content:
            self.add("link_by_email", 'has a meaning with `match = "external_id"` only: leave it out')
        return found

    def flag(self, key: str) -> bool:
        return bool(self.value(key, False, lambda given: isinstance(given, bool), "true or false"))

    def seconds(self, key: str, default: int, least: int, most: int) -> int:
        wanted = f"a whole number of seconds from {least} to {most}"
        found = self.value(key, default, lambda given: type(given) is int and least <= given <= most, wanted)
        return int(found)

    def algorithms(self) -> tuple[str, ...]:
        named = self.texts("algorithms", DEFAULT_ALGORITHMS)
        for each in named:
            if each not in PUBLIC_KEY_ALGORITHMS:
                self.add("algorithms", f"has {each!r}: a provider's are {', '.join(PUBLIC_KEY_ALGORITHMS)}")
        return named

    def profiles(self) -> frozenset[Profile]:
        if "profiles" not in self.content:
            return EVERYONE
        named = self.texts("profiles", ())
        for each in named:
            if each not in Profile.__members__:
                self.add("profiles", f"has {each!r}: the profiles are {', '.join(Profile)}")
        return frozenset(Profile(each) for each in named if each in Profile.__members__)

    def require(self) -> dict[str, tuple[Any, ...]]:
        wanted = 'a table of claims with their values, such as { email_verified = true, hd = "example.com" }'
        given = self.value("require", {}, lambda given: isinstance(given, dict), wanted)
        found: dict[str, tuple[Any, ...]] = {}
        for claim, values in given.items():
            found[claim] = tuple(values if isinstance(values, list) else [values])
            if not found[claim] or not all(isinstance(each, str | bool | int) for each in found[claim]):
                self.add(f"require.{claim}", "must be a text, a number, true or false, or a list of such values")
        return found

    def keys(self, issuer: Issuer) -> Keys | Published:
        if "keys" not in self.content:
            if issuer.issuer and not is_safe(issuer.issuer):
                self.add("keys", f"is missing, and `issuer` is no https address to discover them at: it must be {KEYS}")
            return Published(None)
        given = self.value("keys", "", lambda given: isinstance(given, str) and given != "", KEYS)
        if "://" in given:
            if not is_safe(given):
                self.add("keys", "must be an address with https; http is for this machine only")
            return Published(given)
        return self.keys_in_file(given, issuer.algorithms) if given else Keys([])

    def keys_in_file(self, given: str, algorithms: Sequence[str]) -> Keys:
        file = (self.folder / given).expanduser()
        try:
            text = file.read_bytes()
            found = keys_in_pem(text) if text.lstrip().startswith(b"-----") else keys_in_set(json.loads(text))
        except OSError as error:
            self.add("keys", f"names the file {file}, which can't be read: {error.strerror}")
        except NoKey as error:
            self.add("keys", f"names the file {file}, which can't be used: {error}")
        except (ValueError, RecursionError):
            self.add("keys", f"names the file {file}, which is neither PEM nor a JSON Web Key Set")
        else:
            if any(key.algorithms & set(algorithms) for key in found.all):
                return found
            able = sorted(set().union(*(key.algorithms for key in found.all)))
            self.add("keys", f"names keys for {', '.join(able)} alone: say one of these in `algorithms`")
        return Keys([])


def _texts(given: Any) -> tuple[str, ...]:
    """A text or a list of texts as texts; none if it is neither."""
    found = given if isinstance(given, list | tuple) else [given]
    return tuple(found) if all(isinstance(each, str) and each for each in found) else ()
