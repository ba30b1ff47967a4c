"""The server: routes, who is asking, and what opens and closes with it."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph import ide
from graph.auth.authenticator import Authenticator
from graph.auth.tokens import Tokens
from graph.auth.viewer import Viewer, ViewerChanged
from graph.context import Context
from graph.database import Database, DatabaseUnavailable, database_url, open_database, pending_migrations
from graph.errors import Overloaded, TryAgain, Unauthenticated, Unavailable
from graph.faults import log_unavailable
from graph.graphql_http import GraphQLEndpoint
from graph.graphql_request import HttpError, Question
from graph.logs import RequestLog, RequestLogEntry, configure_logs, leave_locals_out
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute
from graph.settings import Settings

ATTEMPTS = 3
"""Times a question is asked again when its viewer's rights change between authentication and statement."""
PROBE_TIMEOUT = 5.0
"""Seconds that a readiness probe waits for the database."""


class Service:
    """The parts that answer: open while the server runs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database: Database
        self.authenticator: Authenticator
        self.statements: StatementCache

    def use(self, database: Database) -> None:
        """Answer from this database."""
        self.database = database
        self.authenticator = Authenticator(database.pool, Tokens(self.settings))
        self.statements = StatementCache(CursorKey(self.settings.signing_secret()), lock=self.settings.row_security)

    async def ask(self, question: Question, authorization: str | None, entry: RequestLogEntry) -> Result:
        """The answer for whom the token names, under the rights they have now.

        Raises HttpError: 401 for nobody we know, 503 when the database can't be asked who they are, or their rights
        change faster than a question runs.
        """
        try:
            return await self._ask(question, authorization, entry)
        except Unavailable as error:
            log_unavailable(error, entry.request_id)
            wait = b"%d" % error.retry_after
            raise HttpError(
                503, error.code, error.message, (b"retry-after", wait), retryAfter=error.retry_after
            ) from None

    async def _ask(self, question: Question, authorization: str | None, entry: RequestLogEntry) -> Result:
        viewer: Viewer | None = None
        for _ in range(ATTEMPTS):
            try:
                viewer = await self.authenticator.viewer(authorization, outdated=viewer)
            except Unauthenticated as error:
                raise HttpError(401, error.code, error.message, (b"www-authenticate", b"Bearer")) from None
            entry.viewer = str(viewer.id)
            context = Context(
                viewer,
                self.database.pool,
                self.statements,
                self.settings.currency,
                entry.request_id,
                self.database.writer,
                self.settings.lock_timeout,
                planning=self.database.planning,
            )
            try:
                result = await execute(
                    context,
                    question.query,
                    question.variables,
                    question.operation_name,
                    read_only=question.read_only,
                )
            except ViewerChanged:
                continue
            if not _signed_out(result):
                return result
        raise TryAgain("Sharing rules are changing faster than this could be answered. Try again.")

    async def live(self, _request: Request) -> Response:
        """Does the process answer? It says nothing of the database, since a restart would not mend that."""
        return _json(200, {"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """Can questions be answered: is the database reachable, and are its migrations current?"""
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                async with self.database.pool.acquire(timeout=PROBE_TIMEOUT / 2) as connection:
                    await connection.fetchval("SELECT 1")
                pending = await pending_migrations(self.database.url)
        except Overloaded as error:
            return _not_ready("overloaded", error.message)
        except Unavailable as error:
            return _not_ready("database", f"The database can't be reached ({type(error.__cause__).__name__}).")
        except TimeoutError:
            return _not_ready("database", f"The database did not answer within {PROBE_TIMEOUT:g} seconds.")
        except (DatabaseUnavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            return _not_ready("database", f"The database can't be reached ({type(error).__name__}).")
        if pending:
            return _not_ready("migrations", f"Run `account-graph migrate`; pending: {', '.join(pending)}.")
        return _json(200, {"status": "ready"})


def create_app(settings: Settings, database: Database | None = None) -> Starlette:
    """The whole server as one ASGI application.

    It opens the database that the settings mean when it starts and closes it when it stops, or uses the open one that
    it is given, and leaves that open.
    """
    leave_locals_out()
    service = Service(settings)
    if database is not None:
        service.use(database)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if database is None:
                url = stack.enter_context(database_url(settings, kept=True))
                # a worker that takes a dead one's place while the database is away must not fail: uvicorn ends them all
                service.use(await stack.enter_async_context(open_database(settings, url, reached=False)))
            # what start-up made stays for good: each full collection would walk it, with every request waiting
            gc.collect()
            gc.freeze()
            yield

    return _Server(
        GraphQLEndpoint(service.ask, ide.page, body_limit=settings.body_limit, body_timeout=settings.body_timeout),
        routes=[
            Route("/livez", service.live),
            Route("/readyz", service.ready),
            Route("/", _to_the_api),
            Mount("/ide", ide.assets),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )


class _Server(Starlette):
    """Starlette with GraphQL before its router, and the request log around both.

    A question needs nothing of Starlette's own middleware. Past it, HTTP costs 17 us a request; through it, 22.
    """

    def __init__(self, graphql: ASGIApp, **options: Any) -> None:
        self.graphql = graphql
        super().__init__(**options)

    def build_middleware_stack(self) -> ASGIApp:
        """What a request passes, from the outermost in."""
        others = super().build_middleware_stack()

        async def by_path(scope: Scope, receive: Receive, send: Send) -> None:
            graphql = scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) == "/graphql"
            await (self.graphql if graphql else others)(scope, receive, send)

        return RequestLog(by_path)


def app_from_environment() -> Starlette:
    """The server as the environment sets it up, logs included; what uvicorn's `factory` calls in each worker."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return create_app(settings)


async def _to_the_api(request: Request) -> Response:
    return RedirectResponse(request.scope.get("root_path", "") + "/graphql")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # Starlette types handlers by the base class
    message = "There is nothing here. The API is at /graphql." if error.status_code == 404 else error.detail
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_REQUEST"
    content = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _json(error.status_code, content, dict(error.headers or {}))


def _signed_out(result: Result) -> bool:
    """Did a mutation find that its viewer is nobody now? No field has done anything then: it may be asked again."""
    return (
        bool(result.errors and result.data)
        and all(error["extensions"]["code"] == Unauthenticated.code for error in result.errors or ())
        and all(value is None for value in result.data.values())
    )


def _not_ready(reason: str, message: str) -> Response:
    return _json(503, {"status": "not ready", "reason": reason, "message": message})


def _json(status: int, content: object, headers: dict[str, str] | None = None) -> Response:
    headers = {"cache-control": "no-store", **(headers or {})}
    return Response(orjson.dumps(content), status, headers, "application/json")
