"""Orders: sort keys, nulls last, made total by the id, and the keyset conditions that follow from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.resolvers.compiler.counted import Found, RelatedCount
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Expression, Scope, over
from graph.sql import EMPTY, TRUE, Alias, Fragment, Identifier, SqlType, all_of, any_of, constant, join, sql

Place = tuple[str | None, ...]
"""Where a row stands in its order: its sort keys as text."""


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
    """A sort key of the one row that a relation leads to; empty where there is none that the subject sees.

    Raises LookupError for a relation whose pages can't be written, so that no program starts with one.
    """

    relation: Relation
    target: Key
    shows: tuple[tuple[str, str], ...]
    """The fields that it goes through and ends at: who may not see one may not sort by it."""

    def __post_init__(self) -> None:
        """Refuses what would fail only when somebody sorts by it."""
        noun, field = self.shows[0]
        if self.relation.reference is None:
            raise LookupError(f"{noun}.{field} can't be sorted by: give its relation the `reference` that it follows.")
        if self.relation.to_nearest and self.relation.back is None:
            raise LookupError(
                f"{noun}.{field} can't be sorted by: it leads past hidden rows, and its relation has no `back`, which"
                " finds the rows that lead to a given one."
            )

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

    def joined(self, scope: Scope, row: Alias) -> tuple[Fragment, Fragment]:
        """The value as a column, and the join that brings it; rows that lead nowhere fall out."""
        by_reference = self.relation.is_by_reference(scope)
        joined = self.relation.join(scope, row) if by_reference else self.relation.join_back(scope, row)
        # not empty: said for the planner, which knows how many are
        known = sql("{reference} IS NOT NULL", reference=self._reference(row)) if by_reference else TRUE
        table, condition = Identifier(joined.table.table), all_of(known, joined.condition)
        join_table = sql("JOIN {table} {x} ON {condition}", table=table, x=joined.row, condition=condition)
        return self.target.over(scope, joined.row), join_table

    def leads_nowhere(self, scope: Scope, row: Alias) -> Fragment:
        """Whether there is no row to take the value from."""
        empty = sql("{reference} IS NULL", reference=self._reference(row))
        by_reference = self.relation.is_by_reference(scope)
        if by_reference and self.relation.visible_if == "true":  # and the table's key has no reference lead nowhere
            return empty
        joined = self.relation.join(scope, row)
        nowhere = sql(
            "NOT EXISTS (SELECT FROM {table} {x} WHERE {on})",
            table=Identifier(joined.table.table),
            x=joined.row,
            on=joined.condition,
        )
        return nowhere if by_reference else sql("({empty} OR {nowhere})", empty=empty, nowhere=nowhere)

    def _reference(self, row: Alias) -> Fragment:
        return sql("{row}.{column}", row=row, column=Identifier(str(self.relation.reference)))


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that follow one another in an order: one range of an index that has its keys."""

    condition: Fragment
    by: Fragment
    """The ORDER BY list among them."""
    joins: tuple[Fragment, ...] = ()
    """Joins to the row, each of which keeps it once at most."""


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

    def branches(
        self, scope: Scope, row: Alias, place: Place | None, *, backwards: bool = False, known_first: bool = False
    ) -> tuple[Branch, ...]:
        """What comes after the row with these sort keys, or before it, or everything: the nearest branch first.

        A key that bounds one is empty in all of its rows or in none. So each is one range of an index that has these
        keys, where a single condition would read the list from its beginning. Keys aren't compared as one row either:
        the planner reckons with the first alone, and walks the range where many rows share that.
        ``known_first``: an order that no index has for empty values and others alike is also taken apart without a
        place.
        """
        write = _Branches(self.keys, scope, row, backwards, joined=True)
        return tuple(write.everything(apart=known_first) if place is None else write.beyond(place))

    def leads_past_hidden(self, scope: Scope) -> bool:
        """Whether a key depends on what the subject sees, so that no column tells it."""
        return any(
            isinstance(key.value, _Related) and not key.value.relation.is_by_reference(scope) for key in self.keys
        )

    def counts(self) -> bool:
        """Whether a key counts related rows: no column has it, and no index its order."""
        return any(isinstance(key.value, RelatedCount) for key in self.keys)

    def whole(
        self, scope: Scope, row: Alias, place: Place | None, *, backwards: bool = False, many: bool = False
    ) -> Branch:
        """One branch, for few rows: what a relation leads to is found once for each, and all are sorted.

        ``many``: the related rows of all are counted first, at once.
        """
        keys, joins = [], []
        for key in self.keys:
            if isinstance(key.value, RelatedCount) and many:
                there = Alias("there")
                joins.append(key.value.joined(scope, row, there))
                keys.append(replace(key, value=Found(there, "coalesce({there}.value, 0)")))
            elif isinstance(key.value, _Related | RelatedCount):
                there = Alias("there")
                value = key.over(scope, row)
                joins.append(
                    sql("CROSS JOIN LATERAL (SELECT {value} AS value OFFSET 0) {there}", value=value, there=there)
                )
                keys.append(replace(key, value=Found(there)))
            else:
                keys.append(key)
        found = Order(self.name, tuple(keys))
        beyond = TRUE if place is None else found.beyond(scope, row, place, backwards=backwards)
        return Branch(beyond, found.by(scope, row, backwards=backwards), tuple(joins))

    def beyond(self, scope: Scope, row: Alias, place: Place, *, backwards: bool = False) -> Fragment:
        """The condition that a row comes after the row with these sort keys; ``backwards``: before it."""
        found = [branch.condition for branch in _Branches(self.keys, scope, row, backwards).beyond(place)]
        return found[0] if len(found) == 1 else any_of(sql("({one})", one=one) for one in found)


