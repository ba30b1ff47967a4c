"""Connections: one page of rows as its `nodes`, `edges`, `pageInfo` and `totalCount`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from graph.resolvers.compiler.entity import Entity
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.paging import Page
from graph.resolvers.compiler.shape import Chosen, Shape

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

Place = list[str | None]
"""Where a row stands in its order: its sort keys as text."""


class Pages:
    """Writes one connection: its page is read once, with one row more where somebody asks whether more follow."""

    def __init__(
        self,
        w: "Writer",
        entity: Entity,
        alias: str,
        where: str,
        order: Order,
        page: Page,
        between: tuple[Place | None, Place | None],
        door: str,
        arms: tuple[str, ...],
    ) -> None:
        self._w = w
        self._entity = entity
        self._alias = alias
        self._where = where
        self._order = order
        self._page = page
        self._between = between
        self._door = door
        self._arms = arms
        self._page_alias = w.p.alias("page")
        self._shared: dict[str, str] = {}

    def sql(self, shape: Shape) -> str:
        """The connection object of these fields."""
        if not shape.fields:
            return "'{}'::json"
        names = [chosen.name for chosen in shape.fields]
        alone = "pageInfo" not in names and names.count("nodes") + names.count("edges") == 1
        fields = [(chosen, self._field(chosen, shape, alone=alone)) for chosen in shape.fields]
        columns = ", ".join(f"{sql} AS {chosen.column}" for chosen, sql in fields)
        r = self._w.p.alias("r")
        shared = ", ".join(f"{sql} AS {name}" for sql, name in self._shared.items())
        source = (
            f"FROM (SELECT {shared} FROM ({self._counted_rows()}) {self._alias}) {self._page_alias}" if shared else ""
        )
        return f"(SELECT row_to_json({r}.*) FROM (SELECT {columns} {source}) {r})"

    def _rows(self, size: int) -> str:
        a, page = self._alias, self._page
        between = "".join(
            f" AND {self._order.beyond(self._w.p, a, place, backwards=backwards)}"
            for place, backwards in zip(self._between, (False, True), strict=True)
            if place is not None
        )
        end = f"ORDER BY {self._order.sql(a, backwards=page.backwards)} LIMIT {self._w.p.constant(size, 'int')}"
        source = f'FROM "{self._entity.table}" {a} WHERE'
        if len(self._arms) < 2:  # nothing to merge
            door = self._arms[0] if self._arms else self._door
            return f"{source} {self._where} AND {door}{between} {end}"
        firsts = [f"(SELECT {a}.id {source} {arm} AND {self._where}{between} {end})" for arm in self._arms]
        return f"{source} {a}.id = ANY(ARRAY({' UNION ALL '.join(firsts)})) {end}"

    def _counted_rows(self) -> str:
        """One row more than the page, each with its place, for fields that share them.

        Places are counted from the end that the page is counted from: the row too many is the last of these either way.
        """
        a = self._alias
        return f"SELECT {a}.*, row_number() OVER () AS place FROM (SELECT {a}.* {self._rows(self._page.size + 1)}) {a}"

    def _only_rows(self) -> str:
        """The page itself in list order, for the one field that wants it."""
        a, rows = self._alias, self._rows(self._page.size)
        return f"FROM (SELECT {a}.* {rows}) {a} ORDER BY {self._order.sql(a)}" if self._page.backwards else rows

    def _field(self, chosen: Chosen, shape: Shape, *, alone: bool) -> str:
        if alone and chosen.name in ("nodes", "edges"):
            return self._only(chosen)
        writers: dict[str, Callable[[Chosen], str]] = {
            "nodes": self._nodes,
            "edges": self._edges,
            "pageInfo": self._page_info,
            "totalCount": self._total_count,
            "__typename": lambda _: self._typename(shape),
        }
        return writers[chosen.name](chosen)

    def _only(self, chosen: Chosen) -> str:
        if chosen.name == "nodes":
            return self._w.array(self._entity.parts, self._alias, chosen.shape, self._only_rows())
        a = self._alias
        rows = f"SELECT {a}.* {self._only_rows()}"
        return f"(SELECT coalesce(json_agg({self._edge(chosen.shape)}), '[]') FROM ({rows}) {a})"

    def _found(self, aggregate: str) -> str:
        """A figure over the counted rows, found once however many fields show it."""
        return f"{self._page_alias}.{self._shared.setdefault(aggregate, f'found{len(self._shared)}')}"

    def _within(self) -> str:
        return f"{self._alias}.place <= {self._w.p.constant(self._page.size, 'int')}"

    def _array(self, value: str) -> str:
        order = f" ORDER BY {self._alias}.place DESC" if self._page.backwards else ""
        return self._found(f"coalesce(json_agg({value}{order}) FILTER (WHERE {self._within()}), '[]')")

    def _node(self, shape: Shape) -> str:
        return self._w.object(self._entity.parts, self._alias, shape)

    def _cursor(self) -> str:
        return self._w.cursor(self._order, self._alias)

    def _nodes(self, chosen: Chosen) -> str:
        return self._array(self._node(chosen.shape))

    def _edges(self, chosen: Chosen) -> str:
        return self._array(self._edge(chosen.shape))

    def _edge(self, shape: Shape) -> str:
        return self._plain(
            shape, {"node": lambda inner: self._node(inner.shape), "cursor": lambda _inner: self._cursor()}
        )

    def _page_info(self, chosen: Chosen) -> str:
        page, a = self._page, self._alias
        first, last = ("DESC", "ASC") if page.backwards else ("ASC", "DESC")

        def more() -> str:
            return self._found(f"count(*) > {self._w.p.constant(page.size, 'int')}")

        def end(direction: str) -> str:
            cursors = f"array_agg({self._cursor()} ORDER BY {a}.place {direction}) FILTER (WHERE {self._within()})"
            return self._found(f"({cursors})[1]")

        return self._plain(
            chosen.shape,
            {
                "hasNextPage": lambda _: ("true" if page.before else "false") if page.backwards else more(),
                "hasPreviousPage": lambda _: more() if page.backwards else ("true" if page.after else "false"),
                "startCursor": lambda _: end(first),
                "endCursor": lambda _: end(last),
            },
        )

    def _total_count(self, _chosen: Chosen) -> str:
        # a table alias of its own would do no good: the condition names this one
        return f'(SELECT count(*) FROM "{self._entity.table}" {self._alias} WHERE {self._where} AND {self._door})'

    def _plain(self, shape: Shape, writers: Mapping[str, Callable[[Chosen], str]]) -> str:
        """An object whose fields need no door: what a connection is made of."""
        if not shape.fields:
            return "'{}'::json"
        r = self._w.p.alias("r")
        writers = {"__typename": lambda _: self._typename(shape), **writers}
        columns = ", ".join(f"{writers[chosen.name](chosen)} AS {chosen.column}" for chosen in shape.fields)
        return f"(SELECT row_to_json({r}.*) FROM (SELECT {columns}) {r})"

    def _typename(self, shape: Shape) -> str:
        return f"'{shape.type_name}'::text"
