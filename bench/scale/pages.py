"""Pages deep in a list: the first page and the four thousandth of each order of each list at the root, either way."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from bench.scale.measure import Times, World
from bench.scale.questions import Question
from bench.servers import SECRET
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.models.noun import NOUNS, Noun
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.entity import Entity
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.nouns.registry import ENTITIES
from graph.sql import Alias, Identifier, constant, join, sql, statement

SIZE = 50
DEEP = 4_000
"""The page that is compared with the first."""

AT_MOST_TIMES = 2.0
"""The limit expected of the deep page's time, as a multiple of the first's."""

PAGE = """query Page($by: [{noun}Order!], $after: String) {{ {list}(first: {size}, orderBy: $by, after: $after) {{
  nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"""
BACKWARDS = """query Page($by: [{noun}Order!], $before: String) {{
  {list}(last: {size}, orderBy: $by, before: $before) {{ nodes {{ id }} pageInfo {{ hasPreviousPage startCursor }} }}
}}"""

DIRECTIONS = ("ASC", "DESC")
SEES_EVERYTHING = "BI user"
LEAST_RUNS = 2
VIEWERS = ("narrow rep, narrow rule", "territory rep", "executive")


@dataclass(frozen=True, slots=True)
class Walk:
    """A list at the root in one order, walked from one of its ends."""

    noun: str
    field: str
    direction: str
    backwards: bool

    def __str__(self) -> str:
        end = ", from the end" if self.backwards else ""
        return f"{NOUNS[self.noun].plural}: {self.field} {self.direction}{end}"

    @property
    def entity(self) -> Entity:
        """What is listed."""
        return ENTITIES[self.noun]

    @property
    def order(self) -> Order:
        """The order, as the list has it."""
        sort_key = self.entity.sort_keys[self.field]
        key = sort_key if isinstance(sort_key, Key) else sort_key.key()
        name = f"{self.noun}: {self.field} {self.direction}"
        return Order.total(name, [key.reversed() if self.direction == "DESC" else key])

    def question(self, place: str | None) -> Question:
        """The page beyond a place; the first one where there is none."""
        by = [{"field": self.field, "direction": self.direction}]
        variables = {"by": by, "before" if self.backwards else "after": place}
        query = BACKWARDS if self.backwards else PAGE
        return Question(f"{self}", query.format(noun=self.noun, list=NOUNS[self.noun].plural, size=SIZE), variables)

    async def place(self, world: World, viewer: Viewer, skipped: int) -> str:
        """The cursor of the row that so many of all come before, from the end that the walk begins at."""
        order, row = self.order, Alias(self.entity.stem)
        scope = Scope(Subject(viewer), "row", ENTITIES)
        asked = statement(
            join(", ", [key.text(scope, row) for key in order.keys]),
            sql(
                "{table} {row} ORDER BY {by} OFFSET {skipped} LIMIT 1",
                table=Identifier(self.entity.table),
                row=row,
                by=order.by(scope, row, backwards=self.backwards),
                skipped=constant(skipped, "bigint"),
            ),
        )
        keys = await world.row(asked.text, asked.values(viewer, {}))
        return CursorKey(SECRET).encode(order.name, list(keys))


@dataclass(frozen=True, slots=True)
class Pages:
    """How long two pages of a walk take in the database."""

    walk: Walk
    viewer: str
    first: Times
    deep: Times


async def measure_pages(world: World, seconds: float, only: str = "") -> list[Pages]:
    """Measures the first page and the deep one of every walk whose name contains ``only``."""
    found = []
    viewers = {name: await world.viewer(name) for name in VIEWERS}
    everything = await world.viewer(SEES_EVERYTHING)
    for walk in walks():
        if only not in str(walk):
            continue
        place = await walk.place(world, everything, DEEP * SIZE)
        for name, viewer in viewers.items():
            # one right after the other, so that other load on the machine affects both
            first = await world.measure_database(viewer, walk.question(None), seconds, LEAST_RUNS)
            deep = await world.measure_database(viewer, walk.question(place), seconds, LEAST_RUNS)
            found.append(Pages(walk, name, first, deep))
    return found


def pages_table(measured: list[Pages]) -> Table:
    """Returns the table of all walks."""
    made = Table("order", "viewer", title="Pages in the database: milliseconds, p50", title_justify="left")
    for heading in ("page 1", f"page {DEEP:,}", "times", "expected"):
        made.add_column(heading, justify="right")
    for each in measured:
        times = each.deep.p50 / each.first.p50
        verdict = f"< {AT_MOST_TIMES:g} times: {'holds' if times < AT_MOST_TIMES else 'MISSED'}"
        made.add_row(
            str(each.walk), each.viewer, f"{each.first.p50:.1f}", f"{each.deep.p50:.1f}", f"{times:.1f}", verdict
        )
    return made


def walks() -> Iterator[Walk]:
    """Every sort key of every list at the root that has an order to ask for, either way, from either end."""
    for noun in NOUNS.values():
        for field in ENTITIES[noun.name].sort_keys if _is_walked(noun) else ():
            for direction in DIRECTIONS:
                for backwards in (False, True):
                    yield Walk(noun.name, field, direction, backwards)


def _is_walked(noun: Noun) -> bool:
    return noun.root_list is not None and noun.root_list.order and noun.root_list.backwards
