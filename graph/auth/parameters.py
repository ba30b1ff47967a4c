"""A statement's parameters: nothing of a caller's, a viewer's or a row's is ever spliced into SQL text."""

import copy
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graph.auth.viewer import Viewer

Slot = Callable[[Viewer, Mapping[str, Any]], Any]
"""Finds one parameter's value when the statement runs: a constant, the viewer's, or given by the call."""


_PLACES = re.compile(r"\$([0-9]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with $1, $2, … and what to fill them with."""

    text: str
    slots: tuple[Slot, ...]
    plan_for_values: bool = False
    """Whether its best plan depends on its values so much that it is worth while to plan each run."""

    def values(self, viewer: Viewer, given: Mapping[str, Any]) -> list[Any]:
        """The parameters for one run."""
        return [slot(viewer, given) for slot in self.slots]


class Parameters:
    """Collects the parameters and the named subqueries (CTEs) of one statement while its text is written."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._named: dict[str, str] = {}
        self._subqueries: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._later: dict[str, str] = {}
        self._aliases = itertools.count(1)
        self._user: UUID | None = None

    def alias(self, stem: str) -> str:
        """A table alias that nothing else in the statement has."""
        return f"{stem}{next(self._aliases)}"

    def constant(self, value: Any, sql_type: str) -> str:
        """A value known when the text is written; the text only holds its place. Equal ones share theirs."""
        return self._once(f"constant.{sql_type}.{value!r}", lambda _viewer, _given: value, sql_type)

    def of_user(self, user_id: UUID) -> "Parameters":
        """These same parameters for what is written of another user: all that is ``of_viewer`` is then that user's.

        The call gives that user as one of ``users``, Viewers by id.
        """
        other = copy.copy(self)  # shallow: all but the user is one
        other._user = user_id
        return other

    def of_viewer(self, attribute: str, sql_type: str) -> str:
        """An attribute of whoever asks, or of the user these are for; the same place each time it is named."""
        user = self._user

        def find(viewer: Viewer, given: Mapping[str, Any]) -> Any:
            return getattr(viewer if user is None else given["users"][user], attribute)

        return self._once(self._apart(f"viewer.{attribute}"), find, sql_type)

    def given(self, name: str, sql_type: str) -> str:
        """A value that comes with the call, such as the keys to load; the same place each time it is named."""

        def find(_viewer: Viewer, given: Mapping[str, Any]) -> Any:
            return given[name]

        return self._once(f"given.{name}", find, sql_type)

    def subquery(self, name: str, sql: Callable[[], str]) -> str:
        """A subquery computed at most once a statement, under the name that this returns."""
        name = self._apart(name)
        if name not in self._subqueries:
            text = sql()  # first: what it names itself must stand before it
            self._subqueries[name] = text
        return name

    def found(self, name: str, sql: Callable[[], str]) -> str:
        """A single value found at most once, before all rows: for what each row is held against."""
        name = self._apart(name)
        if name not in self._found:
            text = sql()
            self._found[name] = text
        return f"mine.{name}"

    def found_later(self, sql: str) -> str:
        """A single value found once, before all rows, from a text that may name what is ``found``."""
        name = self.alias("later")
        self._later[name] = sql
        return f"later.{name}"

    def statement(self, columns: str, source: str) -> Statement:
        """The whole statement: ``SELECT columns FROM source``, with its named subqueries and found values."""
        subqueries = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in self._subqueries.items())
        mine, later = _once_each("mine", self._found), _once_each("later", self._later)
        text = f"SELECT {columns} FROM {mine}{later}{source}"
        return self._numbered(f"WITH {subqueries} {text}" if subqueries else text)

    def _numbered(self, text: str) -> Statement:
        """The statement without the parameters that nothing names: PostgreSQL refuses those."""
        named = sorted({int(number) for number in _PLACES.findall(text)})
        places = {number: place for place, number in enumerate(named, 1)}
        text = _PLACES.sub(lambda found: f"${places[int(found[1])]}", text)
        return Statement(text, tuple(self._slots[number - 1] for number in named))

    def _apart(self, name: str) -> str:
        """The name, where it means another user's than the asking viewer's."""
        return name if self._user is None else f"{name}_{self._user.hex}"

    def _place(self, slot: Slot, sql_type: str) -> str:
        self._slots.append(slot)
        return f"${len(self._slots)}::{sql_type}"

    def _once(self, name: str, slot: Slot, sql_type: str) -> str:
        if name not in self._named:
            self._named[name] = self._place(slot, sql_type)
        return self._named[name]


def _once_each(name: str, values: Mapping[str, str]) -> str:
    """One row of these values, before what else a FROM names."""
    found = ", ".join(f"({sql}) AS {column}" for column, sql in values.items())
    # OFFSET 0 keeps the planner from writing the values into every place that names them
    return f"LATERAL (SELECT {found} OFFSET 0) {name}, " if found else ""
