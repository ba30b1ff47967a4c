"""Orders: sort keys, nulls last, made total by the id, and the keyset conditions that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.auth import field_rules
from graph.auth.parameters import Parameters
from graph.resolvers.compiler.relation import Relation

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: an SQL expression over the row ``{a}``, its type, and how it runs. Nulls come last either way."""

    sql: str
    type: str
    field: str | None = None
    """The field of the graph whose value this shows: who may not see that field may not sort by it."""
    descending: bool = False
    nullable: bool = False
    unique: bool = False

    def text(self, alias: str) -> str:
        """The key's value as text that casts back to the very same value, whatever the session's settings."""
        value = self.sql.format(a=alias)
        if self.type == "timestamptz":
            return f"to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        return value if self.type == "text" else f"({value})::text"

    def reversed(self) -> "Key":
        """The same key running the other way."""
        return Key(self.sql, self.type, self.field, not self.descending, self.nullable, self.unique)


ID = Key("{a}.id", "uuid", "id")


_ROW = "\0"
"""Stands for the row that is sorted while a key is written; no SQL has this letter."""


@dataclass(frozen=True, slots=True)
class Through:
    """A sort key of the one row that a relation leads to; empty where there is none that the viewer sees."""

    relation: Relation
    target: Key
    shows: tuple[tuple[str, str], ...]
    """The fields that it goes through and ends at: who may not see one may not sort by it."""

    def key(self, w: "Writer") -> Key:
        """The key over the row ``{a}``, behind the door of the row it leads to."""
        field_rules.require_usable(w.viewer, *self.shows)
        entity, x, joined = self.relation.join(w, _ROW)
        sql = f'(SELECT {self.target.sql.format(a=x)} FROM "{entity.table}" {x} WHERE {joined})'
        # what a rule compares with stands in the door as arrays are written, in braces
        sql = sql.replace("{", "{{").replace("}", "}}").replace(_ROW, "{a}")
        return Key(sql, self.target.type, nullable=True)


@dataclass(frozen=True, slots=True)
class Order:
    """A total order over the rows of one table, under a name that cursors are bound to."""

    name: str
    keys: tuple[Key, ...]

    @classmethod
    def total(cls, name: str, keys: Sequence[Key]) -> "Order":
        """An order by these keys; where none of them is unique the id breaks ties, running as the last key does."""
        if any(key.unique for key in keys):
            return cls(name, tuple(keys))
        last = ID.reversed() if keys and keys[-1].descending else ID
        return cls(name, (*keys, last))

    def sql(self, alias: str, *, backwards: bool = False) -> str:
        """The ORDER BY list; ``backwards`` starts from the end."""
        return ", ".join(_direction(key, alias, backwards) for key in self.keys)

    def beyond(self, p: Parameters, alias: str, values: Sequence[str | None], *, backwards: bool = False) -> str:
        """The condition that a row comes after the row with these sort keys; ``backwards``: before it."""
        placed = [
            None if value is None else f"{p.constant(value, 'text')}::{key.type}"
            for key, value in zip(self.keys, values, strict=True)
        ]
        keys = self.keys
        downwards = {key.descending for key in keys}
        if len(downwards) == 1 and not any(key.nullable for key in keys) and len(keys) > 1:
            # one comparison of rows: an index is entered at the very place
            operator = "<" if keys[0].descending is not backwards else ">"
            ours = ", ".join(key.sql.format(a=alias) for key in keys)
            return f"({ours}) {operator} ({', '.join(str(value) for value in placed)})"
        either = []
        for index, (key, value) in enumerate(zip(keys, placed, strict=True)):
            same = [_equal(keys[i], alias, placed[i]) for i in range(index)]
            either.append(" AND ".join([*same, _past(key, alias, value, backwards)]))
        return "(" + " OR ".join(f"({one})" for one in either) + ")"


def _direction(key: Key, alias: str, backwards: bool) -> str:
    down = key.descending is not backwards
    # said for nullable keys only: an index of the others is made in its direction's own order of nulls
    nulls = (" NULLS FIRST" if backwards else " NULLS LAST") if key.nullable else ""
    return f"{key.sql.format(a=alias)} {'DESC' if down else 'ASC'}{nulls}"


def _equal(key: Key, alias: str, value: str | None) -> str:
    column = key.sql.format(a=alias)
    return f"{column} IS NULL" if value is None else f"{column} = {value}"


def _past(key: Key, alias: str, value: str | None, backwards: bool) -> str:
    column = key.sql.format(a=alias)
    if value is None:
        # nulls are last: nothing is past them, and all that is not null is before them
        return f"{column} IS NOT NULL" if backwards else "false"
    operator = "<" if key.descending is not backwards else ">"
    past = f"{column} {operator} {value}"
    return f"({past} OR {column} IS NULL)" if key.nullable and not backwards else past
