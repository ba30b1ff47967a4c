"""From a shape to one SQL statement whose result is already the JSON of that part of the answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graph.auth import field_rules
from graph.auth.parameters import Parameters
from graph.auth.sharing import Form
from graph.auth.viewer import Viewer
from graph.errors import BadInput, Forbidden, GraphError
from graph.models.profile import Profile
from graph.resolvers.compiler.connection import Pages, Place
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.entity import Entity, Part
from graph.resolvers.compiler.filters import Filters
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.paging import page_of
from graph.resolvers.compiler.search import Search
from graph.resolvers.compiler.shape import Chosen, Shape
from graph.resolvers.node import parse_id
from graph.resolvers.nouns.registry import ENTITIES

NOBODY: Mapping[UUID, Viewer] = {}


class Writer:
    """Writes one statement for one viewer. Tables pass the door their entity names, columns that of field rules."""

    viewer: Viewer
    p: Parameters
    form: Form

    def __init__(
        self,
        viewer: Viewer,
        cursors: CursorKey,
        form: Form = "check",
        users: Mapping[UUID, Viewer] = NOBODY,
        p: Parameters | None = None,
    ) -> None:
        self.viewer = viewer
        self.p = Parameters() if p is None else p
        self.form = form
        self._cursors = cursors
        self._users = users

    def of_user(self, user_id: str) -> "Writer":
        """A writer of what another user sees, for the same statement: for admins alone, else Forbidden.

        BadInput for who can't sign in. Of themself anyone may ask.
        """
        row = parse_id(user_id, only="User")[1]
        if row == self.viewer.id:
            return self
        if self.viewer.profile is not Profile.ADMIN:
            raise Forbidden("Only an admin may ask what another user sees.")
        user = self._users.get(row)
        if user is None:
            raise BadInput(f"{user_id!r} names nobody who can sign in: no user has this id, or the user is inactive.")
        return Writer(user, self._cursors, "set" if user.sees_few else "check", self._users, self.p.of_user(row))

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

    def connection(
        self,
        entity: Entity,
        alias: str,
        chosen: Chosen,
        where: str,
        order: Order | None = None,
        *,
        door: str = "true",
        arms: tuple[str, ...] = (),
    ) -> str:
        """The connection object over the rows that the condition finds, paged as the field's arguments say.

        ``arms`` are conditions that together open as much as the door: a page is merged from the first rows of each.
        """
        page = page_of(chosen)
        asked = self._asked_order(entity, chosen)
        search = Search.of(self, entity, chosen)
        order = search.order(asked) if search else asked or order or entity.order
        for key in order.keys:
            if key.field is not None:
                field_rules.require_usable(self.viewer, (entity.name, key.field))
        # read here, so that a forged cursor is refused whatever is asked of the page
        after = self.read_cursor(order, page.after, "after")
        before = self.read_cursor(order, page.before, "before")
        kept = Filters(self).condition(entity, alias, chosen.argument("where", ()))
        where = where if kept == "true" else f"{where} AND {kept}"
        if search:
            found, door = search.condition(alias, door, arms)
            where, arms = f"{where} AND {found}", ()  # what is found in each is together already
        return Pages(self, entity, alias, where, order, page, (after, before), door, arms).sql(chosen.shape)

    def read_cursor(self, order: Order, cursor: str | None, argument: str) -> Place | None:
        """The place that a cursor of this order names; BadInput for one that is none."""
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
        try:
            return parts[chosen.name].sql(self, alias, chosen)
        except GraphError as error:  # one statement for all: the root field fails, and the error says for which below
            error.field = (chosen.key, *error.field)
            raise

    def _asked_order(self, entity: Entity, chosen: Chosen) -> Order | None:
        asked: tuple[tuple[tuple[str, Any], ...], ...] = chosen.argument("orderBy", ())
        if not asked:
            return None
        keys: dict[str, Key] = {}
        for one in asked:
            name, direction = str(dict(one)["field"]), str(dict(one)["direction"])
            if name in keys:
                raise BadInput(f"`orderBy` names {name} twice: once is enough.")
            sort_key = entity.sort_keys[name]
            key = sort_key if isinstance(sort_key, Key) else sort_key.key(self)
            keys[name] = key.reversed() if direction == "DESC" else key
        signature = ", ".join(f"{name} {'DESC' if key.descending else 'ASC'}" for name, key in keys.items())
        return Order.total(f"{entity.name}: {signature}", list(keys.values()))
