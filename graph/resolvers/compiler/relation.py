"""Relations: from a row of one entity to rows of another, written once for the field, the filter and the sort key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.resolvers.compiler.entity import Entity
    from graph.resolvers.compiler.statement import Writer


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of another entity that ``on`` finds, from a row ``{a}`` to those ``{x}``, if the viewer sees them."""

    entity: str
    on: "str | Callable[[Writer, str, str], str]"
    given: str = "false"
    """A condition under which those rows are seen because this one is: then their own door is not asked."""

    def join(self, w: "Writer", alias: str) -> "tuple[Entity, str, str]":
        """The entity, a new alias for its rows, and the condition that they belong to this row and are seen."""
        entity = w.entity(self.entity)
        x = w.p.alias(entity.stem)
        on = self.on.format(a=alias, x=x) if isinstance(self.on, str) else self.on(w, alias, x)
        return entity, x, f"{on} AND {w.door(entity, x, given=self.given.format(a=alias, x=x))}"


def by_id(entity: str, column: str, given: str = "false") -> Relation:
    """The one row whose id stands in a column of this row."""
    return Relation(entity, f"{{x}}.id = {{a}}.{column}", given)


ITS_ACCOUNT = by_id("Account", "account_id", given="true")
"""The account that a record belongs to: who sees the record sees it."""


def contact(column: str) -> Relation:
    """A contact of a record's account. Nothing in the database keeps one of another account out: then it is asked."""
    return by_id("Contact", column, given="{x}.account_id = {a}.account_id")
