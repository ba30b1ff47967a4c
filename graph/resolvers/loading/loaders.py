"""The loader: everything that one tick of a request asks for becomes one SQL statement.

Equal shapes with different keys (aliases, `nodes(ids:)`) share one part of it. Every statement also reads the sharing
epoch in its own snapshot, so that no answer rests on what the viewer was before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from aiodataloader import DataLoader

from graph.auth.backend import load_viewer
from graph.auth.parameters import Statement
from graph.auth.sharing import visible_arms_through_account
from graph.auth.viewer import PolicyForm, Viewer, ViewerChanged
from graph.errors import BadInput, GraphError, Unauthenticated, Withheld
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.spec import RowFilter
from graph.resolvers.aggregates.dimensions import GROUPINGS
from graph.resolvers.aggregates.groups import grouped
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.compiler.shape import Chosen, Shape
from graph.resolvers.compiler.statement import NOBODY, Writer
from graph.resolvers.node import parse_id
from graph.resolvers.nouns.account import accounts
from graph.resolvers.nouns.history import changes
from graph.resolvers.nouns.registry import ENTITIES
from graph.resolvers.nouns.sharing_rule import sharing_rules
from graph.row_security import LOCKED_BY_ID

log = structlog.get_logger()


def _listing(name: str) -> Callable[[Writer, Chosen], str]:
    """Writes the list of all rows of one entity that the viewer sees."""

    def write(w: Writer, chosen: Chosen) -> str:
        entity = w.entity(name)
        x = w.p.alias(entity.stem)
        merged = name in OF_ACCOUNTS and w.form == "set" and not w.viewer.sees_everything
        arms = visible_arms_through_account(w.viewer, w.p, x) if merged else ()
        return w.connection(entity, x, chosen, "true", door=w.door(entity, x), arms=arms)

    return write


OF_ACCOUNTS = frozenset(noun.name for noun in NOUNS.values() if noun.row_filter is RowFilter.THROUGH_ACCOUNT)
"""The entities whose rows are seen just when their account is."""

LISTS: Mapping[str, Callable[[Writer, Chosen], str]] = {
    **{noun.plural: _listing(noun.name) for noun in NOUNS.values() if noun.root_list is not None},
    "accounts": accounts,
    "changes": changes,
    "sharingRules": sharing_rules,
    **{field: grouped(field) for field in GROUPINGS},
}
"""The root fields that are lists, and what writes each."""

REMEMBERED = 2_000
"""Written statements kept, a worker."""
REMEMBERED_LETTERS = 20_000_000
"""How long they may be together."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The object of one entity whose column has this value."""

    entity: str
    column: str
    column_type: str
    shape: Shape
    key: Any


@dataclass(frozen=True, slots=True)
class Listed:
    """A list at the root."""

    chosen: Chosen


Question = Keyed | Listed
# A Keyed question without its key: all keys of one such are found together.
Kind = tuple[str, str, str, Shape] | Chosen
UserForm = tuple[UUID, bool, PolicyForm]


