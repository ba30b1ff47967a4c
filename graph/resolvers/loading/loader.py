"""The loader: everything that one tick of a request asks for becomes one SQL statement.

Equal shapes with different keys (aliases, `nodes(ids:)`) share one part of it. Every statement also reads the sharing
epoch in its own snapshot, so that no answer rests on what the viewer was before.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from aiodataloader import DataLoader

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer, ViewerChanged
from graph.errors import BadInput, GraphError, RowSecurityMismatch, Unauthenticated
from graph.models.profile import Profile
from graph.resolvers.compiler.budget import LIGHT_WORK, Budget, OverBudget
from graph.resolvers.compiler.planner import NOBODY
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.loading.statements import ByKey, List, LoadRequest, Shape, StatementCache, shape_of
from graph.resolvers.node import parse_id
from graph.sql import Statement

log = structlog.get_logger()


class RequestLoader:
    """One request's requests, answered a tick at a time."""

    def __init__(
        self,
        viewer: Viewer,
        pool: asyncpg.Pool,
        statements: StatementCache,
        request_id: str = "",
        planning: asyncpg.Pool | None = None,
        budget: Budget | None = None,
        *,
        large: bool = False,
    ) -> None:
        self.asked = False
        self._request_id = request_id
        self._viewer = viewer
        self._pool = pool
        self._planning = planning or pool
        self._budget = budget or Budget()
        self._large = large
        self._statements = statements
        self._loader: DataLoader[LoadRequest, Any] = DataLoader(self._answer)
        self._users: dict[UUID, Viewer] = {viewer.id: viewer}

    async def get(self, request: LoadRequest) -> orjson.Fragment | None:
        """The finished JSON of the answer; null where there is nothing that the viewer sees."""
        answer: orjson.Fragment | None = await self._loader.load(request)
        return answer

    def require_answerable(self, request: LoadRequest) -> None:
        """Stop what can't be answered before anything is done for it: its GraphError."""
        self._budget.require(self._statements.answering((shape_of(request),), self._viewer).work)

    async def get_all(self, requests: list[LoadRequest]) -> list[orjson.Fragment | None]:
        """The answers of several requests, in their order."""
        return list(await self._loader.load_many(requests))

    async def _answer(self, requests: list[LoadRequest]) -> list[Any]:
        shapes = tuple(dict.fromkeys(map(shape_of, requests)))
        users = await self._others(shapes)
        try:
            if self._large:
                statement = await self._statements.find(shapes, self._viewer, users)
            else:
                statement = self._statements.answering(shapes, self._viewer, users)
        except OverBudget:
            raise
        except GraphError:
            return await self._answer_what_can_be(requests, shapes, users)
        self._budget.spend(statement.work)
        return await self._run(statement, shapes, requests, users)

    async def _others(self, shapes: Sequence[Shape]) -> Mapping[UUID, Viewer]:
        """The users whose view these ask for, whoever asks among them; but for admins, none but whoever asks."""
        named = frozenset[str]().union(*(_users(shape) for shape in shapes))
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
        self, requests: list[LoadRequest], shapes: Sequence[Shape], users: Mapping[UUID, Viewer]
    ) -> list[Any]:
        """One bad request does not take the others with it."""
        wrong: dict[Shape, GraphError] = {}
        for shape in shapes:
            try:
                self._statements.answering((shape,), self._viewer, users)
            except GraphError as error:
                wrong[shape] = error
        good = [request for request in requests if shape_of(request) not in wrong]
        answers = iter(await self._answer(good) if good else ())
        return [wrong.get(shape_of(request)) or next(answers) for request in requests]

    async def _run(
        self, statement: Statement, shapes: tuple[Shape, ...], requests: list[LoadRequest], users: Mapping[UUID, Viewer]
    ) -> list[Any]:
        arguments: dict[str, Any] = {
            f"keys{index}": [q.key for q in requests if isinstance(q, ByKey) and shape_of(q) == shape]
            for index, shape in enumerate(shapes)
            if not isinstance(shape, Selection)
        }
        arguments["users"] = users
        pool = self._planning if statement.plan_for_values else self._pool
        fetchrow = pool.fetchrow_heavy if statement.work > LIGHT_WORK else pool.fetchrow
        row = await fetchrow(statement.text, *statement.values(self._viewer, arguments))
        if any(user.epoch != row[0] for user in (self._viewer, *users.values())):
            raise ViewerChanged
        self.asked = True
        found: dict[Shape, Any] = {}
        column = 1
        for shape in shapes:
            if isinstance(shape, Selection):
                found[shape] = orjson.Fragment(row[column])
                column += 1
            else:
                keys, nodes = row[column] or (), row[column + 1] or ()
                found[shape] = {key: orjson.Fragment(node) for key, node in zip(keys, nodes, strict=True)}
                column += 2
                if self._statements.locks(shape):
                    if row[column + 1]:
                        found[shape] |= self._withheld(
                            shape[0], list(zip(row[column], keys, strict=True)), row[column + 1]
                        )
                    column += 2
        return [
            found[request.selection] if isinstance(request, List) else found[shape_of(request)].get(request.key)
            for request in requests
        ]

    def _withheld(
        self, type_name: str, keys: Sequence[tuple[UUID, Any]], unseen: Sequence[UUID]
    ) -> dict[Any, RowSecurityMismatch]:
        """Instead of rows that one lock opened and the other did not, an error each; the log tells of them."""
        log.error(
            "row_security",
            request_id=self._request_id,
            viewer=str(self._viewer.id),
            type=type_name,
            ids=[str(row) for row in dict.fromkeys(unseen)],
        )
        # several keys may name one row
        return {key: RowSecurityMismatch(self._request_id) for row, key in keys if row in unseen}

    async def check_viewer(self) -> None:
        """For a request that no statement answered: ViewerChanged where the epoch moved on all the same."""
        if not self.asked and await self._pool.fetchval("SELECT value FROM sharing_epoch") != self._viewer.epoch:
            raise ViewerChanged


def _users(shape: Shape) -> frozenset[str]:
    """The ids of the users whose view this asks for."""
    return shape.users if isinstance(shape, Selection) else shape[3].users
