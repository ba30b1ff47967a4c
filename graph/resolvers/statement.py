"""From a shape to one SQL statement whose result is already the JSON of that part of the answer."""

from collections.abc import Mapping
from typing import Any

from graph.auth import field_rules
from graph.auth.parameters import Parameters
from graph.auth.sharing import Form
from graph.auth.viewer import Viewer
from graph.errors import BadInput
from graph.resolvers.connection import Pages, Place
from graph.resolvers.cursor import CursorKey
from graph.resolvers.entity import Entity, Part
from graph.resolvers.order import Key, Order
from graph.resolvers.paging import page_of
from graph.resolvers.registry import ENTITIES
from graph.resolvers.shape import Chosen, Shape


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
        return f"(SELECT row_to_json({r}.*) FROM (SELECT {self._columns(parts, alias, shape)} {source}) {r})"

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
        return f"(SELECT coalesce(json_agg({r}.*), '[]') FROM ({rows}) {r})"

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
        return Pages(self, entity, alias, where, order, page, (after, before)).sql(chosen.shape)

    def _read_cursor(self, order: Order, cursor: str | None, argument: str) -> Place | None:
        return None if cursor is None else self._cursors.decode(order.name, cursor, argument)

    def cursor(self, order: Order, alias: str) -> str:
        """An expression for a row's cursor in this order."""
        return self._cursors.sql(self.p, order.name, [key.text(alias) for key in order.keys])

    def _columns(self, parts: Mapping[str, Part], alias: str, shape: Shape) -> str:
        return ", ".join(f"{self._value(parts, alias, shape, chosen)} AS {chosen.column}" for chosen in shape.fields)

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