class Statements:
    """Written statements by what they answer and for which form of viewer. One a worker.

    With ``lock``, row-level security is asked too about every row that is read by its key.
    """

    def __init__(self, cursors: CursorKey, *, lock: bool = True) -> None:
        self._cursors = cursors
        self.lock = lock
        self._written: dict[tuple[tuple[Kind, ...], PolicyForm, frozenset[UserForm]], Statement] = {}
        self._letters = 0

    def answering(self, kinds: tuple[Kind, ...], viewer: Viewer, users: Mapping[UUID, Viewer] = NOBODY) -> Statement:
        """The statement whose one row is the epoch, then for each kind its keys and nodes, or its list.

        ``users`` are the others whose view the kinds ask for.
        """
        # who asks of themself is answered by another text than who asks the same of another
        others = frozenset((row, row == viewer.id, user.form) for row, user in users.items())
        known = self._written.get((kinds, viewer.form, others))
        if known is None:
            known = self._write(kinds, viewer, users)
            self._letters += len(known.text)
            if len(self._written) >= REMEMBERED or self._letters > REMEMBERED_LETTERS:
                self._written.clear()
                self._letters = len(known.text)
            self._written[kinds, viewer.form, others] = known
        return known

    def locks(self, kind: Kind) -> bool:
        """Whether the statement also says which rows of this kind the second lock withholds."""
        return self.lock and not isinstance(kind, Chosen) and ENTITIES[kind[0]].table in LOCKED_BY_ID

    def _write(self, kinds: tuple[Kind, ...], viewer: Viewer, users: Mapping[UUID, Viewer]) -> Statement:
        lists = any(isinstance(kind, Chosen) for kind in kinds)
        w = Writer(viewer, self._cursors, "set" if lists and viewer.sees_few else "check", users)
        columns, joins = ["e.value"], []
        for index, kind in enumerate(kinds):
            if isinstance(kind, Chosen):
                columns.append(f"{LISTS[kind.name](w, kind)}::text")
            else:
                columns += [f"g{index}.keys", f"g{index}.nodes"]
                locked = self.locks(kind)
                columns += [f"g{index}.ids", f"g{index}.unseen"] if locked else []
                joins.append(f" LEFT JOIN LATERAL ({_group(w, index, *kind, locked=locked)}) g{index} ON true")
        statement = w.p.statement(", ".join(columns), f"sharing_epoch e{''.join(joins)}")
        return replace(statement, plan_for_values=any(map(_depends_on_values, kinds)))


def _group(w: Writer, index: int, name: str, column: str, column_type: str, shape: Shape, *, locked: bool) -> str:
    entity = w.entity(name)
    x = w.p.alias(entity.stem)
    keys = w.p.given(f"keys{index}", f"{column_type}[]")
    # of the rows that the door lets through, those that the lock does not
    unseen = (
        f", array_agg(k.id) AS ids, account_graph_unseen({w.p.of_viewer('id', 'uuid')}, '{entity.table}',"
        " array_agg(k.id)) AS unseen"
        if locked
        else ""
    )
    return (
        f"SELECT array_agg(k.key) AS keys, array_agg(k.node) AS nodes{unseen} FROM (SELECT {x}.{column} AS key,"
        f' {x}.id, {w.object(entity.parts, x, shape)}::text AS node FROM "{entity.table}" {x}'
        f" WHERE {x}.{column} = ANY({keys}) AND {w.door(entity, x)}) k"
    )


