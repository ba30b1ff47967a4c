"""From a shape to one SQL statement whose result is already the JSON of that part of the answer."""

from collections.abc import Callable, Mapping
from typing import Any

from graph.auth import field_rules
from graph.auth.parameters import Parameters
from graph.auth.sharing import Form
from graph.auth.viewer import Viewer
from graph.errors import BadInput, TooComplex
from graph.resolvers.cursor import CursorKey
from graph.resolvers.entity import Entity, Part
from graph.resolvers.order import Key, Order
from graph.resolvers.paging import Page, page_of
from graph.resolvers.registry import ENTITIES
from graph.resolvers.shape import Chosen, Shape

LONGEST_KEY = 63
"""PostgreSQL's longest identifier, in bytes: keys of the answer are column names on their way."""


Place = list[str | None]
"""Where a row stands in its order: its sort keys as text."""


class Writer:
    """Writes one statement for one viewer. Tables pass the door their entity names, columns that of field rules."""

    viewer: Viewer
    p: Parameters
    form: Form

    def __init__(self, viewer: Viewer, cursors: CursorKey, form: Form = "check") -> None:
        self.viewer = viewer
        self.p = Parameters()
        self.form = form
        self._cursors = cursors

    def entity(self, name: str) -> Entity:
        """The registry's entity of this name."""
        return ENTITIES[name]

    def door(self, entity: Entity, alias: str, *, given: str = "false") -> str:
        """The predicate that this viewer sees the row, unless ``given`` already says so."""
        if given == "true":
            return "true"
        door = entity.door(self, alias)
        return door if given == "false" or door == "true" else f"({given} OR {door})"

    def object(self, parts: Mapping[str, Part], alias: str, shape: Shape, source: str = "") -> str:
        """A JSON object of the shape's fields; ``source`` is the rest of its SELECT, from FROM on, for one row."""
        if not shape.fields:
            return f"(SELECT '{{}}'::json {source})"
        r = self.p.alias("r")
        return f"(SELECT row_to_json({r}) FROM (SELECT {self._columns(parts, alias, shape)} {source}) {r})"

    def one(self, entity: Entity, alias: str, shape: Shape, where: str) -> str:
        """The object of the one row that the condition finds, or null."""
        return self.object(entity.parts, alias, shape, f'FROM "{entity.table}" {alias} WHERE {where}')

    def listing(self, entity: Entity, alias: str, shape: Shape, where: str, order: str) -> str:
        """A JSON array of the objects of all rows that the condition finds."""
        source = f'FROM "{entity.table}" {alias} WHERE {where} ORDER BY {order}'
        return self.array(entity.parts, alias, shape, source)

    def array(self, parts: Mapping[str, Part], alias: str, shape: Shape, source: str) -> str:
        """A JSON array of objects of the shape's fields, one a row of the source, in its order."""
        r = self.p.alias("r")
        if not shape.fields:
            return f"(SELECT coalesce(json_agg('{{}}'::json), '[]') FROM (SELECT {source}) {r})"
        rows = f"SELECT {self._columns(parts, alias, shape)} {source}"
        return f"(SELECT coalesce(json_agg({r}), '[]') FROM ({rows}) {r})"

    def connection(self, entity: Entity, alias: str, chosen: Chosen, where: str, order: Order | None = None) -> str:
        """The connection object over the rows that the condition finds, paged as the field's arguments say."""
        page = page_of(chosen)
        order = self._asked_order(entity, chosen) or order or entity.order
        for key in order.keys:
            if key.field is not None:
                field_rules.require_usable(self.viewer, entity.name, key.field)
        # read here, so that a forged cursor is refused whatever is asked of the page
        after = self._read_cursor(order, page.after, "after")
        before = self._read_cursor(order, page.before, "before")
        return _Pages(self, entity, alias, where, order, page, (after, before)).sql(chosen.shape)

    def _read_cursor(self, order: Order, cursor: str | None, argument: str) -> Place | None:
        return None if cursor is None else self._cursors.decode(order.name, cursor, argument)

    def cursor(self, order: Order, alias: str) -> str:
        """An expression for a row's cursor in this order."""
        return self._cursors.sql(self.p, order.name, [key.text(alias) for key in order.keys])

    def _columns(self, parts: Mapping[str, Part], alias: str, shape: Shape) -> str:
        return ", ".join(f"{self._value(parts, alias, shape, chosen)} AS {_key(chosen)}" for chosen in shape.fields)

    def _value(self, parts: Mapping[str, Part], alias: str, shape: Shape, chosen: Chosen) -> str:
        if chosen.name == "__typename":
            return f"'{shape.type_name}'::text"
        if field_rules.hidden(self.viewer, shape.type_name, chosen.name):
            return "NULL::json"
        return parts[chosen.name].sql(self, alias, chosen)

    def _asked_order(self, entity: Entity, chosen: Chosen) -> Order | None:
        asked: tuple[tuple[tuple[str, Any], ...], ...] = chosen.argument("orderBy", ())
        if not asked:
            return None
        keys: dict[str, Key] = {}
        for one in asked:
            name, direction = str(dict(one)["field"]), str(dict(one)["direction"])
            if name in keys:
                raise BadInput(f"`orderBy` names {name} twice: once is enough.")
            key = entity.sort_keys[name]
            keys[name] = key.reversed() if direction == "DESC" else key
        signature = ", ".join(f"{name} {'DESC' if key.descending else 'ASC'}" for name, key in keys.items())
        return Order.total(f"{entity.name}: {signature}", list(keys.values()))


