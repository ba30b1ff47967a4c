"""What a grouping is made of: dimensions that rows are grouped by, and measures that are totaled.

A dimension is the key of a group: a column, or the row of a relation that the viewer sees. What the viewer doesn't see
is an empty key, as is an empty column.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.models.noun import Noun
from graph.models.rules import FieldRule
from graph.resolvers.aggregates.grouped_rows import GroupedRows, GroupKey
from graph.resolvers.compiler.entity import Column, One, Part
from graph.resolvers.compiler.filters import Shows
from graph.resolvers.compiler.relation import by_id


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to group by, and the field of a group that shows it."""

    field: str
    graphql_type: str
    """The GraphQL type of that field; it may be null."""
    description: str
    shows: Shows
    """The fields whose value it is: who may not see one of them may not group by it."""
    key: Callable[[GroupedRows], GroupKey]
    """Writes the key of the rows that are grouped."""
    type: str = "text"
    """The key's SQL type."""
    entity: str | None = None
    """What the key is the id of, if of anything: groups are then sorted by its name."""
    ranks: tuple[str, ...] | None = None
    """All keys in their order, where that isn't the alphabet's."""
    zoned: bool = False
    """Whether it depends on the time zone."""

    def part(self, column: str) -> Part:
        """What a group shows of a key in this column."""
        if self.entity is None:
            return Column(f"{{a}}.{column}")
        return One(by_id(self.entity, column, visible_if="true"))  # what isn't seen is no key


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of the row ``{a}`` that is totalled."""

    template: str
    kind: str
    """Decimal or Int."""
    description: str
    rule: FieldRule
    """Who may not read it."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One noun's dimensions and measures, under the name of its root field."""

    noun: Noun
    description: str
    """Of the root field."""
    called: str
    """What people call the records."""
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
