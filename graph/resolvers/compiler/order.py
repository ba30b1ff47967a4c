"""Orders: sort keys, nulls last, made total by the id, and the keyset conditions that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Expression, Scope, over
from graph.sql import EMPTY, FALSE, Alias, Fragment, Identifier, SqlType, any_of, constant, join, sql


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: an expression over the row ``{a}``, its type, and how it runs. Nulls come last either way."""

    value: Expression
    type: str
    field: str | None = None
    """The field of the graph whose value this shows: who may not see that field may not sort by it."""
    descending: bool = False
    nullable: bool = False
    unique: bool = False

    def over(self, scope: Scope, row: Alias) -> Fragment:
        """The key's value for the row of this alias."""
        return over(self.value, scope, row)

    def text(self, scope: Scope, row: Alias) -> Fragment:
        """The key's value as text that casts back to the very same value, whatever the session's settings."""
        value = self.over(scope, row)
        if self.type == "timestamptz":
            return sql("to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", value=value)
        return value if self.type == "text" else sql("({value})::text", value=value)

    def reversed(self) -> "Key":
        """The same key running the other way."""
        return replace(self, descending=not self.descending)


ID = Key("{a}.id", "uuid", "id")


@dataclass(frozen=True, slots=True)
class RelatedSortKey:
    """A sort key of the one row that a relation leads to; empty where there is none that the subject sees."""

    relation: Relation
    target: Key
    shows: tuple[tuple[str, str], ...]
    """The fields that it goes through and ends at: who may not see one may not sort by it."""

    def key(self) -> Key:
        """The key over the row that the relation leads from."""
        return Key(_Related(self.relation, self.target), self.target.type, nullable=True)


@dataclass(frozen=True, slots=True)
class _Related:
    relation: Relation
    target: Key

    def __call__(self, scope: Scope, row: Alias) -> Fragment:
        joined = self.relation.join(scope, row)
        return sql(
            "(SELECT {value} FROM {table} {x} WHERE {condition})",
            value=self.target.over(scope, joined.row),
            table=Identifier(joined.table.table),
            x=joined.row,
            condition=joined.condition,
        )


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

    def by(self, scope: Scope, row: Alias, *, backwards: bool = False) -> Fragment:
        """The ORDER BY list; ``backwards`` starts from the end."""
        return join(", ", [_direction(key, key.over(scope, row), backwards) for key in self.keys])

    def beyond(self, scope: Scope, row: Alias, place: Sequence[str | None], *, backwards: bool = False) -> Fragment:
        """The condition that a row comes after the row with these sort keys; ``backwards``: before it."""
        keys, columns = self.keys, [key.over(scope, row) for key in self.keys]
        values = [
            None if text is None else sql("{text}::{type}", text=constant(text, "text"), type=SqlType(key.type))
            for key, text in zip(keys, place, strict=True)
        ]
        downwards = {key.descending for key in keys}
        known = [value for value in values if value is not None]
        if len(downwards) == 1 and not any(key.nullable for key in keys) and len(keys) > 1:
            # one comparison of rows: an index is entered at the very place
            template = "({ours}) < ({theirs})" if keys[0].descending is not backwards else "({ours}) > ({theirs})"
            return sql(template, ours=join(", ", columns), theirs=join(", ", known))
        either = []
        for index, (key, column, value) in enumerate(zip(keys, columns, values, strict=True)):
            same = [_equal(columns[i], values[i]) for i in range(index)]
            either.append(sql("({all})", all=join(" AND ", [*same, _past(key, column, value, backwards)])))
        return any_of(either)


def _direction(key: Key, column: Fragment, backwards: bool) -> Fragment:
    down = key.descending is not backwards
    # said for nullable keys only: an index of the others is made in its direction's own order of nulls
    nulls = sql(" NULLS FIRST" if backwards else " NULLS LAST") if key.nullable else EMPTY
    return sql("{column} DESC{nulls}" if down else "{column} ASC{nulls}", column=column, nulls=nulls)


def _equal(column: Fragment, value: Fragment | None) -> Fragment:
    if value is None:
        return sql("{column} IS NULL", column=column)
    return sql("{column} = {value}", column=column, value=value)


def _past(key: Key, column: Fragment, value: Fragment | None, backwards: bool) -> Fragment:
    if value is None:
        # nulls are last: nothing is past them, and all that is not null is before them
        return sql("{column} IS NOT NULL", column=column) if backwards else FALSE
    down = key.descending is not backwards
    past = sql("{column} < {value}" if down else "{column} > {value}", column=column, value=value)
    if key.nullable and not backwards:
        return sql("({past} OR {column} IS NULL)", past=past, column=column)
    return past
