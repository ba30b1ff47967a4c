"""The server: its routes, the authentication of requests, and the resources that live as long as it does."""

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
from graph.auth.claims import Claims, ProfileRefused
from graph.auth.tokens import Tokens
from graph.auth.viewer import Viewer, ViewerChanged
from graph.connections import DatabaseMismatch, DatabaseUnavailable, database_url
from graph.context import Context
from graph.database import Database, open_database, pending_migrations
from graph.disk_space import require_space
from graph.errors import DiskFull, Overloaded, TryAgain, Unauthenticated, Unavailable
from graph.faults import log_unavailable
from graph.graphql_http import GraphQLEndpoint, refusal
from graph.graphql_request import GraphQLRequest, HttpError
from graph.instance import Instance
from graph.logs import CountRequest, RequestLog, RequestLogEntry, configure_logs, leave_locals_out, log
from graph.pools import Watch
from graph.resolvers.compiler.cursor import CursorKey
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import Result, execute
from graph.settings import Settings

ATTEMPTS = 3
"""How often a request is run when its viewer's rights keep changing between authentication and statement."""
PROBE_TIMEOUT = 5.0
"""Seconds for which a readiness probe waits for the database."""


class Service:
    """Answers requests; holds the database and the caches while the server runs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.instance = Instance.of(settings)
        self.database: Database
        self.authenticator: Authenticator
        self.statements: StatementCache
        self.disk_was_full = False
        """Whether the database's disk was full when a request last needed some of it."""

    def use(self, database: Database) -> None:
        """Serves requests from this database."""
        self.database = database
        self.authenticator = Authenticator(database.pool, Tokens(self.settings))
        self.statements = StatementCache(CursorKey(*self.settings.signing_secrets()), lock=self.settings.row_security)

    async def verify(self, authorization: str | None) -> Claims:
        """Returns what the header's token claims.

        Raises HttpError: 401 unless it is valid, 503 if the keys of its issuer can't be had.
        """
        try:
            return await self.authenticator.claims(authorization)
        except Unauthenticated as error:
            raise _unauthenticated(error) from None
        except Unavailable as error:
            raise _unavailable(error) from None

    async def ask(self, request: GraphQLRequest, claims: Claims, entry: RequestLogEntry) -> Result:
        """Returns the answer for the user that the token names, under that user's current rights.

        Raises HttpError: 401 for an unknown or inactive user; 403 if the token's issuer may not speak for the user;
        503 when the database can't be reached to look the user up, or when the user's rights keep changing while the
        request runs.
        """
        try:
            result = await self._ask(request, claims, entry)
            if result.errors and any(error["extensions"]["code"] == DiskFull.code for error in result.errors):
                self.disk_was_full = True
            return result
        except Unavailable as error:
            self.disk_was_full |= isinstance(error, DiskFull)
            log_unavailable(error, entry.request_id)
            raise _unavailable(error) from None

    async def _ask(self, request: GraphQLRequest, claims: Claims, entry: RequestLogEntry) -> Result:
        viewer: Viewer | None = None
        for _ in range(ATTEMPTS):
            try:
                viewer = await self.authenticator.viewer_of(claims, outdated=viewer)
            except Unauthenticated as error:
                raise _unauthenticated(error) from None
            except ProfileRefused as error:
                log.warning("token refused", request_id=entry.request_id, reason=error.reason)
                raise HttpError(403, error.code, error.message) from None
            entry.viewer, entry.profile = str(viewer.id), str(viewer.profile)
            context = Context(
                viewer,
                self.database.pool,
                self.statements,
                self.instance,
                entry.request_id,
                self.database.writer,
                self.settings.lock_timeout,
                planning=self.database.planning,
                claims=claims,
            )
            try:
                result = await execute(
                    context,
                    request.query,
                    request.variables,
                    request.operation_name,
                    read_only=request.read_only,
                )
            except ViewerChanged:
                continue
            if not _signed_out(result):
                return result
        raise TryAgain("Sharing rules kept changing while the request ran. Try again.")

    async def live(self, _request: Request) -> Response:
        """Liveness: whether the process answers. The database doesn't count, since a restart would not repair it."""
        return _json(200, {"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """Readiness: whether the database is reachable, its migrations are current, and its disk isn't full.

        Ready but degraded is a server that can't fetch the keys of an issuer.
        """
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                async with self.database.pool.acquire(timeout=PROBE_TIMEOUT / 2) as connection:
                    await connection.fetchval("SELECT 1")
                if self.disk_was_full:
                    await require_space(self.database.url)
                    self.disk_was_full = False
                pending = await pending_migrations(self.database.url)
        except asyncpg.DiskFullError:
            return _not_ready("disk", "The database has no space left on its disk.")
        except Overloaded as error:
            return _not_ready("overloaded", error.message)
        except Unavailable as error:
            return _not_ready("database", f"The database can't be reached ({type(error.__cause__).__name__}).")
        except TimeoutError:
            return _not_ready("database", f"The database did not answer within {PROBE_TIMEOUT:g} seconds.")
        except DatabaseMismatch:
            return _not_ready(
                "migrations", "The database is of another version: see what `account-graph migrate` says."
            )
        except (DatabaseUnavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            return _not_ready("database", f"The database can't be reached ({type(error).__name__}).")
        if pending:
            return _not_ready("migrations", f"Run `account-graph migrate`; pending: {', '.join(pending)}.")
        return _ready(self.authenticator.key_problems())


def create_app(settings: Settings, database: Database | None = None) -> Starlette:
    """Returns the server as one ASGI application.

    At startup the application opens the database that the settings name, and closes it at shutdown. An open
    ``database`` is used instead if one is passed, and left open.
    """
    leave_locals_out()
    count: CountRequest | None = None
    watch: Watch | None = None
    if settings.metrics_port is not None:
        from graph import metrics  # noqa: PLC0415  # its library takes longest to import, and most servers don't count

        count, watch = metrics.count_request, metrics.Reads()
    service = Service(settings)
    if database is not None:
        service.use(database)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if database is None:
                url = stack.enter_context(database_url(settings, kept=True))
                # a worker that replaces a dead one while the database is down must not fail, or uvicorn stops them all
                service.use(await stack.enter_async_context(open_database(settings, url, reached=False, watch=watch)))
            if watch is not None:
                pools = {"planned_reads": service.database.planning, "reads": service.database.pool}
                distinct = {pool: name for name, pool in pools.items()}  # behind a pooler, one is both
                await stack.enter_async_context(metrics.watching(distinct))
            await stack.enter_async_context(service.authenticator.keys_kept_fresh())
            # objects made at startup live as long as the process: a full collection would walk them, and block requests
            gc.collect()
            gc.freeze()
            yield

    return _Server(
        GraphQLEndpoint(
            service.ask,
            service.verify,
            ide.page,
            body_limit=settings.body_limit,
            body_timeout=settings.body_timeout,
        ),
        routes=[
            Route("/livez", service.live),
            Route("/readyz", service.ready),
            Route("/", _to_the_api),
            Mount("/ide", ide.assets),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
        count=count,
    )


class _Server(Starlette):
    """Starlette with GraphQL ahead of its router, and the request log around both.

    GraphQL needs none of Starlette's middleware: without it, HTTP costs 17 us per request, with it 22.
    """

    def __init__(self, graphql: ASGIApp, *, count: CountRequest | None, **options: Any) -> None:
        self.graphql = graphql
        self.count = count
        super().__init__(**options)

    def build_middleware_stack(self) -> ASGIApp:
        """Returns the middleware that a request passes through, outermost first."""
        others = super().build_middleware_stack()

        async def by_path(scope: Scope, receive: Receive, send: Send) -> None:
            graphql = scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) == "/graphql"
            await (self.graphql if graphql else others)(scope, receive, send)

        return RequestLog(by_path, self.count)


def app_from_environment() -> Starlette:
    """Returns the server, set up from the environment, and configures logs; uvicorn calls it in each worker."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return create_app(settings)


async def _to_the_api(request: Request) -> Response:
    return RedirectResponse(request.scope.get("root_path", "") + "/graphql")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # Starlette types handlers by the base class
    message = "Nothing is served at this path. The API is at /graphql." if error.status_code == 404 else error.detail
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_REQUEST"
    entry: RequestLogEntry = request.scope["log_entry"]
    body = refusal(HttpError(error.status_code, code, message), entry.request_id)
    return _json(error.status_code, orjson.Fragment(body), dict(error.headers or {}))


def _unauthenticated(error: Unauthenticated) -> HttpError:
    return HttpError(401, error.code, error.message, (b"www-authenticate", b"Bearer"))


def _unavailable(error: Unavailable) -> HttpError:
    wait = b"%d" % error.retry_after
    return HttpError(503, error.code, error.message, (b"retry-after", wait), retryAfter=error.retry_after)


def _signed_out(result: Result) -> bool:
    """Whether a mutation found its viewer deleted or deactivated. No field has run then, so it is safe to retry."""
    return (
        bool(result.errors and result.data)
        and all(error["extensions"]["code"] == Unauthenticated.code for error in result.errors or ())
        and all(value is None for value in result.data.values())
    )


def _ready(key_problems: list[str]) -> Response:
    if not key_problems:
        return _json(200, {"status": "ready"})
    message = f"The keys of an issuer can't be fetched: {'; '.join(key_problems)}. Known keys are used for a day."
    return _json(200, {"status": "degraded", "reason": "keys", "message": message})


def _not_ready(reason: str, message: str) -> Response:
    return _json(503, {"status": "not ready", "reason": reason, "message": message})


def _json(status: int, content: object, headers: dict[str, str] | None = None) -> Response:
    headers = {"cache-control": "no-store", **(headers or {})}
    return Response(orjson.dumps(content), status, headers, "application/json")