def _key(chosen: Chosen) -> str:
    # a GraphQL name has letters, digits and underscores only, so that it can't end the quotes
    if len(chosen.key) > LONGEST_KEY:
        raise TooComplex(f"The alias `{chosen.key[:LONGEST_KEY]}…` is too long: at most {LONGEST_KEY} letters.")
    return f'"{chosen.key}"'


class _Pages:
    """Writes one connection: its page is read once, with one row more where somebody asks whether more follow."""

    def __init__(
        self,
        w: Writer,
        entity: Entity,
        alias: str,
        where: str,
        order: Order,
        page: Page,
        between: tuple[Place | None, Place | None],
    ) -> None:
        self._w = w
        self._entity = entity
        self._alias = alias
        self._where = where
        self._order = order
        self._page = page
        self._between = between

    def sql(self, shape: Shape) -> str:
        if not shape.fields:
            return "'{}'::json"
        names = [chosen.name for chosen in shape.fields]
        alone = "pageInfo" not in names and names.count("nodes") + names.count("edges") == 1
        fields = [(chosen, self._field(chosen, shape, alone=alone)) for chosen in shape.fields]
        columns = ", ".join(f"{sql} AS {_key(chosen)}" for chosen, sql in fields)
        r = self._w.p.alias("r")
        shared = not alone and {"nodes", "edges", "pageInfo"}.intersection(names)
        source = f"FROM ({self._counted_rows()}) {self._alias}" if shared else ""
        return f"(SELECT row_to_json({r}) FROM (SELECT {columns} {source}) {r})"

    def _rows(self, size: int) -> str:
        a, page = self._alias, self._page
        where = self._where + "".join(
            f" AND {self._order.beyond(self._w.p, a, place, backwards=backwards)}"
            for place, backwards in zip(self._between, (False, True), strict=True)
            if place is not None
        )
        order = self._order.sql(a, backwards=page.backwards)
        return f'FROM "{self._entity.table}" {a} WHERE {where} ORDER BY {order} LIMIT {self._w.p.constant(size, "int")}'

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
        }
        return f"'{shape.type_name}'::text" if chosen.name == "__typename" else writers[chosen.name](chosen)

    def _only(self, chosen: Chosen) -> str:
        if chosen.name == "nodes":
            return self._w.array(self._entity.parts, self._alias, chosen.shape, self._only_rows())
        a = self._alias
        rows = f"SELECT {a}.* {self._only_rows()}"
        return f"(SELECT coalesce(json_agg({self._edge(chosen.shape)}), '[]') FROM ({rows}) {a})"

    def _within(self) -> str:
        return f"{self._alias}.place <= {self._w.p.constant(self._page.size, 'int')}"

    def _array(self, value: str) -> str:
        order = f" ORDER BY {self._alias}.place DESC" if self._page.backwards else ""
        return f"coalesce(json_agg({value}{order}) FILTER (WHERE {self._within()}), '[]')"

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
            return f"count(*) > {self._w.p.constant(page.size, 'int')}"

        def end(direction: str) -> str:
            return f"(array_agg({self._cursor()} ORDER BY {a}.place {direction}) FILTER (WHERE {self._within()}))[1]"

        return self._plain(
            chosen.shape,
            {
                "hasNextPage": lambda _: ("true" if page.before else "false") if page.backwards else more(),
                "hasPreviousPage": lambda _: more() if page.backwards else ("true" if page.after else "false"),
                "startCursor": lambda _: end(first),
                "endCursor": lambda _: end(last),
            },
            grouped=True,
        )

    def _total_count(self, _chosen: Chosen) -> str:
        # a table alias of its own would do no good: the condition names this one
        return f'(SELECT count(*) FROM "{self._entity.table}" {self._alias} WHERE {self._where})'

    def _plain(self, shape: Shape, writers: Mapping[str, Callable[[Chosen], str]], *, grouped: bool = False) -> str:
        """An object whose fields need no door: what a connection is made of."""
        values = [
            (chosen, f"'{shape.type_name}'::text" if chosen.name == "__typename" else writers[chosen.name](chosen))
            for chosen in shape.fields
        ]
        if grouped or not values:  # aggregates can't stand in a SELECT of their own
            return f"json_build_object({', '.join(f'{_literal(chosen)}, {value}' for chosen, value in values)})"
        r = self._w.p.alias("r")
        columns = ", ".join(f"{value} AS {_key(chosen)}" for chosen, value in values)
        return f"(SELECT row_to_json({r}) FROM (SELECT {columns}) {r})"


def _literal(chosen: Chosen) -> str:
    return "'" + _key(chosen)[1:-1] + "'"
