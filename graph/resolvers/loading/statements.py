"""Statements: the plan of everything that one tick asks for, the SQL of it, and the cache of both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cachetools import LRUCache

from graph.aside import aside
from graph.auth.subject import Subject
from graph.auth.viewer import PlanKey, Viewer
from graph.models.noun import NOUNS
from graph.resolvers.compiler.budget import Budget, require_short
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.plan import ObjectPlan, Value
from graph.resolvers.compiler.planner import NOBODY, Planner
from graph.resolvers.compiler.scope import Scope, Table
from graph.resolvers.compiler.select import SelectCompiler
from graph.resolvers.compiler.selection import Selection, SelectionSet
from graph.resolvers.loading.lists import LISTS, depends_on_values
from graph.resolvers.nouns.registry import ENTITIES
from graph.row_security import LOCKED_BY_ID
from graph.sql import EMPTY, Alias, Argument, Fragment, Identifier, Statement, join, literal, sql, statement

EXTERNAL_ID = "external_id"
"""In place of a column: records are found by external ids, each a JSON array of source and key."""
CACHE_CHARACTERS = 20_000_000
"""How long the statements that are kept may be together, a worker."""
LEAST_CHARACTERS = 10_000
"""What a statement counts at least: beside its text, what it is kept by takes room. So some 2,000 are kept."""


@dataclass(frozen=True, slots=True)
class ByKey:
    """The object of one entity whose column has this value, or that has this EXTERNAL_ID."""

    entity: str
    column: str
    column_type: str
    below: SelectionSet
    key: Any


@dataclass(frozen=True, slots=True)
class List:
    """A list at the root."""

    selection: Selection


LoadRequest = ByKey | List
Shape = tuple[str, str, str, SelectionSet] | Selection
"""A request without its key: all keys of one such are found together."""
OtherUser = tuple[UUID, bool, PlanKey]
Key = tuple[tuple[Shape, ...], PlanKey, frozenset[OtherUser]]


def shape_of(request: LoadRequest) -> Shape:
    """What a request has in common with those that differ in their key alone."""
    if isinstance(request, List):
        return request.selection
    return request.entity, request.column, request.column_type, request.below


@dataclass(frozen=True, slots=True)
class ByKeyPlan:
    """All rows of one entity whose column has one of the keys, behind the row filter: an object for each key.

    Where external ids are the keys, `column` is EXTERNAL_ID.
    """

    table: Table
    column: str
    column_type: str
    locked: bool
    """Whether row-level security is asked too which of the rows it withholds."""
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class StatementPlan:
    """All that one statement answers, in one scope."""

    scope: Scope
    parts: tuple[ByKeyPlan | Value, ...]
    plan_for_values: bool
    work: int
    """What it takes of a request's budget."""


