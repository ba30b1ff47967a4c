"""Numbers of related rows as sort keys: how many rows a relation leads to, from each row of a list."""

from dataclasses import dataclass

from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Scope
from graph.sql import Alias, Fragment, Identifier, sql


@dataclass(frozen=True, slots=True)
class Found:
    """A value that a join found once for each row: an expression over any."""

    there: Alias
    value: str = "{there}.value"

    def __call__(self, _scope: Scope, _row: Alias) -> Fragment:
        """The value."""
        return sql(self.value, there=self.there)


@dataclass(frozen=True, slots=True)
class RelatedCount:
    """How many rows that the subject sees a relation leads to, from a row: an expression over it.

    Raises LookupError for a relation that can't be counted for many rows, so that no program starts with one.
    """

    relation: Relation

    def __post_init__(self) -> None:
        """Refuses what would fail only when somebody sorts by it."""
        if self.relation.counts is None:
            raise LookupError(f"{self.relation.entity} can't be counted: give its relation `counts`.")

    def __call__(self, scope: Scope, row: Alias) -> Fragment:
        """The number, counted for this row alone."""
        joined = self.relation.join(scope, row)
        return sql(
            "(SELECT count(*) FROM {table} {x} WHERE {condition})",
            table=Identifier(joined.table.table),
            x=joined.row,
            condition=joined.condition,
        )

    def joined(self, scope: Scope, row: Alias, there: Alias) -> Fragment:
        """The join of a row with its number as ``value``, null for none: all rows are counted for it, once."""
        if self.relation.counts is None:
            raise LookupError(f"{self.relation.entity} has no counts")
        return sql(
            "LEFT JOIN ({counts}) {there} ON {there}.id = {row}.id",
            counts=self.relation.counts(scope),
            there=there,
            row=row,
        )
