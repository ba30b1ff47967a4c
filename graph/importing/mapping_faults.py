"""What is wrong with a mapping: gathered, so that all of it is told at once."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any


class Faults:
    """The faults found so far, each with its place in the mapping."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, where: str, what: str) -> None:
        """Adds a fault."""
        self.problems.append(f"{where}: {what}")

    def require_known(self, table: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
        """Adds a fault for each key of a table that is none of these."""
        keys = list(keys)
        for key in table:
            if key not in keys:
                self.add(where, f"unknown key {key!r}{nearest(key, keys)}; there is: {', '.join(keys)}")


def nearest(name: object, names: Iterable[str]) -> str:
    """What may have been meant, in brackets; empty where nothing is near."""
    near = difflib.get_close_matches(str(name), list(names), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
