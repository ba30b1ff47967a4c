"""Pages deep in a list: the first page and the four thousandth of each order, either way."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from bench.scale.measure import Times, World
from bench.scale.questions import Question
from bench.servers import SECRET
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.nouns.registry import ENTITIES
from graph.sql import Alias, constant, join, sql, statement

SIZE = 50
DEEP = 4_000
"""The page that is compared with the first."""

AT_MOST_TIMES = 2.0
"""The limit expected of the deep page's time, as a multiple of the first's."""

PAGE = f"""query Page($by: [AccountOrder!], $after: String) {{ accounts(first: {SIZE}, orderBy: $by, after: $after) {{
  nodes {{ id name annualRevenue }} pageInfo {{ hasNextPage endCursor }} }} }}"""
BACKWARDS = f"""query Page($by: [AccountOrder!], $before: String) {{
  accounts(last: {SIZE}, orderBy: $by, before: $before) {{
    nodes {{ id name annualRevenue }} pageInfo {{ hasPreviousPage startCursor }} }} }}"""

DIRECTIONS = ("ASC", "DESC")
SEES_EVERYTHING = "BI user"
LEAST_RUNS = 2
VIEWERS = ("narrow rep, narrow rule", "territory rep", "executive")


@dataclass(frozen=True, slots=True)
class Walk:
    """A list of accounts in one order, walked from one of its ends."""

    field: str
    direction: str
    backwards: bool

    def __str__(self) -> str:
        return f"{self.field} {self.direction}{', from the end' if self.backwards else ''}"

    @property
    def order(self) -> Order:
        """The order, as the list has it."""
        sort_key = ENTITIES["Account"].sort_keys[self.field]
        key = sort_key if isinstance(sort_key, Key) else sort_key.key()
        return Order.total(
            f"Account: {self.field} {self.direction}", [key.reversed() if self.direction == "DESC" else key]
        )

    def question(self, place: str | None) -> Question:
        """The page beyond a place; the first one where there is none."""
        by = [{"field": self.field, "direction": self.direction}]
        variables = {"by": by, "before" if self.backwards else "after": place}
        return Question(f"{self}", BACKWARDS if self.backwards else PAGE, variables)

    async def place(self, world: World, viewer: Viewer, skipped: int) -> str:
        """The cursor of the account that so many of all come before, from the end that the walk begins at."""
        order, row = self.order, Alias("ac")
        scope = Scope(Subject(viewer), "row", ENTITIES)
        asked = statement(
            join(", ", [key.text(scope, row) for key in order.keys]),
            sql(
                "account {row} ORDER BY {by} OFFSET {skipped} LIMIT 1",
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


async def measure_pages(world: World, seconds: float) -> list[Pages]:
    """Measures the first page and the deep one of every walk."""
    found = []
    viewers = {name: await world.viewer(name) for name in VIEWERS}
    everything = await world.viewer(SEES_EVERYTHING)
    for walk in walks():
        place = await walk.place(world, everything, DEEP * SIZE)
        for name, viewer in viewers.items():
            # one right after the other, so that other load on the machine affects both
            first = await world.measure_database(viewer, walk.question(None), seconds, LEAST_RUNS)
            deep = await world.measure_database(viewer, walk.question(place), seconds, LEAST_RUNS)
            found.append(Pages(walk, name, first, deep))
    return found


def pages_table(measured: list[Pages]) -> Table:
    """Returns the table of all walks."""
    made = Table("order", "viewer", title="Pages of accounts in the database: milliseconds, p50", title_justify="left")
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
    """Every sort key of accounts, either way, from either end."""
    for field in ENTITIES["Account"].sort_keys:
        for direction in DIRECTIONS:
            for backwards in (False, True):
                yield Walk(field, direction, backwards)
