"""From a selection to its plan: what is hidden, which rows, in which order and page. Faults of a question end here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from graph.auth import field_rules
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.errors import BadInput, Forbidden, GraphError, TooComplex
from graph.models.profile import Profile
from graph.models.quoted import quoted
from graph.resolvers.compiler import budget
from graph.resolvers.compiler.budget import Budget, OverBudget
from graph.resolvers.compiler.conditions import FilterPlanner
from graph.resolvers.compiler.counted import RelatedCount
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.entity import Column, Computed, Connection, Embedded, Entity, Listing, One, Part
from graph.resolvers.compiler.order import Key, Order, Place
from graph.resolvers.compiler.paging import page_of
from graph.resolvers.compiler.plan import (
    ColumnPlan,
    ConnectionPlan,
    CursorPlan,
    EdgesPlan,
    EmbeddedPlan,
    FieldPlan,
    HiddenPlan,
    ListPlan,
    NodesPlan,
    ObjectPlan,
    PageInfoPlan,
    PagePlan,
    RowsPlan,
    SameRowPlan,
    ToOnePlan,
    TotalCountPlan,
    TypeNamePlan,
    Value,
)
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.search import search_of
from graph.resolvers.compiler.search_sql import search_order
from graph.resolvers.compiler.selection import Selection, SelectionSet
from graph.resolvers.node import parse_id

MAX_SORT_KEYS = 5
"""How many fields a list may be sorted by; each makes the comparison with a cursor longer."""

NOBODY: Mapping[UUID, Viewer] = {}
NONE: Mapping[str, Callable[[Selection], Value]] = {}


class Planner:
    """Plans what one subject asks. Rows stand behind the filter that their entity names, columns behind field rules."""

    def __init__(
        self,
        scope: Scope,
        entities: Mapping[str, Entity],
        cursors: CursorKey,
        users: Mapping[UUID, Viewer] = NOBODY,
        spending: Budget | None = None,
    ) -> None:
        self.scope = scope
        self.entities = entities
        self.budget = spending or Budget()
        self._cursors = cursors
        self._users = users

    def of_user(self, user_id: str) -> "Planner":
        """Plans what another user sees: for admins alone, else Forbidden. BadInput for who can't sign in.

        Of themself anyone may ask.
        """
        row = parse_id(user_id, only="User")[1]
        viewer = self.scope.viewer
        if row == viewer.id:
            return self
        if viewer.profile is not Profile.ADMIN:
            raise Forbidden("Only an admin may ask what another user sees.")
        user = self._users.get(row)
        if user is None:
            raise BadInput(
                f"{quoted(user_id)} names nobody who can sign in: no user has this id, or the user is inactive."
            )
        scope = Scope(Subject(user, row), "listed" if user.few_listed else "row", self.entities)
        return Planner(scope, self.entities, self._cursors, self._users, self.budget)

    def entity(self, name: str) -> Entity:
        """The registry's entity of this name."""
        return self.entities[name]

    def object(self, parts: Mapping[str, Part], below: SelectionSet) -> ObjectPlan:
        """The selected ones of these fields."""
        return ObjectPlan(
            tuple(FieldPlan(selection.column, self._field(parts, below, selection)) for selection in below.fields)
        )

    def _field(self, parts: Mapping[str, Part], below: SelectionSet, selection: Selection) -> Value:
        if selection.name == "__typename":
            return TypeNamePlan(below.type_name)
        if field_rules.hidden(self.scope.viewer, below.type_name, selection.name):
            return HiddenPlan()
        try:
            return self._part(parts[selection.name], selection)
        except OverBudget:
            raise
        except GraphError as error:  # one statement for all: the root field fails, and the error says for which below
            error.field = (selection.key, *error.field)
            raise

    def _part(self, part: Part, selection: Selection) -> Value:
        match part:
            case Column(template):
                return ColumnPlan(template)
            case Embedded():
                return EmbeddedPlan(part.present, self.object(part.parts, selection.below))
            case One(relation):
                self.budget.spend(budget.ROWS)
                return ToOnePlan(relation, self.object(self.entities[relation.entity].parts, selection.below))
            case Connection(relation):
                relation = relation(selection) if callable(relation) else relation
                entity = self.entities[relation.entity]
                return self.connection(RowsPlan(entity, relation), entity, selection)
            case Listing(relation, order):
                self.budget.spend(budget.ROWS)
                entity = self.entities[relation.entity]
                return ListPlan(RowsPlan(entity, relation), order, self.object(entity.parts, selection.below))
            case Computed(plan):
                self.budget.spend(budget.COMPUTED)
                return plan(self, selection)

    def connection(
        self, rows: RowsPlan, entity: Entity, selection: Selection, order: Order | None = None
    ) -> ConnectionPlan:
        """A page of these rows, as the field's arguments have it; ``order`` is what they are in if none is asked for.

        BadInput for arguments that make no sense, FieldHidden where they tell of what is hidden.
        """
        self._spend(rows, selection)
        page = page_of(selection)
        asked = self._asked_order(entity, selection)
        search = search_of(self.scope, entity.name, str(selection.argument("search", "")))
        if search is not None:
            self.budget.spend(
                budget.SEARCH + sum(budget.LETTER if len(word.text) == 1 else budget.WORD for word in search.words)
            )
        order = search_order(search, asked) if search else asked or order or entity.order
        self._require_sortable(entity, order)
        counted = sum(isinstance(key.value, RelatedCount) for key in order.keys)
        self.budget.spend(counted * (budget.COUNTS_ALL if rows.relation is None else budget.COUNTS_RELATED))
        # read here, so that a forged cursor is refused whatever is asked of the page
        after = self.place(order, page.after, "after")
        before = self.place(order, page.before, "before")
        where = self.filters().condition(entity, selection.argument("where", ()))
        rows = replace(rows, where=where, search=search, gathered=rows.gathered or search is not None)
        plan = self.page(entity.parts, selection.below)
        return ConnectionPlan(rows, order, page.size, page.backwards, after, before, plan)

    def filters(self, argument: str = "where") -> FilterPlanner:
        """What plans the filter of one list, in this argument."""
        return FilterPlanner(self.scope.viewer, self.entities, self.budget, argument)

    def _spend(self, rows: RowsPlan, selection: Selection) -> None:
        at_the_root = rows.relation is None
        work = budget.ROWS_ALL if at_the_root else budget.ROWS
        if selection.below.field("totalCount") is not None:
            work += budget.COUNT_ALL if at_the_root else budget.COUNT_RELATED
        self.budget.spend(work)

    def _require_sortable(self, entity: Entity, order: Order) -> None:
        for key in order.keys:
            if key.field is not None:
                field_rules.require_usable(self.scope.viewer, (entity.name, key.field))

    def place(self, order: Order, cursor: str | None, argument: str) -> Place | None:
        """The place that a cursor of this order names; BadInput for one that is none."""
        return None if cursor is None else tuple(self._cursors.decode(order.name, cursor, argument))

    def page(
        self, parts: Mapping[str, Part], below: SelectionSet, others: Mapping[str, Callable[[Selection], Value]] = NONE
    ) -> ObjectPlan:
        """The fields of a connection, which need no rules; ``others`` plan those that only this connection has."""

        def field(selection: Selection) -> Value:
            other = others.get(selection.name)
            return self._page_field(parts, selection) if other is None else other(selection)

        return _plain(below, field)

    def _page_field(self, parts: Mapping[str, Part], selection: Selection) -> Value:
        match selection.name:
            case "nodes":
                return NodesPlan(self.object(parts, selection.below))
            case "edges":
                return EdgesPlan(
                    _plain(
                        selection.below,
                        lambda inner: (
                            CursorPlan() if inner.name == "cursor" else SameRowPlan(self.object(parts, inner.below))
                        ),
                    )
                )
            case "pageInfo":
                return PageInfoPlan(_plain(selection.below, lambda inner: PagePlan(inner.name)))
            case "totalCount":
                return TotalCountPlan()
        raise LookupError(f"{selection.name} is no field of a connection")

    def _asked_order(self, entity: Entity, selection: Selection) -> Order | None:
        asked: tuple[tuple[tuple[str, Any], ...], ...] = selection.argument("orderBy", ())
        if not asked:
            return None
        if len(asked) > MAX_SORT_KEYS:
            raise TooComplex(f"`orderBy` has {len(asked):,} fields: at most {MAX_SORT_KEYS}.")
        keys: dict[str, Key] = {}
        for one in asked:
            name, direction = str(dict(one)["field"]), str(dict(one)["direction"])
            if name in keys:
                raise BadInput(f"`orderBy` names {name} twice: once is enough.")
            sort_key = entity.sort_keys[name]
            if isinstance(sort_key, Key):
                key = sort_key
            else:
                field_rules.require_usable(self.scope.viewer, *sort_key.shows)
                key = sort_key.key()
            keys[name] = key.reversed() if direction == "DESC" else key
        signature = ", ".join(f"{name} {'DESC' if key.descending else 'ASC'}" for name, key in keys.items())
        return Order.total(f"{entity.name}: {signature}", list(keys.values()))


def _plain(below: SelectionSet, value: Callable[[Selection], Value]) -> ObjectPlan:
    """An object whose fields have no rules: what a connection is made of."""
    return ObjectPlan(
        tuple(
            FieldPlan(
                selection.column,
                TypeNamePlan(below.type_name) if selection.name == "__typename" else value(selection),
            )
            for selection in below.fields
        )
    )