class _Branches:
    """Writes the branches of one order over one row, from one end.

    ``joined``: a key that a relation leads to is a column of a join, so that its row may be found first.
    """

    def __init__(
        self, keys: tuple[Key, ...], scope: Scope, row: Alias, backwards: bool, *, joined: bool = False
    ) -> None:
        self._keys = keys
        self._scope = scope
        self._row = row
        self._backwards = backwards
        self._joined = joined

    def everything(self, *, apart: bool) -> Iterator[Branch]:
        """All rows; ``apart``: in two branches where no index has the first key's empty values where they belong."""
        first = self._keys[0]
        if not apart or not first.nullable or (first.descending and not isinstance(first.value, _Related)):
            yield Branch(TRUE, join(", ", [self._free(key) for key in self._keys]))
            return
        for empty in (self._backwards, not self._backwards):
            yield self._branch((), self._empty(first) if empty else self._known(first))

    def beyond(self, place: Place) -> Iterator[Branch]:
        """The rows beyond the row with these sort keys."""
        for index in range(len(self._keys) - 1, -1, -1):
            key, value = self._keys[index], place[index]
            same = [self._equal(*each) for each in zip(self._keys[:index], place[:index], strict=True)]
            if value is not None:
                yield self._branch(same, self._past(key, value))
                if key.nullable and not self._backwards:
                    yield self._branch(same, self._empty(key))
            elif self._backwards:  # nulls are last: nothing is past them, and all that is known is before them
                yield self._branch(same, self._known(key))

    def _branch(self, same: Sequence["_Bound"], last: "_Bound") -> Branch:
        bounds = [*same, last]
        return Branch(
            all_of(*(bound.condition for bound in bounds)),
            join(
                ", ",
                [bound.by for bound in bounds if bound.by != EMPTY]
                + [self._free(key) for key in self._keys[len(bounds) :]],
            ),
            tuple(bound.join for bound in bounds if bound.join != EMPTY),
        )

    def _equal(self, key: Key, value: str | None) -> "_Bound":
        if value is None:
            return self._empty(key)
        column, joined = self._column(key)
        return self._bound(key, column, sql("{column} = {value}", column=column, value=_operand(key, value)), joined)

    def _past(self, key: Key, value: str) -> "_Bound":
        column, joined = self._column(key)
        past = sql("<" if self._down(key) else ">")
        condition = sql("{column} {past} {value}", column=column, past=past, value=_operand(key, value))
        return self._bound(key, column, condition, joined)

    def _known(self, key: Key) -> "_Bound":
        column, joined = self._column(key)
        condition = TRUE if joined != EMPTY else sql("{column} IS NOT NULL", column=column)
        return self._bound(key, column, condition, joined)

    def _empty(self, key: Key) -> "_Bound":
        if isinstance(key.value, _Related) and self._joined:
            return _Bound(key.value.leads_nowhere(self._scope, self._row))
        column = key.over(self._scope, self._row)
        # not left out: an index that has empty values in this place is in the order of the keys after it
        return self._bound(key, column, sql("{column} IS NULL", column=column), EMPTY)

    def _bound(self, key: Key, column: Fragment, condition: Fragment, joined: Fragment) -> "_Bound":
        """A key whose value is known in all rows of a branch, or in none: its empty values stand as in an index."""
        down = self._down(key)
        nulls = sql(" NULLS LAST" if down else " NULLS FIRST") if key.nullable and joined == EMPTY else EMPTY
        by = sql("{column} DESC{nulls}" if down else "{column} ASC{nulls}", column=column, nulls=nulls)
        return _Bound(condition, by, joined)

    def _free(self, key: Key) -> Fragment:
        return _direction(key, key.over(self._scope, self._row), self._backwards)

    def _column(self, key: Key) -> tuple[Fragment, Fragment]:
        """The key's value, and the join that it needs."""
        if isinstance(key.value, _Related) and self._joined:
            return key.value.joined(self._scope, self._row)
        return key.over(self._scope, self._row), EMPTY

    def _down(self, key: Key) -> bool:
        return key.descending is not self._backwards


@dataclass(frozen=True, slots=True)
class _Bound:
    """What one key is in all rows of a branch."""

    condition: Fragment
    by: Fragment = EMPTY
    join: Fragment = EMPTY


def _direction(key: Key, column: Fragment, backwards: bool) -> Fragment:
    down = key.descending is not backwards
    # said for nullable keys only: an index of the others is made in its direction's own order of nulls
    nulls = sql(" NULLS FIRST" if backwards else " NULLS LAST") if key.nullable else EMPTY
    return sql("{column} DESC{nulls}" if down else "{column} ASC{nulls}", column=column, nulls=nulls)


def _operand(key: Key, value: str) -> Fragment:
    return sql("{text}::{type}", text=constant(value, "text"), type=SqlType(key.type))
