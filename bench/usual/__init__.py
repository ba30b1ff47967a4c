"""The usual way: Strawberry types over Tortoise instances, a dataloader for each relation, Strawberry's own view.

Written as one would who knows both: rows are asked for a page at a time, statements are prepared, no relation is
asked for once a parent, and documents are parsed and validated once. Each relation carries the same sharing predicate
as ours. It does less than our server in two places, both to its favour: parents and children are those in the account
table and not those of the viewer's own tree, and viewers are remembered without asking whether they changed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from tortoise.context import TortoiseContext

from bench.usual.loaders import Loaders
from bench.usual.schema import schema
from graph.auth.authenticator import Authenticator
from graph.auth.tokens import Tokens
from graph.database import database_url, open_database, tortoise_config
from graph.settings import Settings


class View(GraphQL[Loaders, None]):
    """Strawberry's view, with who is asking in the context."""

    authenticator: Authenticator

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Loaders:
        """The loaders of one request."""
        return Loaders(await self.authenticator.viewer(request.headers.get("authorization")))


def app() -> Starlette:
    """The usual way as the environment sets it up."""
    settings = Settings.from_environment()
    view = View(schema, graphql_ide=None)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with database_url(settings) as url:
            config = tortoise_config(url, settings)
            # as our pool has them: planning and compiling these statements takes longer than running them
            settings_of_server = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
            config["connections"]["default"]["credentials"]["server_settings"] = settings_of_server
            async with TortoiseContext() as orm:
                # before the database's own: requests run outside this task, and find the one that was first
                await orm.init(config, _enable_global_fallback=True)
                async with open_database(settings, url) as database:
                    view.authenticator = Authenticator(database.pool, Tokens(settings))
                    yield

    starlette = Starlette(lifespan=lifespan)
    starlette.add_route("/graphql", view)  # type: ignore[arg-type]  # an ASGI application is one too
    return starlette