class StatementCache:
    """Plans and statements by what they answer and for which kind of viewer. One a worker.

    With ``lock``, row-level security is asked too about every row that is read by its key.
    """

    def __init__(self, cursors: CursorKey, *, lock: bool = True) -> None:
        self.cursors = cursors
        self.lock = lock
        self._kept: LRUCache[Key, Statement] = LRUCache(
            CACHE_CHARACTERS, getsizeof=lambda kept: max(len(kept.text), LEAST_CHARACTERS)
        )

    def answering(self, shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer] = NOBODY) -> Statement:
        """The statement whose one row is the epoch, then for each shape its keys and nodes, or its list.

        ``users`` are the others whose view the shapes ask for. A GraphError for what can't be answered.
        """
        key = _key(shapes, viewer, users)
        return self._kept.get(key) or self._keep(key, self._made(shapes, viewer, users))

    async def find(self, shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer] = NOBODY) -> Statement:
        """The same; a statement that isn't known is made beside the event loop."""
        key = _key(shapes, viewer, users)
        return self._kept.get(key) or self._keep(key, await aside(self._made, shapes, viewer, users))

    def _made(self, shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer]) -> Statement:
        return self.compile(self.plan(shapes, viewer, users))

    def _keep(self, key: Key, made: Statement) -> Statement:
        if len(made.text) <= CACHE_CHARACTERS:
            self._kept[key] = made
        return made

    def locks(self, shape: Shape) -> bool:
        """Whether the statement also says which rows of this shape the second lock withholds."""
        return self.lock and not isinstance(shape, Selection) and ENTITIES[shape[0]].table in LOCKED_BY_ID

    def plan(self, shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer] = NOBODY) -> StatementPlan:
        """The plan of these shapes; a GraphError for what can't be answered."""
        lists = any(isinstance(shape, Selection) for shape in shapes)
        scope = Scope(Subject(viewer, few=not lists), "listed" if lists and viewer.few_listed else "row", ENTITIES)
        budget = Budget()
        planner = Planner(scope, ENTITIES, self.cursors, users, budget)
        return StatementPlan(
            scope,
            tuple(self._part(planner, shape) for shape in shapes),
            any(isinstance(shape, Selection) and depends_on_values(shape) for shape in shapes),
            budget.spent,
        )

    def _part(self, planner: Planner, shape: Shape) -> ByKeyPlan | Value:
        if isinstance(shape, Selection):
            return LISTS[shape.name](planner, shape)
        name, column, column_type, below = shape
        entity = planner.entity(name)
        return ByKeyPlan(entity, column, column_type, self.locks(shape), planner.object(entity.parts, below))

    def compile(self, plan: StatementPlan) -> Statement:
        """The plan's SQL."""
        compiler = SelectCompiler(plan.scope, self.cursors)
        columns, joins = [sql("e.value")], []
        for index, part in enumerate(plan.parts):
            if isinstance(part, Value):
                columns.append(sql("{list}::text", list=compiler.value(part, NOWHERE)))
                continue
            g = Alias("g")
            columns.append(
                sql("{g}.keys, {g}.nodes, {g}.ids, {g}.unseen" if part.locked else "{g}.keys, {g}.nodes", g=g)
            )
            found = _by_key(compiler, part, Argument(f"{part.column_type}[]", f"keys{index}"))
            joins.append(sql(" LEFT JOIN LATERAL ({found}) {g} ON true", found=found, g=g))
        source = sql("sharing_epoch e{joins}", joins=Fragment(tuple(joins)))
        written = statement(join(", ", columns), source, plan_for_values=plan.plan_for_values)
        require_short(written.text)
        return replace(written, work=plan.work)


def _key(shapes: tuple[Shape, ...], viewer: Viewer, users: Mapping[UUID, Viewer]) -> Key:
    # who asks of themself is answered by another text than who asks the same of another
    return shapes, viewer.plan_key, frozenset((row, row == viewer.id, user.plan_key) for row, user in users.items())


NOWHERE = Alias("root")
"""The row that a list at the root is written for: none, and no such list names it."""


def _by_key(compiler: SelectCompiler, plan: ByKeyPlan, keys: Argument) -> Fragment:
    x = Alias(plan.table.stem)
    # of the rows that the row filter lets through, those that the lock does not
    unseen = sql(
        ", array_agg(k.id) AS ids, account_graph_unseen({me}, {table}, array_agg(k.id)) AS unseen",
        me=compiler.scope.subject.id,
        table=literal(plan.table.table),
    )
    key, found = _found(plan, x, keys)
    return sql(
        "SELECT array_agg(k.key) AS keys, array_agg(k.node) AS nodes{unseen} FROM (SELECT {key} AS key,"
        " {x}.id, {object}::text AS node FROM {found} AND {seen}) k",
        unseen=unseen if plan.locked else EMPTY,
        key=key,
        x=x,
        object=compiler.object(plan.object, x),
        found=found,
        seen=compiler.scope.sees(plan.table, x),
    )


def _found(plan: ByKeyPlan, x: Alias, keys: Argument) -> tuple[Fragment, Fragment]:
    """The key of a row, and the tables and conditions that find the rows of all keys."""
    table = Identifier(plan.table.table)
    if plan.column != EXTERNAL_ID:
        key = sql("{x}.{column}", x=x, column=Identifier(plan.column))
        return key, sql("{table} {x} WHERE {key} = ANY({keys})", table=table, x=x, key=key, keys=keys)
    w, e = Alias("w"), Alias("e")
    return sql("{w}.key", w=w), sql(
        "unnest({keys}) {w}(key) JOIN external_id {e} ON {e}.source = {w}.key::json ->> 0"
        " AND {e}.key = {w}.key::json ->> 1 JOIN {table} {x} ON {x}.id = {e}.record_id"
        " WHERE {e}.record_type = {record_type}",
        keys=keys,
        w=w,
        e=e,
        record_type=literal(NOUNS[plan.table.name].record_type),
        table=table,
        x=x,
    )