class Answers:
    """One request's questions, answered a tick at a time."""

    def __init__(
        self,
        viewer: Viewer,
        pool: asyncpg.Pool,
        statements: Statements,
        request_id: str = "",
        planning: asyncpg.Pool | None = None,
    ) -> None:
        self.asked = False
        self._request_id = request_id
        self._viewer = viewer
        self._pool = pool
        self._planning = planning or pool
        self._statements = statements
        self._loader: DataLoader[Question, Any] = DataLoader(self._answer)
        self._users: dict[UUID, Viewer] = {viewer.id: viewer}

    async def get(self, question: Question) -> orjson.Fragment | None:
        """The finished JSON of the answer; null where there is nothing that the viewer sees."""
        answer: orjson.Fragment | None = await self._loader.load(question)
        return answer

    def require_answerable(self, question: Question) -> None:
        """Stop what can't be answered before anything is done for it: its GraphError."""
        self._statements.answering((_kind(question),), self._viewer)

    async def get_all(self, questions: list[Question]) -> list[orjson.Fragment | None]:
        """The answers of several questions, in their order."""
        return list(await self._loader.load_many(questions))

    async def _answer(self, questions: list[Question]) -> list[Any]:
        kinds = tuple(dict.fromkeys(map(_kind, questions)))
        users = await self._others(kinds)
        try:
            statement = self._statements.answering(kinds, self._viewer, users)
        except GraphError:
            return await self._answer_what_can_be(questions, kinds, users)
        return await self._run(statement, kinds, questions, users)

    async def _others(self, kinds: Sequence[Kind]) -> Mapping[UUID, Viewer]:
        """The users whose view these ask for, whoever asks among them; but for admins, none but whoever asks."""
        named = frozenset[str]().union(*(_shape(kind).users for kind in kinds))
        if not named:
            return NOBODY
        found = {}
        for user_id in named:
            try:
                row = parse_id(user_id, only="User")[1]
                if row not in self._users and self._viewer.profile is Profile.ADMIN:
                    self._users[row] = await load_viewer(self._pool, row)
            except (BadInput, Unauthenticated):
                continue  # the field that names them says so
            if row in self._users:
                found[row] = self._users[row]
        return found

    async def _answer_what_can_be(
        self, questions: list[Question], kinds: Sequence[Kind], users: Mapping[UUID, Viewer]
    ) -> list[Any]:
        """One bad question does not take the others with it."""
        wrong: dict[Kind, GraphError] = {}
        for kind in kinds:
            try:
                self._statements.answering((kind,), self._viewer, users)
            except GraphError as error:
                wrong[kind] = error
        good = [question for question in questions if _kind(question) not in wrong]
        answers = iter(await self._answer(good) if good else ())
        return [wrong.get(_kind(question)) or next(answers) for question in questions]

    async def _run(
        self, statement: Statement, kinds: tuple[Kind, ...], questions: list[Question], users: Mapping[UUID, Viewer]
    ) -> list[Any]:
        given: dict[str, Any] = {
            f"keys{index}": [q.key for q in questions if isinstance(q, Keyed) and _kind(q) == kind]
            for index, kind in enumerate(kinds)
            if not isinstance(kind, Chosen)
        }
        given["users"] = users
        pool = self._planning if statement.plan_for_values else self._pool
        row = await pool.fetchrow(statement.text, *statement.values(self._viewer, given))
        if any(user.epoch != row[0] for user in (self._viewer, *users.values())):
            raise ViewerChanged
        self.asked = True
        found: dict[Kind, Any] = {}
        column = 1
        for kind in kinds:
            if isinstance(kind, Chosen):
                found[kind] = orjson.Fragment(row[column])
                column += 1
            else:
                keys, nodes = row[column] or (), row[column + 1] or ()
                found[kind] = {key: orjson.Fragment(node) for key, node in zip(keys, nodes, strict=True)}
                column += 2
                if self._statements.locks(kind):
                    if row[column + 1]:
                        found[kind] |= self._withheld(
                            kind[0], dict(zip(row[column], keys, strict=True)), row[column + 1]
                        )
                    column += 2
        return [
            found[question.chosen] if isinstance(question, Listed) else found[_kind(question)].get(question.key)
            for question in questions
        ]

    def _withheld(self, type_name: str, keys: Mapping[UUID, Any], unseen: Sequence[UUID]) -> dict[Any, Withheld]:
        """Instead of rows that one lock opened and the other did not, an error each; the log tells of them."""
        log.error(
            "row_security",
            request_id=self._request_id,
            viewer=str(self._viewer.id),
            type=type_name,
            ids=[str(row) for row in unseen],
        )
        return {keys[row]: Withheld(self._request_id) for row in unseen}

    async def check_viewer(self) -> None:
        """For a question that no statement answered: ViewerChanged where the epoch moved on all the same."""
        if not self.asked and await self._pool.fetchval("SELECT value FROM sharing_epoch") != self._viewer.epoch:
            raise ViewerChanged


def _depends_on_values(kind: Kind) -> bool:
    """Is this a list of which what a caller sent keeps some, or of the rows of the accounts that a viewer sees?

    How many there are, and how long a page is, decides between walking the list and gathering its rows first.
    """
    if not isinstance(kind, Chosen) or kind.name in GROUPINGS:
        return False
    return kind.name != "accounts" or bool(kind.argument("where", ()) or kind.argument("search"))


def _shape(kind: Kind) -> Shape | Chosen:
    return kind if isinstance(kind, Chosen) else kind[3]


def _kind(question: Question) -> Kind:
    if isinstance(question, Listed):
        return question.chosen
    return question.entity, question.column, question.column_type, question.shape
