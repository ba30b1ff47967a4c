"""TOML as people write it: keys without quotes where they need none, comments that are wrapped."""

import json
import re
import textwrap
from collections.abc import Iterable, Mapping

Value = str | bool | int | list[str] | dict[str, "Value"]

WIDTH = 116


def value(what: Value) -> str:
    """A value in one line."""
    match what:
        case bool():
            return "true" if what else "false"
        case int():
            return f"{what:_}"
        case str():
            return text(what)
        case list():
            return f"[{', '.join(map(text, what))}]"
        case _:
            return "{ " + ", ".join(f"{key(name)} = {value(each)}" for name, each in what.items()) + " }"


def text(what: str) -> str:
    """A string: a literal one where that spares backslashes."""
    if "\\" in what and re.fullmatch(r"[^'\0-\x1f\x7f]*", what):
        return f"'{what}'"
    return json.dumps(what, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else text(name)


def pairs(table: Mapping[str, Value]) -> Iterable[str]:
    """A line for each key of a table."""
    return (f"{key(name)} = {value(each)}" for name, each in table.items())


def comment(what: str) -> list[str]:
    """A comment, in as many lines as it takes. Characters that a comment can't hold are written as escapes."""
    plain = re.sub(r"[\0-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", what)
    lines = textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]
